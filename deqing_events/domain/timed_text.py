"""Say in plain Chinese how a timed sheet ranks, and work one example through it."""

from collections.abc import Iterator
from fractions import Fraction

from deqing_events.domain.rounding import plain_text, shown
from deqing_events.domain.sheet_types import By, Combine, Compare, RuleSheet, Section
from deqing_events.domain.timed import best_decides, times
from deqing_events.domain.timing import NO_TIME, time_text

_FINISHED = tuple(Fraction(text) for text in ("83.456", "81.2", "86.95", "84.01", "82.9", "85.3"))
_SHOWN = (Fraction("83.456"), Fraction("81.2"), NO_TIME, Fraction("84.01"), Fraction("82.9"), Fraction("85.3"))


def attempts_lines(sheet: RuleSheet) -> list[str]:
    """Say what is timed and what counts of the attempts."""
    section = sheet.parts[0].sections[0]
    count = len(section.criteria)
    told = [f"“{section.title}”计时，{f'每人（队）做 {count} 次：' if count > 1 else '做一次。'}{_counts(section)}"]
    if section.limit is not None:
        told.append(f"一次超过 {limit_text(section.limit)}没做完的，这一次算未完成。")
    told.append("“未完成”是开始了没做完，“没上场”是没有开始；两种都没有时间。每一次都没上场的按缺考。")
    return told


def watch_lines(sheet: RuleSheet) -> list[str]:
    """Say whose watch counts."""
    if not any(row.by is By.PANEL for row in sheet.criteria()):
        return ["每一次由计时组记一个时间，记到千分之一秒以内。"]
    judges = len(sheet.panel.judges)
    if judges == 1:
        return [f"每一次由{sheet.panel.judges[0]}记一个时间，记到千分之一秒以内。"]
    return [f"每一次由 {judges} 位裁判各记一个时间，取中间的一个；两位时取慢的一个。与选手有关系的裁判回避。"]


def total_line(sheet: RuleSheet) -> str:
    """Say what the total is."""
    added = "、".join(f"“{penalty.title}”每次加 {plain_text(penalty.points)} 秒" for penalty in sheet.penalties)
    return f"总成绩 = 用时{f' + 加时（{added}）' if added else ''}，越短越好。"


def order_line(sheet: RuleSheet) -> str:
    """Say what the places compare."""
    kept = f"保留 {sheet.places} 位小数" if sheet.places else "保留到整秒"
    how = f"按准确时间比较，显示时四舍五入{kept}" if sheet.compare is Compare.EXACT else f"四舍五入{kept}后比较"
    best = "平均相同的，最好一次短者在前。" if best_decides(sheet) else ""
    return f"用时短者名次在前。{how}。{best}没有成绩的排在所有有成绩的人（队）之后，不获奖。"


def example_lines(sheet: RuleSheet) -> Iterator[str]:
    """Work one entrant through the sheet's own law."""
    section = sheet.parts[0].sections[0]
    if not 1 < len(section.criteria) <= len(_SHOWN):
        return
    may_fail = section.combine is Combine.BEST or section.drop_worst
    given = (_SHOWN if may_fail else _FINISHED)[: len(section.criteria)]
    found = times(section, {row.key: (value,) for row, value in zip(section.criteria, given, strict=True)})
    said = "、".join(time_text(value) for value in found.attempts.values())
    yield f"某选手 {len(given)} 次是 {said}，{combine_words(section)}，结果是 {time_text(found.result, sheet.places)}。"
    if sheet.penalties and found.result < NO_TIME:
        first = sheet.penalties[0]
        total = time_text(found.result + first.points, sheet.places)
        yield f"再有“{first.title}”一次，加 {plain_text(first.points)} 秒，总成绩是 {total}。"


def total_text(sheet: RuleSheet, total: Fraction) -> str:
    """Write a total as the sheet shows it: points with its decimals, or a time."""
    return time_text(total, sheet.places) if sheet.timed else shown(total, sheet.places)


def limit_text(limit: Fraction) -> str:
    """Say a time limit in minutes and seconds: 3 分 30 秒."""
    minutes, seconds = divmod(limit, 60)
    return "".join([f"{minutes} 分" if minutes else "", f" {plain_text(seconds)} 秒" if seconds else ""]).strip()


def combine_words(section: Section) -> str:
    """Say what the attempts come to, without a full stop."""
    if section.combine is Combine.SUM:
        return "各次时间相加"
    if section.combine is Combine.BEST:
        return "取最好的一次"
    dropped = "、".join(
        f"{count} 次最{word}的" for count, word in ((section.drop_best, "快"), (section.drop_worst, "慢")) if count
    )
    return f"去掉 {dropped}，其余取平均" if dropped else "取各次的平均"


def _counts(section: Section) -> str:
    if len(section.criteria) == 1:
        return ""
    said = combine_words(section)
    if section.combine is Combine.BEST:
        return f"{said}。"
    allowed = section.drop_worst if section.combine is Combine.MEAN else 0
    failed = f"没有时间的超过 {allowed} 次，就没有成绩" if allowed else "有一次没有时间，就没有成绩"
    rounded = "平均四舍五入到千分之一秒；" if section.combine is Combine.MEAN else ""
    return f"{said}（没有时间的算最慢）；{rounded}{failed}。" if allowed else f"{said}；{rounded}{failed}。"
