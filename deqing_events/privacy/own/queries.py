"""Everything that is kept under a mobile, for whoever has proved it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from deqing_events import database
from deqing_events.checkin.models import CheckinList, Scan
from deqing_events.contests.appeals import queries as appeals
from deqing_events.contests.appeals.models import Appeal
from deqing_events.contests.certificates import queries as certificates
from deqing_events.contests.certificates.models import Certificate
from deqing_events.contests.entrants import queries as entrants
from deqing_events.contests.honours import queries as honours
from deqing_events.contests.honours.models import Honour
from deqing_events.contests.models import Entrant, Publication
from deqing_events.contests.objections import queries as objections
from deqing_events.contests.objections.models import Objection
from deqing_events.contests.promotions import queries as promotions
from deqing_events.contests.promotions.models import Promotion
from deqing_events.events.models import Event
from deqing_events.messages.models import Message
from deqing_events.messages.templates import SECRET
from deqing_events.organisations import queries as organisations
from deqing_events.organisations.models import Member
from deqing_events.privacy.models import DataRequest
from deqing_events.registration.models import Consent, Registration
from deqing_events.registration.questions import queries as questions
from deqing_events.registration.questions.queries import Answered
from deqing_events.settings import Keys
from deqing_events.workers import queries as workers
from deqing_events.workers.hashes import mobile_key
from deqing_events.workers.models import PhoneOwner


@dataclass(frozen=True)
class CheckIn:
    """One counted scan of a sign-up."""

    registration_id: int
    list_name: str
    direction: str
    scan: Scan


@dataclass(frozen=True)
class Kept:
    """What is kept under a mobile: sign-ups with their answers, consents and check-ins, and what is beside them."""

    sign_ups: Sequence[Registration]
    answers: dict[int, list[Answered]]
    consents: Sequence[Consent]
    check_ins: Sequence[CheckIn]
    messages: Sequence[Message]
    phones: Sequence[PhoneOwner]
    members: Sequence[Member]
    certificates: Sequence[Certificate]
    promotions: Sequence[Promotion]
    entries: Sequence[Entrant]
    objections: Sequence[Objection]
    appeals: Sequence[Appeal]
    honours: Sequence[Honour]
    requests: Sequence[DataRequest]


def sign_ups(mobile: str) -> list[Registration]:
    """Return every sign-up with a mobile, the latest first."""
    load = (
        selectinload(Registration.event),
        selectinload(Registration.passes),
        selectinload(Registration.session),
        selectinload(Registration.team),
        selectinload(Registration.unit),
    )
    query = select(Registration).where(Registration.mobile == mobile).options(*load)
    return list(database.session().scalars(query.order_by(Registration.id.desc())))


def kept(mobile: str, keys: Keys) -> Kept:
    """Return all that is kept under a mobile."""
    held = sign_ups(mobile)
    ids = [row.id for row in held]
    members = organisations.members_with_mobile(mobile)
    return Kept(
        sign_ups=held,
        answers=dict(questions.answers_of(ids, keys)),
        consents=_consents(ids),
        check_ins=_check_ins(ids),
        messages=_messages(mobile),
        phones=workers.phones_of(mobile),
        members=members,
        certificates=certificates.of_sign_ups(ids),
        promotions=promotions.of_sign_ups(ids),
        entries=entrants.of_sign_ups(ids),
        objections=objections.of_mobile(mobile),
        appeals=appeals.about_sign_ups(ids),
        honours=honours.of_members([(row.name, row.unit.name) for row in members if row.unit]),
        requests=_requests(mobile_key(mobile, keys)),
    )


def _requests(key: str) -> list[DataRequest]:
    query = select(DataRequest).where(DataRequest.mobile_key == key)
    return list(database.session().scalars(query.order_by(DataRequest.id)))


def _consents(ids: Sequence[int]) -> list[Consent]:
    query = select(Consent).where(Consent.registration_id.in_(ids)).order_by(Consent.at, Consent.id)
    return list(database.session().scalars(query))


def _check_ins(ids: Sequence[int]) -> list[CheckIn]:
    query = (
        select(Scan, CheckinList.name)
        .join(CheckinList, CheckinList.id == Scan.list_id)
        .where(Scan.registration_id.in_(ids), Scan.counts, Scan.annulled_at.is_(None))
        .order_by(Scan.scanned_at, Scan.id)
    )
    rows = database.session().execute(query)
    return [CheckIn(scan.registration_id or 0, name, scan.direction, scan) for scan, name in rows]


def _messages(mobile: str) -> list[Message]:
    query = select(Message).where(Message.mobile == mobile, Message.template.not_in(SECRET))
    return list(database.session().scalars(query.order_by(Message.created_at, Message.id)))


def published_slugs(event_ids: Sequence[int]) -> list[str]:
    """Return the public addresses of those of the events whose results were published."""
    published = select(Publication.event_id).where(Publication.event_id.in_(event_ids))
    return list(database.session().scalars(select(Event.slug).where(Event.id.in_(published))))


def message_count(mobile: str) -> int:
    """Return how many messages are kept for a mobile, one-time codes apart."""
    query = select(func.count()).where(Message.mobile == mobile, Message.template.not_in(SECRET))
    return database.session().scalar(query) or 0
