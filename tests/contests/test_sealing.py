"""While the codes are sealed, nothing within anybody's reach pairs a code with a person, a number or a station."""

import re
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deqing_events import database
from deqing_events.contests.custody import actions as custody
from deqing_events.contests.custody import queries as custody_queries
from deqing_events.contests.heats import actions as heats
from deqing_events.contests.models import Entrant, Mark
from deqing_events.contests.start_draws import actions as draws
from deqing_events.domain.roles import SYSTEM, Actor
from deqing_events.events.models import Event
from tests import factories
from tests.conftest import NOW
from tests.contests import stage
from tests.contests.crawling import Seen, crawl
from tests.house.access_world import World, build

ROW_IDS = 731900
PAPER = "6{}.0917"
"""Row ids and marks of the written paper that can be found in a page."""

ROW = re.compile(rb"<tr\b.*?</tr>|<li\b.*?</li>|<form\b.*?</form>|<h1\b.*?</h1>", re.DOTALL)


@dataclass
class Sealed:
    """A contest of six in heats with sealed codes, each marked once by a judge."""

    app: Flask
    world: World

    @property
    def event_id(self) -> int:
        """The contest."""
        return int(self.world.values["event_id"])

    def look(self, who: str) -> Seen:
        """Everything of the contest's desk pages that somebody reaches."""
        client = factories.sign_in(FlaskClient(self.app), self.world.accounts[who])
        return crawl(client, self.app, self.world.values, f"/desk/events/{self.event_id}/")

    def people(self) -> list[tuple[str, str, str]]:
        """Number, name and code of everybody."""
        database.session().rollback()
        rows = database.session().query(Entrant).filter_by(event_id=self.event_id).order_by(Entrant.number)
        return [(row.number, row.name, row.blind_code) for row in rows]

    def paired(self, seen: Seen) -> list[str]:
        """Where a row, an item, a form or a title holds a code beside its person or entry number."""
        found = []
        for address, (_, body, _) in seen.items():
            for piece in ROW.findall(body) if body.startswith(b"<!doctype html") else [body]:
                for number, name, code in self.people():
                    if code.encode() in piece and (number.encode() in piece or name.encode() in piece):
                        found.append(f"{number} at {address}")
        return sorted(set(found))


@pytest.fixture
def sealed(app: Flask) -> Sealed:
    world = build()
    event = database.session().get_one(Event, world.values["event_id"])
    stage.rules(event)
    rows = [
        stage.entrant(event, f"SB{number:02}", f"哨示{number:02}", unit_name="哨兵厂", id=ROW_IDS + number)
        for number in range(6)
    ]
    draws.fix_list(event.id, replaces=0, reason="", by=SYSTEM, now=NOW)
    draws.draw(event.id, 1, draws.Announced("6,2,5", "骰子", "吴示例"), by=SYSTEM, now=NOW)
    setup = heats.Setup([f"工位{number}" for number in range(1, 5)], "县实训中心", NOW, 2, 60, 0, 30, 15)
    heats.set_up(event.id, setup, replace=True, by=SYSTEM, now=NOW)
    heats.place_all(event.id, anew=False, by=SYSTEM, now=NOW)
    custody.issue(event.id, by=Actor("staff:901"), now=NOW)
    with database.transaction() as session:
        for row in rows:
            session.add(Mark(entrant_id=row.id, criterion="c1", judge="裁判1", value="50", by="staff:1", at=NOW))
            paper = PAPER.format(row.id - ROW_IDS)
            session.add(Mark(entrant_id=row.id, criterion="paper", judge="", value=paper, by="staff:1", at=NOW))
    return Sealed(app, world)


@pytest.mark.parametrize("who", ["dai", "bo", "call_own"])
def test_who_knows_the_names_finds_no_code_beside_one(sealed: Sealed, who: str) -> None:
    seen = sealed.look(who)
    assert any("哨示".encode() in body for _, body, _ in seen.values()), "the crawl reaches the names"
    assert sealed.paired(seen) == []


def test_who_knows_the_codes_finds_no_name(sealed: Sealed) -> None:
    seen = sealed.look("code_own")
    codes = [code for _, _, code in sealed.people() if code]
    assert any(all(code.encode() in body for code in codes) for _, body, _ in seen.values())
    met = [address for address, (_, body, _) in seen.items() for word in ("哨示", "哨兵") if word.encode() in body]
    assert met == []


def test_the_stations_are_on_no_page_of_those_who_know_the_names(sealed: Sealed) -> None:
    seen = sealed.look("call_own")
    held = {row.number: row.station for row in custody_queries.pairings(sealed.event_id) if row.station}
    rows = [piece for _, body, _ in seen.values() for piece in ROW.findall(body)]
    assert held
    met = [
        number
        for number, station in held.items()
        for piece in rows
        if number.encode() in piece and str(station).encode() in piece and b"<option" not in piece
    ]
    assert met == []


def test_the_crawl_would_see_a_code_beside_a_name(sealed: Sealed) -> None:
    with database.transaction():
        custody.open_seal(sealed.event_id, by=SYSTEM, now=NOW)
    assert sealed.paired(sealed.look("dai")) != []
