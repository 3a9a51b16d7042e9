"""What importing a contest workbook would do to what is stored: counted, listed, and nothing done yet."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from deqing_events.contests.models import Entrant, Mark, RuleSheet
from deqing_events.contests.workbook.rules import rules_of, same_rules, with_rest
from deqing_events.domain.contest_workbook import ContestWorkbook, WorkbookEntrant
from deqing_events.domain.rounding import number, plain_text

MASKED = "*"
_WIDTHS = {"number": (20, "参赛号"), "name": (80, "姓名"), "delegation": (60, "代表队"), "unit_name": (120, "单位")}
_CODE_WIDTH = 20
_PAPER_TOP = 100

MarkKey = tuple[str, str, str]
"""Entrant number, criterion, judge (empty for the written paper)."""


@dataclass(frozen=True)
class Stored:
    """What is stored now."""

    rules: RuleSheet | None
    entrants: Sequence[Entrant]
    marks: Sequence[Mark]


@dataclass(frozen=True)
class Plan:
    """What would happen. ``entrants`` maps number to the fields to write, ``marks`` to the text to write."""

    body: dict[str, Any]
    league: dict[str, Any]
    new_rules: bool
    new_entrants: Mapping[str, dict[str, Any]]
    changed_entrants: Mapping[str, dict[str, Any]]
    same_entrants: int
    left_alone: int
    new_marks: Mapping[MarkKey, str]
    changed_marks: Mapping[MarkKey, str]
    same_marks: int
    problems: Sequence[str] = field(default_factory=list)

    @property
    def does_nothing(self) -> bool:
        """Tell whether everything is stored already."""
        return not (
            self.new_rules or self.new_entrants or self.changed_entrants or self.new_marks or self.changed_marks
        )

    @property
    def fingerprint(self) -> str:
        """Name exactly this plan, so that a confirmation cannot do something else."""
        parts = (self.body, self.league, self.new_entrants, self.changed_entrants, self.new_marks, self.changed_marks)
        return hashlib.sha256(repr(parts).encode()).hexdigest()


def planned(book: ContestWorkbook, stored: Stored) -> Plan:
    """Compare a workbook with what is stored. Blank cells leave a stored mark alone; nobody is taken off the list."""
    body, league, problems = rules_of(book)
    held = stored.rules
    if held is not None and league:
        league = with_rest(league, held.league)
    kept = held is not None and bool(body) and same_rules(held.body, body) and held.league == league
    by_number = {row.number: row for row in stored.entrants}
    wanted = {row.entry_no: _fields(book, row, by_number.get(row.entry_no)) for row in book.entrants}
    marks = _wanted_marks(book)
    before = _stored_marks(stored)
    return Plan(
        body=body,
        league=league,
        new_rules=not kept,
        new_entrants={key: fields for key, fields in wanted.items() if key not in by_number},
        changed_entrants={
            key: fields for key, fields in wanted.items() if key in by_number and _differs(by_number[key], fields)
        },
        same_entrants=sum(key in by_number and not _differs(by_number[key], fields) for key, fields in wanted.items()),
        left_alone=len(by_number.keys() - wanted.keys()),
        new_marks={key: value for key, value in marks.items() if key not in before},
        changed_marks={key: value for key, value in marks.items() if before.get(key, value) != value},
        same_marks=sum(before.get(key) == value for key, value in marks.items()),
        problems=[*problems, *_too_wide(wanted, book), *_out_of_range(book)],
    )


def _fields(book: ContestWorkbook, row: WorkbookEntrant, stored: Entrant | None) -> dict[str, Any]:
    code = next((code for code, number_ in book.codes.items() if number_ == row.entry_no), "")
    keep_name = stored is not None and MASKED in row.name
    elapsed, taken = book.elapsed.get(code), book.deductions.get(code)
    before = stored.penalties if stored else {}
    rest = {key: times for key, times in before.items() if key != "deduction" or taken is None}
    return {
        "number": row.entry_no,
        "name": stored.name if stored is not None and keep_name else row.name,
        "delegation": row.delegation,
        "unit_name": row.unit,
        "status": row.status.value,
        "blind_code": ("" if code == row.entry_no else code) or (stored.blind_code if stored else ""),
        "elapsed_seconds": elapsed if elapsed is not None or stored is None else stored.elapsed_seconds,
        "penalties": {**rest, "deduction": _text(taken)} if taken else rest,
    }


def _differs(stored: Entrant, fields: Mapping[str, Any]) -> bool:
    return any(getattr(stored, name) != value for name, value in fields.items())


def _wanted_marks(book: ContestWorkbook) -> dict[MarkKey, str]:
    found = {(entry, "paper", ""): _text(mark) for entry, mark in book.theory.items() if mark is not None}
    for code, rows in book.marks.items():
        for judge, cells in rows.items():
            for index, mark in enumerate(cells, 1):
                if mark is not None:
                    found[book.codes[code], f"c{index}", judge] = _text(mark)
    return found


def _stored_marks(stored: Stored) -> dict[MarkKey, str]:
    numbers = {row.id: row.number for row in stored.entrants}
    return {(numbers[mark.entrant_id], mark.criterion, mark.judge): mark.value for mark in stored.marks}


def _too_wide(wanted: Mapping[str, Mapping[str, Any]], book: ContestWorkbook) -> list[str]:
    found = [
        f"{key[:20]} 的{title}太长，最多 {width} 个字。"
        for key, fields in wanted.items()
        for name, (width, title) in _WIDTHS.items()
        if len(fields[name]) > width
    ]
    names = {*book.codes, *(judge for rows in book.marks.values() for judge in rows)}
    return found + [
        f"“{name[:20]}…”太长，盲码和裁判最多 {_CODE_WIDTH} 个字。" for name in names if len(name) > _CODE_WIDTH
    ]


def _out_of_range(book: ContestWorkbook) -> list[str]:
    found = [
        f"{entry} 的理论成绩 {mark} 超出 0 到 {_PAPER_TOP}。"
        for entry, mark in book.theory.items()
        if mark is not None and not 0 <= mark <= _PAPER_TOP
    ]
    for code, rows in book.marks.items():
        for judge, cells in rows.items():
            for (title, full), mark in zip(book.criteria, cells, strict=True):
                if mark is not None and not 0 <= mark <= full:
                    found.append(f"{code} {judge} 的“{title}” {mark} 超出 0 到 {full}。")
    return found


def _text(value: Decimal | None) -> str:
    return "" if value is None else plain_text(number(value))
