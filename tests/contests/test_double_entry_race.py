"""Two people hand in at one instant: one comparison, nothing lost; and what two people's entries make, by the law."""

import threading
from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.double_entry import actions, queries, settling_actions, storing
from deqing_events.contests.double_entry.models import EntryDifference, EntryRound
from deqing_events.contests.double_entry.papers import Paper
from deqing_events.contests.finalising import actions as finalising
from deqing_events.contests.history import Change
from deqing_events.contests.locks.queries import Plan
from deqing_events.contests.marking import queries as marking
from deqing_events.contests.models import Mark
from deqing_events.database import db
from deqing_events.domain.double_entry import compared, may_settle, parted, place_of
from deqing_events.domain.roles import SYSTEM, Actor
from deqing_events.domain.rounding import number
from deqing_events.engines import BusyError
from deqing_events.events.models import Event
from tests import factories
from tests.conftest import NOW
from tests.contests import stage
from tests.engines import both_engines

ONE, TWO, THREE = (Change(Actor(f"staff:{at}"), NOW, "纸面上如此") for at in (901, 902, 903))
MANY = 8
ALL_BUT_TWO = MANY - 2


def contest(people: int = MANY) -> tuple[Event, Paper, list[str]]:
    """Store people with a theory paper that two type; returns its places."""
    event = factories.event()
    stage.rules(event, draw_within=0)
    for at in range(people):
        stage.entrant(event, f"A{at:02}", blind_code=f"K{at:02}")
    finalising.choose(event.id, Plan(long_way=True, sample_size=0), Change(SYSTEM, NOW, "示例"))
    (paper,) = queries.twice(event.id)
    return event, paper, sorted(queries.standing(event.id, paper).todo)


def insisting(act: Callable[[], object]) -> object:
    """Try until there is an answer other than 'busy'."""
    while True:
        try:
            return act()
        except BusyError:
            continue


def at_one_instant(app: Flask, acts: list[Callable[[], object]]) -> list[object]:
    """Run acts in threads of their own that start together; return what they answered or raised."""
    start, told = threading.Barrier(len(acts)), [None] * len(acts)

    def run(at: int, act: Callable[[], object]) -> None:
        with app.app_context():
            start.wait()
            try:
                told[at] = insisting(act)  # type: ignore[call-overload]  # any answer
            except Exception as error:  # noqa: BLE001 - the test looks at it
                told[at] = error  # type: ignore[call-overload]  # or what was raised
            db.session.remove()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.session().rollback()
    return list(told)


def both(event: Event, paper: Paper, places: list[str], *, save: bool = True) -> list[Callable[[], object]]:
    """Two entries that differ in two cells; saved before the race unless it is about beginning."""
    first = {place: str(70 + at) for at, place in enumerate(places)}
    second = {**first, places[0]: "1", places[1]: "2"}
    event_id = event.id
    acts: list[Callable[[], object]] = []
    for texts, change in ((first, ONE), (second, TWO)):
        if save:
            actions.save(event_id, paper, texts, 0, change)
            acts.append(partial(actions.hand_in, event_id, paper, texts, 1, change))
        else:
            acts.append(partial(actions.save, event_id, paper, texts, 0, change))
    database.session().rollback()
    return acts


def acted(action: str) -> int:
    return database.session().query(AuditEntry).filter_by(action=action).count()


@both_engines
def test_two_who_hand_in_at_one_instant_are_compared_once(app: Flask) -> None:
    event, paper, places = contest()
    told = at_one_instant(app, both(event, paper, places))
    assert sorted(map(str, told)) == ["False", "True"]
    assert acted("double_entry.hand_in") == 2
    assert acted("double_entry.compare") == acted("marks.enter") == 1
    assert database.session().query(EntryDifference).count() == MANY - ALL_BUT_TWO
    assert database.session().query(Mark).count() == ALL_BUT_TWO
    (held,) = database.session().query(EntryRound)
    assert (len(held.entries), sorted(held.covered)) == (2, places)


@pytest.mark.postgres
@pytest.mark.parametrize("engine_name", ["postgres"])
def test_without_the_lock_on_the_round_neither_compares(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control where writers run side by side: each sees the other not handed in yet."""
    event, paper, places = contest()
    looked = threading.Barrier(2)

    def unlocked(event_id: int, round_id: int) -> EntryRound | None:
        query = database.session().query(EntryRound).filter_by(id=round_id, event_id=event_id)
        found = query.one_or_none()
        assert found is not None
        assert len(found.entries) == 2
        looked.wait(timeout=30)
        return found

    acts = both(event, paper, places)
    monkeypatch.setattr(queries, "locked_round", unlocked)
    monkeypatch.setattr(marking, "locked_entrants", lambda _: {})
    told = at_one_instant(app, acts)
    assert told == [False, False], "the race was not seen: the lock would prove nothing"
    assert acted("double_entry.compare") == 0


@both_engines
def test_a_comparison_of_its_own_would_come_twice(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control on both engines: comparing apart from handing in, both find both in, and both compare."""
    event, paper, places = contest()
    acts, event_id, began = both(event, paper, places), event.id, threading.Barrier(2)
    monkeypatch.setattr(storing, "both_in", lambda _: False)
    counted = []

    def apart(act: Callable[[], object]) -> None:
        act()
        began.wait(timeout=60)
        held = queries.rounds(event_id, paper)[0]
        entries = [entry for entry in held.entries if entry.handed_at is not None]
        if len(entries) == 2 and held.compared_at is None:
            began.wait(timeout=60)
            counted.append(compared(places, entries[0].cells, entries[1].cells))

    told = at_one_instant(app, [partial(apart, act) for act in acts])
    assert told == [None, None]
    assert len(counted) == 2, "the race was not seen: one transaction would prove nothing"


@both_engines
def test_two_who_begin_at_one_instant_share_a_round(app: Flask) -> None:
    event, paper, places = contest()
    told = at_one_instant(app, both(event, paper, places, save=False))
    assert told == [1, 1]
    (held,) = database.session().query(EntryRound)
    assert [(row.position, len(row.texts)) for row in held.entries] == [(1, MANY), (2, MANY)]


MARK = st.one_of(st.none(), st.sampled_from(["0", "0.0", "9.2", "9.20", "88", "88.5", "100"]))
ENTRY = st.lists(MARK, min_size=MANY, max_size=MANY)


@given(ENTRY, ENTRY)
def test_the_law_makes_marks_of_what_is_alike_and_of_nothing_else(
    one: list[str | None], other: list[str | None]
) -> None:
    places = [place_of(at, "paper") for at in range(1, MANY + 1)]
    first, second = dict(zip(places, one, strict=True)), dict(zip(places, other, strict=True))
    found, turned = compared(places, first, second), compared(places, second, first)
    assert sorted({*found.equal, *(row.place for row in found.differences)}) == sorted(places)
    for place, text in found.equal.items():
        mine, theirs = first[place], second[place]
        assert text == mine
        assert theirs is not None
        assert number(text) == number(theirs)
    assert {row.place for row in found.differences} == {row.place for row in turned.differences}
    assert all(None in (row.first, row.second) or row.first != row.second for row in found.differences)


def test_who_typed_never_settles() -> None:
    assert may_settle("staff:3", {"staff:1", "staff:2"})
    assert not may_settle("staff:1", {"staff:1", "staff:2"})


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_what_ends_up_stored_is_what_the_law_says(app: Flask, data: st.DataObject) -> None:
    """Whatever two people type and a third settles: marks are the equal cells and the settled values, nothing more."""
    del app
    event, paper, places = contest(3)
    values = st.lists(MARK, min_size=len(places), max_size=len(places))
    first, second = (dict(zip(places, data.draw(values), strict=True)) for _ in range(2))
    for typed, change in ((first, ONE), (second, TWO)):
        read = {place: paper.sheet.columns[0].read(text or "") for place, text in typed.items()}
        version = actions.save(event.id, paper, {place: text or "" for place, text in typed.items()}, 0, change)
        actions.hand_in(event.id, paper, read, version, change)
    law = compared(places, first, second)
    expected: dict[str, str | None] = dict(law.equal)
    standing = queries.standing(event.id, paper)
    assert {place_of(row.entrant_id, row.criterion) for row in standing.differences} == {
        row.place for row in law.differences
    }
    for row in standing.differences:
        value = data.draw(st.sampled_from([None, "0", "61.5"]))
        settling_actions.settle(event.id, paper, settling_actions.Settling(row.id, value), THREE)
        expected[place_of(row.entrant_id, row.criterion)] = value
    stored = {
        place_of(mark.entrant_id, mark.criterion): mark.value
        for mark in database.session().query(Mark).filter(Mark.entrant_id.in_([parted(place)[0] for place in places]))
    }
    assert {place: number(value) for place, value in stored.items()} == {
        place: number(value) for place, value in expected.items() if value is not None
    }
