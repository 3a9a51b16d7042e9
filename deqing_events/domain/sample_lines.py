"""Marks to try a rule sheet on, typed or pasted as lines.

A *sample* is text: a heading and one line per entrant, cells apart by a tab (or, when there is none, by a comma), so it
can be pasted from and into a spreadsheet. An empty cell is a mark that is missing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from deqing_events.domain.entrants import Cell, Entrant, Mark
from deqing_events.domain.rounding import number, plain_text
from deqing_events.domain.sheet_types import By, Criterion, Kind, RuleSheet
from deqing_events.domain.timing import read_time, stored_text

MOST_ENTRANTS = 200
_HEAD = ("编号", "单位", "只排名")
_PASS = {"达标": "pass", "合格": "pass", "pass": "pass", "不达标": "fail", "不合格": "fail", "fail": "fail"}
_PASS_WORDS = {"pass": "达标", "fail": "不达标"}
_YES = frozenset({"是", "1", "y", "√"})
_DECIMAL = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6})?")


@dataclass(frozen=True, slots=True)
class LineProblem:
    """What cannot be read in a sample: line (the heading is 1), heading of the column (may be empty), sentence."""

    line: int
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class _Column:
    """One column after the head: a criterion with its judge (empty: agreed), elapsed, a penalty or a veto."""

    title: str
    kind: str
    key: str
    judge: str = ""
    criterion: Criterion | None = None


def headings(sheet: RuleSheet) -> list[str]:
    """Return the heading of a sample."""
    return [*_HEAD, *(column.title for column in _columns(sheet))]


def written(sheet: RuleSheet, entrants: Sequence[Entrant]) -> str:
    """Write entrants as a sample."""
    rows = [headings(sheet)]
    for entrant in entrants:
        head = [entrant.id, entrant.unit or "", "是" if entrant.guest else ""]
        rows.append([*head, *(_text(column, entrant) for column in _columns(sheet))])
    return "\n".join("\t".join(row).rstrip("\t") for row in rows)


def read(sheet: RuleSheet, text: str) -> tuple[list[Entrant], list[LineProblem]]:
    """Read a sample; with problems the entrants are those that could be read."""
    lines = [(at, line) for at, line in enumerate(text.splitlines(), 1) if line.strip()]
    columns = _columns(sheet)
    problems: list[LineProblem] = []
    made: dict[str, Entrant] = {}
    if not lines or _cells(lines[0][1])[: len(_HEAD)] != list(_HEAD):
        return [], [LineProblem(1, "", "第一行要是表头：编号、单位、只排名……请从生成的样例改起。")]
    wanted, given = headings(sheet), _cells(lines[0][1])
    if given != wanted:
        return [], [LineProblem(1, "", f"表头和规则对不上，应当是：{'、'.join(wanted)}。")]
    if len(lines) - 1 > MOST_ENTRANTS:
        return [], [LineProblem(MOST_ENTRANTS + 2, "", f"最多试 {MOST_ENTRANTS} 人，请删去一些。")]
    for at, line in lines[1:]:
        cells = _cells(line)
        found = list(_read_line(at, cells, columns, wanted))
        entrant = next((row for row in found if isinstance(row, Entrant)), None)
        problems += [row for row in found if isinstance(row, LineProblem)]
        if entrant is not None and entrant.id in made:
            problems.append(LineProblem(at, "编号", f"编号“{entrant.id}”前面已经有了，请换一个。"))
        elif entrant is not None:
            made[entrant.id] = entrant
    return list(made.values()), problems


def _read_line(
    at: int, cells: Sequence[str], columns: Sequence[_Column], wanted: Sequence[str]
) -> Iterator[Entrant | LineProblem]:
    if len(cells) > len(wanted):
        yield LineProblem(at, "", f"这一行有 {len(cells)} 格，表头只有 {len(wanted)} 格，请对齐。")
        return
    padded = [*cells, *([""] * (len(wanted) - len(cells)))]
    if not padded[0]:
        yield LineProblem(at, "编号", "请填编号。")
        return
    entrant = Entrant(padded[0][:20], padded[1][:60] or None, guest=padded[2] in _YES)
    for column, cell in zip(columns, padded[len(_HEAD) :], strict=True):
        try:
            entrant = _with(entrant, column, cell)
        except ValueError as error:
            yield LineProblem(at, column.title, str(error))
    yield entrant


def _with(entrant: Entrant, column: _Column, cell: str) -> Entrant:
    """Put a cell on an entrant; ValueError with a sentence for what cannot be read."""
    match column.kind:
        case "elapsed" if cell:
            if not (cell.isascii() and cell.isdigit() and len(cell) < 7):  # noqa: PLR2004 - eleven days in seconds
                raise ValueError("用时请填整数秒。")
            return replace(entrant, elapsed=int(cell))
        case "penalty" if cell and cell != "0":
            return replace(entrant, penalties={**entrant.penalties, column.key: number(_decimal(cell))})
        case "veto" if cell in _YES:
            return replace(entrant, vetoes=entrant.vetoes | {column.key})
        case "mark" if cell and column.criterion is not None:
            return replace(entrant, marks=_marked(entrant.marks, column, _value(column.criterion, cell)))
    return entrant


def _marked(marks: object, column: _Column, value: str) -> dict[str, Mark]:
    made: dict[str, Mark] = dict(marks) if isinstance(marks, dict) else {}
    if not column.judge:
        return {**made, column.key: value}
    held = made.get(column.key)
    row: dict[str, Cell] = dict(held) if isinstance(held, dict) else {}
    return {**made, column.key: {**row, column.judge: value}}


def _value(criterion: Criterion, cell: str) -> str:
    if criterion.kind is Kind.TIME:
        return read_time(cell) or ""
    if criterion.kind is Kind.MEASUREMENT:
        if cell not in _PASS:
            raise ValueError("请填 达标 或 不达标。")
        return _PASS[cell]
    value = number(_decimal(cell))
    if criterion.kind is Kind.JUDGEMENT and value not in range(4):
        raise ValueError("请填 0、1、2 或 3。")
    top = criterion.maximum
    if criterion.kind in {Kind.POINTS, Kind.BONUS} and top is not None and value > top:
        raise ValueError(f"最多 {plain_text(top)} 分，请改小。")
    return plain_text(value)


def _decimal(cell: str) -> str:
    if not _DECIMAL.fullmatch(cell):
        raise ValueError("请填 0 或更大的数。")
    return cell


def _columns(sheet: RuleSheet) -> list[_Column]:
    marks = []
    for criterion in sheet.criteria():
        judges = sheet.panel.judges if criterion.by is By.PANEL else ("",)
        for judge in judges:
            title = f"{criterion.title}/{judge}" if judge else criterion.title
            marks.append(_Column(title, "mark", criterion.key, judge, criterion))
    rest = [_Column("用时(秒)", "elapsed", "")]
    rest += [_Column(f"{row.title} 次数", "penalty", row.key) for row in sheet.penalties]
    return [*marks, *rest, *(_Column(f"否决:{row.title}", "veto", row.key) for row in sheet.vetoes)]


def _text(column: _Column, entrant: Entrant) -> str:
    match column.kind:
        case "elapsed":
            return "" if entrant.elapsed is None else str(entrant.elapsed)
        case "penalty":
            return plain_text(entrant.penalties[column.key]) if column.key in entrant.penalties else ""
        case "veto":
            return "是" if column.key in entrant.vetoes else ""
    held = entrant.marks.get(column.key)
    cell = held.get(column.judge) if isinstance(held, dict) else held
    if cell is None or isinstance(cell, dict):
        return ""
    timed = column.criterion is not None and column.criterion.kind is Kind.TIME
    return stored_text(str(cell)) if timed else _PASS_WORDS.get(str(cell), str(cell))


def _cells(line: str) -> list[str]:
    cells = [cell.strip() for cell in (line.split("\t") if "\t" in line else re.split("[,，]", line))]
    while cells and not cells[-1]:
        cells.pop()
    return cells
