"""Questions about forms and answers: what an event asks now, what somebody answered, how many answers there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from deqing_events import database
from deqing_events.domain.questions.catalogue import FormFacts, justified
from deqing_events.domain.questions.definition import (
    Answers,
    Condition,
    Kind,
    Limits,
    Option,
    Question,
    Retention,
    StoredFile,
    Value,
)
from deqing_events.organisations.identity_vault import UnopenableError, unseal
from deqing_events.registration.models import Registration
from deqing_events.registration.queries import HELD
from deqing_events.registration.questions.models import Answer, QuestionForm, QuestionRow
from deqing_events.settings import Keys


@dataclass(frozen=True)
class Answered:
    """One stored answer with the version of the question it answered.

    ``value`` is None once it was cleared, and for an identity number that no key here opens.
    """

    id: int
    registration_id: int
    question: Question
    position: int
    value: Value | None
    cleared: bool
    current: bool


def facts_of(event_id: int) -> FormFacts:
    """Return what an event's form states about the event."""
    form = database.session().get(QuestionForm, event_id)
    if form is None:
        return FormFacts()
    return FormFacts(form.certificate_follows, form.badge, form.limited_by_sex, form.limited_by_age)


def form_of(event_id: int) -> list[Question]:
    """Return the questions on an event's form in their order, also those that are not justified (any more)."""
    return [question_of(row) for row in current_rows(event_id)]


def current(event_id: int) -> list[Question]:
    """Return what an event asks now, in order: the justified questions only."""
    questions = form_of(event_id)
    facts = facts_of(event_id) if questions else FormFacts()
    return [question for question in questions if justified(question, facts)]


def current_rows(event_id: int) -> list[QuestionRow]:
    """Return the rows of the questions on an event's form in their order."""
    query = select(QuestionRow).where(QuestionRow.event_id == event_id, QuestionRow.retired_at.is_(None))
    return list(database.session().scalars(query.order_by(QuestionRow.position, QuestionRow.id)))


def row_of(event_id: int, question_id: int) -> QuestionRow | None:
    """Return a question on an event's form; None for another event's and for a retired one."""
    query = select(QuestionRow).where(
        QuestionRow.id == question_id, QuestionRow.event_id == event_id, QuestionRow.retired_at.is_(None)
    )
    return database.session().scalars(query).one_or_none()


def last_versions(event_id: int) -> Mapping[str, int]:
    """Return the last version of each question an event ever asked, by key."""
    query = (
        select(QuestionRow.key, func.max(QuestionRow.version))
        .where(QuestionRow.event_id == event_id)
        .group_by(QuestionRow.key)
    )
    return dict(database.session().execute(query).all())


def answer_counts(event_id: int) -> Mapping[str, int]:
    """Return how many answers each question has, by key, whatever version they answered; cleared ones do not count."""
    query = (
        select(Answer.key, func.count())
        .where(Answer.event_id == event_id, Answer.cleared_at.is_(None))
        .group_by(Answer.key)
    )
    return dict(database.session().execute(query).all())


def answers_of(registration_ids: Sequence[int], keys: Keys) -> Mapping[int, list[Answered]]:
    """Return everything the registrations answered, in the order of the form; each has an entry, maybe empty."""
    query = (
        select(Answer)
        .join(QuestionRow, QuestionRow.id == Answer.question_id)
        .where(Answer.registration_id.in_(registration_ids))
        .order_by(QuestionRow.position, QuestionRow.id)
        .options(selectinload(Answer.question))
    )
    found: dict[int, list[Answered]] = {held: [] for held in registration_ids}
    for answer in database.session().scalars(query):
        found[answer.registration_id].append(_answered(answer, keys))
    return found


def values_of(registration_id: int, keys: Keys) -> Answers:
    """Return the answers of one registration by question key, without cleared ones."""
    held = answers_of([registration_id], keys)[registration_id]
    return {answered.question.key: answered.value for answered in held if answered.value is not None}


def answer(registration_id: int, answer_id: int) -> Answer | None:
    """Return one answer of a registration, or None."""
    query = select(Answer).where(Answer.id == answer_id, Answer.registration_id == registration_id)
    return database.session().scalars(query.options(selectinload(Answer.question))).one_or_none()


def event_questions(event_id: int) -> list[Question]:
    """Return every question of an event that has an answer or is on its form, newest version of each, in order."""
    answered = select(Answer.key).where(Answer.event_id == event_id)
    query = (
        select(QuestionRow)
        .where(QuestionRow.event_id == event_id, QuestionRow.retired_at.is_(None) | QuestionRow.key.in_(answered))
        .order_by(QuestionRow.version)
    )
    newest = {row.key: row for row in database.session().scalars(query)}
    rows = sorted(newest.values(), key=lambda row: (row.retired_at is not None, row.position, row.id))
    return [question_of(row) for row in rows]


def numbers_in_use(event_id: int, indexes: Sequence[str]) -> set[str]:
    """Return those of the blind indexes that a living registration of the event answered with."""
    if not indexes:
        return set()
    query = (
        select(Answer.identity_index)
        .join(Registration, Registration.id == Answer.registration_id)
        .where(Answer.event_id == event_id, Answer.identity_index.in_(indexes), Registration.state.in_(HELD))
    )
    return {index for index in database.session().scalars(query) if index}


def names_in_use(names: Sequence[str]) -> set[str]:
    """Return those of the names of stored files that an answer refers to."""
    query = select(Answer.file_name).where(Answer.file_name.in_(names))
    return {name for name in database.session().scalars(query) if name}


def question_of(row: QuestionRow) -> Question:
    """Return a stored version as a value."""
    condition = row.condition
    return Question(
        key=row.key,
        kind=Kind(row.kind),
        label=row.label,
        purpose=row.purpose,
        hint=row.hint,
        required=row.required,
        options=tuple(Option(key, label) for key, label in row.options),
        retention=Retention(row.retention),
        condition=Condition(condition["on"], tuple(condition["values"])) if condition else None,
        limits=Limits(**row.limits),
        field=row.field,
        row=row.id,
    )


def _answered(answer: Answer, keys: Keys) -> Answered:
    return Answered(
        id=answer.id,
        registration_id=answer.registration_id,
        question=question_of(answer.question),
        position=answer.question.position,
        value=_value(answer, keys),
        cleared=answer.cleared_at is not None,
        current=answer.question.retired_at is None,
    )


def _value(answer: Answer, keys: Keys) -> Value | None:
    if answer.sealed is not None:
        try:
            return unseal(answer.sealed, keys)
        except UnopenableError:
            return None
    return value_of(answer.value)


def value_of(stored: Any) -> Value | None:  # noqa: ANN401 - JSON
    """Return the value behind its stored form."""
    if isinstance(stored, dict):
        return StoredFile(stored["name"], stored["type"], stored["size"])
    return tuple(stored) if isinstance(stored, list) else stored
