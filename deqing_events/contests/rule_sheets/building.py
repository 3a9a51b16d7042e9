"""Answers of the three short forms to a rule sheet, and back when a stored sheet is one of theirs.

An *answer* is what stands in a field: text, or yes/no. ``answers_of`` is honest: it gives answers only when building
from them makes the very same sheet again, so that a form never loses what somebody wrote by hand.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from deqing_events.contests.rule_sheets.wording import (
    percent_of,
    tier_lines,
    typed_lines,
    valued_lines,
    weight_of,
    write_tiers,
    write_valued,
)
from deqing_events.domain.sheet_builders import (
    PerformanceContest,
    SheetJson,
    SimpleContest,
    UnitAppraisal,
    appraisal_sheet,
    performance_sheet,
    simple_sheet,
)

Answers = Mapping[str, Any]

TEMPLATES = {"skills": "技能比武", "performance": "文艺评分", "appraisal": "单位考核"}
_PART_TEMPLATES = {"theory": "skills", "practical": "skills", "stage": "performance", "unit": "appraisal"}


def build(template: str, answers: Answers) -> SheetJson:
    """Return the sheet the answers make. Raises ValueError for a line that cannot be read."""
    sheet = {"skills": _skills, "performance": _performance, "appraisal": _appraisal}[template](answers)
    sheet["places"] = int(answers["places"])
    sheet["draw_within"] = int(answers["draw_within"])
    awards = sheet["awards"]
    awards["base"] = answers["award_base"]
    awards["rounding"] = answers["award_rounding"]
    awards["tie_policy"] = answers["tie_policy"]
    awards["pass_line"] = _plain(answers["award_line"])
    awards["require_part_pass"] = bool(answers["need_pass"])
    awards["per_unit_max"] = int(answers["per_unit_max"]) if answers["per_unit_max"] else None
    sheet["tie_keys"] = [key for key in _tie_keys(answers) if _known(sheet, key)]
    return sheet


def answers_of(body: SheetJson) -> tuple[str, dict[str, Any]] | None:
    """Return the template and the answers that build exactly this sheet, or None when no form can."""
    try:
        template = _PART_TEMPLATES[body["parts"][0]["key"]]
        answers = {**_shared_answers(body), **_OWN[template](body)}
        same = build(template, answers) == body
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, ArithmeticError):
        return None
    return (template, answers) if same else None


def judges_of(answers: Answers) -> list[str]:
    """Return the names typed, else 裁判1 to 裁判n."""
    names = typed_lines(answers["judge_names"] or "")
    return names or [f"裁判{index + 1}" for index in range(int(answers["judge_count"]))]


def _skills(answers: Answers) -> SheetJson:
    return simple_sheet(
        SimpleContest(
            title=answers["title"],
            judges=judges_of(answers),
            criteria=valued_lines(answers["criteria"]),
            tiers=tier_lines(answers["tiers"]),
            theory_weight=weight_of(answers["theory_weight"]),
            practical_weight=weight_of(answers["practical_weight"]),
            drop_each_side=int(answers["drop_each_side"]),
            min_judges=int(answers["min_judges"]),
            pass_line=Decimal(answers["part_pass"]) if answers["part_pass"] else None,
        )
    )


def _performance(answers: Answers) -> SheetJson:
    return performance_sheet(
        PerformanceContest(
            title=answers["title"],
            judges=judges_of(answers),
            tiers=tier_lines(answers["tiers"]),
            scale=Decimal(answers["scale"]),
            criteria=valued_lines(answers["criteria"]),
            drop_each_side=int(answers["drop_each_side"]),
            min_judges=int(answers["min_judges"]),
            overtime_title=answers["overtime_title"],
            overtime_points=Decimal(answers["overtime_points"]),
        )
    )


def _appraisal(answers: Answers) -> SheetJson:
    return appraisal_sheet(
        UnitAppraisal(
            title=answers["title"],
            tiers=tier_lines(answers["tiers"]),
            sections=valued_lines(answers["criteria"]),
            bonus_max=Decimal(answers["bonus_max"] or 0),
            deductions=valued_lines(answers["deductions"]),
            disqualifying=typed_lines(answers["disqualifying"]),
            no_award=typed_lines(answers["no_award"]),
            pass_line=Decimal(answers["part_pass"] or 0),
        )
    )


def _tie_keys(answers: Answers) -> list[str]:
    return list(dict.fromkeys(answers[key] for key in ("tie1", "tie2", "tie3") if answers[key]))


def _known(sheet: SheetJson, key: str) -> bool:
    return not key.startswith("part:") or key.removeprefix("part:") in {part["key"] for part in sheet["parts"]}


def _plain(value: str | None) -> str | None:
    return str(value) if value else None


def _shared_answers(body: SheetJson) -> dict[str, Any]:
    awards, panel, ties = body["awards"], body["panel"], [*body["tie_keys"], "", "", ""]
    judges = panel["judges"]
    numbered = judges == [f"裁判{index + 1}" for index in range(len(judges))]
    if len(body["tie_keys"]) > 3:  # noqa: PLR2004 - the form has three
        raise ValueError("more tie keys than the form has")
    return {
        "title": body["title"],
        "places": str(body["places"]),
        "draw_within": str(body["draw_within"]),
        "judge_count": str(len(judges)),
        "judge_names": "" if numbered else "\n".join(judges),
        "drop_each_side": str(panel["drop_each_side"]),
        "min_judges": str(panel["min_judges"]),
        "tie1": ties[0],
        "tie2": ties[1],
        "tie3": ties[2],
        "tiers": write_tiers(awards["tiers"]),
        "award_base": awards["base"],
        "award_rounding": awards["rounding"],
        "tie_policy": awards["tie_policy"],
        "award_line": awards["pass_line"] or "",
        "need_pass": awards["require_part_pass"],
        "per_unit_max": "" if awards["per_unit_max"] is None else str(awards["per_unit_max"]),
    }


def _skills_answers(body: SheetJson) -> dict[str, Any]:
    parts = {part["key"]: part for part in body["parts"]}
    practical = parts["practical"]
    weights = {key: percent_of(parts[key]["weight"]) if key in parts else "0" for key in ("theory", "practical")}
    return {
        "theory_weight": weights["theory"],
        "practical_weight": weights["practical"],
        "part_pass": practical["pass"] or "",
        "criteria": write_valued((row["title"], row["max"]) for row in practical["sections"][0]["criteria"]),
    }


def _performance_answers(body: SheetJson) -> dict[str, Any]:
    stage, overtime = body["parts"][0]["sections"][0], body["penalties"][0]
    return {
        "scale": stage["max"],
        "criteria": write_valued((row["title"], row["max"]) for row in stage["criteria"]),
        "overtime_title": overtime["title"],
        "overtime_points": overtime["points"],
    }


def _appraisal_answers(body: SheetJson) -> dict[str, Any]:
    part = body["parts"][0]
    sections = [row for row in part["sections"] if row["key"] != "bonus_all"]
    bonus = next((row["max"] for row in part["sections"] if row["key"] == "bonus_all"), "")
    vetoes = [(row["effect"], row["title"]) for row in body["vetoes"]]
    return {
        "criteria": write_valued((row["title"], row["max"]) for row in sections),
        "bonus_max": bonus,
        "deductions": write_valued((row["title"], row["points"]) for row in body["penalties"]),
        "disqualifying": "\n".join(title for effect, title in vetoes if effect == "disqualify"),
        "no_award": "\n".join(title for effect, title in vetoes if effect == "no_award"),
        "part_pass": part["pass"] or "",
    }


_OWN = {"skills": _skills_answers, "performance": _performance_answers, "appraisal": _appraisal_answers}
