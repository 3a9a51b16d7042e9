"""Questions about live boards. What the public may see is asked without the content, so it can come from memory."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Select, exists, func, select

from deqing_events import database
from deqing_events.contests.appeals.models import Appeal
from deqing_events.contests.hand_ins.models import HandIn
from deqing_events.contests.judges.models import JudgeLink, PanelJudge
from deqing_events.contests.live.models import LiveBoard
from deqing_events.contests.models import Draw, Entrant, Mark, MarkChange, Publication, RuleSheet
from deqing_events.contests.results.queries import last_choice
from deqing_events.contests.unblinding import queries as unblinding
from deqing_events.domain.kinds import EventState
from deqing_events.events.models import Event

Revision = tuple[Any, ...]


@dataclass(frozen=True)
class Held:
    """A live board at its public address. ``choices`` is the last word anybody said about publishing names."""

    event_id: int
    slug: str
    title: str
    entrant_kind: str
    state: str
    version: int
    chips: bool
    naming: str
    choices: int
    published: bool


def board(event_id: int, *, locked: bool = False) -> LiveBoard | None:
    """Return the board of an event, or None; ``locked`` until the open transaction ends."""
    query = select(LiveBoard).where(LiveBoard.event_id == event_id)
    return database.session().scalars(query.with_for_update() if locked else query).one_or_none()


def held(slug: str) -> Held | None:
    """Return the board at a public address; None for a draft or where nobody made one."""
    query = (
        select(
            *(Event.id, Event.slug, Event.title, Event.entrant_kind),
            *(LiveBoard.state, LiveBoard.version, LiveBoard.chips, LiveBoard.naming),
            last_choice(),
            exists().where(Publication.event_id == Event.id, Publication.withdrawn_at.is_(None)),
        )
        .join(LiveBoard, LiveBoard.event_id == Event.id)
        .where(Event.slug == slug, Event.state != EventState.DRAFT)
    )
    row = database.session().execute(query).one_or_none()
    values: tuple[Any, ...] = tuple(row or ())
    return Held(*values) if values else None


def version(event_id: int) -> int | None:
    """Return the version of a board as it is stored at this moment."""
    return database.session().scalar(select(LiveBoard.version).where(LiveBoard.event_id == event_id))


def open_with_hold_back() -> list[tuple[int, int]]:
    """Return event and version of the boards that follow the marks and will stand still by themselves."""
    query = select(LiveBoard.event_id, LiveBoard.version).where(LiveBoard.state == "open", LiveBoard.hold_back > 0)
    return [(row[0], row[1]) for row in database.session().execute(query.order_by(LiveBoard.event_id))]


def is_showing(event_id: int) -> bool:
    """Tell whether a board shows something to the public."""
    shown = LiveBoard.state.in_(("open", "frozen", "ceremony"))
    return bool(database.session().scalar(select(exists().where(LiveBoard.event_id == event_id, shown))))


def revision(event_id: int) -> Revision:
    """Return values that change with everything an open board is worked out from."""
    marks = select(func.count(), func.max(Mark.id), func.max(Mark.at)).where(Mark.entrant_id.in_(_entrants(event_id)))
    kept = select(func.max(MarkChange.id)).join(Entrant, Entrant.id == MarkChange.entrant_id)
    entrants = select(
        func.count(),
        func.count(Entrant.elapsed_seconds),
        func.sum(Entrant.elapsed_seconds),
        func.sum(func.length(sa.cast(Entrant.penalties, sa.Text))),
    )
    handed = select(func.max(HandIn.id), func.count(HandIn.reopened_at)).join(Entrant, Entrant.id == HandIn.entrant_id)
    others = select(
        select(func.max(Draw.id)).where(Draw.event_id == event_id).scalar_subquery(),
        select(func.max(RuleSheet.version)).where(RuleSheet.event_id == event_id).scalar_subquery(),
    )
    appeals = select(func.count(), func.max(Appeal.changed_at)).where(Appeal.event_id == event_id)
    session = database.session()
    own = (query.where(Entrant.event_id == event_id) for query in (kept, entrants, handed))
    return tuple(tuple(session.execute(query).one()) for query in (marks, *own, others, appeals))


def last_marks(event_id: int) -> dict[int, dt.datetime]:
    """Return when each entrant's last mark came in, by entrant."""
    query = select(Mark.entrant_id, func.max(Mark.at)).where(Mark.entrant_id.in_(_entrants(event_id)))
    return {row[0]: row[1] for row in database.session().execute(query.group_by(Mark.entrant_id))}


def _entrants(event_id: int) -> Select[int]:
    return select(Entrant.id).where(Entrant.event_id == event_id)


def not_handed_in(event_id: int) -> frozenset[int]:
    """Return the entrants with marks of a judge who marks by an own link and has not handed them in: drafts still."""
    handed_in = exists().where(
        HandIn.entrant_id == Mark.entrant_id, HandIn.judge == Mark.judge, HandIn.reopened_at.is_(None)
    )
    by_link = (PanelJudge.event_id == Entrant.event_id) & (PanelJudge.judge == Mark.judge)
    query = (
        select(Mark.entrant_id)
        .join(Entrant, Entrant.id == Mark.entrant_id)
        .join(PanelJudge, by_link)
        .join(JudgeLink, (JudgeLink.panel_judge_id == PanelJudge.id) & JudgeLink.revoked_at.is_(None))
        .where(Entrant.event_id == event_id, ~handed_in)
    )
    return frozenset(database.session().scalars(query.distinct()))


def blind_holds(event_id: int) -> bool:
    """Tell whether entrants still stand behind blind codes: neither unblinded nor published."""
    coded = exists().where(Entrant.event_id == event_id, Entrant.blind_code != "")
    published = exists().where(Publication.event_id == event_id, Publication.withdrawn_at.is_(None))
    hidden = database.session().scalar(select(coded & ~published))
    return bool(hidden) and unblinding.done(event_id) is None
