"""Making and changing the list of entrants."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.appeals.freezing import RowFrozenError, require_thawed
from deqing_events.contests.appeals.queries import appealed
from deqing_events.contests.call_room import queries as call_room
from deqing_events.contests.custody import codes
from deqing_events.contests.custody import queries as custody
from deqing_events.contests.entrants import queries
from deqing_events.contests.entrants.placing import settle
from deqing_events.contests.heats import queries as heats
from deqing_events.contests.history import Change, ReasonMissingError, require_reason
from deqing_events.contests.judges import recusing
from deqing_events.contests.locks.guard import MarksLockedError, require_unlocked
from deqing_events.contests.models import Entrant
from deqing_events.contests.start_draws import queries as start_draws
from deqing_events.domain.roles import Actor
from deqing_events.events.models import Event
from deqing_events.registration.models import Registration

MARKED = "这位已经有分数，不能删去；没有比完请把状态改成弃权。"
DRAWN = "这位已在抽签名单里，{what}。"
SEALED = "盲码由加密裁判编，对照已封存，解密以前不能改。"
OFFICER = "这场指定了加密裁判，盲码请加密裁判用自己的账号在“加密”里编，编好就封存。"
_FIELDS = ("number", "blind_code", "name", "delegation", "unit_name")
_WATCHED = ("status", "elapsed_seconds", "guest")


class EntrantRefusedError(ValueError):
    """The list was not changed; the text is a sentence for people."""


@dataclass(frozen=True)
class Details:
    """An entrant as somebody types it. ``penalties`` maps key to times (decimal text), only those above 0."""

    number: str
    name: str
    delegation: str = ""
    unit_name: str = ""
    blind_code: str = ""
    status: str = "present"
    elapsed_seconds: int | None = None
    guest: bool = False
    penalties: Mapping[str, str] = field(default_factory=dict)
    vetoes: Sequence[str] = ()
    recused: Sequence[str] = ()


@contextmanager
def _refusals(event_id: int) -> Iterator[Session]:
    """Open the transaction, and turn what the lock, the database or the history refuses into a sentence."""
    try:
        with database.transaction() as session:
            require_unlocked(event_id)
            yield session
    except IntegrityError as error:
        raise EntrantRefusedError(database.violated(error) or "名单刚被别人改过，请刷新后再改。") from error
    except (ReasonMissingError, MarksLockedError, RowFrozenError, codes.CodesExhaustedError) as error:
        raise EntrantRefusedError(str(error)) from error


def enrol(event_id: int, prefix: str, *, attended_only: bool, by: Actor, now: dt.datetime) -> int:
    """Make an entrant of every confirmed registration (of a team: one for all) that is none yet; returns how many.

    Numbers are ``prefix`` and the next running number with three digits. The township's name is kept as it is now.
    """
    with _refusals(event_id) as session:
        found = queries.not_enrolled(event_id, attended_only=attended_only)
        towns = queries.township_names([row.township_id for row in found if row.township_id is not None])
        first = _next_number(queries.numbers(event_id), prefix)
        made = [_from_registration(row, f"{prefix}{first + index:03}", towns) for index, row in enumerate(found)]
        recusing.settle(event_id, made)
        session.add_all(made)
        if found:
            record("entrants.enrol", "event", event_id, by=by, now=now, count=len(found), attended=attended_only)
    return len(found)


def _from_registration(row: Registration, number: str, towns: Mapping[int, str]) -> Entrant:
    return Entrant(
        event_id=row.event_id,
        number=number,
        name=row.team.name if row.team else row.name,
        delegation=towns.get(row.township_id or 0, ""),
        unit_name=row.unit.name if row.unit else row.unit_text,
        registration_id=row.id,
        unit_id=row.unit_id,
        township_id=row.township_id,
    )


def _next_number(taken: set[str], prefix: str) -> int:
    tails = [number.removeprefix(prefix) for number in taken if number.startswith(prefix)]
    return max((int(tail) for tail in tails if tail.isascii() and tail.isdigit()), default=0) + 1


def add(event_id: int, details: Details, *, by: Actor, now: dt.datetime) -> Entrant:
    """Add one entrant by hand. Raises EntrantRefusedError when the number or blind code is taken."""
    with _refusals(event_id) as session:
        require_reason(event_id, Change(by, now))
        require_thawed(event_id, [])
        made = Entrant(event_id=event_id, blind_code="", penalties={})
        _write(made, _allowed(made, details))
        settle(made, session.get_one(Event, event_id).entrant_kind)
        recusing.settle(event_id, [made])
        session.add(made)
        session.flush()
        record("entrants.add", "entrant", made.id, by=by, now=now, event=event_id, number=made.number)
    return made


def change(event_id: int, entrant_id: int, details: Details, change: Change) -> None:
    """Change one entrant, keeping earlier values of status, time, penalties and vetoes.

    Raises EntrantRefusedError for a number in use, or when results stand published and no reason is given.
    """
    with _refusals(event_id) as session:
        entrant = queries.one(event_id, entrant_id)
        if entrant is None:
            raise EntrantRefusedError("这位刚被别人从名单里删去了。")
        require_thawed(event_id, [entrant_id], change.ruling_id)
        require_reason(event_id, change)
        details = _allowed(entrant, details)
        before = {name: getattr(entrant, name) for name in (*_FIELDS, *_WATCHED)}
        old = (dict(entrant.penalties), list(entrant.vetoes), list(entrant.recused))
        _write(entrant, details)
        if any(before[name] != getattr(entrant, name) for name in ("name", "delegation", "unit_name")):
            settle(entrant, session.get_one(Event, event_id).entrant_kind)
        recusing.settle(event_id, [entrant])
        for name in _WATCHED:
            if before[name] != getattr(entrant, name):
                change.keep(entrant.id, name, before[name], getattr(entrant, name))
        for name, earlier in zip(("penalties", "vetoes", "recused"), old, strict=True):
            if earlier != getattr(entrant, name):
                change.keep(entrant.id, name, earlier, getattr(entrant, name))
        session.flush()
        changed = [name for name in before if before[name] != getattr(entrant, name)]
        record(
            "entrants.change",
            "entrant",
            entrant.id,
            by=change.by,
            now=change.now,
            event=event_id,
            changed=changed,
            reason=change.reason,
        )


def _allowed(entrant: Entrant, details: Details) -> Details:
    """Return what may be written: a drawn number stays and an officer gives the codes, or it is refused.

    While the codes are sealed, the code and what is typed beside it (time, penalties) stay as they are.
    """
    if entrant.id and details.number != entrant.number and start_draws.is_listed(entrant.event_id, entrant.id):
        raise EntrantRefusedError(DRAWN.format(what="参赛号不能再改"))
    if custody.sealed(entrant.event_id):
        return replace(
            details,
            blind_code=entrant.blind_code,
            elapsed_seconds=entrant.elapsed_seconds,
            penalties=entrant.penalties,
        )
    if details.blind_code not in {"", entrant.blind_code} and custody.officer_named(entrant.event_id):
        raise EntrantRefusedError(OFFICER)
    return details


def set_status(event_id: int, ids: Sequence[int], status: str, change: Change) -> int:
    """Give several entrants a status; returns how many changed. Raises EntrantRefusedError as ``change`` does."""
    with _refusals(event_id):
        return set_status_within(event_id, ids, status, change)


def set_status_within(event_id: int, ids: Sequence[int], status: str, change: Change) -> int:
    """Do the same in the caller's transaction, which asked the lock. Raises ReasonMissingError, RowFrozenError."""
    require_reason(event_id, change)
    rows = [row for row in queries.for_event(event_id) if row.id in set(ids) and row.status != status]
    require_thawed(event_id, [row.id for row in rows], change.ruling_id)
    for row in rows:
        change.keep(row.id, "status", row.status, status)
        row.status = status
    if rows:
        numbers = [row.number for row in rows]
        record("entrants.status", "event", event_id, by=change.by, now=change.now, numbers=numbers, after=status)
    return len(rows)


def remove(event_id: int, entrant_id: int, *, by: Actor, now: dt.datetime) -> None:
    """Take somebody who has no mark off the list. Raises EntrantRefusedError once marked or published."""
    with _refusals(event_id) as session:
        entrant = queries.one(event_id, entrant_id)
        require_reason(event_id, Change(by, now))
        if entrant is None:
            return
        if queries.has_own_marks(entrant.id):
            raise EntrantRefusedError(MARKED)
        if appealed(entrant.id):
            raise EntrantRefusedError("有申诉提到这位，不能删去；没有比完请把状态改成弃权。")
        if start_draws.is_listed(event_id, entrant_id):
            raise EntrantRefusedError(DRAWN.format(what="不能删去；不来比请把状态改成弃权"))
        for kept in queries.kept_values(entrant.id):
            session.delete(kept)
        for held in (heats.place_of(entrant.id), call_room.tick_of(entrant.id)):
            if held is not None:
                session.delete(held)
        session.flush()
        session.delete(entrant)
        record("entrants.remove", "entrant", entrant.id, by=by, now=now, event=event_id, number=entrant.number)


def assign_blind_codes(event_id: int, *, by: Actor, now: dt.datetime) -> int:
    """Give everybody without one a random blind code (a letter and two digits) that is not sealed; returns how many.

    Raises EntrantRefusedError while codes are sealed, and where an encryption officer is named to give them.
    """
    with _refusals(event_id):
        if custody.sealed(event_id):
            raise EntrantRefusedError(SEALED)
        if custody.officer_named(event_id):
            raise EntrantRefusedError(OFFICER)
        taken = queries.blind_codes(event_id) | queries.numbers(event_id)
        rows = [row for row in queries.for_event(event_id) if not row.blind_code]
        for row, code in zip(rows, codes.fresh(len(rows), taken), strict=True):
            row.blind_code = code
        if rows:
            record("entrants.blind", "event", event_id, by=by, now=now, count=len(rows))
    return len(rows)


def _write(entrant: Entrant, details: Details) -> None:
    for name in (*_FIELDS, *_WATCHED):
        setattr(entrant, name, getattr(details, name))
    entrant.penalties = dict(details.penalties)
    entrant.vetoes = list(details.vetoes)
    entrant.recused = list(details.recused)
