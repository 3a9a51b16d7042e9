"""Papers of the day: what stands on each, what must not, and the page that names what is missing."""

import datetime as dt
import io
import re

import pytest
from python_calamine import CalamineWorkbook

from deqing_events import database
from deqing_events.contests.custody import actions as custody
from deqing_events.contests.custody import queries as custody_queries
from deqing_events.contests.entrants import actions as entrant_actions
from deqing_events.contests.heats import actions as heat_actions
from deqing_events.contests.history import Change
from deqing_events.contests.models import Entrant
from deqing_events.contests.start_draws import actions as draws
from deqing_events.contests.start_draws import queries as draw_queries
from deqing_events.domain.roles import SYSTEM, Actor, Grant, Role
from deqing_events.events.models import Event
from tests import factories, factories_registration
from tests.conftest import NOW
from tests.contests import stage
from tests.contests.crawling import stands
from tests.reading import StrictClient, text_of

START = NOW + dt.timedelta(days=5)
NAMES = [f"沈示{number}" for number in "甲乙丙丁"]


def at(event: Event, tail: str = "") -> str:
    return f"/desk/events/{event.id}/prints{tail}"


def contest(client: StrictClient) -> Event:
    """Rules, four entrants with workplaces, a draw, and two heats of two stations."""
    event = stage.county(client)
    stage.rules(event)
    for number, name in enumerate(NAMES, 1):
        stage.entrant(event, f"WD00{number}", name, unit_name=f"示例精工{number}厂")
    draws.fix_list(event.id, replaces=0, reason="", by=SYSTEM, now=NOW)
    draws.draw(event.id, 1, draws.Announced("6,2,5", "骰子", "吴示例"), by=SYSTEM, now=NOW)
    setup = heat_actions.Setup(["A1", "A2"], "县实训中心", START, 2, 60, 10, 30, 15)
    heat_actions.set_up(event.id, setup, replace=False, by=SYSTEM, now=NOW)
    heat_actions.place_all(event.id, anew=False, by=SYSTEM, now=NOW)
    return event


def read(client: StrictClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return text_of(answer.get_data(as_text=True))


def main_of(client: StrictClient, address: str) -> str:
    """Only the paper itself, without the page around it."""
    page = client.get(address).get_data(as_text=True)
    found = re.search(r"<main.*?</main>", page, re.DOTALL)
    assert found is not None
    return found[0]


def test_the_page_names_each_paper_and_what_is_missing(client: StrictClient) -> None:
    empty = stage.county(client)
    page = read(client, at(empty))
    assert "还没有参赛名单" in page
    assert "还没有评分规则" in page
    full = read(client, at(contest(client)))
    for word in ("秩序册", "检录表", "赛位表（盲）", "评分表 · 裁判1", "评分表 · 裁判3", "还没编盲码"):
        assert word in full


def test_the_call_sheet_follows_heat_and_lot(client: StrictClient) -> None:
    event = contest(client)
    lots = [row.number for row in draw_queries.lots(draw_queries.standing(event.id))]
    paper = main_of(client, at(event, "/call"))
    assert re.findall(r"<td>(WD\d+)</td>", paper) == lots
    assert "第 1 批 10:00–11:00" in paper
    assert "检录员：" in paper
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(client.get(at(event, "/call.xlsx")).data)).get_sheet_by_index(0)
    rows = sheet.to_python()
    head = next(index for index, row in enumerate(rows) if row[0] == "检录序")
    assert rows[head][:6] == ["检录序", "参赛号", "姓名", "代表队", "批次", "签名"]
    assert [row[1] for row in rows[head + 1 : head + 5]] == lots


def test_who_does_not_compete_is_not_called(client: StrictClient) -> None:
    event = contest(client)
    row = database.session().query(Entrant).filter_by(number="WD002").one()
    entrant_actions.set_status(event.id, [row.id], "withdrawn", Change(SYSTEM, NOW))
    assert "WD002" not in main_of(client, at(event, "/call"))
    assert "WD002" not in main_of(client, at(event, "/programme"))


@pytest.mark.parametrize("sealed", [False, True])
def test_papers_for_the_hall_hold_codes_and_nothing_of_a_person(client: StrictClient, *, sealed: bool) -> None:
    event = contest(client)
    if sealed:
        custody.issue(event.id, by=Actor("staff:901"), now=NOW)
        assert client.get(at(event, "/stations")).status_code == 404
        assert "由加密裁判" in read(client, at(event))
    else:
        entrant_actions.assign_blind_codes(event.id, by=SYSTEM, now=NOW)
    if sealed:
        assert client.get(at(event, "/marks/j1")).status_code == 404
        factories.sign_in(client, factories.account(Grant(Role.ENCRYPTION_OFFICER, event.id), name="韩加密"))
        stations = main_of(client, f"/desk/events/{event.id}/codes/stations")
        marks = main_of(client, f"/desk/events/{event.id}/codes/marks/j1")
    else:
        marks = main_of(client, at(event, "/marks/j1"))
        stations = main_of(client, at(event, "/stations"))
    held = custody_queries.pairings(event.id)
    for paper in (stations, marks):
        assert all(row.blind_code in paper for row in held)
        assert [row.number for row in held if row.number in paper] == []
        assert [name for name in NAMES if name in paper] == []
        assert "示例精工" not in paper
        assert "武康" not in paper
    rows = re.findall(r"<td>第 (\d) 批[^<]*</td><td>(A\d)</td><td>(\w+)</td>", stations)
    assert sorted(rows) == sorted((str(row.heat), row.station or "", row.blind_code) for row in held)


def test_a_mark_sheet_shows_full_marks_and_leaves_recused_out(client: StrictClient) -> None:
    event = contest(client)
    entrant_actions.assign_blind_codes(event.id, by=SYSTEM, now=NOW)
    with database.transaction() as session:
        out = session.query(Entrant).filter_by(number="WD001").one()
        out.recused = ["裁判1"]
        code = out.blind_code
    first, second = main_of(client, at(event, "/marks/j1")), main_of(client, at(event, "/marks/j2"))
    assert "布线（满分 60）" in first
    assert "排故（满分 40）" in first
    assert "合计" in first
    assert "裁判1签名：____" in first
    assert not stands(code, first)
    assert stands(code, second)
    agreed = main_of(client, at(event, "/marks/agreed"))
    assert "WD001" in agreed
    assert code not in agreed
    for key in ("j9", "times", "x"):
        assert client.get(at(event, f"/marks/{key}")).status_code == 404


def test_the_programme_masks_who_did_not_agree_to_be_named(client: StrictClient) -> None:
    event = contest(client)
    held = factories_registration.registration(event, "沈示甲", mobile="19900000021", publish_name=True)
    with database.transaction() as session:
        session.query(Entrant).filter_by(number="WD001").one().registration_id = held.id
    paper = main_of(client, at(event, "/programme"))
    assert "沈示甲" in paper
    assert "沈示乙" not in paper
    assert "沈*乙" in paper
    for word in ("一、日程", "二、规则", "三、裁判", "四、参赛名单", "武康街道（4）", "县实训中心", "第 2 批"):
        assert word in paper


def test_an_event_with_nothing_prints_without_falling_over(client: StrictClient) -> None:
    event = stage.county(client)
    for tail in ("/programme", "/call", "/stations", "/call.xlsx"):
        assert client.get(at(event, tail)).status_code == 200
    assert client.get(at(event, "/marks/j1")).status_code == 404
