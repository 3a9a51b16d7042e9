"""Places, prizes and league tables, at their edges."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.advancement import AdvancementRule, Condition, CountFrom, TieAtLevel, advancing
from deqing_events.domain.awards import (
    Base,
    PassLine,
    TiePolicy,
    award_ranks,
    base_count,
    tier_of_groups,
    within_unit_cap,
)
from deqing_events.domain.league import PointTable, Separation, TieShare, place_points, team_league, tie_points
from deqing_events.domain.ranking import Key, duel, ranked, styles, weighted_total
from deqing_events.domain.result_checks import ReviewRule, compare_entries, review
from deqing_events.domain.score_board import Revision, board
from deqing_events.domain.slots import clash
from deqing_events.domain.windows import RegistrationWindow, WindowState, inside, registration_answer, why
from deqing_events.domain.working_days import Calendar, working_days

SCORES = st.lists(st.one_of(st.none(), st.integers(0, 5).map(Fraction)), max_size=9)
SIZES = st.lists(st.integers(1, 4), max_size=8)
QUOTAS = st.lists(st.integers(0, 4), min_size=1, max_size=4)


@given(SCORES, st.booleans())
def test_rank_styles_agree_with_each_other(scores: list[Fraction | None], higher: bool) -> None:  # noqa: FBT001 - drawn
    result = styles(scores, higher_is_better=higher)
    rows = zip(scores, result.standard, result.modified, result.dense, result.fractional, strict=True)
    for score, standard, modified, dense, fractional in rows:
        if score is None:
            assert (standard, modified, dense, fractional) == (None, None, None, None)
            continue
        assert standard is not None
        assert modified is not None
        assert dense is not None
        assert dense <= standard <= modified
        assert modified - standard + 1 == scores.count(score)
        assert fractional == Fraction(standard + modified, 2)
        given_scores = [other for other in scores if other is not None]
        assert standard == 1 + sum((other > score) if higher else (other < score) for other in given_scores)


def test_a_value_that_is_not_there_comes_last_either_way() -> None:
    for lower_first in (True, False):
        key = Key("time", {"a": None, "b": Fraction(0), "c": None}, lower_first=lower_first)
        places = ranked(["a", "b", "c"], [key])
        assert [(place.rank, place.id, place.tied) for place in places] == [
            (1, "b", False),
            (2, "a", True),
            (2, "c", True),
        ]


def test_the_deciding_key_is_against_the_group_above() -> None:
    first = Key("total", {id_: Fraction(mark) for id_, mark in {"a": 9, "b": 9, "c": 9, "d": 8}.items()})
    second = Key(
        "time", {id_: Fraction(time) for id_, time in {"a": 1, "b": 2, "c": 2, "d": 1}.items()}, lower_first=True
    )
    places = ranked(["d", "c", "b", "a"], [first, second])
    assert [(place.rank, place.tied, place.decided_by, place.id) for place in places] == [
        (1, False, None, "a"),
        (2, True, "time", "b"),
        (2, True, "time", "c"),
        (4, False, "total", "d"),
    ]
    assert duel([first, second], "a", "b") == ("a", "time")
    assert duel([first, second], "b", "a") == ("a", "time")
    assert duel([first, second], "b", "c") == (None, None)


def test_a_weighted_part_must_be_there() -> None:
    with pytest.raises(KeyError):
        weighted_total({}, {"theory": Fraction(1)})


@given(SIZES, QUOTAS, st.sampled_from(TiePolicy))
def test_tiers_only_go_down_and_keep_to_the_policy(sizes: list[int], quotas: list[int], policy: TiePolicy) -> None:
    tiers = tier_of_groups(sizes, quotas, policy)
    ended = [len(quotas) if tier is None else tier for tier in tiers]
    assert all(above <= below for above, below in pairwise(ended))
    for tier, quota in enumerate(quotas):
        given_sizes = [size for size, own in zip(sizes, tiers, strict=True) if own == tier]
        if policy is TiePolicy.EXCLUDE_DOWN:
            assert sum(given_sizes) <= quota
        elif policy is TiePolicy.TIER_FIXED_INCLUDE:
            assert sum(given_sizes[:-1]) < quota or not given_sizes
    if policy is TiePolicy.CUMULATIVE_INCLUDE:
        received = [size for size, own in zip(sizes, tiers, strict=True) if own is not None]
        assert sum(received[:-1]) < sum(quotas) or not received
        assert sum(received) >= min(sum(quotas), sum(sizes))


def test_a_tier_without_prizes_is_passed_over() -> None:
    for policy in TiePolicy:
        assert tier_of_groups([1, 1], [0, 1], policy) == [1, None]


def test_a_pass_line_withholds_and_leaves_vacant() -> None:
    line = PassLine([Fraction(60), Fraction(59)], Fraction(60))
    result = award_ranks([1, 2], [], [1, 1], TiePolicy.CUMULATIVE_INCLUDE, line)
    assert (result.tiers, result.counts, result.withheld) == ((1, 0), (1, 0), (0, 1))


def test_the_cap_counts_going_down_and_frees_nobody() -> None:
    units = {"a": "U", "b": "U", "c": "U", "d": "V", "e": None, "f": None}
    tied = [["a"], ["b", "c", "d"], ["e", "f"]]
    assert within_unit_cap(tied, units, 2) == [["a"], ["d"], ["e", "f"]]
    assert within_unit_cap(tied, units, 3) == tied
    assert within_unit_cap(tied, units, None) == tied
    assert within_unit_cap([["a"], ["b"]], units, 1) == [["a"]]


def test_award_bases() -> None:
    assert base_count(Base.REGISTERED, 9, 2) == 9
    assert base_count(Base.ATTENDED, 9, 2) == 7
    with pytest.raises(ValueError, match="after the evaluation"):
        base_count(Base.RANKED, 9, 2)


@given(st.lists(st.integers(0, 6).map(Fraction), min_size=1, max_size=8))
def test_sharing_places_keeps_the_sum_of_points(scores: list[Fraction]) -> None:
    table = PointTable((10, 8, 5, 3), 1)
    positions = {str(index): rank for index, rank in enumerate(styles(scores, higher_is_better=True).standard)}
    assert sum(tie_points(positions, table).values()) == sum(table.at(place + 1) for place in range(len(scores)))


def test_a_shared_rank_may_keep_the_points_of_the_rank() -> None:
    positions = {"a": 1, "b": 1, "c": None}
    assert tie_points(positions, PointTable((5, 2)), TieShare.RANK) == {"a": 5, "b": 5, "c": 0}
    assert tie_points(positions, PointTable((5, 2))) == {"a": Fraction(7, 2), "b": Fraction(7, 2), "c": 0}
    with pytest.raises(ValueError, match="no such place"):
        PointTable((5,)).at(0)


def test_countback_looks_at_every_place_and_shares_what_is_equal() -> None:
    placings = {"U1": [2, 9], "U2": [2, 8], "U3": [8, 2], "U4": [], "U0": []}
    totals = dict.fromkeys(placings, Fraction(4))
    rows = team_league(placings, totals, countback=True)
    assert [(row.rank, row.tied, row.unit, row.separated_from_next_by) for row in rows] == [
        (1, True, "U2", None),
        (1, True, "U3", Separation.COUNTBACK),
        (3, False, "U1", None),
        (None, False, "U0", None),
        (None, False, "U4", None),
    ]
    assert [row.rank for row in team_league(placings, totals, countback=False)] == [1, 1, 1, None, None]
    totals["U1"] = Fraction(5)
    assert team_league(placings, totals, countback=True)[0].separated_from_next_by is Separation.POINTS


def test_a_finisher_without_points_is_still_ranked() -> None:
    rows = team_league({"U": [7]}, place_points({"U": [7]}, PointTable((1,))), countback=True)
    assert [(row.rank, row.total) for row in rows] == [(1, Fraction(0))]


@pytest.mark.parametrize(("tie", "expected"), [(TieAtLevel.INCLUDE, [0, 1, 2]), (TieAtLevel.EXCLUDE, [0])])
def test_a_tie_across_the_level_goes_whole(tie: TieAtLevel, expected: list[int]) -> None:
    rule = AdvancementRule(Condition.RANKING, 2, 100, CountFrom.REGISTERED, tie)
    assert advancing([1, 2, 2, 4], [True] * 4, rule) == expected


def test_the_cap_and_missing_results_keep_out() -> None:
    rule = AdvancementRule(Condition.RANKING, 9, 50, CountFrom.REGISTERED, TieAtLevel.INCLUDE)
    assert advancing([1, 2, 2, None], [True] * 4, rule) == [0]
    assert advancing([1, 2, 3, None], [False, True, True, True], rule) == [1]


def test_double_entry_and_review_edges() -> None:
    assert compare_entries(["a"], ("u", {"a": "0"}), ("v", {"a": "0.0"})).confirmable
    assert compare_entries([], ("u", {"b": None}), ("v", {"b": "1"})).conflicts == ()
    assert compare_entries([], ("u", {"z": "2", "b": "2"}), ("v", {"b": "1", "z": "1"})).conflicts == ("b", "z")
    assert review(0, 0, ReviewRule(10, 15, 5)).rate is None
    assert review(11, 0, ReviewRule(10, 15, 5)).sample == 11


def test_a_removed_mark_is_gone_and_the_freeze_is_half_open() -> None:
    rows = [Revision(5, "A", "1"), Revision(10, "A", None), Revision(10, "B", "2")]
    at_freeze = board(rows, 10, 10, 11)
    assert (at_freeze.frozen, at_freeze.public, at_freeze.jury) == (True, {"A": "1"}, {"B": "2"})
    assert not board(rows, 11, 10, 11).frozen
    assert not board(rows, 9, 10, None).frozen


def test_touching_slots_do_not_clash_without_a_gap() -> None:
    assert not clash((0, 10), (10, 20))
    assert clash((0, 10), (10, 20), 1)
    assert clash((10, 20), (0, 11))


def test_a_calendar_without_working_days_is_refused() -> None:
    assert working_days(date(2026, 11, 2), 0, Calendar(), count_start=True) == []
    with pytest.raises(ValueError, match="too few"):
        working_days(date(2026, 11, 2), 1, Calendar(weekend=range(1, 8)), count_start=True)


NOW = datetime(2026, 11, 28, 0, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("window", "state", "words"),
    [
        (RegistrationWindow(NOW, NOW + SECOND, None, 0), WindowState.OPEN, "正在报名。11月28日 周六 00:30 截止。"),
        (
            RegistrationWindow(NOW + SECOND, None, None, 0),
            WindowState.NOT_YET,
            "11月28日 周六 00:30 开始报名，到时再来。",
        ),
        (
            RegistrationWindow(None, NOW, 5, 5),
            WindowState.CLOSED,
            "报名在 11月28日 周六 00:30 截止了，有事请联系主办方。",
        ),
        (RegistrationWindow(None, None, 5, 4), WindowState.OPEN, "正在报名。还有 1 个名额。"),
        (RegistrationWindow(None, None, 5, 4, 1), WindowState.FULL, "名额满了，有人退出时会重新开放。"),
        (RegistrationWindow(None, None, 5, 6), WindowState.FULL, "名额满了，有人退出时会重新开放。"),
        (
            RegistrationWindow(None, None, 5, 5, 7, waiting_list=True),
            WindowState.WAITING_LIST,
            "名额满了，可以候补。前面有 7 人。",
        ),
    ],
)
def test_registration_windows(window: RegistrationWindow, state: WindowState, words: str) -> None:
    answer = registration_answer(window, NOW)
    assert answer.state is state
    assert why(answer, UTC) == words
    assert answer.accepts == (state in {WindowState.OPEN, WindowState.WAITING_LIST})


def test_a_window_takes_its_first_instant_and_not_its_last() -> None:
    assert inside(NOW, NOW, NOW + SECOND)
    assert not inside(NOW, NOW - SECOND, NOW)
    assert not inside(NOW, NOW + SECOND, None)
