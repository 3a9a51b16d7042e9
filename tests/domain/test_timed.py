"""Timed sheets: reading times, valuing attempts, ranking by them, and what such a sheet may hold."""

from collections.abc import Mapping
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.attempts import Attempt, NoResult, rank_attempts
from deqing_events.domain.entrants import Entrant, EntrantStatus
from deqing_events.domain.evaluation import Block, Evaluation, evaluate
from deqing_events.domain.marking import Gap
from deqing_events.domain.rule_example import example
from deqing_events.domain.rule_sheet import RuleSheetError, parse, validate
from deqing_events.domain.rule_text import lines
from deqing_events.domain.sheet_types import RuleSheet
from deqing_events.domain.timing import NO_TIME, read_time, stored_text, time_text
from tests.timed_sheets import timed_sheet

ATTEMPTS = 5
TIMES = st.one_of(st.integers(1, 40).map(lambda ms: 1000 + ms), st.sampled_from(list(NoResult)))
ROWS = st.lists(st.lists(TIMES, min_size=ATTEMPTS, max_size=ATTEMPTS), min_size=2, max_size=7)


def entrant(id_: str, row: list[Attempt], **more: Any) -> Entrant:
    cells = {f"c{index}": typed(value) for index, value in enumerate(row, 1) if value is not None}
    return Entrant(id_, marks=cells, **more)


def typed(value: int | NoResult) -> str:
    return value.value if isinstance(value, NoResult) else f"{value // 1000}.{value % 1000:03}"


def ranked(sheet: RuleSheet, rows: Mapping[str, list[Attempt]]) -> Evaluation:
    return evaluate(sheet, [entrant(id_, row) for id_, row in rows.items()])


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("83.456", "83.456"),
        ("83.4", "83.400"),
        ("1:23.45", "83.450"),
        ("1：23。4", "83.400"),
        ("01:02:03", "3723.000"),
        ("8345", "83.450"),
        ("0950", "9.500"),
        ("83秒", "83.000"),
        ("75.5 秒", "75.500"),
        ("未完成", "DNF"),
        (" dns ", "DNS"),
        ("", None),
    ],
)
def test_a_time_is_read_as_it_is_written(text: str, stored: str | None) -> None:
    assert read_time(text) == stored


@pytest.mark.parametrize(
    "text", ["83", "945", "12345", "1:75.2", "1:2:3:4", "-5.0", "abc", "0.000", "99:99", "400000.0"]
)
def test_what_may_mean_two_things_is_asked_again(text: str) -> None:
    with pytest.raises(ValueError, match=r"请|看"):
        read_time(text)


@given(st.integers(1, 100 * 3600 * 1000 - 1))
def test_what_is_shown_is_read_as_the_same_time(ms: int) -> None:
    stored = f"{ms // 1000}.{ms % 1000:03}"
    assert read_time(stored) == stored
    assert read_time(stored_text(stored)) == stored


def test_times_are_written_half_up_and_never_as_sixty_seconds() -> None:
    assert [time_text(Fraction(text)) for text in ("9.5", "83.456", "3723.4")] == ["9.500", "1:23.456", "1:02:03.400"]
    assert time_text(Fraction("59.996"), 2) == "1:00.00"
    assert time_text(Fraction("3599.6"), 0) == "1:00:00"
    assert time_text(NO_TIME) == "未完成"


@given(ROWS)
def test_the_ranking_is_that_of_the_regulations(rows: list[list[Attempt]]) -> None:
    named = {f"P{index}": row for index, row in enumerate(rows)}
    found = ranked(parse(timed_sheet()), named)
    started = {id_: row for id_, row in named.items() if any(one is not NoResult.DNS for one in row)}
    expected = [(place.rank, place.id) for place in rank_attempts(started, 1, 1)]
    assert [(place.rank, place.id) for place in found.places] == expected
    assert {id_ for id_, status in found.unranked if status is EntrantStatus.ABSENT} == named.keys() - started.keys()


@given(
    ROWS, st.integers(0, 6), st.integers(0, ATTEMPTS - 1), st.integers(1, 30), st.sampled_from(["mean", "best", "sum"])
)
def test_a_faster_attempt_never_lowers_a_place(
    rows: list[list[Attempt]], who: int, at: int, faster: int, combine: str
) -> None:
    sheet = parse(timed_sheet(combine=combine))
    who %= len(rows)
    rows[who][0] = 1040  # started, so there is a place
    before = ranked(sheet, {str(index): row for index, row in enumerate(rows)})
    old = rows[who][at]
    rows[who][at] = old - faster if isinstance(old, int) else 1500
    after = ranked(sheet, {str(index): row for index, row in enumerate(rows)})
    rank = [next(place.rank for place in found.places if place.id == str(who)) for found in (before, after)]
    assert rank[1] <= rank[0]


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_entrants_changes_nothing(rows: list[list[Attempt]], random: Random) -> None:
    sheet = parse(timed_sheet())
    people = [entrant(str(index), row) for index, row in enumerate(rows)]
    mixed = sorted(people, key=lambda _: random.random())
    assert evaluate(sheet, mixed) == evaluate(sheet, people)


def test_who_has_no_time_stands_last_and_receives_nothing() -> None:
    sheet = parse(timed_sheet(attempts=1, combine="best", drops=(0, 0), draw_within=3))
    found = ranked(sheet, {"A": [NoResult.DNF], "B": [61000], "C": [NoResult.DNF], "D": [NoResult.DNS]})
    assert [(place.rank, place.id) for place in found.places] == [(1, "B"), (2, "A"), (2, "C")]
    assert found.unranked == (("D", EntrantStatus.ABSENT),)
    assert found.needs_draw == ()
    assert found.awards is not None
    assert [id_ for given_to in found.awards.values() for id_ in given_to] == ["B"]
    assert found.base == 3


def test_a_time_above_the_limit_is_not_finished() -> None:
    sheet = parse(timed_sheet(attempts=2, combine="best", drops=(0, 0), limit="60"))
    found = ranked(sheet, {"A": [60000, 60001], "B": [60001, NoResult.DNS]})
    assert found.scores["A"].total == 60
    assert found.scores["A"].criteria == {"c1": Fraction(60), "c2": NO_TIME}
    assert not found.scores["B"].finished


def test_a_blank_is_still_to_come() -> None:
    found = ranked(parse(timed_sheet()), {"A": [1000, 1000, None, 1000, 1000], "B": [1000] * 5})
    assert found.blocked_by == (Block.INCOMPLETE,)
    assert found.incomplete == {"A": (("c3", Gap.MISSING),)}


def test_penalties_are_seconds_on_top() -> None:
    sheet = parse(timed_sheet(attempts=1, combine="sum", drops=(0, 0), penalties=[("碰杆", "2.5")]))
    rows = [entrant("A", [60000], penalties={"d1": Fraction(2)}), entrant("B", [64000])]
    found = evaluate(sheet, [*rows, entrant("C", [NoResult.DNF], penalties={"d1": Fraction(1)})])
    assert [place.id for place in found.places] == ["B", "A", "C"]
    assert found.scores["A"].total == 65
    assert found.scores["C"].total == NO_TIME


@pytest.mark.parametrize(
    ("watches", "counts"), [(["60.1", "60.3"], "60.3"), (["60.3", "60.1", "60.2"], "60.2"), (["60.1", "DNF"], None)]
)
def test_the_middle_watch_counts(watches: list[str], counts: str | None) -> None:
    judges = [f"计时{index}" for index in range(len(watches))]
    sheet = parse(timed_sheet(attempts=1, combine="best", drops=(0, 0), judges=judges))
    found = evaluate(sheet, [Entrant("A", marks={"c1": dict(zip(judges, watches, strict=True))})])
    assert found.scores["A"].total == (NO_TIME if counts is None else Fraction(counts))


def test_places_may_compare_what_is_shown() -> None:
    rows: dict[str, list[Attempt]] = {"A": [60001], "B": [60004]}
    exact = timed_sheet(attempts=1, combine="best", drops=(0, 0), places=2)
    assert [place.rank for place in ranked(parse(exact), rows).places] == [1, 2]
    assert [place.rank for place in ranked(parse({**exact, "compare": "shown"}), rows).places] == [1, 1]


def test_a_timed_sheet_is_explained() -> None:
    sheet = parse(timed_sheet(limit="210", penalties=[("碰杆", "5")]))
    told = "\n".join(lines(sheet))
    for words in (
        "去掉 1 次最快的、1 次最慢的，其余取平均",
        "一次超过 3 分 30 秒没做完的，这一次算未完成",
        "总成绩 = 用时 + 加时（“碰杆”每次加 5 秒），越短越好",
        "平均相同的，最好一次短者在前",
        "没有成绩的排在所有有成绩的人（队）之后，不获奖",
    ):
        assert words in told
    assert "分数" not in told
    assert any("结果是 1:23.455" in line for line in example(sheet))


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"pass": "60"}, "parts[0].pass"),
        ({"drops": (3, 2)}, "parts[0].sections[0].drop_best"),
        ({"combine": "best"}, "parts[0].sections[0].drop_best"),
        ({"limit": "0"}, "parts[0].sections[0].limit"),
        ({"places": 4}, "places"),
        ({"veto": "zero_total"}, "vetoes[0].effect"),
        ({"award_line": "60"}, "awards.pass_line"),
        ({"kinds": ("time", "points")}, "parts"),
    ],
)
def test_what_does_not_fit_a_time_is_named(change: dict[str, Any], path: str) -> None:
    sheet = timed_sheet(**{"drops": (1, 1), **change})
    assert path in [problem.path for problem in validate(sheet)]
    with pytest.raises(RuleSheetError):
        parse(sheet)
