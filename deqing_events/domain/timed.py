"""Sheets of timed attempts: what several attempts come to, and what such a sheet may hold.

The average is WCA Regulations 9f (`domain.attempts`): dropped are the best and the worst, whoever fails more often than
may be dropped has no average. Times and points are never added up: a timed item has a sheet of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from deqing_events.domain.attempts import NoResult, attempts_result
from deqing_events.domain.entrants import Entrant
from deqing_events.domain.sheet_cursor import Problem
from deqing_events.domain.sheet_types import By, Combine, Kind, RuleSheet, Section, VetoEffect
from deqing_events.domain.timing import LONGEST, MOST_PLACES, attempt, middle, seconds_of

BEST = "best"
"""The key that decides between equal averages: the best attempt."""


@dataclass(frozen=True, slots=True)
class Times:
    """In seconds, `timing.NO_TIME` or later without a time: the attempts by key, the result, and the best attempt."""

    attempts: Mapping[str, Fraction]
    result: Fraction
    best: Fraction


def times(section: Section, readings: Mapping[str, Sequence[Fraction]]) -> Times:
    """Return what the watches of a section's attempts say; every attempt has its readings."""
    given = [attempt(middle(list(readings[row.key])), section.limit) for row in section.criteria]
    dropped = (section.drop_best, section.drop_worst) if section.combine is Combine.MEAN else (0, 0)
    found = attempts_result(given, *dropped)
    whole = [one for one in given if isinstance(one, int)]
    result = {
        Combine.BEST: found.best,
        Combine.MEAN: found.average,
        Combine.SUM: sum(whole) if len(whole) == len(given) else NoResult.DNF,
    }[section.combine]
    keys = (row.key for row in section.criteria)
    by_key = {key: seconds_of(one) for key, one in zip(keys, given, strict=True)}
    return Times(by_key, seconds_of(result), seconds_of(found.best))


def never_started(sheet: RuleSheet, entrant: Entrant) -> bool:
    """Tell whether every attempt of a timed sheet says that the entrant did not start: that is being absent."""
    said = [entrant.marks.get(row.key) for row in sheet.criteria()]
    cells = [cell for mark in said for cell in (mark.values() if isinstance(mark, Mapping) else [mark])]
    return bool(cells) and all(cell == NoResult.DNS for cell in cells)


def best_decides(sheet: RuleSheet) -> bool:
    """Tell whether the best attempt decides between equal results: only averages leave it something to decide."""
    return sheet.timed and any(
        section.combine is Combine.MEAN and len(section.criteria) > 1 for section in sheet.sections()
    )


def misplaced(sheet: RuleSheet) -> Iterator[Problem]:
    """Yield what a timed sheet cannot be calculated with."""
    if not sheet.timed:
        return
    if any(row.kind is not Kind.TIME for row in sheet.criteria()):
        yield Problem(
            "parts", "用时和分数不能相加。请让评分项全部是“用时”，或全部不是；只用来分先后的，用并列比较里的“用时”。"
        )
        return
    if len(sheet.parts) > 1 or len(sheet.parts[0].sections) > 1:
        yield Problem("parts", "计时的规则只用一个部分、一节，每个评分项是一次试做。请合到一节里。")
        return
    yield from _attempts(sheet.parts[0].sections[0])
    yield from _points_words(sheet)


def _attempts(section: Section) -> Iterator[Problem]:
    path, count = "parts[0].sections[0]", len(section.criteria)
    if section.combine is not Combine.MEAN and section.drop_best + section.drop_worst:
        yield Problem(f"{path}.drop_best", "取平均才去掉最快、最慢的，请改成取平均，或都填 0。")
    elif section.drop_best + section.drop_worst >= count:
        yield Problem(f"{path}.drop_best", f"一共 {count} 次，去掉以后要至少剩一次，请少去掉几次。")
    if section.limit is not None and not 0 < section.limit < LONGEST:
        yield Problem(f"{path}.limit", "时限请填大于 0 的秒数，不限就留空。")
    if section.maximum is not None:
        yield Problem(f"{path}.max", "计时没有满分，请留空。")
    if section.weight != 1:
        yield Problem(f"{path}.weight", "计时不乘系数，请填 1。")


def _points_words(sheet: RuleSheet) -> Iterator[Problem]:
    if sheet.parts[0].pass_line is not None:
        yield Problem("parts[0].pass", "计时没有合格线，请留空；超过多久算未完成，请填时限。")
    if sheet.awards.pass_line is not None:
        yield Problem("awards.pass_line", "计时没有获奖分数线，请留空；超过多久算未完成，请填时限。")
    if sheet.places > MOST_PLACES:
        yield Problem("places", f"时间最多显示 {MOST_PLACES} 位小数，请改小。")
    for index, veto in enumerate(sheet.vetoes):
        if veto.effect is VetoEffect.ZERO_TOTAL:
            yield Problem(f"vetoes[{index}].effect", "计时不能记 0 分，请改成取消资格或不获奖。")
    if any(row.by is By.PANEL for row in sheet.criteria()) and sheet.panel.tolerance is not None:
        yield Problem("panel.tolerance", "计时不比合计分，请留空。")
