"""The team table of a contest: its settings, what a publication keeps of it, awards, guests, and older publications."""

import io
from typing import Any

import pytest
from flask import Flask

from deqing_events import database
from deqing_events.contests.certificates.candidates import candidates
from deqing_events.contests.corrections.effects import team_changes
from deqing_events.contests.entrants import queries as entrants
from deqing_events.contests.history import Change
from deqing_events.contests.models import Entrant, Publication, RuleSheet
from deqing_events.contests.results import actions, queries
from deqing_events.contests.results.content import frozen, full_naming, same_ranking
from deqing_events.contests.results.standings import worked_out
from deqing_events.contests.results.team_content import without_later
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event
from tests import factories
from tests.conftest import NOW
from tests.contests import stage
from tests.contests.filling import as_offered
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

TOP = "1809/20"


def counted(event: Event, **league: Any) -> None:
    """Change the team table that holds."""
    with database.transaction() as session:
        sheet = session.query(RuleSheet).filter_by(event_id=event.id).one()
        sheet.league = {**stage.LEAGUE, **league}


def teams(event: Event) -> list[tuple[Any, str, str, str | None]]:
    standings = worked_out(event.id)
    assert standings is not None
    rows = frozen(event, standings, full_naming)["teams"]
    return [(row["rank"], row["name"], row["points_exact"], row["award"]) for row in rows]


@pytest.fixture(name="contest")
def _contest(app: Flask) -> Event:
    del app
    event = factories.event()
    stage.four(event)
    return event


@pytest.mark.parametrize(
    ("league", "expected"),
    [
        ({}, [(1, "洛舍镇", "10"), (2, "武康街道", "9"), (3, "新市镇", "15/2")]),
        ({"ties": "rank"}, [(1, "洛舍镇", "10"), (2, "武康街道", "9"), (3, "新市镇", "8")]),
        (
            {"counts": "scores", "points": []},
            [(1, "武康街道", TOP), (1, "洛舍镇", TOP), (3, "新市镇", "80")],
        ),
        ({"counts": "prizes", "points": [8, 4]}, [(1, "洛舍镇", "8"), (2, "武康街道", "4"), (3, "新市镇", "1")]),
        ({"basis": "unit"}, [(1, "样板木业", "10"), (2, "示例精工", "9")]),
    ],
)
@both_engines
def test_every_setting_adds_up(contest: Event, league: dict[str, Any], expected: list[tuple[Any, ...]]) -> None:
    counted(contest, **{"countback": False, **league})
    assert [row[:3] for row in teams(contest)] == expected


def test_team_prizes_and_best_organisers_go_by_rank(contest: Event) -> None:
    counted(contest, prizes=1, organisers=2)
    assert [row[3] for row in teams(contest)] == ["团体第一名", "优秀组织奖", None]


def test_prizes_add_up_once_they_are_settled(contest: Event) -> None:
    counted(contest, counts="prizes", points=[8, 4])
    stage.entrant(contest, "A5", "郑演示")
    assert teams(contest) == []


def test_a_guest_leaves_the_place_to_those_behind(contest: Event) -> None:
    with database.transaction() as session:
        session.query(Entrant).filter_by(number="A2").one().guest = True
    assert teams(contest) == [
        (1, "武康街道", "10", "团体第一名"),
        (2, "新市镇", "17/2", "团体第二名"),
        (None, "洛舍镇", "0", None),
    ]
    standings = worked_out(contest.id)
    assert standings is not None
    points = {row["number"]: row["points"] for row in frozen(contest, standings, full_naming)["rows"]}
    assert points == {"A2": None, "A1": "10", "A3": "17/2", "A4": None}


@both_engines
def test_what_is_published_is_what_is_worked_out_again(contest: Event) -> None:
    made = actions.publish(
        contest.id, actions.Publishing("provisional", stage.seen_digest(contest)), Change(SYSTEM, NOW)
    )
    stored = queries.by_id(made.id).content
    standings = worked_out(contest.id)
    assert standings is not None
    again = frozen(contest, standings, full_naming)
    assert (stored["teams"], stored["league"]) == (again["teams"], again["league"])
    assert stored["league"]["weight"] == "1"
    awards = [(each.name, each.award) for each in candidates(made, entrants.for_event(contest.id)) if not each.usual]
    assert awards == [("洛舍镇", "团体第一名"), ("武康街道", "团体第二名"), ("新市镇", "团体第三名")]


def test_a_publication_from_before_is_no_correction_and_keeps_its_awards(contest: Event) -> None:
    standings = worked_out(contest.id)
    assert standings is not None
    new = frozen(contest, standings, full_naming)
    old = {**without_later(new), "schema": 1}
    assert same_ranking(old, new)
    assert team_changes(old, new) == []
    made = Publication(event_id=contest.id, content=old)
    assert [each.award for each in candidates(made, entrants.for_event(contest.id)) if not each.usual] == [
        "团体第一名",
        "团体第二名",
        "团体第三名",
    ]
    moved = {**old, "teams": [{**row, "points_exact": "3"} for row in old["teams"]]}
    assert not same_ranking(moved, new)


def test_the_public_page_says_who_won_what_and_how(client: StrictClient) -> None:
    event = stage.county(client)
    stage.four(event)
    stage.publish(client, event)
    page = text_of(client.get(f"/results/{event.slug}/teams").get_data(as_text=True))
    assert "第 4 至 13 名发优秀组织奖" in page
    rules = text_of(client.get(f"/results/{event.slug}/rules").get_data(as_text=True))
    assert "同场参赛、只排名的不占名次" in rules


def test_a_team_that_moves_stands_in_the_history(client: StrictClient) -> None:
    event = stage.county(client)
    rows = stage.four(event)
    stage.publish(client, event, "provisional")
    with database.transaction() as session:
        session.get_one(Entrant, rows["A3"].id).delegation = "武康街道"
    answer = stage.publish(client, event, "provisional", reason="代表队登记错了")
    assert answer.status_code == 302, text_of(answer.get_data(as_text=True))
    for address in (f"/results/{event.slug}/history", f"/desk/events/{event.id}/results/history"):
        page = text_of(client.get(address).get_data(as_text=True))
        assert "团体 武康街道：积分 9 → 16.5，第 2 名 → 第 1 名，团体第二名 → 团体第一名" in page
        assert "团体 新市镇：移出名单" in page


def test_the_editor_keeps_what_it_is_told_and_says_what_is_wrong(client: StrictClient) -> None:
    event = stage.county(client)
    stage.rules(event)
    address = f"/desk/events/{event.id}/rules/draft/teams"
    offered = as_offered(client.get(address).get_data(as_text=True))
    assert (offered["league.prizes"], offered["league.organisers"], offered["league.weight"]) == ("3", "13", "1")
    wanted = {"league.counts": "scores", "league.points": "", "league.best": "3", "league.weight": "0.50"}
    assert client.submit(address, {**offered, **wanted}).status_code == 302
    page = client.get(address).get_data(as_text=True)
    kept = as_offered(page)
    assert [kept[key] for key in wanted] == ["scores", "", "3", "0.5"]
    assert "团体成绩：每个代表队取最高的 3 个总成绩相加" in text_of(page)
    assert client.submit(address, {**kept, "league.organisers": "多", "league.best": "0"}).status_code == 302
    page = text_of(client.get(address).get_data(as_text=True))
    assert "请填 0 到 99 的整数" in page
    assert "请填 1 到 99 的整数；都算就留空" in page


def test_the_rules_go_out_and_come_in_as_a_workbook(client: StrictClient) -> None:
    event = stage.county(client)
    stage.rules(event)
    counted(event, best=2, basis="unit", organisers=8, weight="1.5")
    book = client.get(f"/desk/events/{event.id}/rules/export.xlsx").data
    other = factories.event("另一场")
    sent = {"seen": "0", "file": (io.BytesIO(book), "r.xlsx")}
    answer = client.submit(f"/desk/events/{other.id}/rules/full", sent)
    assert answer.status_code == 302, text_of(answer.get_data(as_text=True))
    held = database.session().query(RuleSheet).filter_by(event_id=other.id).one()
    assert held.league == {**stage.LEAGUE, "best": 2, "basis": "unit", "organisers": 8, "weight": "1.5"}
