"""Samples: the same word the same marks, read back what was written, every line that cannot be read is named."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deqing_events.domain.award_preview import award_outcomes, passed_over
from deqing_events.domain.awards import TiePolicy
from deqing_events.domain.entrants import Entrant
from deqing_events.domain.evaluation import evaluate
from deqing_events.domain.rounding import Rounding
from deqing_events.domain.rule_sheet import parse
from deqing_events.domain.sample_lines import headings, read, written
from deqing_events.domain.sheet_builders import SimpleContest, TierChoice, simple_sheet
from deqing_events.domain.sheet_samples import made_up
from deqing_events.domain.sheet_types import RuleSheet

JUDGES = ("裁判1", "裁判2")
TIERS = (TierChoice("一等奖", percent=Decimal(10)), TierChoice("二等奖", percent=Decimal(25)))


def every_kind() -> RuleSheet:
    data = simple_sheet(SimpleContest("示例", JUDGES, [("布线", Decimal(60)), ("排故", Decimal(40))], TIERS))
    data["parts"][1]["sections"][0]["criteria"] += [
        {"key": "on", "title": "通电", "kind": "measurement", "max": "5"},
        {"key": "look", "title": "工艺", "kind": "judgement", "max": "6", "max_spread": 3},
        {"key": "bad", "title": "违规", "kind": "deduction", "max": None, "by": "panel"},
        {"key": "extra", "title": "节约", "kind": "bonus", "max": "5", "by": "agreed"},
    ]
    data["vetoes"] = [{"key": "v", "title": "作弊", "effect": "no_award"}]
    return parse(data)


SHEET = every_kind()
words = st.text(min_size=1, max_size=8)
counts = st.integers(1, 30)


@settings(deadline=None)
@given(words, counts)
def test_what_is_made_up_is_complete_and_comes_back_from_its_lines(word: str, count: int) -> None:
    made = made_up(SHEET, count, word)
    assert made == made_up(SHEET, count, word)
    assert evaluate(SHEET, made).incomplete == {}
    changed = [
        replace(row, guest=index == 0, vetoes=frozenset({"v"} if index == 1 else ())) for index, row in enumerate(made)
    ]
    found, problems = read(SHEET, written(SHEET, changed))
    assert problems == []
    assert found == changed


def test_ties_occur() -> None:
    assert any(
        place.tied or place.decided_by == "elapsed" for place in evaluate(SHEET, made_up(SHEET, 12, "电工")).places
    )


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("布线/裁判1", "61", "最多 60 分"),
        ("布线/裁判1", "很好", "请填 0 或更大的数"),
        ("通电", "9", "请填 达标 或 不达标"),
        ("工艺/裁判2", "4", "请填 0、1、2 或 3"),
        ("用时(秒)", "1:30", "请填整数秒"),
        ("总分扣分（每分） 次数", "-1", "请填 0 或更大的数"),
        ("编号", "", "请填编号"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_with_its_line(column: str, cell: str, words: str) -> None:
    lines = written(SHEET, made_up(SHEET, 3, "x")).splitlines()
    cells = lines[2].split("\t") + [""] * 4
    cells[headings(SHEET).index(column)] = cell
    lines[2] = "\t".join(cells)
    _, problems = read(SHEET, "\n".join(lines))
    assert [(row.line, row.column) for row in problems] == [(3, column)]
    assert words in problems[0].sentence


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "第一行要是表头"), ("编号\t单位\t只排名\t别的", "表头和规则对不上"), ("a\nb", "第一行要是表头")],
)
def test_a_sample_of_another_sheet_is_refused(text: str, words: str) -> None:
    found, problems = read(SHEET, text)
    assert found == []
    assert words in problems[0].sentence


def test_too_many_doubled_and_too_long_lines_are_refused() -> None:
    text = written(SHEET, made_up(SHEET, 2, "x"))
    head, first, _ = text.splitlines()
    assert "前面已经有了" in read(SHEET, f"{head}\n{first}\n{first}")[1][0].sentence
    assert "最多试 200 人" in read(SHEET, "\n".join([head, *[first] * 201]))[1][0].sentence
    assert "请对齐" in read(SHEET, "\n".join((head, first + "\t" * 30 + "x")))[1][0].sentence
    commas = "\n".join(line.replace("\t", ",") for line in (head, first))
    assert read(SHEET, commas)[1] == []


def test_a_blank_cell_is_a_missing_mark_and_not_nothing() -> None:
    head, first = written(SHEET, made_up(SHEET, 1, "x")).splitlines()
    cells = first.split("\t")
    cells[headings(SHEET).index("布线/裁判2")] = ""
    (entrant,), problems = read(SHEET, "\n".join((head, "\t".join(cells))))
    assert problems == []
    assert [key for key, _ in evaluate(SHEET, [entrant]).incomplete["01"]] == ["c1"]


@settings(deadline=None, max_examples=40)
@given(words, counts)
def test_every_policy_gives_what_it_would_give_as_the_rule(word: str, count: int) -> None:
    sheet = replace(SHEET, draw_within=0)
    entrants = made_up(sheet, count, word)
    found = evaluate(sheet, entrants)
    outcomes = award_outcomes(sheet, entrants, found)
    assert len(outcomes) == len(TiePolicy) * len(Rounding)
    assert [row for row in outcomes if row.chosen] == [
        row for row in outcomes if (row.policy, row.rounding) == (sheet.awards.tie_policy, sheet.awards.rounding)
    ]
    for row in outcomes:
        awards = replace(sheet.awards, tie_policy=row.policy, rounding=row.rounding)
        really = evaluate(replace(sheet, awards=awards), entrants)
        assert really.awards is not None
        assert [tier.receivers for tier in row.tiers] == list(really.awards.values())
        assert [tier.quota for tier in row.tiers] == list(really.quota.values())


def test_counts_alone_need_no_rounding() -> None:
    tiers = tuple(replace(tier, percent=None, count=2) for tier in SHEET.awards.tiers)
    sheet = replace(SHEET, awards=replace(SHEET.awards, tiers=tiers), draw_within=0)
    entrants = made_up(sheet, 6, "x")
    assert len(award_outcomes(sheet, entrants, evaluate(sheet, entrants))) == len(TiePolicy)


def marked(number: str, mark: str, **more: object) -> Entrant:
    row = made_up(SHEET, 1, "x")[0]
    return replace(row, id=number, unit=None, elapsed=None, penalties={}, marks={**row.marks, "paper": mark}, **more)  # type: ignore[arg-type]


def test_a_guest_has_a_place_and_neither_prize_nor_share() -> None:
    awards = replace(SHEET.awards, tiers=tuple(replace(tier, percent=Fraction(50)) for tier in SHEET.awards.tiers))
    sheet = replace(SHEET, awards=awards, draw_within=0)
    guest = marked("A1", "100", guest=True)
    others = [marked("A2", "90"), marked("A3", "80")]
    with_guest, without = evaluate(sheet, [guest, *others]), evaluate(sheet, others)
    assert [place.id for place in with_guest.places] == ["A1", "A2", "A3"]
    assert with_guest.awards == without.awards
    assert with_guest.base == without.base == 2
    assert [(row.id, row.why) for row in passed_over(sheet, [guest, *others], with_guest)] == [("A1", "guest")]


def test_who_is_passed_over_is_told_why() -> None:
    tiers = (replace(SHEET.awards.tiers[0], percent=None, count=4),)
    awards = replace(SHEET.awards, tiers=tiers, per_unit_max=1, require_part_pass=True)
    sheet = replace(SHEET, awards=awards, draw_within=0)
    rows = [
        replace(marked("A1", "100"), unit="甲"),
        replace(marked("A2", "95"), unit="甲"),
        replace(marked("A3", "90"), vetoes=frozenset({"v"})),
        marked("A5", "80"),
    ]
    found = evaluate(sheet, rows)
    why = [(row.id, row.why) for row in passed_over(sheet, rows, found)]
    assert why == [("A2", "unit_cap"), ("A3", "veto")]
    below = replace(sheet, awards=replace(awards, pass_line=Fraction(1000)))
    assert passed_over(below, rows, evaluate(below, rows)) == []
