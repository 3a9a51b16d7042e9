"""Taking in what a gate decided without a line, in any order and as often as it is sent.

A late scan is decided on everything but earlier entries; which of several scans of a person counts is then settled
from their own times (``settling_actions``), so that presence counts once and the first one is the first one.
"""

import datetime as dt
from dataclasses import replace

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.checkin import scan_actions, settling_actions
from deqing_events.checkin.models import Scan
from deqing_events.checkin.scan_actions import Answered, Clash
from deqing_events.checkin.scan_facts import LET_IN, Attempt, Known, Post, PreviousRow
from deqing_events.domain.admission_facts import Decision, Reason, Recorded, Status
from deqing_events.domain.roles import Actor


@database.retrying
def scan(post: Post, attempt: Attempt, *, now: dt.datetime, by: Actor) -> Answered:
    """Decide and store one scan that was made without a line; sent again it gets its answer again.

    Raises what ``scan_actions.scan`` raises.
    """
    for _ in range(scan_actions.TRIES):
        known = scan_actions.known(post, attempt, now=now)
        if known.same is not None:
            _told_meanwhile(known, attempt, post)
            return _with_clash(scan_actions.repeated(known, attempt, post), _rows(known))
        try:
            return _taken(known, post, attempt, now=now, by=by)
        except IntegrityError as error:
            lost = error  # the same batch is being taken in twice at once: read again
    raise lost


def _taken(known: Known, post: Post, attempt: Attempt, *, now: dt.datetime, by: Actor) -> Answered:
    # Who was let in was asked: what they answered at an earlier entry may come in a later batch.
    asked = replace(known.at, questions=()) if attempt.told == LET_IN else known.at
    alone = scan_actions.judged(replace(known, at=asked, previous=()), attempt, post, now=now)
    alone = replace(alone, decision=_as_told(alone.decision, attempt), known=known)
    let_in = alone.decision.status is Status.OK
    with database.transaction() as session:
        if known.person is not None:
            settling_actions.lock(session, known.person.registration_id)
        scan_actions.insert_row(session, replace(alone, counts=False), now=now)
        if not let_in or known.person is None:
            return replace(alone, counts=False)
        rows = settling_actions.settle(session, known.at.mode, post.list_id, known.person.registration_id)
        mine = next(row for row in rows if row.nonce == attempt.nonce)
        counted = mine.counts
        if mine.recorded != Recorded.FAILURE.value:
            scan_actions.note_admission(alone, now=now, by=by)
        elif len(rows) > 1:
            record("scan.settle", "registration", known.person.registration_id, by=by, now=now, list=post.list_id)
        decision = _settled(alone.decision, mine)
        place_no = known.admitted + 1 if counted and attempt.direction == "entry" else 0
        known = replace(known, previous=tuple(_previous(row) for row in rows if row.counts and row is not mine))
        return _with_clash(replace(alone, decision=decision, known=known, counts=counted, place_no=place_no), rows)


def _told_meanwhile(known: Known, attempt: Attempt, post: Post) -> None:
    """Note that a gate let somebody in by itself while the server's refusal of the same scan got lost on the line."""
    if known.same is None or known.same.recorded != Recorded.FAILURE.value or attempt.told != LET_IN:
        return
    mine = (Scan.nonce == attempt.nonce, Scan.device_id == post.device_id, Scan.told == "")
    with database.transaction() as session:
        session.execute(update(Scan).where(*mine).values(told=LET_IN).execution_options(synchronize_session=False))


def _as_told(decision: Decision, attempt: Attempt) -> Decision:
    """Whoever was not let in at the gate did not come in, whatever the list says by now."""
    if decision.status is not Status.OK or attempt.told in ("", LET_IN):
        return decision
    return Decision(Status.ERROR, Reason(attempt.told), Recorded.FAILURE)


def _settled(decision: Decision, mine: Scan) -> Decision:
    if mine.recorded != Recorded.FAILURE.value:
        return decision
    return Decision(Status.ERROR, Reason.ALREADY_IN, Recorded.FAILURE)


def _rows(known: Known) -> list[Scan]:
    if known.person is None:
        return []
    return settling_actions.let_in(database.session(), known.at.id, known.person.registration_id)


def _with_clash(answered: Answered, rows: list[Scan]) -> Answered:
    other = settling_actions.clash(rows, answered.attempt.nonce)
    if other is None:
        return answered
    return replace(answered, clash=Clash(other.scanned_at, other.gate, other.volunteer))


def _previous(row: Scan) -> PreviousRow:
    return PreviousRow(
        row.id, row.nonce, row.scanned_at, row.direction, row.session_id, row.gate, row.volunteer, row.slot
    )
