"""Entering many people from a signed sheet at once, and taking such a batch back.

Each person is an ordinary scan of the lane paper, judged at the time on the sheet; the batch only holds them together.
Sent twice, or again after it was cut off in the middle, a batch enters nobody twice.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.checkin import codes, scan_actions, scan_facts, scan_queries
from deqing_events.checkin.models import CheckinList
from deqing_events.checkin.paper import queries
from deqing_events.checkin.paper.models import PaperBatch
from deqing_events.checkin.scan_facts import Attempt, Post
from deqing_events.domain.admission_facts import Status
from deqing_events.domain.roles import Actor

MOST = 300
"""People in one batch; a sheet of A4 holds about twenty-five."""
UNDONE = "这一批已经撤销，没有再记。要补签请重新勾选。"


class PaperRefusedError(ValueError):
    """A batch cannot be entered; the text is a sentence for people."""


@dataclass(frozen=True)
class Wanted:
    """What staff say about a batch. ``token`` is the form's own; ``operator`` is shown in the attendance.

    ``session_id`` is the sheet's session; None leaves it to the time.
    """

    list_id: int
    people: Sequence[int]
    signed_at: dt.datetime
    reason: str
    operator: str
    token: str
    session_id: int | None = None


@dataclass(frozen=True)
class Done:
    """What became of a batch: how many were entered, were in already, and are not on the list (any more)."""

    batch_id: int
    entered: int
    already: int
    gone: int


def enter(wanted: Wanted, *, now: dt.datetime, by: Actor) -> Done:
    """Enter the people of a batch, as far as they are on its list. Raises PaperRefusedError."""
    at = database.session().get(CheckinList, wanted.list_id)
    if at is None:
        raise PaperRefusedError("没有找到这份名单，请从签到页再选一次。")
    if wanted.signed_at > now:
        raise PaperRefusedError("签到时间不能晚于现在。")
    on_list = {row.registration_id for row in queries.signers(at)}
    chosen = [person for person in dict.fromkeys(wanted.people) if person in on_list][:MOST]
    batch = _batch(wanted, now=now, by=by)
    post = Post(batch.list_id, "", batch.operator, supervisor=True, session_id=wanted.session_id)
    already = sum(not _entered(batch, person, post, now=now, by=by) for person in chosen)
    count = len(queries.standing(batch))
    with database.transaction() as session:
        row = session.get_one(PaperBatch, batch.id)
        row.count = count
        record("paper_batch.enter", "paper_batch", row.id, by=by, now=now, list=row.list_id, count=count)
    return Done(batch.id, count, already, len(set(wanted.people)) - len(chosen))


def undo(batch: PaperBatch, *, reason: str, now: dt.datetime, by: Actor) -> int:
    """Undo the scans of a batch that still stand and return how many; the rows stay, marked."""
    post, undone = Post(batch.list_id, "", batch.operator, supervisor=True), 0
    for nonce in queries.standing(batch):
        try:
            scan_actions.annul(nonce, post, reason=reason, now=now, by=by)
        except scan_actions.NothingToUndoError:
            continue  # somebody undid this one meanwhile
        undone += 1
    with database.transaction() as session:
        row = session.get_one(PaperBatch, batch.id)
        row.undone_at, row.undone_count = row.undone_at or now, min(row.count, row.undone_count + undone)
        record("paper_batch.undo", "paper_batch", row.id, by=by, now=now, count=undone, reason=reason)
    return undone


def _batch(wanted: Wanted, *, now: dt.datetime, by: Actor) -> PaperBatch:
    """Return the batch of this form, made the first time. Raises PaperRefusedError when it was undone."""
    try:
        with database.transaction() as session:
            row = PaperBatch(
                list_id=wanted.list_id,
                token=wanted.token,
                reason=wanted.reason,
                signed_at=wanted.signed_at,
                operator=wanted.operator,
                done_by=by.who,
                made_at=now,
                count=0,
                undone_count=0,
            )
            session.add(row)
    except IntegrityError as error:
        before = queries.batch_by_token(wanted.token)
        if before is None or (before.list_id, before.done_by) != (wanted.list_id, by.who):
            raise PaperRefusedError("这一页放得太久了，请重新勾选。") from error
        if before.undone_at is not None:
            raise PaperRefusedError(UNDONE) from error
        return before
    return row


def _entered(batch: PaperBatch, person: int, post: Post, *, now: dt.datetime, by: Actor) -> bool:
    """Enter one person; false when an entry of theirs stands already where this one would."""
    code, nonce = codes.person(person), f"{batch.token}-{person}"
    attempt = Attempt(code, nonce, lane="paper", force=True, scanned_at=batch.signed_at, note=batch.reason)
    known = scan_queries.known(post, code, nonce, now=now)
    if known is None:
        return False
    if known.same is None:
        session_id = post.session_id or scan_queries.session_now(known.at, batch.signed_at)
        slot = scan_facts.slot(known, attempt, now=batch.signed_at, session_id=session_id)
        if any(row.direction == "entry" and row.slot == slot for row in known.previous):
            return False
    answered = scan_actions.scan(post, attempt, now=now, by=by)
    return answered.decision.status is Status.OK and (answered.counts or answered.replay)
