"""Work one example through a rule sheet, in plain Chinese: a panel's marks, a judgement, a total, a tie.

The numbers are made up, the arithmetic is the engine's own: people can check it with a pencil.
"""

from collections.abc import Iterator
from fractions import Fraction

from deqing_events.domain.rounding import plain_text, shown, whole
from deqing_events.domain.rule_text import better, tie_key_text
from deqing_events.domain.scoring import judgement, mean, trimmed
from deqing_events.domain.sheet_checks import reachable
from deqing_events.domain.sheet_types import By, Criterion, DropOn, Kind, RuleSheet
from deqing_events.domain.timed_text import example_lines

_SHARES = (82, 88, 85, 91, 79, 86, 93, 84, 89)
_GRADES = (2, 3, 2, 2, 3)
_PERCENT = 100


def example(sheet: RuleSheet) -> list[str]:
    """Return the example, one step per line; steps the sheet does not have are left out."""
    if sheet.timed:
        return [*example_lines(sheet), *_tie(sheet)]
    return [*_panel(sheet), *_grades(sheet), *_total(sheet), *_tie(sheet)]


def _panel(sheet: RuleSheet) -> Iterator[str]:
    judges, panel = len(sheet.panel.judges), sheet.panel
    judged = [c for c in sheet.criteria() if c.by is By.PANEL and c.kind is Kind.POINTS]
    if not judged or judges < 2 or judges > len(_SHARES):  # noqa: PLR2004 - one judge has nothing to average
        return
    top = _highest(sheet, judged[0])
    marks = [Fraction(whole(top * share / _PERCENT * 10), 10) for share in _SHARES[:judges]]
    drop = panel.drop_each_side if judges >= panel.drop_from else 0
    left = trimmed(marks, drop)
    given = "、".join(map(plain_text, marks))
    section = next(section for section in sheet.sections() if judged[0] in section.criteria)
    what = f"给“{section.title}”合计打" if panel.drop_on is DropOn.SECTION else f"给“{judged[0].title}”打"
    away = sorted(marks)[:drop] + sorted(marks)[len(marks) - drop :] if drop else []
    dropped = f"去掉 {'、'.join(map(plain_text, away))}，其余" if away else ""
    yield f"{judges} 位裁判{what} {given} 分：{dropped}取平均，得 {shown(mean(left), sheet.places)} 分。"


def _highest(sheet: RuleSheet, criterion: Criterion) -> Fraction:
    """Return the most a judge can give in one go: the criterion, or what is summed up with it in its section."""
    if sheet.panel.drop_on is DropOn.CRITERION:
        return criterion.maximum or Fraction(0)
    section = next(section for section in sheet.sections() if criterion in section.criteria)
    tops = [c.maximum for c in section.criteria if c.by is By.PANEL and c.kind is Kind.POINTS and c.maximum]
    return sum(tops, Fraction(0))


def _grades(sheet: RuleSheet) -> Iterator[str]:
    judged = next((c for c in sheet.criteria() if c.kind is Kind.JUDGEMENT), None)
    judges = len(sheet.panel.judges)
    if judged is None or not 0 < judges <= len(_GRADES):
        return
    grades = _GRADES[:judges]
    value = judgement(judged.maximum or Fraction(0), grades, 3)
    given = "、".join(map(str, grades))
    top = plain_text(judged.maximum or Fraction(0))
    yield (
        f"“{judged.title}”裁判评 {given} 档：平均 {sum(grades)}÷{judges} 档，除以 3 乘满分 {top}，"
        f"得 {shown(value or Fraction(0), sheet.places)} 分。"
    )


def _total(sheet: RuleSheet) -> Iterator[str]:
    marks = [
        Fraction(whole(reachable(part) * share / _PERCENT))
        for part, share in zip(sheet.parts, _SHARES * (1 + len(sheet.parts) // len(_SHARES)), strict=False)
    ]
    taken = sheet.penalties[0] if sheet.penalties else None
    total = sum((part.weight * mark for part, mark in zip(sheet.parts, marks, strict=True)), Fraction(0))
    total = max(total - (taken.points if taken else 0), Fraction(0))
    if len(sheet.parts) == 1 and taken is None:
        return
    given = "，".join(f"{part.title} {plain_text(mark)} 分" for part, mark in zip(sheet.parts, marks, strict=True))
    penalty = f"，“{taken.title}”一次" if taken else ""
    terms = [
        plain_text(mark) if part.weight == 1 else f"{plain_text(mark)}×{plain_text(part.weight)}"
        for part, mark in zip(sheet.parts, marks, strict=True)
    ]
    minus = f" − {plain_text(taken.points)}" if taken else ""
    yield f"某选手{given}{penalty}：总成绩 = {' + '.join(terms)}{minus} = {shown(total, sheet.places)} 分。"


def _tie(sheet: RuleSheet) -> Iterator[str]:
    if not sheet.tie_keys:
        return
    first = sheet.tie_keys[0]
    word = better(sheet, first)
    yield f"甲、乙总成绩一样，先看{tie_key_text(sheet, first)}：甲{word}，甲列前；还一样再看下一项。"
