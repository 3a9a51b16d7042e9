"""Marks that are far apart: listed at once, asked about without telling anybody's mark, accepted as they are."""

import json
import re

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.finalising.blockers import blockers
from deqing_events.contests.marking import queries as marking
from deqing_events.contests.models import Entrant, Mark
from deqing_events.contests.results.standings import worked_out
from deqing_events.contests.spreads import queries
from deqing_events.contests.spreads.models import LookAgain
from deqing_events.domain.roles import Grant, Role
from deqing_events.events.models import Event
from tests import factories
from tests.contests import judging, stage
from tests.contests.filling import as_offered
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

LOOK = {"key": "look", "title": "工艺", "kind": "judgement", "by": "panel", "max": "6", "max_spread": 1}


def with_levels(event: Event, levels: tuple[str, ...] = ("0", "3", "2"), tolerance: str | None = None) -> Entrant:
    """Store rules with a judged criterion and an entrant whose judges gave these levels."""
    made = stage.rules(event)
    body = json.loads(json.dumps(made.body))
    body["parts"][1]["sections"][0]["criteria"].append(LOOK)
    body["panel"]["tolerance"] = tolerance
    with database.transaction() as session:
        session.merge(made).body = body
    row = stage.entrant(event, "A1", "沈示例", blind_code="K07")
    stage.mark(row, "80", ("50", "30"))
    for judge, level in zip(stage.JUDGES, levels, strict=False):
        stage.given(row, "look", judge, level)
    return row


def at(event: Event, tail: str = "") -> str:
    return f"/desk/events/{event.id}/control/spreads{tail}"


def offered(page: str, act: str) -> dict[str, str]:
    """Return the hidden fields of the first form of an act."""
    found = re.search(rf'action="[^"]*/{act}".*?</form>', page, re.DOTALL)
    assert found is not None
    names = re.findall(r'name="(\w+)" value="([^"]*)"', found[0])
    return {name: value.replace("&#34;", '"').replace("&quot;", '"') for name, value in names}


@both_engines
def test_the_alarm_is_there_with_the_second_mark_and_blocks(client: StrictClient) -> None:
    event = stage.county(client)
    with_levels(event, ("0", "3"))
    (spread,) = queries.open_spreads(event.id)
    assert (spread.code, spread.title, spread.apart, spread.allowed) == ("K07", "工艺", "3", "1")
    page = client.get(at(event)).get_data(as_text=True)
    assert "K07 · 工艺" in text_of(page)
    assert "沈示例" not in page
    assert any("相差太大" in blocker.cause for blocker in blockers(event.id))


@both_engines
def test_asking_tells_the_judges_only_to_look_again(client: StrictClient) -> None:
    event = stage.county(client)
    row = with_levels(event)
    token = judging.link(event, "裁判1")
    for _ in range(2):
        page = client.get(at(event)).get_data(as_text=True)
        client.submit(at(event, "/ask"), offered(page, "ask"), page=at(event))
    asked = [(one.judge, one.answered_at) for one in database.session().query(LookAgain)]
    assert asked == [("裁判1", None), ("裁判2", None)], "the ends, once"
    page = client.get(f"/judge/{token}/K07").get_data(as_text=True)
    assert "裁判长请你再核对这一位的工艺" in text_of(page)
    assert 'value="3" checked' not in page, "what another judge gave"
    assert "请再看" in text_of(client.get(f"/judge/{token}/").get_data(as_text=True))
    address = f"/judge/{token}/K07"
    client.submit(address, {**as_offered(page), "m-2": "2"}, page=address)
    assert queries.open_spreads(event.id) == [], "2, 3 and 2 are near enough"
    database.session().rollback()
    answers = {one.judge: one.answered_at is not None for one in database.session().query(LookAgain)}
    assert answers == {"裁判1": True, "裁判2": False}
    assert row.id == 1


def test_sums_that_are_no_whole_numbers_are_let_stand_and_listed(client: StrictClient) -> None:
    event = stage.county(client)
    with_levels(event, ("2", "2", "2"), tolerance="5")
    with database.transaction() as session:
        session.query(Mark).where(Mark.criterion == "c1", Mark.judge == "裁判3").one().value = "40.25"
    seen = offered(client.get(at(event)).get_data(as_text=True), "accept")
    client.submit(at(event, "/accept"), {**seen, "reason": "三位核对过"}, page=at(event))
    assert queries.open_spreads(event.id) == []
    shown = text_of(client.get(at(event)).get_data(as_text=True))
    assert "裁判3 70.25" in shown


@both_engines
def test_marks_are_let_stand_as_they_were_seen_with_a_reason(client: StrictClient) -> None:
    event = stage.county(client)
    row = with_levels(event)
    page = client.get(at(event)).get_data(as_text=True)
    seen = offered(page, "accept")
    answer = client.submit(at(event, "/accept"), {**seen, "reason": ""}, page=at(event))
    assert answer.status_code == 422
    with database.transaction() as session:
        session.query(Mark).where(Mark.criterion == "look", Mark.judge == "裁判3").one().value = "1"
    answer = client.submit(at(event, "/accept"), {**seen, "reason": "三位核对过"}, page=at(event))
    assert "刚有变动" in text_of(answer.get_data(as_text=True))
    assert "三位核对过" in answer.get_data(as_text=True), "what was typed is kept"
    seen = offered(client.get(at(event)).get_data(as_text=True), "accept")
    assert client.submit(at(event, "/accept"), {**seen, "reason": "三位核对过"}, page=at(event)).status_code == 302
    assert queries.open_spreads(event.id) == []
    standings = worked_out(event.id)
    assert standings is not None
    assert not standings.evaluation.incomplete
    assert "三位核对过" in client.get(at(event)).get_data(as_text=True)
    with database.transaction() as session:
        session.query(Mark).where(Mark.criterion == "look", Mark.judge == "裁判3").one().value = "0"
    assert [spread.entrant_id for spread in queries.open_spreads(event.id)] == [row.id], "new marks, new alarm"
    acts = [entry.action for entry in database.session().query(AuditEntry) if entry.action.startswith("spreads.")]
    assert acts == ["spreads.accept"]


def test_a_part_beyond_the_panels_tolerance_is_an_alarm_too(client: StrictClient) -> None:
    event = stage.county(client)
    row = with_levels(event, ("2", "2", "2"), tolerance="5")
    assert queries.open_spreads(event.id) == []
    with database.transaction() as session:
        session.query(Mark).where(Mark.criterion == "c1", Mark.judge == "裁判3").one().value = "44.5"
    (spread,) = queries.open_spreads(event.id)
    assert (spread.title, spread.apart, dict(spread.marks)["裁判3"]) == ("实操合计", "5.5", "74.5")
    assert [mark.value for mark in marking.marks(event.id) if mark.entrant_id == row.id]


def test_the_chief_judge_sees_it_and_a_judge_does_not(client: StrictClient) -> None:
    event = stage.county(client)
    with_levels(event)
    factories.sign_in(client, factories.account(Grant(Role.CHIEF_JUDGE, event.id)))
    assert client.get(at(event)).status_code == 200
    factories.sign_in(client, factories.account(Grant(Role.JUDGE, event.id)))
    assert client.get(at(event)).status_code == 403


def test_nothing_is_asked_when_it_is_over(client: StrictClient) -> None:
    event = stage.county(client)
    with_levels(event)
    seen = offered(client.get(at(event)).get_data(as_text=True), "ask")
    with database.transaction() as session:
        session.query(Mark).where(Mark.criterion == "look", Mark.judge == "裁判1").one().value = "2"
    answer = client.submit(at(event, "/ask"), seen, page=at(event))
    assert answer.status_code == 422
    assert "不再相差太大" in text_of(answer.get_data(as_text=True))
    assert database.session().query(LookAgain).count() == 0
