"""The facts that decide about applicants: answers, the roster, and other sign-ups of the same people."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import selectinload

from deqing_events import database
from deqing_events.domain.eligibility.facts import Asked, Facts
from deqing_events.domain.eligibility.rules import Rule, RuleKind
from deqing_events.domain.kinds import COUNTED_STATES, EventState
from deqing_events.domain.questions.checks import number
from deqing_events.domain.slots import clash
from deqing_events.events.models import Event, EventSession
from deqing_events.organisations.models import Member
from deqing_events.registration import rules as registration_rules
from deqing_events.registration.eligibility.applying import Applicant
from deqing_events.registration.eligibility.queries import asked_of
from deqing_events.registration.hooks import offers
from deqing_events.registration.models import DONE_REVIEWS, PhoneHolding, Registration
from deqing_events.registration.queries import HELD
from deqing_events.registration.questions.models import Answer, QuestionRow
from deqing_events.workers.models import PhoneOwner

EARLIER = frozenset({RuleKind.CHAMPION, RuleKind.ITEMS, RuleKind.CLASH, RuleKind.ABSENCE})
HAPPENED = frozenset({EventState.PUBLISHED, *COUNTED_STATES})
LOOKED_AT = tuple(each.value for each in Asked)


@dataclass(frozen=True)
class Looking:
    """For which event and rules facts are gathered, and when."""

    event: Event
    kinds: frozenset[RuleKind]
    asked: frozenset[Asked]


@dataclass(frozen=True)
class Filed:
    """What is on file: members by id, sign-ups for other events, and which of those won or were not attended."""

    roster: Mapping[int, Member]
    earlier: Sequence[Registration]
    won: frozenset[int]
    absent: frozenset[int]


def facts_of(event: Event, rules: Iterable[Rule], people: Sequence[Applicant], *, now: dt.datetime) -> list[Facts]:
    """Return the facts about each applicant that the rules look at; without a proof nothing on file is read."""
    looking = Looking(event, frozenset(rule.kind for rule in rules), asked_of(event.id))
    known = [each for each in people if each.on_file]
    earlier = _earlier(looking, known)
    ids = [held.id for held in earlier] if RuleKind.CHAMPION in looking.kinds else []
    over = [held.id for held in earlier if _expected(held, now)] if RuleKind.ABSENCE in looking.kinds else []
    won = offers.won(ids, event) if ids else frozenset()
    filed = Filed(_roster(looking, known), earlier, won, offers.absent(over) if over else frozenset())
    return [_facts(looking, each, filed) for each in people]


def roster_units(member_ids: Sequence[int]) -> dict[int, int | None]:
    """Return where the roster says that members work."""
    query = select(Member.id, Member.unit_id).where(Member.id.in_(member_ids))
    return {row.id: row.unit_id for row in database.session().execute(query)}


def answers_of(registration_ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """Return the answers of registrations that rules look at, by catalogue field."""
    query = (
        select(Answer.registration_id, QuestionRow.field, Answer.value)
        .join(QuestionRow, QuestionRow.id == Answer.question_id)
        .where(Answer.registration_id.in_(registration_ids), QuestionRow.field.in_(LOOKED_AT))
    )
    found: dict[int, dict[str, str]] = {held: {} for held in registration_ids}
    for held, field, value in database.session().execute(query):
        if isinstance(value, str):
            found[held][field] = value
    return found


def proved(registration_ids: Sequence[int]) -> set[int]:
    """Return the registrations that stand on a phone which has proved their mobile."""
    query = (
        select(Registration.id)
        .join(PhoneHolding, PhoneHolding.registration_id == Registration.id)
        .join(PhoneOwner, PhoneOwner.phone_hash == PhoneHolding.phone_hash)
        .where(
            Registration.id.in_(registration_ids),
            PhoneOwner.mobile == Registration.mobile,
            PhoneOwner.ended_at.is_(None),
        )
    )
    return set(database.session().scalars(query))


def _facts(looking: Looking, who: Applicant, filed: Filed) -> Facts:
    answers = {key: value for key, value in who.answers.items() if key in looking.asked or who.on_file}
    member = filed.roster.get(who.member_id or 0) if who.on_file else None
    earlier = _of(who, filed.earlier)
    return Facts(
        on_file=who.on_file,
        unit_id=who.unit_id,
        union_id=who.union_id,
        township_id=who.township_id,
        trade=who.trade,
        birth_date=(member.birth_date if member else None) or _day(answers.get(Asked.BIRTH)),
        sex=(member.gender if member else "") or answers.get(Asked.SEX, ""),
        years=_number(answers.get(Asked.YEARS)),
        standing=answers.get(Asked.STANDING, ""),
        member=who.on_file and who.member_id is not None,
        champion=any(held.id in filed.won for held in earlier),
        items=tuple(held.event.title for held in earlier if _counts_as_item(looking.event, held)),
        clashes=tuple(held.event.title for held in earlier if _clashes(looking.event, who.session_id, held)),
        absences=tuple(_last_day(held) for held in earlier if held.id in filed.absent),
        asked=looking.asked,
    )


def _roster(looking: Looking, people: Sequence[Applicant]) -> dict[int, Member]:
    ids = {each.member_id for each in people if each.member_id is not None}
    if not ids or not looking.kinds & {RuleKind.AGE, RuleKind.SEX}:
        return {}
    return {member.id: member for member in database.session().scalars(select(Member).where(Member.id.in_(ids)))}


def _earlier(looking: Looking, people: Sequence[Applicant]) -> list[Registration]:
    """Return the sign-ups of the same people for other events, test events left out."""
    if not people or not looking.kinds & EARLIER:
        return []
    mobiles = {each.mobile for each in people}
    same = or_(
        Registration.person_key.in_({each.person_key for each in people}),
        and_(
            Registration.mobile_tail.in_({mobile[-4:] for mobile in mobiles}),
            Registration.mobile.in_(mobiles),
            Registration.name.in_({each.name for each in people}),
        ),
    )
    query = (
        select(Registration)
        .join(Event, Event.id == Registration.event_id)
        .where(Registration.event_id != looking.event.id, Event.state.in_(HAPPENED), Event.is_test.is_(False), same)
        .order_by(Event.starts_at, Registration.id)
        .options(selectinload(Registration.event).selectinload(Event.sessions), selectinload(Registration.session))
    )
    return list(database.session().scalars(query))


def _of(who: Applicant, earlier: Iterable[Registration]) -> list[Registration]:
    if not who.on_file:
        return []
    mine = (who.name, who.mobile)
    return [held for held in earlier if held.person_key == who.person_key or (held.name, held.mobile) == mine]


def _counts_as_item(event: Event, held: Registration) -> bool:
    if event.campaign_id is None or held.event.campaign_id != event.campaign_id:
        return False
    return held.state in HELD and not held.event.is_preliminary


def _clashes(event: Event, session_id: int | None, held: Registration) -> bool:
    if held.state not in HELD or held.event.state != EventState.PUBLISHED:
        return False
    here, there = _slots(event, session_id), _slots(held.event, held.session_id)
    return any(clash(one, other) for one in here for other in there)


def _slots(event: Event, session_id: int | None) -> list[tuple[int, int]]:
    """Return when somebody is busy: in the chosen session, or in all of them where none was chosen."""
    parts: Sequence[EventSession] = [part for part in event.sessions if part.id == session_id] or event.sessions
    if parts:
        return [_slot(part.starts_at, part.ends_at) for part in parts]
    if event.starts_at is None or event.ends_at is None:
        return []
    return [_slot(event.starts_at, event.ends_at)]


def _slot(start: dt.datetime, end: dt.datetime) -> tuple[int, int]:
    return int(start.timestamp()), int(end.timestamp())


def _expected(held: Registration, now: dt.datetime) -> bool:
    """Tell whether somebody had a place in an event that is over."""
    ends = held.session.ends_at if held.session else held.event.ends_at
    return held.state == "confirmed" and held.review in DONE_REVIEWS and ends is not None and ends < now


def _last_day(held: Registration) -> dt.date:
    ends = (held.session.ends_at if held.session else held.event.ends_at) or held.created_at
    return ends.astimezone(registration_rules.ZONE).date()


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _number(text: str | None) -> Decimal | None:
    return number(text) if text else None
