"""Answers typed into a workbook: each cell brought to what a form would have sent for the same question."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from deqing_events.domain.questions.answering import Raw, Reading, read
from deqing_events.domain.questions.asking import follows_from_identity
from deqing_events.domain.questions.definition import YES, Kind, Option, Question
from deqing_events.domain.skill_levels import SkillLevel, skill_level
from deqing_events.domain.text import Cell, cell_text, compact, compact_cell, is_number

_SEPARATORS = re.compile(r"[、,;/，；\n]+")
_YES = frozenset({"是", "有", "同意", "确认", "已确认", "✓", "√", "Y", "YES", "1", "TRUE"})


def in_cells(questions: Sequence[Question]) -> list[Question]:
    """Return the questions a workbook has a column for: no file fits a cell, and some answers follow from others."""
    return [each for each in questions if each.kind is not Kind.FILE and not follows_from_identity(each, questions)]


def read_cells(questions: Sequence[Question], cells: Mapping[str, Cell], today: dt.date) -> Reading:
    """Read one line of a workbook by the keys of the questions. Files are not asked of it: they are handed in later."""
    asked = [question for question in questions if question.kind is not Kind.FILE]
    return read(asked, {question.key: raw_of(question, cells.get(question.key)) for question in asked}, today)


def raw_of(question: Question, cell: Cell) -> Raw:
    """Return what a cell means for a question, for ``answering.read``; an unreadable one stays as it is."""
    if question.kind is Kind.IDENTITY:
        return cell if is_number(cell) else cell_text(cell)  # type: ignore[return-value]  # is_number says so
    if question.kind is Kind.CONSENT:
        return YES if compact_cell(cell).upper() in _YES or cell is True else ""
    if question.kind is Kind.DATE and isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return _chosen(question, cell) if compact_cell(cell) else ""


def _chosen(question: Question, cell: Cell) -> Raw:
    if question.kind is Kind.CHOICE:
        return _key(question, cell_text(cell))
    if question.kind is Kind.MANY:
        return tuple(_key(question, part) for part in _SEPARATORS.split(cell_text(cell)) if compact(part))
    return cell_text(cell)


def _key(question: Question, text: str) -> str:
    found = next((option.key for option in question.options if _means(option, text)), None)
    if found is None and any(option.key in set(SkillLevel) for option in question.options):
        level = skill_level(text)
        return level.value if level else text
    return found or text


def _means(option: Option, text: str) -> bool:
    return compact(option.label).lower() == compact(text).lower()
