"""Questions about the judges of a panel and their links."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from deqing_events import database
from deqing_events.contests.judges.models import JudgeLink, PanelJudge
from deqing_events.domain.kinds import EventState
from deqing_events.events.models import Event


@dataclass(frozen=True)
class Holder:
    """A judge's link with the judge's seat and event. It names nobody but the judge."""

    link_id: int
    panel_judge_id: int
    judge: str
    name: str
    event_id: int
    event_title: str
    event_state: str
    valid_from: dt.datetime
    valid_until: dt.datetime
    revoked_at: dt.datetime | None
    seen_at: dt.datetime | None

    def closed(self, now: dt.datetime) -> str | None:
        """Return why the link cannot be used now (revoked, cancelled, late, early), or None."""
        if self.revoked_at is not None:
            return "revoked"
        if self.event_state in {EventState.CANCELLED, EventState.ARCHIVED}:
            return "cancelled"
        if now >= self.valid_until:
            return "late"
        return "early" if now < self.valid_from else None


def panel(event_id: int) -> list[PanelJudge]:
    """Return the judges of an event who have said who they are."""
    query = select(PanelJudge).where(PanelJudge.event_id == event_id).order_by(PanelJudge.id)
    return list(database.session().scalars(query))


def one(event_id: int, judge: str) -> PanelJudge | None:
    """Return who sits as this judge of the panel, or None."""
    query = select(PanelJudge).where(PanelJudge.event_id == event_id, PanelJudge.judge == judge)
    return database.session().scalars(query).one_or_none()


def standing_links(event_id: int) -> dict[int, JudgeLink]:
    """Return the links that are not revoked, also those whose time is over, by the judge's row."""
    query = (
        select(JudgeLink)
        .join(JudgeLink.panel_judge)
        .options(contains_eager(JudgeLink.panel_judge))
        .where(PanelJudge.event_id == event_id, JudgeLink.revoked_at.is_(None))
    )
    return {link.panel_judge_id: link for link in database.session().scalars(query)}


def link_within(event_id: int, link_id: int) -> JudgeLink | None:
    """Return a link of this event with its judge, or None."""
    query = (
        select(JudgeLink)
        .join(JudgeLink.panel_judge)
        .options(contains_eager(JudgeLink.panel_judge))
        .where(PanelJudge.event_id == event_id, JudgeLink.id == link_id)
    )
    return database.session().scalars(query).one_or_none()


def by_token(token_hash: str) -> Holder | None:
    """Return the holder of a judge's link, or None."""
    query = (
        select(
            JudgeLink.id,
            PanelJudge.id,
            PanelJudge.judge,
            PanelJudge.name,
            Event.id,
            Event.title,
            Event.state,
            JudgeLink.valid_from,
            JudgeLink.valid_until,
            JudgeLink.revoked_at,
            JudgeLink.seen_at,
        )
        .join(JudgeLink.panel_judge)
        .join(Event, Event.id == PanelJudge.event_id)
        .where(JudgeLink.token_hash == token_hash)
    )
    row = database.session().execute(query).one_or_none()
    return Holder(*row) if row else None
