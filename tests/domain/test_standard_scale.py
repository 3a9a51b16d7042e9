"""Standard scores of a contest: the law of the scale over its totals, and what the rules say about it."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.entrants import Entrant, EntrantStatus
from deqing_events.domain.evaluation import evaluate
from deqing_events.domain.rule_sheet import parse, validate
from deqing_events.domain.rule_text import lines
from deqing_events.domain.sheet_changes import differences
from deqing_events.domain.sheet_pieces import SheetJson, blank, part, points, section
from deqing_events.domain.standard_scale import standard_scores
from tests.timed_sheets import timed_sheet

SCALE = {"centre": "500", "spread": "30", "mode": "mean_sd_population"}
TOTALS = st.lists(st.integers(0, 1000).map(lambda tenths: f"{tenths // 10}.{tenths % 10}"), min_size=1, max_size=8)


def plain(scale: dict[str, str] | None = None) -> SheetJson:
    """Return a sheet with one agreed mark of up to 100."""
    paper = section("s1", "试卷", [points("c1", "试卷", 100, "agreed")])  # type: ignore[arg-type]  # whole is exact
    sheet = blank("示例", (), "attended", 0)
    sheet["parts"] = [part("p1", "理论", 1, None, [paper])]  # type: ignore[arg-type]
    return {**sheet, "scale": scale} if scale else sheet


def people(totals: list[str]) -> list[Entrant]:
    return [Entrant(f"P{at}", marks={"c1": total}) for at, total in enumerate(totals)]


def scores_of(sheet: SheetJson, entrants: list[Entrant]) -> dict[str, int]:
    parsed = parse(sheet)
    return standard_scores(parsed, evaluate(parsed, entrants).scores)


def test_without_a_scale_there_are_none() -> None:
    assert scores_of(plain(), people(["60", "70"])) == {}
    assert "标准分" not in "".join(lines(parse(plain())))


def test_the_shared_case_holds_for_totals() -> None:
    found = scores_of(plain(SCALE), people(["60", "70", "80", "90", "100"]))
    assert list(found.values()) == [458, 479, 500, 521, 542]
    median = {"centre": "700", "spread": "30", "mode": "median_mad"}
    found = scores_of(plain(median), people(["50", "62.5", "70", "75", "90"]))
    assert list(found.values()) == [646, 680, 700, 713, 754]


def test_who_has_no_result_is_not_in_the_group() -> None:
    away = Entrant("Q", status=EntrantStatus.ABSENT)
    assert scores_of(plain(SCALE), [*people(["60", "70", "80", "90", "100"]), away]).keys() == {
        f"P{at}" for at in range(5)
    }


def test_of_times_the_shorter_is_above() -> None:
    sheet = {**timed_sheet(attempts=1, combine="best", drops=(0, 0)), "scale": SCALE}
    found = scores_of(sheet, people(["60.000", "70.000", "80.000", "90.000", "100.000", "DNF"]))
    assert found == {"P0": 542, "P1": 521, "P2": 500, "P3": 479, "P4": 458}


@given(TOTALS, st.sampled_from(["mean_sd_population", "median_mad"]), st.randoms(use_true_random=False))
def test_it_never_turns_places_round_nor_depends_on_the_order(totals: list[str], mode: str, random: Random) -> None:
    sheet, entrants = plain({**SCALE, "mode": mode}), people(totals)
    found = scores_of(sheet, entrants)
    assert scores_of(sheet, sorted(entrants, key=lambda _: random.random())) == found
    ordered = sorted(entrants, key=lambda one: Fraction(totals[int(one.id[1:])]))
    assert [found[one.id] for one in ordered] == sorted(found.values())


def test_the_rules_say_how_it_is_made_and_what_changed() -> None:
    told = "".join(lines(parse(plain(SCALE))))
    assert "所有人总成绩的平均记 500 分，每高一个标准差加 30 分" in told
    assert "名次和奖项不看标准分" in told
    changed = differences(parse(plain()), parse(plain(SCALE)))
    assert changed == ["标准分：没有 → 按平均分和标准差，中心 500、间距 30。"]


@pytest.mark.parametrize(
    ("change", "path"),
    [({"spread": "0"}, "scale.spread"), ({"centre": "x"}, "scale.centre"), ({"mode": "z"}, "scale.mode")],
)
def test_a_scale_that_cannot_be_is_named(change: dict[str, str], path: str) -> None:
    assert path in [problem.path for problem in validate(plain({**SCALE, **change}))]
