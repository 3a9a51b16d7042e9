"""Storing, changing, revealing and clearing answers.

What the event does not ask is discarded here once more, whoever calls. An answer that does not change keeps the row and
with it the version of the question it answered.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.domain.questions.asking import kept
from deqing_events.domain.questions.definition import Answers, Kind, Question, StoredFile, Value
from deqing_events.domain.questions.wording import for_statistics
from deqing_events.domain.roles import Actor
from deqing_events.organisations.identity_vault import blind_index, seal
from deqing_events.registration import queries as registrations
from deqing_events.registration import quota_actions
from deqing_events.registration.models import Registration
from deqing_events.registration.questions import queries, stored_files
from deqing_events.registration.questions.models import Answer
from deqing_events.settings import Keys, Settings


class AnswersRefusedError(Exception):
    """Answers were refused; the text is a sentence for people. Nothing was changed."""


@dataclass(frozen=True)
class _Writing:
    """One registration being answered: where, with which keys, when."""

    session: Session
    registration: Registration
    keys: Keys
    now: dt.datetime


def store(session: Session, registration: Registration, answers: Answers, *, keys: Keys, now: dt.datetime) -> list[str]:
    """Write the answers of a registration inside the caller's transaction, replacing those that differ.

    Returns the names of files no answer refers to any more, to be given to ``stored_files.forget`` after the commit.
    An IntegrityError owns a sentence: the identity number is registered for this event already. An event that asks
    nothing costs one query.
    """
    questions = queries.current(registration.event_id)
    if not questions:
        return []
    writing = _Writing(session, registration, keys, now)
    wanted = kept(questions, answers)
    gone = _remove_changed(writing, {question.key for question in questions}, wanted)
    missing = _without_held(writing, wanted)
    made = [_answer(writing, question, missing[question.key]) for question in questions if question.key in missing]
    _free(session, [answer for answer in made if answer.identity_index])
    session.add_all(made)
    session.flush()
    _keep_for_statistics(registration, questions, wanted)
    session.flush()
    return gone


def store_first(
    session: Session, given: Sequence[tuple[Registration, Answers]], *, keys: Keys, now: dt.datetime
) -> None:
    """Write the answers of registrations of one event that are new in the caller's transaction, all at once."""
    asked = queries.current(given[0][0].event_id) if given else []
    made: list[Answer] = []
    for registration, sent in given if asked else ():
        wanted = kept(asked, sent)
        writing = _Writing(session, registration, keys, now)
        made += [_answer(writing, question, wanted[question.key]) for question in asked if question.key in wanted]
        _keep_for_statistics(registration, asked, wanted)
    _free(session, [answer for answer in made if answer.identity_index])
    session.add_all(made)
    session.flush()


def identity_indexes(event_id: int, several: Sequence[Answers], keys: Keys) -> list[str]:
    """Return the blind index of the identity number among each one's answers to an event; empty without one."""
    asked = queries.current(event_id) if any(several) else []
    number_keys = [question.key for question in asked if question.kind is Kind.IDENTITY]
    numbers = [next((answers[key] for key in number_keys if key in answers), None) for answers in several]
    return [blind_index(number, keys) if isinstance(number, str) else "" for number in numbers]


def _keep_for_statistics(registration: Registration, asked: Sequence[Question], wanted: Answers) -> None:
    columns = set(Registration.__table__.columns.keys())
    for column, text in for_statistics(asked, wanted).items():
        if column in columns:
            setattr(registration, column, text)


def _held(writing: _Writing) -> list[Answer]:
    query = select(Answer).where(Answer.registration_id == writing.registration.id)
    return list(writing.session.scalars(query))


def _remove_changed(writing: _Writing, asked: set[str], wanted: Mapping[str, Value]) -> list[str]:
    gone: list[str] = []
    for answer in _held(writing):
        if answer.key not in asked or _same(answer, wanted.get(answer.key), writing.keys):
            continue
        if answer.cleared_at is not None and answer.key not in wanted:
            continue
        gone += [answer.file_name] if answer.file_name else []
        writing.session.delete(answer)
    writing.session.flush()
    return gone


def _without_held(writing: _Writing, wanted: Mapping[str, Value]) -> dict[str, Value]:
    held = {answer.key for answer in _held(writing)}
    return {key: value for key, value in wanted.items() if key not in held}


def _same(answer: Answer, value: Value | None, keys: Keys) -> bool:
    if answer.cleared_at is not None or value is None:
        return False
    if answer.identity_index is not None and isinstance(value, str):
        return answer.identity_index == blind_index(value, keys)
    return answer.sealed is None and queries.value_of(answer.value) == value


def _answer(writing: _Writing, question: Question, value: Value) -> Answer:
    held = writing.registration
    made = Answer(
        registration_id=held.id,
        event_id=held.event_id,
        question_id=question.row,
        key=question.key,
        retention=question.retention.value,
        answered_at=writing.now,
    )
    if question.kind is Kind.IDENTITY and isinstance(value, str):
        made.sealed, made.identity_index = seal(value, writing.keys), blind_index(value, writing.keys)
    else:
        made.value = _stored(value)
    if isinstance(value, StoredFile):
        made.file_name = value.name
    return made


def _stored(value: Value) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, StoredFile):
        return {"name": value.name, "type": value.media_type, "size": value.size}
    return list(value) if isinstance(value, tuple) else value


def _free(session: Session, made: Sequence[Answer]) -> None:
    """Let go of numbers that only registrations which are not active any more still hold."""
    if not made:
        return
    query = (
        select(Answer)
        .join(Registration, Registration.id == Answer.registration_id)
        .where(
            Answer.event_id == made[0].event_id,
            Answer.identity_index.in_([answer.identity_index for answer in made]),
            Registration.state.not_in(registrations.HELD),
        )
    )
    for answer in session.scalars(query):
        answer.identity_index = None
    session.flush()


def change_answers(  # noqa: PLR0913 - the answers apart, these are the circumstances every action of this kind takes
    registration_id: int, answers: Answers, *, settings: Settings, now: dt.datetime, by: Actor, reason: str = ""
) -> None:
    """Replace the answers of a registration by ``answers``; answers to questions not asked any more stay.

    Files that were replaced are deleted after the commit. Raises AnswersRefusedError with a sentence.
    """
    try:
        with database.transaction() as session:
            event_id = registrations.event_of(registration_id)
            if event_id is None:
                raise AnswersRefusedError("没有找到这条报名。")
            quota_actions.lock_event(session, event_id)
            held = session.get_one(Registration, registration_id, populate_existing=True)
            before = {answer.id for answer in _held(_Writing(session, held, settings.keys, now))}
            gone = store(session, held, answers, keys=settings.keys, now=now)
            after = _held(_Writing(session, held, settings.keys, now))
            changed = sorted(answer.key for answer in after if answer.id not in before)
            removed = len(before - {answer.id for answer in after})
            if changed or removed:
                detail: dict[str, Any] = {"fields": changed, "reason": reason[:200]}
                record("registration.answers", "registration", registration_id, by=by, now=now, **detail)
    except IntegrityError as error:
        raise AnswersRefusedError(database.violated(error) or "这一步没有成功，请再试一次。") from error
    stored_files.forget(settings.uploads, gone)


def reveal(
    registration_id: int, *, reason: str, keys: Keys, now: dt.datetime, by: Actor
) -> tuple[str, list[queries.Answered]]:
    """Return mobile and answers of a registration in full, and leave an audit entry with the reason."""
    with database.transaction() as session:
        held = session.get_one(Registration, registration_id)
        record("registration.reveal", "registration", registration_id, by=by, now=now, reason=reason[:200])
        return held.mobile, queries.answers_of([registration_id], keys)[registration_id]


def clear(session: Session, answers: Sequence[Answer], *, now: dt.datetime) -> list[str]:
    """Take the values out of answers whose time is up, inside the caller's transaction; the rows stay as a trace.

    Returns the names of their files, to be given to ``stored_files.forget`` after the commit.
    """
    gone = [answer.file_name for answer in answers if answer.file_name]
    for answer in answers:
        answer.value = answer.sealed = answer.identity_index = answer.file_name = None
        answer.cleared_at = now
    session.flush()
    return gone


def forget_abandoned_files(folder: Path, *, now: dt.datetime) -> int:
    """Delete files whose form was never submitted, a day after they were sent; returns how many."""
    waiting = stored_files.waiting(folder, now.timestamp())
    in_use = queries.names_in_use(waiting) if waiting else set()
    stored_files.forget(folder, set(waiting) - in_use)
    return len(set(waiting) - in_use)
