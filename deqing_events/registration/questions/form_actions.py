"""What staff do to an event's form: state its facts, add, change, move and retire questions, copy it.

A question is never changed in place: a change adds a version and retires the one before, in one transaction. The
event's row is locked while its form is changed, so that two people see each other's changes.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace

from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.domain.kinds import EventState
from deqing_events.domain.questions.catalogue import FormFacts, justified
from deqing_events.domain.questions.checks import Problem, problems
from deqing_events.domain.questions.definition import Question
from deqing_events.domain.roles import Actor
from deqing_events.events.models import Event
from deqing_events.registration.questions import queries
from deqing_events.registration.questions.models import QuestionForm, QuestionRow

GONE = "这一项刚被别人改过或移除了，请看看现在的样子再改。"


class FormRefusedError(Exception):
    """A change of the form was refused; the text is a sentence, ``problems`` says what to change where."""

    def __init__(self, sentence: str, found: Sequence[Problem] = ()) -> None:
        super().__init__(sentence)
        self.problems = tuple(found)


def state_facts(event_id: int, facts: FormFacts, *, now: dt.datetime, by: Actor) -> None:
    """Store what the form states about the event. Raises FormRefusedError while a question needs what is taken away."""
    with database.transaction() as session:
        _lock(session, event_id)
        needing = [held.label for held in queries.form_of(event_id) if not justified(held, facts)]
        if needing:
            raise FormRefusedError(f"还在问“{'”“'.join(needing)}”，要先移除才能取消对应的勾选。")
        form = session.get(QuestionForm, event_id)
        if form is None:
            form = QuestionForm(event_id=event_id)
            session.add(form)
        for name, value in asdict(facts).items():
            setattr(form, name, value)
        form.updated_at = now
        stated = sorted(name for name, value in asdict(facts).items() if value)
        record("questions.facts", "event", event_id, by=by, now=now, fields=stated)


def add(event_id: int, question: Question, *, now: dt.datetime, by: Actor) -> QuestionRow:
    """Ask a further question, at the end; an own one gets the next free key. Raises FormRefusedError."""
    with database.transaction() as session:
        _lock(session, event_id)
        versions = queries.last_versions(event_id)
        key = question.field or f"q{_next_number(versions)}"
        made = replace(question, key=key)
        rows = queries.current_rows(event_id)
        held = [queries.question_of(row) for row in rows]
        if key in {other.key for other in held}:
            raise FormRefusedError("这一项已经在问了。", [Problem(key, "label", "这一项已经在问了。")])
        _refuse_faults(event_id, held, [*held, made], key)
        row = _row(event_id, made, versions.get(key, 0) + 1, rows[-1].position + 1 if rows else 1)
        row.created_at, row.created_by = now, by.who
        session.add(row)
        session.flush()
        record("questions.add", "event", event_id, by=by, now=now, fields=[key], version=row.version)
        return row


def change(event_id: int, question_id: int, question: Question, *, now: dt.datetime, by: Actor) -> QuestionRow:
    """Replace a question by a new version; what was answered before keeps the old one. Raises FormRefusedError."""
    with database.transaction() as session:
        before = _current(session, event_id, question_id)
        old = queries.question_of(before)
        made = replace(question, key=old.key, field=old.field, kind=question.kind if not old.field else old.kind)
        if replace(made, row=old.row) == old:
            return before
        held = queries.form_of(event_id)
        after = [made if other.key == old.key else other for other in held]
        _refuse_faults(event_id, held, after, old.key)
        row = _row(event_id, made, before.version + 1, before.position)
        row.created_at, row.created_by = now, by.who
        before.retired_at = now
        session.flush()
        session.add(row)
        session.flush()
        record("questions.change", "event", event_id, by=by, now=now, fields=[old.key], version=row.version)
        return row


def retire(event_id: int, question_id: int, *, now: dt.datetime, by: Actor) -> None:
    """Stop asking a question; its answers stay until their time is up.

    Raises FormRefusedError while another question depends on it.
    """
    with database.transaction() as session:
        row = _current(session, event_id, question_id)
        held = queries.form_of(event_id)
        needing = [other.label for other in held if other.condition and other.condition.on == row.key]
        if needing:
            raise FormRefusedError(f"“{needing[0]}”要看这一项的回答才问，请先改它的条件。")
        row.retired_at = now
        record("questions.retire", "event", event_id, by=by, now=now, fields=[row.key], version=row.version)


def move(event_id: int, question_id: int, *, up: bool, now: dt.datetime, by: Actor) -> None:
    """Let a question change places with its neighbour. Raises FormRefusedError when a condition would point forward."""
    with database.transaction() as session:
        row = _current(session, event_id, question_id)
        rows = queries.current_rows(event_id)
        here = rows.index(row)
        there = here - 1 if up else here + 1
        if not 0 <= there < len(rows):
            return  # at the end already
        other = rows[there]
        before = [queries.question_of(held) for held in rows]
        rows[here], rows[there] = other, row
        _refuse_faults(event_id, before, [queries.question_of(held) for held in rows], row.key)
        for position, held in enumerate(rows, 1):
            held.position = position
        record("questions.move", "event", event_id, by=by, now=now, fields=[row.key])


def copy_form(source_id: int, event_id: int, *, now: dt.datetime, by: Actor) -> None:
    """Give a copied event the form of its source, inside the caller's transaction."""
    session = database.session()
    rows = queries.current_rows(source_id)
    facts = queries.facts_of(source_id)
    if not rows and facts == FormFacts():
        return
    session.add(QuestionForm(event_id=event_id, updated_at=now, **asdict(facts)))
    for position, row in enumerate(rows, 1):
        made = _row(event_id, queries.question_of(row), 1, position)
        made.created_at, made.created_by = now, by.who
        session.add(made)
    record("questions.copy", "event", event_id, by=by, now=now, fields=[row.key for row in rows])


def _lock(session: Session, event_id: int) -> None:
    event = session.get_one(Event, event_id, with_for_update=True)
    if event.state == EventState.ARCHIVED:
        raise FormRefusedError("已归档的赛事不能再改。")


def _current(session: Session, event_id: int, question_id: int) -> QuestionRow:
    _lock(session, event_id)
    row = queries.row_of(event_id, question_id)
    if row is None:
        raise FormRefusedError(GONE)
    return row


def _refuse_faults(event_id: int, before: Sequence[Question], after: Sequence[Question], key: str) -> None:
    """Raise for what would be wrong with question ``key``, and for what would newly be wrong with another."""
    facts = queries.facts_of(event_id)
    known = {(found.key, found.part) for found in problems(before, facts)}
    wrong = [found for found in problems(after, facts) if found.key == key or (found.key, found.part) not in known]
    if wrong:
        own = [found for found in wrong if found.key == key]
        words = own or [_of_another(found, after, key) for found in wrong]
        raise FormRefusedError(words[0].sentence, words)


def _of_another(found: Problem, questions: Sequence[Question], key: str) -> Problem:
    label = next(held.label for held in questions if held.key == found.key)
    part = "options" if found.part == "condition" else "label"
    return Problem(key, part, f"“{label}”：{found.sentence}")


def _next_number(versions: Iterable[str]) -> int:
    own = [int(key[1:]) for key in versions if key[:1] == "q" and key[1:].isdigit()]
    return max(own, default=0) + 1


def _row(event_id: int, question: Question, version: int, position: int) -> QuestionRow:
    condition = question.condition
    return QuestionRow(
        event_id=event_id,
        key=question.key,
        version=version,
        position=position,
        field=question.field,
        kind=question.kind.value,
        label=question.label,
        purpose=question.purpose,
        hint=question.hint,
        required=question.required,
        options=[[option.key, option.label] for option in question.options],
        condition={"on": condition.on, "values": list(condition.values)} if condition else None,
        limits=asdict(question.limits),
        retention=question.retention.value,
    )
