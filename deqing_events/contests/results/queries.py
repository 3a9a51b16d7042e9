"""Questions about published results."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ScalarSelect, func, select

from deqing_events import database
from deqing_events.contests.appeals.models import Appeal
from deqing_events.contests.models import Entrant, Publication
from deqing_events.contests.rounds.models import RoundDecision
from deqing_events.domain.kinds import EventState, Level
from deqing_events.events.models import Event
from deqing_events.registration.consents import Purpose
from deqing_events.registration.models import Consent, Registration

SETTLED = ("public_notice", "final")
"""Stages in which a result counts."""
LEVELS = tuple(level.value for level in Level)
"""Levels of organisers, the lowest first."""


@dataclass(frozen=True)
class Standing:
    """Which publication of an event holds, without its content: enough to answer from a cache.

    ``choices`` is the number of the last word anybody of the event said about publishing names, ``appeals`` when an
    appeal last went a step, ``onward`` the list of the next round that holds (0 for none).
    """

    event_id: int
    publication_id: int
    version: int
    digest: str
    choices: int
    appeals: dt.datetime | None = None
    onward: int = 0


def latest(event_id: int) -> Publication | None:
    """Return the publication that holds, or None before publication and after a withdrawal."""
    query = select(Publication).where(Publication.event_id == event_id, Publication.withdrawn_at.is_(None))
    return database.session().scalars(query.order_by(Publication.version.desc()).limit(1)).one_or_none()


def last_version(event_id: int) -> int:
    """Return the highest version ever published, 0 for none."""
    query = select(func.max(Publication.version)).where(Publication.event_id == event_id)
    return database.session().scalar(query) or 0


def history(event_id: int) -> list[Publication]:
    """Return every publication of an event, withdrawn ones too, the latest first."""
    query = select(Publication).where(Publication.event_id == event_id).order_by(Publication.version.desc())
    return list(database.session().scalars(query))


def readable(event_id: int, version: int) -> Publication | None:
    """Return one version that was not withdrawn, or None."""
    query = select(Publication).where(
        Publication.event_id == event_id, Publication.version == version, Publication.withdrawn_at.is_(None)
    )
    return database.session().scalars(query).one_or_none()


def standing(slug: str) -> Standing | None:
    """Return which publication holds at a public address; None for a draft or nothing published."""
    query = (
        select(Event.id, Publication.id, Publication.version, Publication.digest, last_choice(), _appeals(), _onward())
        .join(Publication, Publication.event_id == Event.id)
        .where(Event.slug == slug, Event.state != EventState.DRAFT, Publication.withdrawn_at.is_(None))
        .order_by(Publication.version.desc())
        .limit(1)
    )
    row = database.session().execute(query).one_or_none()
    return None if row is None else Standing(*row)


def last_choice() -> ScalarSelect[int]:
    """Return, as part of a query about events, the number of the last word anybody said about publishing names."""
    query = select(func.coalesce(func.max(Consent.id), 0)).join(
        Registration, Registration.id == Consent.registration_id
    )
    return query.where(Registration.event_id == Event.id, Consent.purpose == Purpose.PUBLICATION).scalar_subquery()


def _appeals() -> ScalarSelect[dt.datetime]:
    return select(func.max(Appeal.changed_at)).where(Appeal.event_id == Event.id).scalar_subquery()


def _onward() -> ScalarSelect[int]:
    query = select(func.coalesce(func.max(RoundDecision.id), 0))
    return query.where(RoundDecision.event_id == Event.id, RoundDecision.undone_at.is_(None)).scalar_subquery()


def has_onward(event_id: int) -> bool:
    """Tell whether a list of the next round holds."""
    query = select(RoundDecision.id).where(RoundDecision.event_id == event_id, RoundDecision.undone_at.is_(None))
    return database.session().scalar(query) is not None


def agreed(event_id: int) -> frozenset[int]:
    """Return the sign-ups of an event whose full names may be published today."""
    query = select(Registration.id).where(Registration.event_id == event_id, Registration.publish_name)
    return frozenset(database.session().scalars(query))


def by_id(publication_id: int) -> Publication:
    """Return a publication that is known to exist."""
    return database.session().get_one(Publication, publication_id)


def published(*, limit: int = 200) -> list[Publication]:
    """Return the publication that holds of every public contest, the latest first. Test events are left out."""
    newest = (
        select(Publication.event_id, func.max(Publication.version).label("version"))
        .where(Publication.withdrawn_at.is_(None))
        .group_by(Publication.event_id)
        .subquery()
    )
    query = (
        select(Publication)
        .join(newest, (newest.c.event_id == Publication.event_id) & (newest.c.version == Publication.version))
        .join(Event, Event.id == Publication.event_id)
        .where(Event.state != EventState.DRAFT, Event.is_test.is_(False))
        .order_by(Publication.at.desc(), Publication.id.desc())
        .limit(limit)
    )
    return list(database.session().scalars(query))


def entered_as(registration_id: int) -> int | None:
    """Return the event in whose list of entrants a registration stands, or None."""
    return database.session().scalar(select(Entrant.event_id).where(Entrant.registration_id == registration_id))


def won(registration_ids: Sequence[int], event: Event) -> frozenset[int]:
    """Return which registrations came first in another contest of the event's trade and kind.

    The contest has to be of its level or a higher one, no preliminary and no test, and in public notice or final.
    """
    query = (
        select(Entrant.event_id)
        .join(Event, Event.id == Entrant.event_id)
        .where(
            Entrant.registration_id.in_(registration_ids),
            Event.id != event.id,
            Event.kind == event.kind,
            Event.trade == event.trade,
            Event.organiser_level.in_(LEVELS[LEVELS.index(event.organiser_level) :]),
            Event.is_preliminary.is_(False),
            Event.is_test.is_(False),
        )
        .distinct()
    )
    standing = (latest(event_id) for event_id in database.session().scalars(query))
    counted = [each for each in standing if each is not None and each.stage in SETTLED]
    first = {row["registration"] for each in counted for row in each.content["rows"] if row["rank"] == 1}
    return frozenset(first & set(registration_ids))


def published_since(since: dt.datetime) -> list[tuple[int, str]]:
    """Return id and title of events whose results went into public notice or became final since then."""
    query = (
        select(Event.id, Event.title)
        .join(Publication, Publication.event_id == Event.id)
        .where(
            Publication.stage.in_(SETTLED),
            Publication.at > since,
            Publication.withdrawn_at.is_(None),
        )
        .distinct()
        .order_by(Event.id)
    )
    return [(row[0], row[1]) for row in database.session().execute(query)]
