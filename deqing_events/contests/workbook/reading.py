"""The six sheets of a contest workbook as a ``ContestWorkbook``, with a finding for every line that does not fit.

Sheets are found by name or by their header; the order of sheets and columns is free. Layout: domain.md §3.1, the sample
tests/data/skills-contest-example.xlsx.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from deqing_events.contests.workbook.cells import Finding, Layout, Line, Reader, shown_number
from deqing_events.domain.contest_workbook import ContestWorkbook, WorkbookEntrant, setting
from deqing_events.domain.entrants import STATUS_WORDS
from deqing_events.domain.sheets import Sheet, TableStart
from deqing_events.domain.text import Cell, cell_text, compact, single_spaced

ENTRY = dict.fromkeys(("参赛号", "参赛编号", "选手编号"), "entry")
CODE = dict.fromkeys(("盲码", "加密号"), "code")

RULES = Layout("规则", {"键": "key", "值": "value"}, ("key", "value"))
ENTRANTS = Layout(
    "参赛名单",
    {
        **ENTRY,
        **dict.fromkeys(("姓名", "选手", "名称"), "name"),
        **dict.fromkeys(("代表队", "所属镇街", "镇街"), "delegation"),
        **dict.fromkeys(("单位", "单位名称", "工作单位"), "unit"),
        **dict.fromkeys(("状态", "参赛状态"), "status"),
    },
    ("entry", "name"),
)
THEORY = Layout("理论成绩", {**ENTRY, **dict.fromkeys(("理论成绩", "理论分", "理论"), "theory")}, ("entry", "theory"))
CODES = Layout("加密对照", {**CODE, **ENTRY}, ("code", "entry"))
MARKS = Layout("实操评分", {**CODE, **dict.fromkeys(("裁判", "裁判员", "评委"), "judge")}, ("code", "judge"))
TIMES = Layout(
    "用时与扣分",
    {
        **CODE,
        **dict.fromkeys(("实操用时", "用时"), "elapsed"),
        **dict.fromkeys(("总分扣分", "扣分"), "deduction"),
    },
    ("code", "elapsed"),
)

_CRITERION = re.compile(r"(.+)\((\d+(?:\.\d+)?)分?\)")


def read_book(sheets: Sequence[Sheet], file: str) -> tuple[ContestWorkbook, list[Finding]]:
    """Return the workbook's values and everything to put right; use the values only when nothing is."""
    reader = Reader([sheet for sheet in sheets if not sheet.hidden] or sheets)
    rules = reader.find(RULES)
    entrants = _entrants(reader)
    codes = _codes(reader, {row.entry_no for row in entrants})
    criteria, marks = _marks(reader, codes)
    elapsed, deductions = _times(reader, codes)
    book = ContestWorkbook(
        file=file,
        title=_title(rules),
        settings={line.code("key"): _setting(line) for line in reader.lines(rules) if line.code("key")},
        entrants=tuple(entrants),
        theory={},
        codes=codes,
        criteria=criteria,
        marks=marks,
        elapsed=elapsed,
        deductions=deductions,
    )
    return replace(book, theory=_theory(reader, book)), reader.findings


def _title(rules: TableStart | None) -> str:
    above = rules.sheet.rows[: rules.header_row - 1] if rules else ()
    cells: list[Cell] = [cell for row in above for cell in row]
    return next((single_spaced(cell_text(cell)) for cell in cells if compact(cell_text(cell))), "")


def _setting(line: Line) -> str:
    value = line.cell("value")
    if isinstance(value, float):
        return shown_number(value)
    return line.code("value")


def _entrants(reader: Reader) -> list[WorkbookEntrant]:
    found: dict[str, WorkbookEntrant] = {}
    for line in reader.lines(reader.find(ENTRANTS), ("delegation", "unit")):
        entry, word = line.code("entry"), line.code("status") or "参赛"
        if not entry:
            line.note("请填参赛号。")
        elif entry in found:
            line.note(f"参赛号 {entry} 前面已经有了，请核对。")
        elif word not in STATUS_WORDS:
            line.note(f"状态“{word}”请改成：{'、'.join(STATUS_WORDS)}。")
        else:
            found[entry] = WorkbookEntrant(
                entry, line.text("name"), line.text("delegation"), line.text("unit"), STATUS_WORDS[word]
            )
    return list(found.values())


def _theory(reader: Reader, book: ContestWorkbook) -> dict[str, Decimal | None]:
    known = {row.entry_no for row in book.entrants}
    found: dict[str, Decimal | None] = {}
    for line in reader.lines(reader.find(THEORY, required=not _no_theory(book))):
        entry, mark = line.code("entry"), line.decimal("theory", "理论成绩")
        if entry not in known:
            line.note(f"参赛名单里没有 {entry or '这个参赛号'}，请核对。")
        elif entry in found:
            line.note(f"参赛号 {entry} 前面已经有了，请核对。")
        else:
            found[entry] = mark
    return found


def _no_theory(book: ContestWorkbook) -> bool:
    return not setting(book, "weight_theory").strip("0.")


def _codes(reader: Reader, known: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in reader.lines(reader.find(CODES)):
        code, entry = line.code("code"), line.code("entry")
        if not code or not entry:
            line.note("盲码和参赛号都要填。")
        elif code in found:
            line.note(f"盲码 {code} 前面已经有了，请核对。")
        elif entry in found.values():
            line.note(f"参赛号 {entry} 前面已经有盲码了，请核对。")
        elif entry not in known:
            line.note(f"参赛名单里没有 {entry}，请核对。")
        else:
            found[code] = entry
    return found


_Criteria = tuple[tuple[str, Decimal], ...]
_Rows = dict[str, dict[str, tuple[Decimal | None, ...]]]


def _marks(reader: Reader, codes: dict[str, str]) -> tuple[_Criteria, _Rows]:
    start = reader.find(MARKS)
    columns = _criteria_columns(start)
    if start is not None and not columns:
        sentence = "评分项的表头要写成：名称(满分)，例如 配线工艺(20)。"
        reader.findings.append(Finding(MARKS.name, start.header_row, sentence))
    rows: _Rows = {}
    for line in reader.lines(start, ("code",)):
        code, judge = line.code("code"), line.text("judge")
        cells = tuple(
            line.decimal_of(line.row[index] if index < len(line.row) else None, title) for index, title, _ in columns
        )
        if code not in codes:
            line.note(f"加密对照里没有盲码 {code or '（空）'}，请核对。")
        elif not judge:
            line.note("请填裁判。")
        elif judge in rows.setdefault(code, {}):
            line.note(f"{code} 的“{judge}”前面已经有了，请核对。")
        else:
            rows[code][judge] = cells
    return tuple((title, full) for _, title, full in columns), rows


def _criteria_columns(start: TableStart | None) -> list[tuple[int, str, Decimal]]:
    if start is None:
        return []
    found = []
    for index, cell in enumerate(start.sheet.rows[start.header_row - 1]):
        match = _CRITERION.fullmatch(compact(cell_text(cell)))
        if match and index not in start.columns.values():
            title = single_spaced(cell_text(cell))
            found.append((index, title[: title.rindex("(")].strip(), Decimal(match[2])))
    return found


def _times(reader: Reader, codes: dict[str, str]) -> tuple[dict[str, int | None], dict[str, Decimal]]:
    elapsed: dict[str, int | None] = {}
    deductions: dict[str, Decimal] = {}
    for line in reader.lines(reader.find(TIMES, required=False)):
        code, taken = line.code("code"), line.decimal("deduction", "总分扣分")
        if code not in codes:
            line.note(f"加密对照里没有盲码 {code or '（空）'}，请核对。")
        elif code in elapsed:
            line.note(f"盲码 {code} 前面已经有了，请核对。")
        elif taken is not None and taken < 0:
            line.note("总分扣分请填 0 或正数。")
        else:
            elapsed[code] = line.elapsed("elapsed")
            if taken is not None:
                deductions[code] = taken
    return elapsed, deductions
