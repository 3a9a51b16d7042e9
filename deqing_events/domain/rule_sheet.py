"""Read and check the rule sheet an organiser stores, prints and publishes.

`parse` wants a sheet the engine can calculate with. `validate` also wants one that makes sense to publish:
weights that add up to 1, full marks that can be reached. Format: tests/cases, category `rule_sheet`.
"""

from collections.abc import Mapping
from fractions import Fraction

from deqing_events.domain.awards import Base, TiePolicy
from deqing_events.domain.rounding import Rounding
from deqing_events.domain.scale import Scale, ScaleMode
from deqing_events.domain.sheet_checks import sensible, workable
from deqing_events.domain.sheet_cursor import Cursor, Problem
from deqing_events.domain.sheet_types import (
    Awards,
    By,
    Combine,
    Compare,
    Criterion,
    DropOn,
    Kind,
    Panel,
    Part,
    Penalty,
    RuleSheet,
    Section,
    Tier,
    Veto,
    VetoEffect,
)

SCHEMA = 1
_GRADES = 4

__all__ = ["Problem", "RuleSheet", "RuleSheetError", "parse", "validate"]


class RuleSheetError(ValueError):
    """The sheet cannot be calculated with; `problems` lists all reasons, each with path and sentence."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("；".join(f"{problem.path}：{problem.sentence}" for problem in problems))
        self.problems = problems


def parse(data: Mapping[str, object]) -> RuleSheet:
    """Read a sheet from its JSON; RuleSheetError with every problem when the engine could not use it."""
    sheet, problems = _read(data)
    if problems:
        raise RuleSheetError(tuple(problems))
    return sheet


def validate(data: Mapping[str, object]) -> list[Problem]:
    """List everything to put right before publishing; an empty list is a good sheet."""
    sheet, problems = _read(data)
    return problems or sensible(sheet)


def _read(data: Mapping[str, object]) -> tuple[RuleSheet, list[Problem]]:
    problems: list[Problem] = []
    top = Cursor(dict(data), "", problems)
    if top.value("schema") != SCHEMA or isinstance(top.value("schema"), bool):
        top.note("schema", f"请使用第 {SCHEMA} 版评分规则表。")
    sheet = RuleSheet(
        title=top.text("title"),
        places=top.whole("places"),
        compare=top.choice("compare", Compare),
        parts=tuple(_part(row) for row in top.rows("parts")),
        panel=_panel(top.child("panel")),
        penalties=tuple(
            Penalty(row.text("key"), row.text("title"), row.number("points")) for row in top.rows("penalties")
        ),
        vetoes=tuple(
            Veto(row.text("key"), row.text("title"), row.choice("effect", VetoEffect)) for row in top.rows("vetoes")
        ),
        tie_keys=top.texts("tie_keys"),
        draw_within=top.whole("draw_within"),
        awards=_awards(top.child("awards")),
        scale=None if top.value("scale") is None else _scale(top.child("scale")),
    )
    return sheet, problems or workable(sheet)


def _part(row: Cursor) -> Part:
    return Part(
        key=row.text("key"),
        title=row.text("title"),
        weight=row.number("weight"),
        pass_line=row.optional_number("pass"),
        sections=tuple(_section(section) for section in row.rows("sections")),
    )


def _section(row: Cursor) -> Section:
    criteria = tuple(_criterion(criterion) for criterion in row.rows("criteria"))
    timed = any(criterion.kind is Kind.TIME for criterion in criteria)
    return Section(
        key=row.text("key"),
        title=row.text("title"),
        maximum=row.optional_number("max"),
        weight=row.number("weight"),
        criteria=criteria,
        combine=Combine.SUM if row.value("combine") is None else row.choice("combine", Combine),
        drop_best=row.optional_whole("drop_best") or 0 if timed else 0,
        drop_worst=row.optional_whole("drop_worst") or 0 if timed else 0,
        limit=row.optional_number("limit") if timed else None,
    )


def _criterion(row: Cursor) -> Criterion:
    kind = row.choice("kind", Kind)
    by = {Kind.MEASUREMENT: By.AGREED, Kind.JUDGEMENT: By.PANEL}.get(kind)
    return Criterion(
        key=row.text("key"),
        title=row.text("title"),
        kind=kind,
        by=by or row.choice("by", By),
        maximum=_maximum(row, kind),
        max_spread=row.whole("max_spread") if kind is Kind.JUDGEMENT else None,
        benchmarks=_benchmarks(row) if kind is Kind.JUDGEMENT else (),
    )


def _maximum(row: Cursor, kind: Kind) -> Fraction | None:
    if kind is Kind.TIME:
        return None
    return row.optional_number("max") if kind is Kind.DEDUCTION else row.number("max")


def _benchmarks(row: Cursor) -> tuple[str, ...]:
    found = row.value("benchmarks")
    if found is None or found == []:
        return ()
    if isinstance(found, list) and len(found) == _GRADES and all(isinstance(text, str) and text for text in found):
        return tuple(found)
    row.note("benchmarks", "请把 0、1、2、3 四档的样子都写上，或者都不写。")
    return ()


def _panel(row: Cursor) -> Panel:
    return Panel(
        judges=row.texts("judges"),
        min_judges=row.whole("min_judges"),
        drop_from=row.whole("drop_from"),
        drop_each_side=row.whole("drop_each_side"),
        drop_on=row.choice("drop_on", DropOn),
        tolerance=row.optional_number("tolerance"),
    )


def _awards(row: Cursor) -> Awards:
    return Awards(
        base=row.choice("base", Base),
        rounding=row.choice("rounding", Rounding),
        tie_policy=row.choice("tie_policy", TiePolicy),
        pass_line=row.optional_number("pass_line"),
        require_part_pass=row.flag("require_part_pass"),
        per_unit_max=row.optional_whole("per_unit_max"),
        tiers=tuple(_tier(tier) for tier in row.rows("tiers")),
    )


def _scale(row: Cursor) -> Scale:
    return Scale(row.number("centre"), row.number("spread"), row.choice("mode", ScaleMode))


def _tier(row: Cursor) -> Tier:
    percent, count = row.optional_number("percent"), row.optional_whole("count")
    if (percent is None) == (count is None):
        row.note("count", "名额请在“比例”和“个数”中只填一项。")
    return Tier(row.text("key"), row.text("title"), percent, count)
