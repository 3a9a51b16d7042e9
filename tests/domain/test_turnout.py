"""Counting movements: every table adds up to the same totals, in any order, and as a slow count does."""

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.turnout import MOST_BINS, Minute, Move, Person, binned, turnout

START = datetime(2026, 11, 28, 0, 30, tzinfo=UTC)
PEOPLE = [Person(n, f"单位{n % 3}", f"镇{n % 2}", expected=n % 5 > 0) for n in range(10)]

moves = st.lists(
    st.builds(
        lambda person, seconds, entry, gate: (person, START + timedelta(seconds=seconds), entry, gate),
        st.integers(0, 9),
        st.integers(0, 900),
        st.booleans(),
        st.sampled_from(["1 号门", "2 号门"]),
    ),
    max_size=40,
).map(lambda rows: [Move(person, at, order, entry, gate) for order, (person, at, entry, gate) in enumerate(rows)])


def inside_at(found: list[Move], end: datetime) -> int:
    """How many people's latest move before ``end`` is an entry, person by person."""
    count = 0
    for person in PEOPLE:
        own = [move for move in found if move.person == person.id and move.at < end]
        own.sort(key=lambda move: (move.at, not move.entry, move.order))
        count += bool(own) and own[-1].entry
    return count


@given(moves)
def test_all_tables_say_the_same(found: list[Move]) -> None:
    counted = turnout(PEOPLE, found)
    assert counted.registered == 8
    assert counted.admitted == len({move.person for move in found if move.entry})
    assert counted.inside == inside_at(found, START + timedelta(days=1))
    for table in (counted.gates, counted.units, counted.delegations):
        assert sum(line.admitted for line in table) == counted.admitted
        assert sum(line.inside for line in table) == counted.inside
    for table in (counted.units, counted.delegations):
        assert sum(line.registered for line in table) == counted.registered


@given(moves)
def test_each_minute_follows_from_the_moves_up_to_its_end(found: list[Move]) -> None:
    counted = turnout(PEOPLE, found)
    assert sum(minute.admitted for minute in counted.minutes) == counted.admitted
    assert sum(minute.entries + minute.exits for minute in counted.minutes) == len(found)
    assert [minute.at for minute in counted.minutes] == sorted({move.at.replace(second=0) for move in found})
    for minute in counted.minutes:
        assert minute.inside == inside_at(found, minute.at + timedelta(minutes=1))


@given(moves, st.randoms())
def test_the_order_of_the_rows_does_not_matter(found: list[Move], rolls: object) -> None:
    mixed = list(found)
    rolls.shuffle(mixed)  # type: ignore[attr-defined]  # Hypothesis gives a random.Random
    assert turnout(PEOPLE, mixed) == turnout(PEOPLE, found)


def test_an_exit_at_the_instant_of_an_entry_came_after_it() -> None:
    found = [Move(1, START, 2, entry=False), Move(1, START, 3, entry=True)]
    assert (turnout(PEOPLE, found).admitted, turnout(PEOPLE, found).inside) == (1, 0)


def test_whoever_comes_back_through_another_gate_is_inside_there_and_admitted_at_the_first() -> None:
    times = [START + timedelta(minutes=n) for n in range(3)]
    found = [
        Move(1, times[0], 1, entry=True, gate="东"),
        Move(1, times[1], 2, entry=False, gate="东"),
        Move(1, times[2], 3, entry=True, gate="西"),
    ]
    assert [(line.name, line.admitted, line.inside) for line in turnout(PEOPLE, found).gates] == [
        ("东", 1, 0),
        ("西", 0, 1),
    ]


def test_nothing_yet() -> None:
    counted = turnout([], [])
    assert (counted.registered, counted.admitted, counted.inside, counted.minutes) == (0, 0, 0, ())
    assert binned(counted.minutes) == (1, ())


@given(moves, st.integers(1, 60))
def test_steps_add_up_and_are_few(found: list[Move], most: int) -> None:
    minutes = turnout(PEOPLE, found).minutes
    size, steps = binned(minutes, most)
    assert sum(step.admitted for step in steps) == sum(minute.admitted for minute in minutes)
    assert sum(step.exits for step in steps) == sum(minute.exits for minute in minutes)
    assert len(steps) <= most
    assert all((later.at - sooner.at) == timedelta(minutes=size) for sooner, later in itertools.pairwise(steps))
    if steps:
        assert steps[-1].inside == minutes[-1].inside
        assert steps[0].at <= minutes[0].at < steps[0].at + timedelta(minutes=size)


def test_a_whole_day_fits_into_the_chart() -> None:
    day = [Minute(START.replace(hour=0, minute=0) + timedelta(minutes=n), 1, 1, 0, n) for n in range(1440)]
    size, steps = binned(day)
    assert (size, len(steps)) == (60, 24)
    assert len(steps) <= MOST_BINS
