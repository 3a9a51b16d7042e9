"""What is typed on which page of the desk: score sheets, their columns, and reading one cell.

A *score sheet* is one page of plain fields: the marks of one judge, the marks agreed on (a written paper, say), or the
times and penalties. A cell is read to the text that is stored, or refused with a sentence for its field.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from re import compile as pattern

from deqing_events.contests.entrants.elapsed import parse_elapsed
from deqing_events.domain.rounding import number, plain_text
from deqing_events.domain.sheet_types import By, Criterion, Kind, RuleSheet
from deqing_events.domain.text import compact
from deqing_events.domain.timing import read_time

TIME_HINT = "83.45、1:23.45 或 8345"
AGREED, TIMES = "agreed", "times"
ELAPSED, PENALTY = "elapsed", "penalty:"
DECIMAL = pattern(r"[0-9]{1,5}(?:\.[0-9]{1,4})?")
_PASS_WORDS = {"达标": "pass", "合格": "pass", "pass": "pass", "不达标": "fail", "不合格": "fail", "fail": "fail"}
_TOP_TIMES = 999


@dataclass(frozen=True, slots=True)
class Column:
    """One thing to type per entrant; ``read`` gives the stored text, None for an empty cell, or raises ValueError."""

    key: str
    title: str
    hint: str
    read: Callable[[str], str | None]
    words: tuple[tuple[str, str], ...] = ()
    top: str = ""
    """The highest mark, where there is one."""
    timed: bool = False
    """Whether it holds the time of an attempt (``domain.timing``)."""

    @property
    def is_mark(self) -> bool:
        """Tell whether the column holds marks; times and penalties belong to the entrant."""
        return self.key != ELAPSED and not self.key.startswith(PENALTY)


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """One page; ``judge`` is empty for what is agreed on."""

    key: str
    title: str
    judge: str
    columns: tuple[Column, ...]

    @property
    def by_code(self) -> bool:
        """Tell whether it holds what happened at the stations: a judge's marks, times and penalties."""
        return bool(self.judge) or self.key == TIMES


def score_sheets(sheet: RuleSheet) -> list[ScoreSheet]:
    """Return every page of a contest: agreed marks, each judge, times and penalties."""
    agreed = tuple(criterion_column(row) for row in sheet.criteria() if row.by is By.AGREED)
    panel = tuple(criterion_column(row) for row in sheet.criteria() if row.by is By.PANEL)
    pages = [ScoreSheet(AGREED, "共同评分" if panel else "评分", "", agreed)] if agreed else []
    if len(agreed) == 1 and panel:
        pages = [ScoreSheet(AGREED, agreed[0].title, "", agreed)]
    if panel:
        pages += [ScoreSheet(f"j{index}", judge, judge, panel) for index, judge in enumerate(sheet.panel.judges, 1)]
    penalties = (Column(PENALTY + row.key, row.title, "次数", _times) for row in sheet.penalties)
    if sheet.timed and "elapsed" not in sheet.tie_keys:
        return [*pages, ScoreSheet(TIMES, "加时", "", tuple(penalties))] if sheet.penalties else pages
    return [*pages, ScoreSheet(TIMES, "用时与扣分", "", (Column(ELAPSED, "用时", "1:52:02", _elapsed), *penalties))]


def mixes(sheet: RuleSheet) -> bool:
    """Tell whether a total joins what is typed by number and what is typed by code: it would tell whose code it is."""
    return len({row.by for row in sheet.criteria()}) > 1


def criterion_column(row: Criterion) -> Column:
    """Return how the marks of a criterion are typed."""
    if row.kind is Kind.TIME:
        return Column(row.key, row.title, TIME_HINT, read_time, timed=True)
    if row.kind is Kind.MEASUREMENT:
        return Column(row.key, row.title, "达标 / 不达标", _measured, (("pass", "达标"), ("fail", "不达标")))
    if row.kind is Kind.JUDGEMENT:
        return Column(row.key, row.title, "0 到 3 档", _judged, top="3")
    top = None if row.kind is Kind.DEDUCTION else row.maximum
    word = "最多加" if row.kind is Kind.BONUS else "满分"
    hint = "扣几分" if top is None else f"{word} {plain_text(top)}"
    return Column(
        row.key, row.title, hint, lambda text: _decimal(text, top), top="" if top is None else plain_text(top)
    )


def _decimal(text: str, top: Fraction | None) -> str | None:
    value = compact(text)
    if not value:
        return None
    bounds = "0 以上的数字" if top is None else f"0 到 {plain_text(top)} 的数字"
    if not DECIMAL.fullmatch(value):
        raise ValueError(f"请填 {bounds}，最多 4 位小数。")
    if top is not None and number(value) > top:
        raise ValueError(f"满分 {plain_text(top)}，请填 {bounds}。")
    return plain_text(number(value))


def _judged(text: str) -> str | None:
    value = compact(text)
    if value and value not in {"0", "1", "2", "3"}:
        raise ValueError("请填 0、1、2 或 3。")
    return value or None


def _measured(text: str) -> str | None:
    value = compact(text)
    if value and value not in _PASS_WORDS:
        raise ValueError("请填 达标 或 不达标。")
    return _PASS_WORDS.get(value)


def _times(text: str) -> str | None:
    value = _decimal(text, None)
    if value is not None and number(value) > _TOP_TIMES:
        raise ValueError(f"次数最多 {_TOP_TIMES}。")
    return value if value != "0" else None


def _elapsed(text: str) -> str | None:
    seconds = parse_elapsed(text)
    return None if seconds is None else str(seconds)
