"""Whom a session counts for, and when attendance is complete."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.attendance import Entry, Session, Verdict, attended, session_at, verdict

START = datetime(2026, 11, 28, 0, 0, tzinfo=UTC)
EARLY = timedelta(hours=2)


def hours(number: float) -> datetime:
    return START + timedelta(hours=number)


MORNING, NOON, NEXT_DAY = (
    Session(1, hours(0), hours(2)),
    Session(2, hours(2), hours(4)),
    Session(3, hours(24), hours(26)),
)
ALL = (MORNING, NOON, NEXT_DAY)


@pytest.mark.parametrize(
    ("at", "session"),
    [
        (-2.01, None),
        (-2, 1),
        (0, 1),
        (0.1, 1),  # five minutes late is late, not early for the next session
        (0.99, 1),
        (1, 1),
        (1.01, 2),
        (1.9, 2),
        (3.99, 2),
        (4, None),
        (21.9, None),
        (22, 3),
        (25.99, 3),
        (26, None),
    ],
)
def test_an_instant_belongs_to_the_nearest_start_among_the_sessions_that_take_people(
    at: float, session: int | None
) -> None:
    assert session_at(ALL, hours(at), EARLY) == session
    assert session_at(ALL[::-1], hours(at), EARLY) == session


entries = st.lists(
    st.builds(Entry, st.integers(-10, 60).map(lambda half: hours(half / 2)), st.sampled_from([None, 1, 2, 3, 77])),
    max_size=8,
)


@given(entries)
def test_entries_in_any_order_give_the_first_time_of_each_session(found: list[Entry]) -> None:
    there = attended(ALL, found, EARLY)
    assert attended(ALL, found[::-1], EARLY) == there
    for session, at in there.items():
        belonging = [
            entry.at
            for entry in found
            if (entry.session if entry.session in {1, 2, 3} else session_at(ALL, entry.at, EARLY)) == session
        ]
        assert at == min(belonging)
    assert {entry.session for entry in found} & {1, 2, 3} <= set(there)


@pytest.mark.parametrize(
    ("own", "there", "least", "expected"),
    [
        ({1, 2, 3}, set(), None, Verdict.ABSENT),
        ({1, 2, 3}, {1, 2}, None, Verdict.PARTIAL),
        ({1, 2, 3}, {1, 2, 3}, None, Verdict.COMPLETE),
        ({1, 2, 3}, {1, 2}, 2, Verdict.COMPLETE),
        ({1, 2, 3}, {1}, 2, Verdict.PARTIAL),
        ({2}, {2}, 3, Verdict.COMPLETE),
        ({2}, {1}, None, Verdict.PARTIAL),
        (set(), set(), None, Verdict.ABSENT),
        (set(), set(), 1, Verdict.ABSENT),
    ],
)
def test_the_verdict(own: set[int], there: set[int], least: int | None, expected: Verdict) -> None:
    assert verdict(own, there, least) is expected


@given(st.sets(st.integers(1, 5), min_size=1), st.sets(st.integers(1, 5)), st.integers(1, 5))
def test_coming_once_more_never_makes_it_worse(own: set[int], there: set[int], least: int) -> None:
    order = [Verdict.ABSENT, Verdict.PARTIAL, Verdict.COMPLETE]
    for rule in (None, least):
        for more in own - there:
            assert order.index(verdict(own, there | {more}, rule)) >= order.index(verdict(own, there, rule))
