"""Saying who the judges of a panel are, and their links."""

import contextlib
import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.checkin import gate_tokens
from deqing_events.contests.appeals.freezing import RowFrozenError
from deqing_events.contests.entrants import queries as entrants
from deqing_events.contests.history import Change, ReasonMissingError, require_reason
from deqing_events.contests.judges import queries, recusing
from deqing_events.contests.judges.models import JudgeLink, PanelJudge
from deqing_events.contests.locks import queries as locks
from deqing_events.contests.locks.guard import MarksLockedError, require_unlocked
from deqing_events.domain.roles import Actor
from deqing_events.engines import BusyError
from deqing_events.organisations.queries import resolve_unit
from deqing_events.settings import Keys

SERIALS = 2**31 - 1
SEEN_EVERY = dt.timedelta(minutes=1)


class JudgeRefusedError(ValueError):
    """Nothing was saved; the text is a sentence for people."""


@dataclass(frozen=True)
class JudgeDetails:
    """What staff say about a judge. ``relations`` maps the id of an entrant to a word of domain.recusal.RELATIONS."""

    name: str
    workplace: str = ""
    relations: Mapping[int, str] = field(default_factory=dict)


def save(event_id: int, judge: str, details: JudgeDetails, change: Change) -> int:
    """Say who sits as ``judge``; entrants follow at once. Returns for how many the recusal changed.

    Raises JudgeRefusedError when a recusal would change although the marks are locked, or without a reason although
    results stand published.
    """
    try:
        with database.transaction() as session:
            locks.hold_off(event_id)
            row = queries.one(event_id, judge) or PanelJudge(event_id=event_id, judge=judge, relations={})
            rows, kind = entrants.for_event(event_id), recusing.kind_of(event_id)
            before = {each.id for each in rows if row.id and recusing.reason(row, each, kind)}
            unit = resolve_unit(details.workplace)
            row.name, row.workplace, row.unit_id = details.name, details.workplace, unit.id if unit else None
            row.relations = {str(entrant_id): word for entrant_id, word in details.relations.items()}
            session.add(row)
            session.flush()
            changed = recusing.follow(row, rows, before, change)
            if changed:
                require_unlocked(event_id)
                require_reason(event_id, change)
            record("judges.save", "event", event_id, by=change.by, now=change.now, judge=judge, recused=changed)
            return changed
    except (ReasonMissingError, MarksLockedError, RowFrozenError) as error:
        raise JudgeRefusedError(str(error)) from error
    except IntegrityError as error:
        raise JudgeRefusedError(database.violated(error) or "刚被别人改过，请刷新后再改。") from error


def make_links(
    event_id: int, judges: Sequence[str], period: tuple[dt.datetime, dt.datetime], *, keys: Keys, change: Change
) -> int:
    """Make a link for each of these judges who has none that still opens; returns how many.

    Asked twice, as by a double tap, it is one. A link whose time is over is revoked first. Raises JudgeRefusedError.
    """
    try:
        with database.transaction() as session:
            standing = queries.standing_links(event_id)
            lacking = [row for row in queries.panel(event_id) if row.judge in judges]
            lacking = [row for row in lacking if not _opens(standing.get(row.id), change.now)]
            for row in lacking:
                if row.id in standing:
                    standing[row.id].revoked_at = change.now
            session.flush()
            for row in lacking:
                _make(row, period, keys, change)
            return len(lacking)
    except IntegrityError as error:
        raise JudgeRefusedError(database.violated(error) or "刚被别人改过，请刷新后再做。") from error


def _opens(link: JudgeLink | None, now: dt.datetime) -> bool:
    return link is not None and link.valid_until > now


def _make(row: PanelJudge, period: tuple[dt.datetime, dt.datetime], keys: Keys, change: Change) -> None:
    link = JudgeLink(panel_judge_id=row.id, serial=secrets.randbelow(SERIALS), token_hash=secrets.token_hex(32))
    link.valid_from, link.valid_until = period
    link.created_by, link.created_at = change.by.who, change.now
    database.session().add(link)
    database.session().flush()
    link.token_hash = gate_tokens.token_hash(link_token(link.id, link.serial, keys))
    record("judges.link", "event", row.event_id, by=change.by, now=change.now, judge=row.judge, link=link.id)


def link_token(link_id: int, serial: int, keys: Keys) -> str:
    """Return the token in the address of a judge's link; like a gate's it follows from the row and a key."""
    return gate_tokens.derived(f"judge:{link_id}.{serial}", keys)


def revoke(event_id: int, link_id: int, *, now: dt.datetime, by: Actor) -> bool:
    """Revoke a judge's link; false when that was done before."""
    with database.transaction() as session:
        link = queries.link_within(event_id, link_id)
        if link is None:
            return False
        still = update(JudgeLink).where(JudgeLink.id == link_id, JudgeLink.revoked_at.is_(None))
        done = session.execute(still.values(revoked_at=now).returning(JudgeLink.id)).one_or_none()
        if done is not None:
            judge = link.panel_judge.judge
            record("judges.revoke", "event", event_id, by=by, now=now, judge=judge, link=link_id)
        return done is not None


def seen(holder: queries.Holder, *, now: dt.datetime) -> None:
    """Note that a judge's link is in use, once a minute at the most; a busy database is not worth a refusal."""
    if holder.seen_at is not None and now - holder.seen_at < SEEN_EVERY:
        return
    with contextlib.suppress(BusyError), database.transaction() as session:
        session.execute(update(JudgeLink).where(JudgeLink.id == holder.link_id).values(seen_at=now))
