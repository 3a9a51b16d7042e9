"""Questions about rule sheets."""

from typing import Any

from sqlalchemy import exists, select

from deqing_events import database
from deqing_events.contests.models import Entrant, Mark, RuleSheet
from deqing_events.events.models import Campaign, Event


def current(event_id: int) -> RuleSheet | None:
    """Return the version that holds, or None while the contest has no rules."""
    query = select(RuleSheet).where(RuleSheet.event_id == event_id).order_by(RuleSheet.version.desc()).limit(1)
    return database.session().scalars(query).one_or_none()


def at(event_id: int, version: int) -> RuleSheet | None:
    """Return one version, or None."""
    query = select(RuleSheet).where(RuleSheet.event_id == event_id, RuleSheet.version == version)
    return database.session().scalars(query).one_or_none()


def versions(event_id: int) -> list[RuleSheet]:
    """Return every version, the latest first."""
    query = select(RuleSheet).where(RuleSheet.event_id == event_id).order_by(RuleSheet.version.desc())
    return list(database.session().scalars(query))


def kind_of(event_id: int) -> str:
    """Return the kind of an event, empty for an unknown one."""
    return database.session().scalar(select(Event.kind).where(Event.id == event_id)) or ""


def usual_league(event_id: int) -> dict[str, Any]:
    """Return the team table that new rules of an event start from: its campaign's, {} for none."""
    query = select(Campaign.league).join(Event, Event.campaign_id == Campaign.id).where(Event.id == event_id)
    return database.session().scalar(query) or {}


def has_marks(event_id: int) -> bool:
    """Tell whether any mark of the contest is stored, so that its rules are locked."""
    query = select(exists().where(Mark.entrant_id == Entrant.id, Entrant.event_id == event_id))
    return bool(database.session().scalar(query))
