"""The call room at the desk: scans and ticks, who is too late, absences confirmed by a person and taken back."""

import datetime as dt

import pytest

from deqing_events import database
from deqing_events.checkin.models import CheckinList, Scan
from deqing_events.contests.call_room import actions
from deqing_events.contests.call_room.models import CallTick
from deqing_events.contests.custody import actions as custody
from deqing_events.contests.entrants import actions as entrant_actions
from deqing_events.contests.heats import actions as heat_actions
from deqing_events.contests.heats import queries as heats
from deqing_events.contests.models import Entrant, MarkChange
from deqing_events.domain.roles import SYSTEM, Actor, Grant, Role
from deqing_events.events.models import Event
from deqing_events.registration.models import Registration
from tests import factories, factories_registration
from tests.conftest import NOW, Clock
from tests.contests import stage
from tests.contests.crawling import stands
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

START = NOW + dt.timedelta(minutes=40)
"""The heat is called 30 minutes before: 10 minutes from NOW; too late is 25 minutes from NOW."""


def at(event: Event, tail: str = "") -> str:
    return f"/desk/events/{event.id}/call{tail}"


def contest(client: StrictClient) -> tuple[Event, int, list[Entrant]]:
    event = stage.county(client)
    rows = [stage.entrant(event, f"WD00{number}", f"沈示{number}") for number in range(1, 4)]
    setup = heat_actions.Setup(["1", "2", "3"], "县实训中心", START, 1, 60, 0, 30, 15)
    heat_actions.set_up(event.id, setup, replace=False, by=SYSTEM, now=NOW)
    heat_actions.place_all(event.id, anew=False, by=SYSTEM, now=NOW)
    return event, heats.for_event(event.id)[0].id, rows


def statuses(event: Event) -> list[str]:
    database.session().rollback()
    rows = database.session().query(Entrant).filter_by(event_id=event.id).order_by(Entrant.number)
    return [row.status for row in rows]


def page(client: StrictClient, event: Event) -> str:
    return text_of(client.get(at(event)).get_data(as_text=True))


def scanned(event: Event, held: Registration, when: dt.datetime, purpose: str = "call_room") -> None:
    with database.transaction() as session:
        door = CheckinList(event_id=event.id, name=purpose, purpose=purpose)
        session.add(door)
        session.flush()
        row = Scan(list_id=door.id, registration_id=held.id, code_hash="h", nonce=f"{purpose}{held.id}", slot="s")
        row.counts, row.recorded, row.scanned_at, row.received_at = True, "success", when, when
        session.add(row)


@both_engines
def test_the_late_are_marked_absent_by_a_person_and_taken_back_until_the_start(
    client: StrictClient, clock: Clock
) -> None:
    event, heat_id, rows = contest(client)
    assert "没到检录时间" in page(client, event)
    clock.forward(minutes=12)
    assert client.submit(at(event, f"/{heat_id}/tick/{rows[0].id}"), page=at(event)).status_code == 302
    early = client.submit(at(event, f"/{heat_id}/absent"), {"ids": [str(rows[1].id)]}, page=at(event))
    assert early.status_code == 422
    assert "没有超过迟到时间" in text_of(early.get_data(as_text=True))
    clock.forward(minutes=15)
    assert "迟到超时 2" in page(client, event)
    ids = [str(rows[1].id), str(rows[2].id)]
    assert client.submit(at(event, f"/{heat_id}/absent"), {"ids": ids}, page=at(event)).status_code == 302
    assert statuses(event) == ["present", "absent", "absent"]
    kept = database.session().query(MarkChange).filter_by(entrant_id=rows[1].id).one()
    assert (kept.before, kept.after, kept.reason) == ("present", "absent", "检录迟到，确认缺考")
    back = client.submit(at(event, f"/{heat_id}/present/{rows[1].id}"), page=at(event))
    assert back.status_code == 302
    assert statuses(event) == ["present", "present", "absent"]
    clock.forward(minutes=13)
    refused = client.submit(at(event, f"/{heat_id}/present/{rows[2].id}"), page=at(event))
    assert refused.status_code == 422
    assert "已经开始" in text_of(refused.get_data(as_text=True))
    assert statuses(event) == ["present", "present", "absent"]


def test_one_who_is_in_time_keeps_all_from_being_marked(client: StrictClient, clock: Clock) -> None:
    event, heat_id, rows = contest(client)
    clock.forward(minutes=20)
    actions.tick(event.id, heat_id, rows[0].id, by=SYSTEM, now=clock.now)
    clock.forward(minutes=10)
    with pytest.raises(actions.CallRefusedError, match="WD001"):
        actions.mark_absent(event.id, heat_id, [rows[1].id, rows[0].id], by=SYSTEM, now=clock.now)
    assert statuses(event) == ["present"] * 3


def test_a_scan_of_the_call_room_list_counts_and_no_other(client: StrictClient, clock: Clock) -> None:
    event, _, rows = contest(client)
    for row, purpose in ((rows[0], "call_room"), (rows[1], "arrival")):
        held = factories_registration.registration(event, row.name, mobile=f"199000000{row.id:02}")
        with database.transaction() as session:
            session.get_one(Entrant, row.id).registration_id = held.id
        scanned(event, held, NOW + dt.timedelta(minutes=11), purpose)
    clock.forward(minutes=12)
    shown = page(client, event)
    assert "已到 1" in shown
    assert "还没有检录用的签到名单" not in shown


def test_a_tick_is_kept_once_and_can_be_taken_back(client: StrictClient) -> None:
    event, heat_id, rows = contest(client)
    for _ in range(2):
        assert client.submit(at(event, f"/{heat_id}/tick/{rows[0].id}"), page=at(event)).status_code == 302
    assert database.session().query(CallTick).count() == 1
    assert client.submit(at(event, f"/{heat_id}/untick/{rows[0].id}"), page=at(event)).status_code == 302
    assert database.session().query(CallTick).count() == 0
    entrant_actions.remove(event.id, rows[0].id, by=SYSTEM, now=NOW)


def test_a_ticked_entrant_can_still_be_taken_off_the_list(client: StrictClient) -> None:
    event, heat_id, rows = contest(client)
    actions.tick(event.id, heat_id, rows[0].id, by=SYSTEM, now=NOW)
    entrant_actions.remove(event.id, rows[0].id, by=SYSTEM, now=NOW)
    assert database.session().query(CallTick).count() == 0


@pytest.mark.parametrize(
    "tail", ["/{heat}/tick/999999", "/999999/tick/{entrant}", "/{heat}/present/{entrant}", "/{heat}/absent"]
)
def test_odd_calls_change_nothing(client: StrictClient, tail: str) -> None:
    event, heat_id, rows = contest(client)
    answer = client.submit(at(event, tail.format(heat=heat_id, entrant=rows[0].id)), page=at(event))
    assert answer.status_code == 422
    assert statuses(event) == ["present"] * 3
    assert client.get(at(event, "?heat=x")).status_code == 200


def test_the_call_officer_sees_no_code_and_who_gave_codes_calls_nobody(client: StrictClient) -> None:
    event, heat_id, rows = contest(client)
    officer = Actor("staff:901")
    custody.issue(event.id, by=officer, now=NOW)
    factories.sign_in(client, factories.account(Grant(Role.CALL_OFFICER, event.id), name="钱检录"))
    shown = client.get(at(event)).get_data(as_text=True)
    assert "沈示1" in shown
    database.session().rollback()
    codes = [row.blind_code for row in database.session().query(Entrant)]
    assert [code for code in codes if stands(code, shown)] == []
    with pytest.raises(actions.CallRefusedError, match="编过这场的盲码"):
        actions.tick(event.id, heat_id, rows[0].id, by=officer, now=NOW)
    empty = factories.event("没有批次的比武")
    factories.dai(client)
    assert "还没有批次" in page(client, empty)
