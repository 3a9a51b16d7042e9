"""Heats at the desk: made, filled by the draw, without using a person, judge or station twice; moved by hand."""

import datetime as dt
import threading
from typing import Any

import pytest
from flask import Flask

from deqing_events import database
from deqing_events.contests.custody import actions as custody
from deqing_events.contests.custody import queries as custody_queries
from deqing_events.contests.entrants import actions as entrant_actions
from deqing_events.contests.heats import actions, queries
from deqing_events.contests.heats.actions import Seat, Setup
from deqing_events.contests.heats.models import HeatPlace
from deqing_events.contests.models import Entrant, JudgeSeat
from deqing_events.contests.start_draws import actions as draws
from deqing_events.contests.start_draws import queries as draw_queries
from deqing_events.domain.roles import SYSTEM, Actor
from deqing_events.events.models import Event
from tests import factories, factories_registration
from tests.conftest import NOW
from tests.contests import stage
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

START = NOW + dt.timedelta(days=5)
TYPED = {
    "venue": "县实训中心",
    "stations": "1\n2，3",
    "starts_at": "2026-11-28T08:30",
    "count": "2",
    "minutes": "60",
    "between": "10",
    "rest_minutes": "30",
    "late_minutes": "15",
    "call_minutes": "30",
}


def at(event: Event, tail: str = "") -> str:
    return f"/desk/events/{event.id}/heats{tail}"


def contest(client: StrictClient, people: int = 5) -> tuple[Event, list[Entrant]]:
    event = stage.county(client)
    return event, [stage.entrant(event, f"WD00{number}", f"沈示{number}") for number in range(1, people + 1)]


def made(event: Event, *, count: int = 2, start: dt.datetime = START, **fields: Any) -> None:
    setup = Setup(
        fields.pop("stations", ["1", "2", "3"]), fields.pop("venue", "县实训中心"), start, count, 60, 10, 30, 15
    )
    actions.set_up(event.id, setup, replace=False, by=SYSTEM, now=NOW)


def placed(event: Event) -> dict[str, tuple[int, str]]:
    database.session().rollback()
    return {
        place.entrant.number: (heat.number, place.station)
        for heat in queries.for_event(event.id)
        for place in heat.places
    }


def page(client: StrictClient, event: Event) -> str:
    return text_of(client.get(at(event)).get_data(as_text=True))


@both_engines
def test_heats_are_made_and_filled_by_the_draw(client: StrictClient) -> None:
    event, _ = contest(client)
    assert "还没有批次" in page(client, event)
    draws.fix_list(event.id, replaces=0, reason="", by=SYSTEM, now=NOW)
    draws.draw(event.id, 1, draws.Announced("6,2,5", "骰子", "吴示例"), by=SYSTEM, now=NOW)
    assert client.submit(at(event, "/setup"), TYPED).status_code == 302
    assert client.submit(at(event, "/place"), page=at(event)).status_code == 302
    lots = [row.number for row in draw_queries.lots(draw_queries.standing(event.id))]
    held = placed(event)
    assert [held[number][0] for number in lots] == [1, 1, 1, 2, 2]
    assert len({(heat, station) for heat, station in held.values()}) == 5
    shown = page(client, event)
    assert "没有冲突" in shown
    assert "第 1 批 · 11月28日 周六 08:30–09:30" in shown
    assert "第 2 批 · 11月28日 周六 09:40–10:40" in shown


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("stations", " \n，", "请写工位"),
        ("stations", "1\n1", "写了两次"),
        ("stations", "工" * 21, "最多 20 个字"),
        ("starts_at", "昨天", "几点开始"),
        ("count", "0", "1 到 60"),
        ("minutes", "一", "1 到 720"),
        ("rest_minutes", "-1", "0 到 600"),
    ],
)
def test_odd_settings_are_refused_and_kept(client: StrictClient, field: str, typed: str, told: str) -> None:
    event, _ = contest(client)
    answer = client.submit(at(event, "/setup"), {**TYPED, field: typed})
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert told in text
    assert 'value="县实训中心"' in text
    assert queries.rule(event.id) is None


def test_heats_with_people_are_made_anew_only_when_said(client: StrictClient) -> None:
    event, _ = contest(client)
    made(event)
    actions.place_all(event.id, anew=False, by=SYSTEM, now=NOW)
    before = placed(event)
    refused = client.submit(at(event, "/setup"), TYPED)
    assert refused.status_code == 422
    assert "已经排了人" in text_of(refused.get_data(as_text=True))
    assert placed(event) == before
    assert client.submit(at(event, "/setup"), {**TYPED, "replace": "1"}).status_code == 302
    assert placed(event) == {}


def test_who_does_not_fit_is_named_and_can_be_placed_in_one_more_heat(client: StrictClient) -> None:
    event, rows = contest(client)
    made(event, count=1)
    assert actions.place_all(event.id, anew=False, by=SYSTEM, now=NOW) == (3, 2)
    assert "还没排的 2 人" in page(client, event)
    assert (
        client.submit(at(event, "/new"), {"starts_at": "2026-11-28T14:00", "ends_at": "2026-11-28T15:00"}).status_code
        == 302
    )
    before = placed(event)
    assert actions.place_all(event.id, anew=False, by=SYSTEM, now=NOW) == (2, 0)
    held = placed(event)
    assert {number: held[number] for number in before} == before
    assert len(held) == len(rows)


def two_events(client: StrictClient) -> tuple[Event, Event]:
    """The same person in two events whose first heats are at the same time."""
    first, _ = contest(client, 0)
    second = factories.event("焊工技能比武")
    for event in (first, second):
        held = factories_registration.registration(event, "沈示例", mobile="19900000017")
        with database.transaction() as session:
            session.add(Entrant(event_id=event.id, number="A1", name="沈示例", registration_id=held.id))
    made(first, venue="东馆")
    made(second, venue="西馆")
    actions.place_all(first.id, anew=False, by=SYSTEM, now=NOW)
    return first, second


def test_a_person_in_two_events_starts_at_different_times_with_rest(client: StrictClient) -> None:
    first, second = two_events(client)
    assert placed(first)["A1"][0] == 1
    assert actions.place_all(second.id, anew=False, by=SYSTEM, now=NOW) == (0, 1), "10 minutes between are too few"
    third = actions.add(second.id, START + dt.timedelta(hours=3), START + dt.timedelta(hours=4), by=SYSTEM, now=NOW)
    assert actions.place_all(second.id, anew=False, by=SYSTEM, now=NOW) == (1, 0)
    assert placed(second)["A1"][0] == third
    assert "没有冲突" in page(client, second)


def test_a_clash_made_by_hand_is_named_on_both_pages(client: StrictClient) -> None:
    first, second = two_events(client)
    entrant = database.session().query(Entrant).filter_by(event_id=second.id).one()
    heats = queries.for_event(second.id)
    actions.move(second.id, entrant.id, Seat(heats[0].id), by=SYSTEM, now=NOW)
    assert "A1 沈示例：第 1 批和“维修电工技能比武”第 1 批时间重叠" in page(client, second)
    assert "时间重叠" in page(client, first)
    actions.move(second.id, entrant.id, Seat(heats[1].id), by=SYSTEM, now=NOW)
    assert "只隔 10 分钟，要留 30 分钟" in page(client, second)


def test_judges_and_stations_of_two_events_do_not_double(client: StrictClient) -> None:
    first, rows = contest(client)
    second = factories.event("焊工技能比武")
    stage.entrant(second, "B1")
    who = factories.account(name="费示例")
    with database.transaction() as session:
        session.add_all(JudgeSeat(event_id=event.id, judge="裁判1", account_id=who.id) for event in (first, second))
    made(first, venue="东馆")
    made(second, venue="西馆", start=START + dt.timedelta(minutes=30), count=1)
    assert "裁判1" in page(client, first)
    assert "请换裁判或改时间" in page(client, first)
    assert actions.place_all(first.id, anew=False, by=SYSTEM, now=NOW) == (0, len(rows))
    with database.transaction() as session:
        for seat in session.query(JudgeSeat).filter_by(event_id=second.id):
            session.delete(seat)
    assert actions.place_all(first.id, anew=False, by=SYSTEM, now=NOW) == (len(rows), 0)
    assert "没有冲突" in page(client, first)
    made(second, venue="东馆", start=START + dt.timedelta(minutes=30), count=1)
    assert "工位 1" in page(client, first)
    assert "请换工位或改时间" in page(client, first)


def test_one_is_moved_by_hand_but_never_onto_another(client: StrictClient) -> None:
    event, rows = contest(client, 4)
    made(event)
    actions.place_all(event.id, anew=False, by=SYSTEM, now=NOW)
    second = queries.for_event(event.id)[1]
    there = second.places[0]
    mover = next(row for row in rows if row.id != there.entrant_id)
    taken = client.submit(at(event, f"/move/{mover.id}"), {"heat": str(second.id), "station": there.station})
    assert taken.status_code == 422
    assert "已经有人了" in text_of(taken.get_data(as_text=True))
    other = next(name for name in ("1", "2", "3") if name != there.station)
    assert client.submit(at(event, f"/move/{mover.id}"), {"heat": str(second.id), "station": other}).status_code == 302
    assert placed(event)[mover.number] == (2, other)
    assert client.submit(at(event, f"/move/{mover.id}"), {"heat": "0", "station": ""}).status_code == 302
    assert mover.number not in placed(event)
    for data in ({"heat": "999", "station": ""}, {"heat": str(second.id), "station": "没有"}, {}):
        assert client.submit(at(event, f"/move/{mover.id}"), data).status_code == 422
    assert client.get(at(event, "/move/999999")).status_code == 404


def test_a_full_heat_says_so_and_an_empty_one_can_go(client: StrictClient) -> None:
    event, rows = contest(client, 4)
    made(event)
    actions.place_all(event.id, anew=False, by=SYSTEM, now=NOW)
    first, second = queries.for_event(event.id)
    with pytest.raises(actions.HeatsRefusedError, match="都有人了"):
        actions.move(event.id, second.places[0].entrant_id, Seat(first.id), by=SYSTEM, now=NOW)
    with pytest.raises(actions.HeatsRefusedError, match="还有 1 人"):
        actions.remove(event.id, second.id, by=SYSTEM, now=NOW)
    actions.move(event.id, rows[3].id, Seat(None), by=SYSTEM, now=NOW)
    assert client.submit(at(event, f"/{second.id}/remove"), page=at(event)).status_code == 302
    assert [heat.number for heat in queries.for_event(event.id)] == [1]


def test_times_of_a_heat_are_changed_with_a_check(client: StrictClient) -> None:
    event, _ = contest(client)
    made(event)
    heat = queries.for_event(event.id)[0]
    bad = client.submit(at(event, f"/{heat.id}"), {"starts_at": "2026-11-28T10:00", "ends_at": "2026-11-28T09:00"})
    assert bad.status_code == 422
    good = {"starts_at": "2026-11-28T11:00", "ends_at": "2026-11-28T12:00"}
    assert client.submit(at(event, f"/{heat.id}"), good).status_code == 302
    assert "11:00–12:00" in page(client, event)
    assert "时间重叠" in page(client, event), "the stations of two heats at once"


def test_sealing_the_codes_hides_and_reshuffles_the_stations(client: StrictClient) -> None:
    stations = [str(number) for number in range(1, 41)]
    event, rows = contest(client, 9)
    made(event, stations=stations)
    actions.place_all(event.id, anew=False, by=SYSTEM, now=NOW)
    before = placed(event)
    custody.issue(event.id, by=Actor("staff:901"), now=NOW)
    after = placed(event)
    assert {number: heat for number, (heat, _) in after.items()} == {
        number: heat for number, (heat, _) in before.items()
    }
    assert after != before
    shown = client.get(at(event)).get_data(as_text=True)
    assert '"col">工位' not in shown
    move = client.get(at(event, f"/move/{rows[0].id}")).get_data(as_text=True)
    assert f"工位 {after['WD001'][1]}" not in move
    assert 'name="station"' not in move
    assert {row.number: (row.heat, row.station) for row in custody_queries.pairings(event.id)} == after
    client.submit(at(event, f"/move/{rows[0].id}"), {"heat": str(queries.for_event(event.id)[1].id), "station": "40"})
    assert placed(event)["WD001"][0] == 2


def test_an_entrant_taken_off_the_list_leaves_the_heat(client: StrictClient) -> None:
    event, rows = contest(client)
    made(event)
    actions.place_all(event.id, anew=False, by=SYSTEM, now=NOW)
    entrant_actions.remove(event.id, rows[0].id, by=SYSTEM, now=NOW)
    assert "WD001" not in placed(event)


@both_engines
def test_placing_at_one_instant_puts_everybody_once(client: StrictClient, app: Flask) -> None:
    event, rows = contest(client)
    made(event)
    event_id, together, done = event.id, threading.Barrier(4), list[int]()

    def place() -> None:
        with app.app_context():
            together.wait()
            done.append(actions.place_all(event_id, anew=False, by=SYSTEM, now=NOW)[0])

    threads = [threading.Thread(target=place) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.session().rollback()
    assert sorted(done) == [0, 0, 0, len(rows)]
    assert database.session().query(HeatPlace).count() == len(rows)
