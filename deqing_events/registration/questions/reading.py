"""Reading answers for an event: from a plain mapping of a workbook's cells; the web form reads itself.

Both end in ``domain.questions.answering``, so that a line of a workbook and a form are held to the same rules.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from deqing_events.domain.questions.cells import in_cells, read_cells
from deqing_events.domain.questions.definition import Answers, Kind, Question
from deqing_events.domain.text import Cell, compact
from deqing_events.registration.questions import queries


@dataclass(frozen=True)
class CellColumn:
    """A column of the bulk workbook: its heading, what to write in it, and the words to choose from."""

    label: str
    note: str
    required: bool
    choices: tuple[str, ...] = ()


def cell_columns(event_id: int) -> list[CellColumn]:
    """Return the columns a workbook needs for what an event asks. A file cannot be sent in a cell and has none."""
    return [_column(question) for question in in_cells(queries.current(event_id))]


def from_cells(event_id: int, cells: Mapping[str, Cell], *, today: dt.date) -> tuple[Answers, dict[str, str]]:
    """Read one line of a workbook by heading; returns the answers and a sentence per heading that needs a change."""
    questions = queries.current(event_id)
    by_label = {compact(label): cell for label, cell in cells.items()}
    by_key = {question.key: by_label.get(compact(question.label)) for question in questions}
    reading = read_cells(questions, by_key, today)
    labels = {question.key: question.label for question in questions}
    return reading.answers, {labels[key]: sentence for key, sentence in reading.errors.items()}


def _column(question: Question) -> CellColumn:
    must = question.required and question.condition is None
    choices = tuple(option.label for option in question.options) if question.kind is Kind.CHOICE else ()
    return CellColumn(question.label, _note(question), must, ("是",) if question.kind is Kind.CONSENT else choices)


def _note(question: Question) -> str:
    words = {
        Kind.MANY: f"可填几个，用顿号隔开：{'、'.join(option.label for option in question.options)}",
        Kind.DATE: "写成 1990-03-07",
        Kind.IDENTITY: "先把这一格设成文本再填",
        Kind.CONSENT: "同意填“是”",
        Kind.NUMBER: f"填数字{f'，单位{question.limits.unit}' if question.limits.unit else ''}",
    }
    return "；".join(part for part in (words.get(question.kind, ""), question.hint) if part)
