"""While the codes are sealed, nothing within anybody's reach pairs a code with a person, a number or a station."""

import re
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deqing_events import database
from deqing_events.contests.custody import actions as custody
from deqing_events.contests.custody import queries as custody_queries
from deqing_events.contests.entrants import actions as entrants
from deqing_events.contests.heats import actions as heats
from deqing_events.contests.history import Change
from deqing_events.contests.live.actions import LiveRefusedError
from deqing_events.contests.marking import views as marking_views
from deqing_events.contests.marking.grid import Naming
from deqing_events.contests.models import Entrant, Mark
from deqing_events.contests.start_draws import actions as draws
from deqing_events.domain.roles import SYSTEM, Actor, Grant, Role
from deqing_events.events.models import Event
from tests import factories
from tests.conftest import NOW
from tests.contests import boards, stage
from tests.contests.crawling import Seen, crawl, stands
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

    def pieces(self, seen: Seen) -> dict[str, list[tuple[str, bytes]]]:
        """What stands beside each code: address and row, item, form or whole file, by code."""
        found: dict[str, list[tuple[str, bytes]]] = {code: [] for _, _, code in self.people()}
        for address, (_, body, _) in sorted(seen.items()):
            for piece in ROW.findall(body) if body.startswith(b"<!doctype html") else [body]:
                for code, beside in found.items():
                    if stands(code, piece):
                        beside.append((address, piece))
        return found

    def paired(self, seen: Seen) -> list[str]:
        """Where a row, an item, a form or a title holds a code beside its person or entry number."""
        found = []
        for address, (_, body, _) in seen.items():
            for piece in ROW.findall(body) if body.startswith(b"<!doctype html") else [body]:
                for number, name, code in self.people():
                    if stands(code, piece) and (number.encode() in piece or name.encode() in piece):
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


@pytest.mark.parametrize("who", ["dai", "bo"])
def test_no_page_with_a_code_holds_a_number_of_a_row(sealed: Sealed, who: str) -> None:
    """A row's number stands beside names elsewhere: it would be as good as the name."""
    seen = sealed.look(who)
    codes = [code for _, _, code in sealed.people() if code]
    telling = [address for address, (_, body, _) in seen.items() if any(stands(code, body) for code in codes)]
    assert f"/desk/events/{sealed.event_id}/scores/j1" in telling
    ids = re.compile(str(ROW_IDS)[:-1].encode() + rb"\d")
    assert [address for address in telling if ids.search(seen[address][1])] == []
    assert any(ids.search(body) for _, body, _ in seen.values()), "the names' own pages hold them"


@pytest.mark.parametrize("who", ["dai", "chief_own"])
def test_no_paper_stands_beside_a_code(sealed: Sealed, who: str) -> None:
    """The written paper is typed beside the name: its mark, or a total with it, would join the two."""
    beside = sealed.pieces(sealed.look(who))
    marks = re.compile(rb"6\d\.0917")
    assert [address for pieces in beside.values() for address, piece in pieces if marks.search(piece)] == []


def changed(before: dict[str, list[tuple[str, bytes]]], after: dict[str, list[tuple[str, bytes]]]) -> set[str]:
    """Codes beside which anything is different."""
    return {code for code in before if sorted(before[code]) != sorted(after[code])}


def turn(sealed: Sealed) -> str:
    """Change one entrant in every way staff can beside the name; return the code."""
    number, _, code = sealed.people()[2]
    row = database.session().query(Entrant).filter_by(number=number).one()
    held = entrants.Details(number, "哨示换", "新市镇", "别厂", guest=True, recused=["裁判2"], vetoes=[])
    entrants.change(sealed.event_id, row.id, held, Change(SYSTEM, NOW, "示例"))
    entrants.set_status(sealed.event_id, [row.id], "withdrawn", Change(SYSTEM, NOW, "示例"))
    return code


def test_a_change_beside_a_name_changes_nothing_beside_its_code(sealed: Sealed) -> None:
    before = sealed.pieces(sealed.look("dai"))
    turn(sealed)
    assert changed(before, sealed.pieces(sealed.look("dai"))) == set()


def test_the_crawl_would_see_whose_code_changes(sealed: Sealed, monkeypatch: pytest.MonkeyPatch) -> None:
    told = lambda _, sheet: Naming.CODED if sheet.by_code else Naming.OPEN  # noqa: E731 - the planted leak
    monkeypatch.setattr(marking_views, "_naming", told)
    before = sealed.pieces(sealed.look("dai"))
    code = turn(sealed)
    assert code in changed(before, sealed.pieces(sealed.look("dai")))


def test_marks_are_changed_by_code_only(sealed: Sealed) -> None:
    """A correction shows what stood there beside the name; a judge's paper leaves out whom the judge must not mark."""
    client = factories.sign_in(FlaskClient(sealed.app), sealed.world.accounts["dai"])
    desk = f"/desk/events/{sealed.event_id}"
    assert client.get(f"{desk}/corrections").status_code == 409
    assert client.get(f"{desk}/prints/marks/j1").status_code == 404
    assert client.get(f"{desk}/prints/marks/agreed").status_code == 200
    row = database.session().query(Entrant).filter_by(number="SB02").one()
    for who in (str(row.id), "SB02"):
        assert client.get(f"{desk}/scores/j1/{who}").status_code == 404
        assert client.get(f"{desk}/control/sample/{who}").status_code == 404
    officer = factories.sign_in(FlaskClient(sealed.app), sealed.world.accounts["code_own"])
    assert row.blind_code in officer.get(f"{desk}/codes/marks/j1").get_data(as_text=True)
    assert officer.get(f"{desk}/codes/marks/agreed").status_code == 404


def test_times_are_kept_when_somebody_is_changed_by_name(sealed: Sealed) -> None:
    number, _, code = sealed.people()[2]
    with database.transaction() as session:
        row = session.query(Entrant).filter_by(number=number).one()
        row.elapsed_seconds, row.penalties = 3721, {"late": "1"}
    turn(sealed)
    row = database.session().query(Entrant).filter_by(number=number).one()
    assert (row.elapsed_seconds, row.penalties, row.blind_code) == (3721, {"late": "1"}, code)


def test_a_board_whose_totals_would_tell_stays_shut(sealed: Sealed) -> None:
    event = database.session().get_one(Event, sealed.event_id)
    boards.set_up(event, naming="blind")
    with pytest.raises(LiveRefusedError, match="倒推"):
        boards.opened(event, naming="blind")


def test_where_an_officer_is_named_nobody_else_gives_codes(app: Flask) -> None:
    del app
    event = factories.event()
    row = stage.entrant(event, "A1")
    officer = factories.account(Grant(Role.ENCRYPTION_OFFICER, event.id))
    typed = entrants.Details("A1", "沈示例", blind_code="K07")
    for act in (
        lambda: entrants.assign_blind_codes(event.id, by=SYSTEM, now=NOW),
        lambda: entrants.add(event.id, entrants.Details("A2", "陈样本", blind_code="K08"), by=SYSTEM, now=NOW),
        lambda: entrants.change(event.id, row.id, typed, Change(SYSTEM, NOW)),
    ):
        with pytest.raises(entrants.EntrantRefusedError, match="加密裁判"):
            act()
    with database.transaction() as session:
        session.merge(officer).disabled_at = NOW
    assert entrants.assign_blind_codes(event.id, by=SYSTEM, now=NOW) == 1
