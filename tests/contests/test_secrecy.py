"""Before publication nobody outside the contest can tell a result: not by any page, file, header, size or link.

A worker who competes, an organiser of another event and an anonymous visitor look at everything within their reach,
before and after a hidden mark changes. The live board exists and is shut, or stands still since before the marks.
"""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deqing_events import database
from deqing_events.contests.live import pages
from deqing_events.contests.models import Entrant, Mark
from deqing_events.contests.results.standings import worked_out
from deqing_events.domain.rounding import shown
from deqing_events.events import hooks
from deqing_events.events.hooks import ContestFacts
from deqing_events.events.models import Event
from tests import factories, factories_registration
from tests.conftest import NOW
from tests.contests import boards, rounds, stage
from tests.contests.crawling import Seen, crawl, differences, hits
from tests.house.access_world import World, build

VISITORS = ("anonymous", "worker", "chen")
COMPETING = 38


@pytest.fixture(autouse=True)
def never_from_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "REMEMBER_SECONDS", 0.0)


@pytest.fixture
def world(app: Flask) -> World:
    del app
    made = build()
    event = database.session().get_one(Event, made.values["event_id"])
    stage.rules(event, draw_within=0)
    boards.set_up(event)
    rounds.leads(event, factories.event("决赛示例"), level=6)
    with database.transaction() as session:
        rows = [
            Entrant(
                event_id=event.id,
                number=f"SB{n:02}",
                name=f"哨示{n:02}",
                unit_name=f"哨兵{n:02}号厂",
                delegation="武康街道",
            )
            for n in range(COMPETING)
        ]
        session.add_all(rows)
        session.flush()
        rows.append(session.get_one(Entrant, made.values["entrant_id"]))
        for n, row in enumerate(rows):
            given = {("paper", ""): f"{60 + n % 40}.0{n:02}7"}
            given |= {(c, judge): f"{30 + n % 7}.{n:02}3" for c in ("c1", "c2") for judge in stage.JUDGES}
            session.add_all(
                Mark(entrant_id=row.id, criterion=c, judge=judge, value=value, by="staff:1", at=NOW)
                for (c, judge), value in given.items()
            )
    return made


def visitor(app: Flask, world: World, who: str) -> FlaskClient:
    client = FlaskClient(app)
    if who == "worker":
        client.set_cookie("dq_phone", factories_registration.PHONE)
    elif who != "anonymous":
        factories.sign_in(client, world.accounts[who])
    return client


def sentinels(event_id: int) -> Mapping[str, str]:
    """Patterns of names, workplaces, numbers, marks and totals of the hidden contest."""
    standings = worked_out(event_id)
    assert standings is not None
    totals = "|".join(re.escape(shown(own.total, 2)) for own in standings.evaluation.scores.values())
    return {
        "a name": r"哨示|哨\*",
        "a workplace": "哨兵",
        "a number": "SB[0-3][0-9]",
        "a mark": r"(?<![\d.])(?:[6-9]\d\.0\d\d7|3\d\.\d\d3)(?!\d)",
        "a total": rf"(?<![\d.])(?:{totals})(?!\d)",
    }


def change_a_mark(event_id: int) -> None:
    """Change the best entrant's paper, leave a mark out, and disqualify another, behind everybody's back."""
    with database.transaction() as session:
        rows = session.query(Entrant).filter_by(event_id=event_id).order_by(Entrant.number).all()
        session.query(Mark).filter_by(entrant_id=rows[-1].id, criterion="paper").one().value = "12"
        session.query(Mark).filter_by(entrant_id=rows[3].id, criterion="paper").one().value = "100"
        session.query(Mark).filter_by(entrant_id=rows[4].id, criterion="c1", judge="裁判2").delete()
        rows[5].status = "disqualified"


def looked_twice(app: Flask, world: World, who: str, about: str = "") -> tuple[Seen, Seen]:
    """Crawl as a visitor before and after hidden marks change."""
    client = visitor(app, world, who)
    first = crawl(client, app, world.values, about)
    change_a_mark(world.values["event_id"])
    return first, crawl(client, app, world.values, about)


@pytest.mark.parametrize("who", VISITORS)
def test_nobody_outside_can_tell_a_result(app: Flask, world: World, who: str) -> None:
    patterns = sentinels(world.values["event_id"])
    first, second = looked_twice(app, world, who)
    assert sum(status == 200 for status, _, _ in first.values()) > 20
    assert any(address.startswith(f"/live/{world.values['slug']}") for address in first)
    assert differences(first, second) == []
    assert hits(first, patterns) == hits(second, patterns) == []


def test_a_board_that_stands_still_tells_no_more(app: Flask, world: World) -> None:
    event = database.session().get_one(Event, world.values["event_id"])
    boards.opened(event)
    boards.frozen(event)
    first, second = looked_twice(app, world, "anonymous", world.values["slug"])
    assert differences(first, second) == []


class TestPlantedLeaks:
    """Each leak planted is found: else the crawl proves nothing."""

    def test_an_event_page_that_says_who_leads(self, app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        def leaking(event_id: int) -> ContestFacts:
            standings = worked_out(event_id)
            places = standings.evaluation.places if standings else ()
            leading = [f"{standings.entrants[place.id].name} {place.rank}" for place in places] if standings else []
            return ContestFacts(has_rules=True, rules=tuple(leading))

        monkeypatch.setattr(hooks.offers, "contest", leaking)
        first, second = looked_twice(app, world, "anonymous", world.values["slug"])
        address = f"/events/{world.values['slug']}"
        assert address in differences(first, second)
        assert f"a name at {address}" in hits(first, sentinels(world.values["event_id"]))

    def test_a_header_that_counts_finished_entrants(self, app: Flask, world: World) -> None:
        @app.after_request
        def leaking(response: Any) -> Any:
            standings = worked_out(world.values["event_id"])
            response.headers["X-Done"] = str(len(standings.evaluation.places) if standings else 0)
            return response

        first, second = looked_twice(app, world, "anonymous", world.values["slug"])
        assert f"/live/{world.values['slug']}" in differences(first, second)

    def test_a_shut_board_that_follows(self, app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pages, "_content", pages._following)  # noqa: SLF001 - the planted leak
        seen = crawl(visitor(app, world, "anonymous"), app, world.values, world.values["slug"])
        found = hits(seen, sentinels(world.values["event_id"]))
        for what in ("a name", "a workplace", "a total"):
            assert any(hit.startswith(f"{what} at /live/") for hit in found), found


def test_the_patterns_find_what_they_are_for(app: Flask, world: World) -> None:
    del app
    page = "哨示07 哨兵07号厂 SB07 67.0077 31.013 x".encode()
    patterns = sentinels(world.values["event_id"])
    assert all(re.search(patterns[what].encode(), page) for what in ("a name", "a workplace", "a number", "a mark"))
