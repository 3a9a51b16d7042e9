"""States of an appeal, its deadline, and what is open."""

import datetime as dt
import itertools

from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.appeals import NEXT, STATE_WORDS, AppealState, Window, allowed, deadline, is_open, verdict

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


class TestVerdict:
    """More than half of those who sit."""

    @given(st.lists(st.sampled_from(["upheld", "rejected", ""]), min_size=1, max_size=9))
    def test_a_ruling_needs_more_than_half_and_a_draw_is_none(self, votes: list[str]) -> None:
        found = verdict(votes, len(votes))
        counts = {state: votes.count(state) for state in ("upheld", "rejected")}
        winners = [state for state, count in counts.items() if 2 * count > len(votes)]
        assert ([found.value] if found else []) == winners

    @given(st.integers(0, 240), st.integers(0, 500))
    def test_an_extension_never_shortens(self, hours: int, minutes: int) -> None:
        ended = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
        later = ended + dt.timedelta(minutes=minutes)
        assert Window(hours, later).closes(ended) >= Window(hours).closes(ended)
