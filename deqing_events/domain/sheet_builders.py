"""Fill a rule sheet from the few answers an organiser gives in a short form.

Three forms: a skills contest (理论 + 实操), a judged performance, and an 安康杯 unit appraisal. Every builder
returns the sheet's JSON; check it with `rule_sheet.validate` before storing it, as the answers may not fit.
Full marks and points are `Decimal`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from deqing_events.domain.sheet_pieces import (
    SheetJson,
    TierChoice,
    blank,
    decimal_text,
    panel,
    part,
    points,
    section,
)

__all__ = [
    "PerformanceContest",
    "SheetJson",
    "SimpleContest",
    "TierChoice",
    "UnitAppraisal",
    "appraisal_sheet",
    "performance_sheet",
    "simple_sheet",
]


@dataclass(frozen=True, slots=True)
class SimpleContest:
    """A skills contest; `criteria` are the practical's (title, full mark); a part of weight 0 is left out."""

    title: str
    judges: Sequence[str]
    criteria: Sequence[tuple[str, Decimal]]
    tiers: Sequence[TierChoice]
    theory_weight: Decimal = Decimal("0.3")
    practical_weight: Decimal = Decimal("0.7")
    drop_each_side: int = 1
    min_judges: int = 1
    tie_keys: Sequence[str] = ("part:practical", "elapsed", "part:theory")
    pass_line: Decimal | None = Decimal(60)
    awards_need_pass: bool = False
    per_unit_max: int | None = None
    award_base: str = "attended"
    draw_within: int = 3


@dataclass(frozen=True, slots=True)
class PerformanceContest:
    """A judged performance on a scale of 10 or 100; overtime costs `overtime_points` per unit begun."""

    title: str
    judges: Sequence[str]
    tiers: Sequence[TierChoice]
    scale: Decimal = Decimal(10)
    criteria: Sequence[tuple[str, Decimal]] = ()
    drop_each_side: int = 1
    min_judges: int = 3
    overtime_title: str = "超时（每 30 秒）"
    overtime_points: Decimal = Decimal("0.1")
    places: int = 2
    award_base: str = "ranked"
    draw_within: int = 0


@dataclass(frozen=True, slots=True)
class UnitAppraisal:
    """An 安康杯 appraisal of units, marked by agreement (domain.md 3.3); numbers are defaults, not facts."""

    title: str
    tiers: Sequence[TierChoice]
    sections: Sequence[tuple[str, Decimal]] = (
        ("组织领导", Decimal(12)),
        ("安全管理", Decimal(35)),
        ("劳动保护与职业健康", Decimal(25)),
        ("基层组织安全生产建设", Decimal(15)),
        ("群众监督参与", Decimal(13)),
    )
    bonus_max: Decimal = Decimal(4)
    deductions: Sequence[tuple[str, Decimal]] = (("主要领导未任组委会主任", Decimal(1)),)
    disqualifying: Sequence[str] = ("周期内发生重伤及以上生产安全事故",)
    no_award: Sequence[str] = ("全年未开展活动",)
    pass_line: Decimal = Decimal(80)
    award_line: Decimal = Decimal(95)


def simple_sheet(form: SimpleContest) -> SheetJson:
    """Build the sheet of a skills contest: the judges' totals of the practical are trimmed."""
    theory = [points("paper", "理论", Decimal(100), "agreed")]
    practical = [points(f"c{i + 1}", title, full, "panel") for i, (title, full) in enumerate(form.criteria)]
    parts = [
        part(key, title, weight, form.pass_line, [section(f"{key}_all", title, criteria)])
        for key, title, weight, criteria in (
            ("theory", "理论", form.theory_weight, theory),
            ("practical", "实操", form.practical_weight, practical),
        )
        if weight
    ]
    left_out = {"part:theory", "part:practical"} - {f"part:{row['key']}" for row in parts}
    sheet = blank(form.title, form.tiers, form.award_base, form.draw_within)
    sheet["parts"] = parts
    sheet["panel"] = panel(form.judges, form.min_judges, form.drop_each_side)
    sheet["penalties"] = [{"key": "deduction", "title": "总分扣分（每分）", "points": "1"}]
    sheet["tie_keys"] = [key for key in form.tie_keys if key not in left_out]
    sheet["awards"]["require_part_pass"] = form.awards_need_pass
    sheet["awards"]["per_unit_max"] = form.per_unit_max
    return sheet


def performance_sheet(form: PerformanceContest) -> SheetJson:
    """Build the sheet of a performance: trimmed mean of the judges' totals, overtime taken once after it."""
    chosen = form.criteria or [("综合表现", form.scale)]
    criteria = [points(f"c{i + 1}", title, full, "panel") for i, (title, full) in enumerate(chosen)]
    sheet = blank(form.title, form.tiers, form.award_base, form.draw_within)
    stage = section("stage_all", "现场评分", criteria, form.scale)
    sheet["places"] = form.places
    sheet["parts"] = [part("stage", "现场评分", Decimal(1), None, [stage])]
    sheet["panel"] = panel(form.judges, form.min_judges, form.drop_each_side)
    sheet["penalties"] = [
        {"key": "overtime", "title": form.overtime_title, "points": decimal_text(form.overtime_points)}
    ]
    return sheet


def appraisal_sheet(form: UnitAppraisal) -> SheetJson:
    """Build the sheet of a unit appraisal: sections and bonus add up, deductions and vetoes apply, two lines."""
    sections = [
        section(f"s{i + 1}", title, [points(f"c{i + 1}", title, full, "agreed")], full)
        for i, (title, full) in enumerate(form.sections)
    ]
    if form.bonus_max:
        bonus = [points("bonus", "鼓励项加分", form.bonus_max, "agreed")]
        sections.append(section("bonus_all", "鼓励项", bonus, form.bonus_max))
    sheet = blank(form.title, form.tiers, "ranked", 0)
    sheet["parts"] = [part("unit", "单位考核", Decimal(1), form.pass_line, sections)]
    sheet["penalties"] = [
        {"key": f"d{i + 1}", "title": title, "points": decimal_text(taken)}
        for i, (title, taken) in enumerate(form.deductions)
    ]
    effects = [("disqualify", title) for title in form.disqualifying] + [("no_award", t) for t in form.no_award]
    sheet["vetoes"] = [
        {"key": f"v{i + 1}", "title": title, "effect": effect} for i, (effect, title) in enumerate(effects)
    ]
    sheet["awards"]["pass_line"] = decimal_text(form.award_line)
    sheet["awards"]["require_part_pass"] = True
    return sheet
