"""Answers as pages and files show them: label as it was asked, words as they were offered, numbers masked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deqing_events.domain.questions.asking import follows_from_identity
from deqing_events.domain.questions.catalogue import GENDER, IDENTITY, LEVEL, TRADE
from deqing_events.domain.questions.definition import Answers, Kind, Question, StoredFile
from deqing_events.domain.questions.wording import words
from deqing_events.domain.tables import Column
from deqing_events.registration.questions import queries
from deqing_events.settings import Keys

CLEARED = "已按期删除"
UNREADABLE = "（打不开）"
STANDARD = frozenset({TRADE, LEVEL, GENDER, IDENTITY})
WIDTHS = {Kind.IDENTITY: 20, Kind.TEXT: 20, Kind.MANY: 20, Kind.FILE: 16, Kind.DATE: 12}


@dataclass(frozen=True)
class Line:
    """One answer on a page: ``answer_id`` and ``file`` lead to what was sent, ``note`` says what else to know."""

    label: str
    text: str
    answer_id: int = 0
    file: StoredFile | None = None
    note: str = ""


def lines(answered: Sequence[queries.Answered], *, full: bool = False) -> list[Line]:
    """Return answers in the words of the version they answered, numbers masked unless ``full``."""
    return [_line(answer, full=full) for answer in answered]


def _line(answer: queries.Answered, *, full: bool) -> Line:
    file = answer.value if isinstance(answer.value, StoredFile) else None
    note = "" if answer.current else "按报名时的问法显示"
    return Line(answer.question.label, _text(answer, full=full), answer.id, file, note)


def _text(answer: queries.Answered, *, full: bool) -> str:
    if answer.cleared:
        return CLEARED
    if answer.value is None:
        return UNREADABLE
    if full and answer.question.kind is Kind.IDENTITY and isinstance(answer.value, str):
        return answer.value
    return words(answer.question, answer.value)


def read_back(questions: Sequence[Question], answers: Answers) -> list[tuple[Question, str, bool]]:
    """Return each question with an answer in words for checking; the last says whether it follows from the number."""
    return [
        (question, words(question, answers.get(question.key)), follows_from_identity(question, questions))
        for question in questions
    ]


class AnswerColumns:
    """The columns of a summary table for what an event asks and asked, and the cells of each registration.

    Trade, level, sex and identity number have columns of their own there: ``standard`` gives what was answered.
    """

    def __init__(self, event_id: int, registration_ids: Sequence[int], keys: Keys, *, full: bool = False) -> None:
        asked = queries.event_questions(event_id)
        self.questions = [question for question in asked if question.field not in STANDARD]
        self.holds_numbers = any(question.kind is Kind.IDENTITY for question in asked)
        self.full = full
        self._answers: Mapping[int, list[queries.Answered]] = (
            queries.answers_of(registration_ids, keys) if asked else {}
        )

    @property
    def columns(self) -> tuple[Column, ...]:
        """One text column per question, under its newest label."""
        return tuple(
            Column(f"answer_{question.key}", question.label, width=WIDTHS.get(question.kind, 12))
            for question in self.questions
        )

    def cells(self, registration_id: int) -> tuple[str, ...]:
        """Return the answers of one registration, one per column; each in the words of the version it answered."""
        held = {answer.question.key: answer for answer in self._answers.get(registration_id, ())}
        found = (held.get(question.key) for question in self.questions)
        return tuple("" if answer is None else _text(answer, full=self.full) for answer in found)

    def standard(self, registration_id: int, field: str) -> str:
        """Return what was answered for a field with a column of its own; empty when it was not."""
        answered = self._answers.get(registration_id, ())
        return next((_text(answer, full=self.full) for answer in answered if answer.question.field == field), "")
