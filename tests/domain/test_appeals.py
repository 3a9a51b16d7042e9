"""States of an appeal, its deadline, and what is open."""

import datetime as dt
import itertools

from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.appeals import NEXT, STATE_WORDS, AppealState, allowed, deadline, is_open

STATES = st.sampled_from(list(AppealState))


def test_nobody_rules_on_what_was_not_accepted() -> None:
    assert not allowed(AppealState.FILED, AppealState.UPHELD)
    assert not allowed(AppealState.FILED, AppealState.REJECTED)
    assert set(NEXT) == set(STATE_WORDS) == set(AppealState)


@given(STATES)
def test_an_appeal_ends_exactly_where_nothing_follows(state: AppealState) -> None:
    assert is_open(state, correction_due=False) == bool(NEXT[state])
    assert is_open(state, correction_due=True) == (bool(NEXT[state]) or state is AppealState.UPHELD)


@given(st.lists(STATES, max_size=6))
def test_no_path_comes_back(path: list[AppealState]) -> None:
    steps = [AppealState.FILED, *path]
    if all(allowed(before, after) for before, after in itertools.pairwise(steps)):
        assert len(set(steps)) == len(steps)


def test_two_hours_after_the_end() -> None:
    end = dt.datetime(2026, 11, 28, 9, 0, tzinfo=dt.UTC)
    assert deadline(end, 2) == dt.datetime(2026, 11, 28, 11, 0, tzinfo=dt.UTC)
