"""Whole-number scoring of packed marks gives exactly what the law gives, on plain sheets and on all others."""

from dataclasses import replace
from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.entrants import Entrant
from deqing_events.domain.evaluation import evaluate
from deqing_events.domain.marking import score
from deqing_events.domain.packed_marks import BETWEEN, PackedMarks, place
from deqing_events.domain.rule_sheet import RuleSheet, parse
from deqing_events.domain.sheet_types import DropOn, Kind
from deqing_events.domain.whole_scoring import scorer
from tests.domain.test_evaluation import JUDGES, sheet_json

PANEL = frozenset({"c1", "c2"})
ODD = ("0", "0.0", "40", "39.99999", "41", "100", "-1", "x", "", "1e2", "7.1234", "12.345")


@st.composite
def sheets(draw: st.DrawFn) -> RuleSheet:
    """Sheets with any weights, drops, caps and lines; now and then one that is not plain."""
    made, drop = parse(sheet_json()), draw(st.integers(0, 2))
    panel = replace(
        made.panel,
        drop_each_side=drop,
        drop_from=draw(st.integers(2 * drop + 1, 6)),
        min_judges=draw(st.integers(1, 5)),
        drop_on=draw(st.sampled_from(DropOn)),
    )
    parts = []
    for part, weight in zip(
        made.parts, draw(st.sampled_from([("1/3", "2/3"), ("0.3", "0.7"), ("0", "1")])), strict=True
    ):
        top = draw(st.sampled_from([None, Fraction(50), Fraction(1, 3), Fraction(1, 7000)]))
        kind = draw(st.sampled_from([Kind.POINTS] * 5 + [Kind.DEDUCTION]))
        sections = tuple(
            replace(
                section,
                maximum=top,
                weight=draw(st.sampled_from([Fraction(1), Fraction(2, 3)])),
                criteria=(replace(section.criteria[0], kind=kind), *section.criteria[1:]),
            )
            for section in part.sections
        )
        parts.append(
            replace(
                part, weight=Fraction(weight), pass_line=draw(st.sampled_from([None, Fraction(20)])), sections=sections
            )
        )
    return replace(made, panel=panel, parts=tuple(parts))


@st.composite
def marked(draw: st.DrawFn) -> list[tuple[Entrant, Entrant]]:
    """Entrants twice: with the marks the law knows, and with the same marks packed. A few are odd or missing."""
    rolls = draw(st.randoms(use_true_random=False))
    return [_pair(rolls, f"E{index}") for index in range(rolls.randint(1, 4))]


def _pair(rolls: Random, id_: str) -> tuple[Entrant, Entrant]:
    odd = rolls.random() < 0.3
    places = [place("paper", ""), *(place(criterion, judge) for criterion in ("c1", "c2") for judge in JUDGES)]
    cells = {each: f"{rolls.randint(0, 400) / 10:.1f}" for each in places}
    if odd:
        cells[rolls.choice(places)] = rolls.choice(ODD)
    if rolls.random() < 0.1:
        del cells[rolls.choice(places)]
    packed = PackedMarks(BETWEEN.join(piece for pair in cells.items() for piece in pair), PANEL)
    recused = frozenset(rolls.choice([(), (), ("J2",), ("J1", "J5")]))
    penalties = rolls.choice([{}, {}, {"deduction": Fraction(1, 2)}])
    own = Entrant(id_, recused=recused, penalties=penalties, marks=dict(packed))
    return own, replace(own, marks=packed)


@given(sheets(), marked())
def test_it_is_the_law(sheet: RuleSheet, pairs: list[tuple[Entrant, Entrant]]) -> None:
    value = scorer(sheet)
    for plain, packed in pairs:
        assert value(packed) == score(sheet, plain)


@given(marked())
def test_a_contest_comes_out_the_same(pairs: list[tuple[Entrant, Entrant]]) -> None:
    sheet = parse(sheet_json())
    assert evaluate(sheet, [packed for _, packed in pairs]) == evaluate(sheet, [plain for plain, _ in pairs])


@given(marked())
def test_packed_marks_are_read_back(pairs: list[tuple[Entrant, Entrant]]) -> None:
    for plain, packed in pairs:
        assert dict(packed.marks) == plain.marks
        assert len(packed.marks) == len(plain.marks)
