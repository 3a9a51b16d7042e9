"""Storing sign-ups of single people in the open transaction: one, or all lines of a list under one lock.

Everybody is judged alone, in the given order; whoever may not come in gets a sentence and is left out. What can be
asked once for all of them is asked once, so that a list of hundreds holds its event for a moment only.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.domain.places import Dimension
from deqing_events.domain.roles import Actor
from deqing_events.events.models import Event
from deqing_events.registration import (
    message_actions,
    passes,
    queries,
    quota_actions,
    quota_queries,
    rules,
    seating_actions,
)
from deqing_events.registration.consents import answer
from deqing_events.registration.eligibility.gate_actions import (
    MET,
    IneligibleError,
    Passed,
    let_in,
    newcomers,
    obstacles,
)
from deqing_events.registration.models import Consent, Pass, PhoneHolding, Registration
from deqing_events.registration.people import Details, Person, names_workplace, said_by
from deqing_events.registration.plans.models import SignUpPlan
from deqing_events.registration.plans.queries import plan_of
from deqing_events.registration.questions import actions as answers
from deqing_events.registration.questions import queries as questions
from deqing_events.registration.questions.models import NUMBER_IN_USE
from deqing_events.registration.rules import RegistrationRefusedError
from deqing_events.settings import Keys
from deqing_events.workers.hashes import phone_hash


class AlreadyError(Exception):
    """The person holds an active registration of this event."""


@dataclass(frozen=True)
class Request:
    """Who registers, on which phone, when, and on whose behalf; ``vouched`` when the own workplace enters them.

    ``override`` is why staff let them in although they do not meet the event's rules.
    """

    details: Details
    phone: str
    keys: Keys
    now: dt.datetime
    by: Actor
    source: str = "self"
    vouched: bool = False
    override: str = ""

    @property
    def walk_in(self) -> bool:
        """Whether somebody stands at the door."""
        return self.source == "walk_in"


@dataclass
class Entry:
    """One sign-up on its way in: ``made`` is its row, ``refusal`` why there is none, ``already`` that there was one.

    ``unmet`` says which rules of the event are not met, ``passed`` that they are, or were overridden.
    """

    person: Person
    request: Request
    made: Registration | None = None
    refusal: str = ""
    already: bool = False
    unmet: IneligibleError | None = None
    passed: Passed = MET

    def start_over(self) -> None:
        """Forget what an earlier look said."""
        self.made, self.refusal, self.already, self.unmet, self.passed = None, "", False, None, MET

    def refuse(self, sentence: str) -> None:
        """Leave this one out, for a reason that people understand."""
        self.refusal, self.made = sentence, None


def enter(session: Session, event_id: int, person: Person, request: Request) -> tuple[Registration, Pass]:
    """Store one sign-up in the open transaction. Raises RegistrationRefusedError, AlreadyError or IntegrityError."""
    entry = Entry(person, request)
    enter_all(session, event_id, [entry])
    if entry.unmet is not None:
        raise entry.unmet
    if entry.already:
        raise AlreadyError
    if entry.made is None:
        raise RegistrationRefusedError(entry.refusal)
    return entry.made, passes.current(entry.made)


def enter_all(session: Session, event_id: int, entries: Sequence[Entry]) -> None:
    """Judge and store sign-ups that come at one time from one source. Raises RegistrationRefusedError for all of them.

    What became of each stands in the entry.
    """
    judge(session, event_id, entries)
    store(session, [entry for entry in entries if entry.made is not None])


def judge(session: Session, event_id: int, entries: Sequence[Entry]) -> None:
    """Lock the event and take the places; the rows are made but not added. Raises RegistrationRefusedError."""
    first = entries[0].request
    event = session.get(Event, event_id)
    if event is None:
        raise RegistrationRefusedError("没有找到这场活动。")
    closed = rules.why_closed_to(first.source, event, first.now)
    if closed is not None:
        raise RegistrationRefusedError(closed)
    plan = plan_of(event.id, now=first.now)
    quota_actions.lock_event(session, event.id)
    _find_already(event.id, entries)
    if plan.rules:
        _bar(session, event, entries)
    for entry in entries:
        if not entry.already and entry.unmet is None:
            _make(event, plan, entry)
    _refuse_used_numbers(event.id, _alive(entries))
    _place(session, event, [entry for entry in _alive(entries) if _claims(entry, plan)])
    alive = _alive(entries)
    for entry, number in zip(alive, quota_actions.next_numbers(session, event.id, len(alive)), strict=True):
        _row(entry).number = f"{event.code}-{number:04}"


def store(session: Session, entries: Sequence[Entry]) -> None:
    """Add the rows of judged entries with answers, pass, consents, holding, audit entry and message."""
    alive = _alive(entries)
    if not alive:
        return
    rows, first = [_row(entry) for entry in alive], alive[0].request
    _add(session, rows)
    for entry in alive:
        entry.passed.keep(_row(entry), now=entry.request.now, by=entry.request.by)
    given = [(_row(entry), entry.request.details.answers) for entry in alive]
    answers.store_first(session, given, keys=first.keys, now=first.now)
    _issue(session, rows, first)
    session.execute(insert(Consent), [each for entry in alive for each in _consents(entry)])
    for row, request in zip(rows, (entry.request for entry in alive), strict=True):
        if request.phone:
            hashed = phone_hash(request.phone)
            session.add(PhoneHolding(phone_hash=hashed, registration_id=row.id, since=request.now))
        facts = {"state": row.state, "walk_in": request.walk_in}
        record("registration.create", "registration", row.id, by=request.by, now=request.now, **facts)
    message_actions.all_entered(rows, now=first.now, by=first.by)


def _add(session: Session, rows: Sequence[Registration]) -> None:
    if len(rows) > 1:
        database.add_many(session, rows, Registration.number)
    else:
        session.add_all(rows)
        session.flush()


def _issue(session: Session, rows: Sequence[Registration], request: Request) -> None:
    if len(rows) == 1:
        passes.issue(rows[0], keys=request.keys, now=request.now)
        return
    session.execute(insert(Pass), passes.first_of(rows, keys=request.keys, now=request.now))
    for each in rows:
        session.expire(each, ["passes"])  # whoever wants to see one reads it


def _alive(entries: Sequence[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.made is not None]


def _row(entry: Entry) -> Registration:
    assert entry.made is not None  # noqa: S101 - only asked of entries that are alive
    return entry.made


def _bar(session: Session, event: Event, entries: Sequence[Entry]) -> None:
    """Leave out who does not meet the event's rules; a stranger hears of nobody that they are in already."""
    first = entries[0].request
    people = newcomers([(entry.person, entry.request.details) for entry in entries], first.source)
    found = obstacles(session, event, people, now=first.now)
    for entry, who, every in zip(entries, people, found, strict=True):
        if entry.already and who.on_file:
            continue
        try:
            entry.passed = let_in(who, every, entry.request.override)
        except IneligibleError as refusal:
            entry.unmet, entry.already = refusal, False
            entry.refuse(str(refusal))


def _find_already(event_id: int, entries: Sequence[Entry]) -> None:
    found = queries.active_of_people(event_id, [entry.person for entry in entries])
    seen: set[str] = set()
    for entry, held in zip(entries, found, strict=True):
        entry.already = held or entry.person.person_key in seen
        seen.add(entry.person.person_key)


def _make(event: Event, plan: SignUpPlan, entry: Entry) -> None:
    request = entry.request
    try:
        part = rules.chosen_session(event, request.details.session_id, request.now)
    except RegistrationRefusedError as refusal:
        entry.refuse(str(refusal))
        return
    entry.made = Registration(
        event_id=event.id,
        session_id=part.id if part else None,
        state="pending",
        review=_first_review(plan, request),
        queue_no=0,
        priority=0,
        weight=1,
        source=request.source,
        walk_in=request.walk_in,
        publish_name=request.details.publish_name,
        created_at=request.now,
        submitted_at=request.now,
        passes=[],
        **vars(entry.person),
    )
    set_committed_value(entry.made, "event", event)
    set_committed_value(entry.made, "session", part)


def _first_review(plan: SignUpPlan, request: Request) -> str:
    if plan.review == "none" or request.walk_in:
        return "none"
    return "unit_confirmed" if request.vouched and plan.review == "unit_host" else "submitted"


def _claims(entry: Entry, plan: SignUpPlan) -> bool:
    """Tell whether a place is asked for at once."""
    review = _row(entry).review
    return review == "none" or plan.claim_at == "submit" or (review, plan.claim_at) == ("unit_confirmed", "unit")


def _refuse_used_numbers(event_id: int, entries: Sequence[Entry]) -> None:
    """Say line by line what the constraint says: an identity number stands for one person of the event."""
    if not entries:
        return
    sent = [entry.request.details.answers for entry in entries]
    given = answers.identity_indexes(event_id, sent, entries[0].request.keys)
    used = questions.numbers_in_use(event_id, [index for index in given if index])
    for entry, index in zip(entries, given, strict=True):
        if index and index in used:
            entry.refuse(NUMBER_IN_USE)
        used.add(index)


def _place(session: Session, event: Event, entries: Sequence[Entry]) -> None:
    """Give places in the given order; whoever finds none waits where there is a waiting list, except at the door."""
    _refuse_hidden_workplaces(session, event, entries)
    claiming = _alive(entries)
    if not claiming:
        return
    rows, waiting = [_row(entry) for entry in claiming], []
    found = seating_actions.seat_each(session, event, rows, now=claiming[0].request.now)
    for entry, lacking in zip(claiming, found, strict=True):
        if isinstance(lacking, Dimension):
            entry.refuse(rules.UNKNOWN_OF[lacking])
        elif lacking is not None and (entry.request.walk_in or not event.waiting_list):
            entry.refuse(rules.full_sentence(lacking))
        elif lacking is not None:
            waiting.append(_row(entry))
    seating_actions.queue_up_each(session, event.id, waiting)


def _refuse_hidden_workplaces(session: Session, event: Event, entries: Sequence[Entry]) -> None:
    """Let the roster's workplace decide nothing: the answer would tell a stranger who is on the roster."""
    hidden = [each for each in entries if each.request.source == "self" and not names_workplace(each.request.details)]
    divided = quota_queries.divided_by(session, event.id) if hidden else None
    if divided is not None:
        for entry in hidden:
            entry.refuse(rules.UNKNOWN_OF[divided])


def _consents(entry: Entry) -> list[dict[str, object]]:
    made, request = _row(entry), entry.request
    where = (made.id, request.now, request.by.address)
    return [answer(each, *where, given=given) for each, given in said_by(request.details).items()]
