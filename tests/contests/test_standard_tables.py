"""The contests of a campaign side by side by standard scores: from what is published, masked, one scale per table."""

import datetime as dt
from typing import Any

import pytest

from deqing_events import database
from deqing_events.contests.models import Publication
from deqing_events.contests.standard_tables import queries
from deqing_events.events.models import Campaign, Event
from tests import factories
from tests.conftest import NOW
from tests.contests import stage
from tests.contests.test_timed import given, timed
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

SCALE = {"centre": "500", "spread": "100", "mode": "mean_sd_population"}


def campaign() -> Campaign:
    made = Campaign(name="职工技能运动会", kind="skills_games", year=2026, level="county", created_at=NOW)
    with database.transaction() as session:
        session.add(made)
    return made


def contest(
    held: Campaign, title: str, names: list[str], times: list[str], scale: dict[str, Any] | None = None
) -> Event:
    """Store a timed contest of a campaign with everybody's one time."""
    made = factories.event(title, campaign_id=held.id)
    rules = timed(made, attempts=1, combine="best")
    with database.transaction():
        rules.body = {**rules.body, "scale": scale or SCALE} if scale != {} else rules.body
    for at, (name, time) in enumerate(zip(names, times, strict=True), 1):
        given(stage.entrant(made, f"A{at}", name), time)
    return made


@pytest.fixture(name="held")
def _held(client: StrictClient) -> Campaign:
    factories.dai(client)
    return campaign()


def page(client: StrictClient, held: Campaign) -> str:
    return text_of(client.get(f"/results/campaigns/{held.id}").get_data(as_text=True))


def test_different_trades_are_put_into_one_order(client: StrictClient, held: Campaign) -> None:
    run = contest(held, "水带连接", ["沈示例", "王示例"], ["60.000", "80.000"])
    sort = contest(held, "零件分拣", ["李样本", "赵样本", "钱样本"], ["10.000", "10.000", "16.000"])
    assert "还没有项目公布标准分" in page(client, held)
    stage.publish(client, run)
    stage.publish(client, sort)
    words = page(client, held)
    order = [words.index(text) for text in ("沈*例", "李*本", "赵*本", "王*例", "钱*本")]
    assert order == sorted(order)
    assert "水带连接 第 1 名，成绩 1:00.000" in words
    assert "次序是暂列的" in words
    assert "沈示例" not in words
    assert "和别的项目比标准分" in text_of(client.get(f"/results/{run.slug}").get_data(as_text=True))


def test_another_scale_has_a_table_of_its_own(client: StrictClient, held: Campaign) -> None:
    for title, scale in (("甲", SCALE), ("乙", {**SCALE, "centre": "700"}), ("丙", {})):
        stage.publish(client, contest(held, title, ["沈示例", "王示例"], ["60.000", "80.000"], scale))
    words = page(client, held)
    assert "不能互相比" in words
    assert "中心 500、间距 100" in words
    assert "中心 700、间距 100" in words
    assert "没有算标准分的项目：丙" in words


def test_what_is_withdrawn_is_gone_and_an_unknown_campaign_is_none(client: StrictClient, held: Campaign) -> None:
    run = contest(held, "水带连接", ["沈示例", "王示例"], ["60.000", "80.000"])
    stage.publish(client, run)
    with database.transaction() as session:
        session.query(Publication).filter_by(event_id=run.id).one().withdrawn_at = NOW
    assert "还没有项目公布标准分" in page(client, held)
    assert client.get("/results/campaigns/999").status_code == 404


@both_engines
def test_the_contests_are_asked_for_in_order_of_time(client: StrictClient, held: Campaign) -> None:
    for at in (2, 1, 3):
        made = contest(held, f"项目{at}", ["沈示例"], ["60.000"])
        stage.publish(client, made)
        with database.transaction() as session:
            session.get_one(Event, made.id).starts_at = NOW + dt.timedelta(days=at)
    contest(held, "没公布", ["沈示例"], ["60.000"])
    assert [one.event.title for one in queries.standing(held.id)] == ["项目1", "项目2", "项目3"]
