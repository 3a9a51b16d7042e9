"""Scanning and undoing a scan.

A scan is read and decided first and written after; the unique index on the entries of a list is the verdict when two
gates are at it together. Whoever loses reads again and is told who was first. Refused and unknown scans are stored too.
"""

import datetime as dt
import functools
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, insert, or_, select, update
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.checkin import scan_facts, scan_queries, settling_actions, storing_actions
from deqing_events.checkin.models import CheckinList, Scan
from deqing_events.checkin.scan_facts import LET_IN, Attempt, Known, Post
from deqing_events.checkin.teams import queries as teams
from deqing_events.domain.admission import decide
from deqing_events.domain.admission_facts import Decision, Reason, Recorded, ScanType, Status
from deqing_events.domain.roles import Actor
from deqing_events.engines import BusyError

TRIES = 4
MOST_GUESSES = 40
"""Unknown codes one device may send in a minute; a volunteer reads far fewer."""


_INSERT = insert(Scan.metadata.tables["scan"])
# The table, not the model: a scan is the hottest write of the product, and its row is not read again here.
_UNDOING = (
    select(Scan.registration_id, CheckinList.mode)
    .join(CheckinList, CheckinList.id == Scan.list_id)
    .where(Scan.nonce == bindparam("nonce"), Scan.list_id == bindparam("list_id"), Scan.registration_id.is_not(None))
)


class UnknownListError(LookupError):
    """There is no such list."""


class NonceTakenError(ValueError):
    """Another device used this nonce."""


class TooManyGuessesError(RuntimeError):
    """The device sent too many unknown codes within a minute."""


class TeamShownError(LookupError):
    """The code is a team's pass: somebody has to say who of the team is there. The text is the team's id."""

    def __init__(self, team_id: int) -> None:
        """Keep the team's id."""
        super().__init__(team_id)
        self.team_id = team_id


class NothingToUndoError(LookupError):
    """There is no such scan to undo: unknown, refused, already undone, somebody else's, or too long ago."""


@dataclass(frozen=True)
class Clash:
    """The other scan of somebody let in twice."""

    at: dt.datetime
    gate: str
    by: str


@dataclass(frozen=True)
class Answered:
    """One answered scan: the decision, what it was made on, when, and whether it is a repeated answer.

    ``place_no`` says as which one somebody came in; 0 when the scan does not count. Only gates without a line clash.
    """

    decision: Decision
    known: Known
    attempt: Attempt
    post: Post
    at: dt.datetime
    place_no: int
    session_id: int | None = None
    slot: str = ""
    counts: bool = False
    replay: bool = False
    clash: Clash | None = None


def scan(post: Post, attempt: Attempt, *, now: dt.datetime, by: Actor, read_already: Known | None = None) -> Answered:
    """Decide and store one scan made now; the same nonce again gets the same answer and writes nothing.

    ``read_already`` is what the caller read about it in this request. A scan made without a line goes to
    ``offline_actions.scan``. Raises UnknownListError, NonceTakenError, TooManyGuessesError, TeamShownError; nothing is
    stored then.
    """
    for _ in range(TRIES):
        read = known(post, attempt, now=now) if read_already is None else _within_limit(read_already, post)
        read_already = None
        if read.same is not None:
            return repeated(read, attempt, post)
        shown = read.person is None and not scan_facts.is_stale(read, post, attempt, now=now)
        team_id = teams.team_behind(attempt.code, read.at.event_id) if shown else None
        if team_id is not None:
            raise TeamShownError(team_id)
        answered = judged(read, attempt, post, now=now)
        place_no = _store(answered, now=now, by=by)
        if place_no is not None:
            return replace(answered, place_no=place_no)
    raise BusyError("another gate was first every time")


def known(post: Post, attempt: Attempt, *, now: dt.datetime) -> Known:
    """Return what one scan is decided on. Raises UnknownListError, TooManyGuessesError."""
    read = scan_queries.known(post, attempt.code, attempt.nonce, now=now)
    if read is None:
        raise UnknownListError(post.list_id)
    return _within_limit(read, post)


def _within_limit(read: Known, post: Post) -> Known:
    if read.same is None and read.guesses >= MOST_GUESSES and post.device_id is not None:
        raise TooManyGuessesError(post.device_id)
    return read


def annul(nonce: str, post: Post, *, reason: str = "", now: dt.datetime, by: Actor) -> int:
    """Undo the scan with ``nonce`` on the post's list and return its id; the row stays, marked.

    A supervisor undoes any, any time; a volunteer a scan of the same device received within ``post.undo_within``.
    Another scan that let the same person in then counts in its place. Raises NothingToUndoError.
    """
    with database.transaction() as session:
        found = session.execute(_UNDOING, {"nonce": nonce, "list_id": post.list_id}).one_or_none()
        if found is None:
            raise NothingToUndoError(nonce)
        settling_actions.lock(session, found.registration_id)
        query = update(Scan).where(
            Scan.nonce == nonce,
            Scan.annulled_at.is_(None),
            or_(Scan.recorded != Recorded.FAILURE.value, Scan.told == LET_IN),
        )
        if not post.supervisor:
            query = query.where(Scan.device_id == post.device_id, Scan.received_at >= now - post.undo_within)
        done = session.execute(
            query.values(annulled_at=now, annulled_by=by.who)
            .returning(Scan.id, Scan.counts, Scan.direction)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        if done is None:
            raise NothingToUndoError(nonce)
        if done.counts and done.direction == ScanType.ENTRY:
            settling_actions.entered(session, post.list_id, -1)
        settling_actions.settle(session, found.mode, post.list_id, found.registration_id)
        record("scan.annul", "scan", done.id, by=by, now=now, reason=reason)
        return int(done.id)


def repeated(known: Known, attempt: Attempt, post: Post) -> Answered:
    """Return the answer to a scan that is stored already. Raises NonceTakenError."""
    same = known.same
    assert same is not None  # noqa: S101 - the caller has looked
    if same.device_id != post.device_id:
        raise NonceTakenError(attempt.nonce)
    reason = Reason(same.reason) if same.recorded == "failure" and same.reason else None
    status = Status.OK if reason is None else (Status.INCOMPLETE if reason is Reason.QUESTIONS else Status.ERROR)
    place_no = scan_queries.place_of(same.id, post.list_id) if same.counts and same.direction == "entry" else 0
    decision = Decision(status, reason, Recorded(same.recorded))
    return Answered(decision, known, attempt, post, same.at, place_no, replay=True)


def judged(known: Known, attempt: Attempt, post: Post, *, now: dt.datetime) -> Answered:
    """Decide one scan without storing it; paper and scans made without a line keep their own time, up to ``now``."""
    own_time = attempt.offline or attempt.lane == "paper"
    at = min(attempt.scanned_at, now) if own_time and attempt.scanned_at else now
    session_id = post.session_id or scan_queries.session_now(known.at, at)
    decision = decide(scan_facts.facts(known, post, attempt, now=at, session_id=session_id))
    slot = scan_facts.slot(known, attempt, now=at, session_id=session_id)
    entering = attempt.direction == "entry"
    again = entering and any(row.direction == "entry" and row.slot == slot for row in known.previous)
    counts = decision.status is Status.OK and not again
    place_no = known.admitted + 1 if counts and entering else 0
    return Answered(decision, known, attempt, post, at, place_no, session_id, slot, counts)


def _store(answered: Answered, *, now: dt.datetime, by: Actor) -> int | None:
    """Store the scan and return its place number; None when another one was first: read again and say so."""
    admitted = answered.decision.recorded is not Recorded.FAILURE
    note = functools.partial(note_admission, answered, now=now, by=by) if admitted else None
    return storing_actions.store({**_row(answered), "received_at": now}, note)


def insert_row(session: Session, answered: Answered, *, now: dt.datetime) -> None:
    """Store a scan in the open transaction."""
    session.connection().execute(_INSERT, {**_row(answered), "received_at": now})


def note_admission(answered: Answered, *, now: dt.datetime, by: Actor) -> None:
    """Write into the audit log that somebody was let in, or out."""
    attempt, post, person = answered.attempt, answered.post, answered.known.person
    detail = {"list": post.list_id, "gate": post.gate, "lane": attempt.lane, "direction": attempt.direction}
    forced = attempt.force and post.supervisor
    who = person.registration_id if person else None
    record("scan.admit", "registration", who, by=by, now=now, forced=forced, **detail)


def _row(answered: Answered) -> dict[str, Any]:
    """Return the row of a scan. A forced entry of somebody who is in already is stored; presence counts once."""
    attempt, post, person = answered.attempt, answered.post, answered.known.person
    return {
        "list_id": post.list_id,
        "pass_id": person.pass_id if person else None,
        "registration_id": person.registration_id if person else None,
        "code_hash": attempt.code.digest,
        "nonce": attempt.nonce,
        "slot": answered.slot,
        "direction": attempt.direction,
        "session_id": answered.session_id,
        "scanned_at": answered.at,
        "device_id": post.device_id,
        "gate": post.gate,
        "volunteer": post.volunteer,
        "lane": attempt.lane,
        "offline": attempt.offline,
        "force": attempt.force and post.supervisor,
        "recorded": answered.decision.recorded.value,
        "reason": answered.decision.reason.value if answered.decision.reason else None,
        "counts": answered.counts,
        "answers": (scan_facts.given(answered.known, attempt) or None) if answered.known.at.questions else None,
        "note": attempt.note,
        "told": attempt.told,
        "annulled_by": "",
    }
