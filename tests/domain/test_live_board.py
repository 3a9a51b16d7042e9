"""A live board tells of nobody it holds back, and a ceremony reveals everybody once, from the bottom up."""

import datetime as dt
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.live_board import Reveal, is_due, ranks_among, shown_in_time, steps
from deqing_events.domain.ranking import Key, ranked

START = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
FINISHED = st.dictionaries(
    st.sampled_from("ABCDEFGH"), st.integers(0, 5).map(lambda minutes: START + dt.timedelta(minutes=minutes))
)
TOTALS = st.dictionaries(st.sampled_from("ABCDEFGH"), st.integers(1, 4).map(Fraction), min_size=1)
TIERS = ["一等奖", "二等奖", "三等奖"]


@given(FINISHED, st.integers(0, 4), st.integers(0, 9))
def test_as_many_stay_hidden_as_are_held_back(
    finished: dict[str, dt.datetime], unfinished: int, hold_back: int
) -> None:
    total = len(finished) + unfinished
    shown = shown_in_time(finished, total, hold_back)
    assert len(shown) == min(len(finished), max(total - hold_back, 0))
    hidden = set(finished) - set(shown)
    assert all(finished[one] <= finished[other] for one in shown for other in hidden)
    assert is_due(len(shown), total, hold_back) == (hold_back > 0 and total - len(shown) <= hold_back)


@given(FINISHED, st.integers(1, 9), st.integers(1, 60))
def test_a_later_mark_of_somebody_hidden_changes_nothing(
    finished: dict[str, dt.datetime], hold_back: int, minutes: int
) -> None:
    shown = shown_in_time(finished, len(finished), hold_back)
    hidden = sorted(set(finished) - set(shown))
    later = {**finished, **{one: finished[one] + dt.timedelta(minutes=minutes) for one in hidden}}
    assert shown_in_time(later, len(later), hold_back) == shown


@given(TOTALS, st.data())
def test_ranks_are_those_of_a_contest_without_the_hidden(totals: dict[str, Fraction], data: st.DataObject) -> None:
    shown = frozenset(data.draw(st.sets(st.sampled_from(sorted(totals)))))
    among = ranks_among(ranked(list(totals), [Key("total", totals)]), shown)
    alone = ranked(sorted(shown), [Key("total", totals)])
    assert among == [(place.id, place.rank, place.tied) for place in alone]


@given(st.lists(st.sampled_from([*TIERS, None])), st.sampled_from(Reveal))
def test_every_row_is_revealed_once(awards: list[str | None], by: Reveal) -> None:
    taps = steps(awards, TIERS, by)
    assert sorted(row for rows in taps for row in rows) == list(range(len(awards)))
    assert all(rows for rows in taps)
    if by is Reveal.ROW:
        assert all(above[0] > below[0] for above, below in pairwise(taps))
    else:
        order = [None, *reversed(TIERS)]
        said = [order.index(awards[rows[0]]) for rows in taps]
        assert said == sorted(set(said))
        assert all(awards[row] == awards[rows[0]] for rows in taps for row in rows)
