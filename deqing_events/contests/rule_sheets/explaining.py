"""A contest's rules for people: plain sentences, the criteria as rows, and how teams collect points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deqing_events.domain.rounding import plain_text
from deqing_events.domain.rule_example import example
from deqing_events.domain.rule_sheet import Problem, parse
from deqing_events.domain.rule_text import chapters, lines
from deqing_events.domain.sheet_types import By, Kind, RuleSheet
from deqing_events.domain.team_settings import problems
from deqing_events.domain.team_text import league_lines

KIND_WORDS = {
    Kind.POINTS: "得分",
    Kind.DEDUCTION: "扣分",
    Kind.MEASUREMENT: "达标与否",
    Kind.JUDGEMENT: "档次 0–3",
    Kind.BONUS: "加分",
    Kind.TIME: "用时",
}
_KEY_WIDTH, _JUDGE_WIDTH = 40, 20


@dataclass(frozen=True)
class CriterionLine:
    """One criterion as the page and the printed rules list it."""

    part: str
    section: str
    title: str
    kind: str
    maximum: str
    by: str


@dataclass(frozen=True)
class Explanation:
    """Everything a rules page shows.

    ``chapters`` are the sentences by heading, ``example`` works one through; ``team`` is empty without a team table.
    """

    title: str
    sentences: Sequence[str]
    chapters: Sequence[tuple[str, Sequence[str]]]
    example: Sequence[str]
    team: Sequence[str]
    criteria: Sequence[CriterionLine]


def explained(body: Mapping[str, Any], league: Mapping[str, Any]) -> Explanation:
    """Explain a stored sheet. Raises RuleSheetError for one that cannot be calculated with."""
    sheet = parse(body)
    return Explanation(
        sheet.title, lines(sheet), chapters(sheet), example(sheet), league_lines(league), criterion_lines(sheet)
    )


def criterion_lines(sheet: RuleSheet) -> list[CriterionLine]:
    """Return every criterion in sheet order."""
    return [
        CriterionLine(
            part.title,
            section.title if len(part.sections) > 1 else "",
            criterion.title,
            KIND_WORDS[criterion.kind],
            "" if sheet.timed else "不限" if criterion.maximum is None else plain_text(criterion.maximum),
            "每位裁判" if criterion.by is By.PANEL else "记一个时间" if sheet.timed else "商定一个分",
        )
        for part in sheet.parts
        for section in part.sections
        for criterion in section.criteria
    ]


def too_wide(body: Mapping[str, Any]) -> list[Problem]:
    """List keys and judges that the mark table has no room for; only for a sheet that can be parsed."""
    sheet = parse(body)
    found = [
        Problem(f"criterion {criterion.key}", f"评分项代号“{criterion.key[:12]}…”太长，最多 {_KEY_WIDTH} 个字符。")
        for criterion in sheet.criteria()
        if len(criterion.key) > _KEY_WIDTH
    ]
    return found + [
        Problem("panel.judges", f"裁判称呼“{judge[:8]}…”太长，最多 {_JUDGE_WIDTH} 个字。")
        for judge in sheet.panel.judges
        if len(judge) > _JUDGE_WIDTH
    ]


def league_problems(league: object, *, timed: bool = False) -> list[str]:
    """List what is wrong with the team table of an imported sheet, ``timed`` or not; nothing there is fine."""
    if not league:
        return []
    ask = "league：请照导出的样子写 points、other、ties、countback。"
    found = [f"{problem.path}：{problem.sentence}" for problem in problems(league, timed=timed)]
    return [ask, *found] if found else []
