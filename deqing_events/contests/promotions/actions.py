"""Proposing people for a higher level, and what is decided about them. Only staff decide; rules only propose."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.history import Change
from deqing_events.contests.models import Publication
from deqing_events.contests.promotions import queries
from deqing_events.contests.promotions.candidates import Candidate, candidates, day_of
from deqing_events.contests.promotions.models import Promotion, PromotionTable
from deqing_events.contests.results import queries as results
from deqing_events.domain.promotion import reached
from deqing_events.domain.promotion_rules import BEFORE, PROMOTION_WORDS, PromotionState, per_year
from deqing_events.events.models import Event
from deqing_events.settings import Keys

NOT_FINAL = "成绩生效以后才能提名晋级。"
NO_TABLE = "发通知那天没有启用的晋级规则，先建一版规则。"
NOBODY = "请先选人。"
CHANGED = "名单刚有改动，请刷新后再选。"
BEYOND = "{names}在 {year} 年批准过的晋级已经到了规则的次数，这次都没有批准。请去掉再办。"
NEEDS_REASON = "请写明原因，以后查得到。"


class PromotionRefusedError(ValueError):
    """Nothing was changed; the text is a sentence for people."""


@dataclass(frozen=True)
class Approval:
    """Who approved, on which day, by which document."""

    approver: str
    approved_on: dt.date
    document_number: str


def basis(event: Event) -> tuple[Publication, PromotionTable]:
    """Return the final publication and the rule table of the notice. Raises PromotionRefusedError without one."""
    publication = results.latest(event.id)
    if publication is None or publication.stage != "final":
        raise PromotionRefusedError(NOT_FINAL)
    table = queries.in_force(day_of(event))
    if table is None:
        raise PromotionRefusedError(NO_TABLE)
    return publication, table


def propose(event_id: int, registration_ids: Collection[int], keys: Keys, change: Change) -> int:
    """Propose people whom a rule proposes and who have no promotion here yet; returns how many.

    Raises PromotionRefusedError when one of them is not proposed by any rule any more, or has this promotion already.
    """
    if not registration_ids:
        raise PromotionRefusedError(NOBODY)
    try:
        with database.transaction() as session:
            event = session.get_one(Event, event_id, with_for_update=True)
            publication, table = basis(event)
            chosen = [each for each in candidates(event, publication, table, keys) if _wanted(each, registration_ids)]
            if len(chosen) != len(set(registration_ids)):
                raise PromotionRefusedError(CHANGED)
            session.add_all(_made(each, event_id, table, change) for each in chosen)
            session.flush()
            record("promotion.propose", "event", event_id, by=change.by, now=change.now, count=len(chosen))
            return len(chosen)
    except IntegrityError as error:
        raise PromotionRefusedError(database.violated(error) or CHANGED) from error


def _wanted(each: Candidate, registration_ids: Collection[int]) -> bool:
    if each.registration is None or each.registration.id not in registration_ids or each.rule is None:
        return False
    return each.held is None or each.held.state not in queries.ALIVE


def _made(each: Candidate, event_id: int, table: PromotionTable, change: Change) -> Promotion:
    if each.registration is None or each.rule is None:
        raise ValueError("only somebody with a sign-up and a rule is proposed")
    return Promotion(
        event_id=event_id,
        table_id=table.id,
        registration_id=each.registration.id,
        person_key=each.registration.person_key,
        occupation=each.occupation,
        level_before=each.level or "",
        level_after=each.to_level,
        rule=dict(each.rule),
        rank=each.rank,
        proposed_at=change.now,
        proposed_by=change.by.who,
    )


def submit(event_id: int, ids: Collection[int], change: Change) -> int:
    """Note that proposals were handed in to the approving body; returns how many. Raises PromotionRefusedError."""
    return _move(event_id, ids, PromotionState.SUBMITTED, change)


def approve(event_id: int, ids: Collection[int], approval: Approval, change: Change) -> int:
    """Note the approval of promotions that were handed in; returns how many.

    Raises PromotionRefusedError, also where it would be one more than the rule lets a person have in that year.
    """
    if not (approval.approver and approval.document_number):
        raise PromotionRefusedError("请写明批准单位和批准文号。")
    return _move(event_id, ids, PromotionState.APPROVED, change, approval)


def refuse(event_id: int, ids: Collection[int], change: Change) -> int:
    """Note that promotions were not approved; returns how many. Raises PromotionRefusedError, also without a reason."""
    if not change.reason:
        raise PromotionRefusedError(NEEDS_REASON)
    return _move(event_id, ids, PromotionState.REFUSED, change)


def revoke(event_id: int, ids: Collection[int], change: Change) -> int:
    """Take approved promotions back; returns how many. Raises PromotionRefusedError, also without a reason."""
    if not change.reason:
        raise PromotionRefusedError(NEEDS_REASON)
    return _move(event_id, ids, PromotionState.REVOKED, change)


def _move(
    event_id: int, ids: Collection[int], after: PromotionState, change: Change, approval: Approval | None = None
) -> int:
    """Take all of them to a state, or none."""
    if not ids:
        raise PromotionRefusedError(NOBODY)
    with database.transaction() as session:
        rows = _locked(session, event_id, ids)
        wrong = [row for row in rows if PromotionState(row.state) not in BEFORE[after]]
        if wrong or len(rows) != len(set(ids)):
            states = "、".join(PROMOTION_WORDS[state] for state in PromotionState if state in BEFORE[after])
            raise PromotionRefusedError(f"只有“{states}”的能这样办，请刷新后重新选。")
        if approval is not None:
            _refuse_beyond_the_year(rows, approval.approved_on)
        for row in rows:
            _write(row, after, change, approval)
        details = {"count": len(rows), "reason": change.reason}
        if approval is not None:
            details["document"] = approval.document_number
        record(f"promotion.{after.value}", "event", event_id, by=change.by, now=change.now, **details)
        return len(rows)


def _refuse_beyond_the_year(rows: Sequence[Promotion], day: dt.date) -> None:
    """Count again how often everybody was promoted in the year of the approval (domain.md 3.1.3), this batch too."""
    done = queries.approved_and_held({row.person_key for row in rows})
    days = [(row.person_key, row.approved_on) for row in done if row.approved_on is not None]
    beyond = []
    for row in rows:
        own = [approved for person, approved in days if person == row.person_key]
        if reached(per_year(row.rule), own, day):
            beyond.append(row.registration.name)
        days.append((row.person_key, day))
    if beyond:
        names = "、".join(beyond)
        raise PromotionRefusedError(
            f"{names}在 {day.year} 年批准过的晋级已经到了规则的次数，这次都没有批准。请去掉再办。"
        )


def _locked(session: Session, event_id: int, ids: Collection[int]) -> Sequence[Promotion]:
    session.get_one(Event, event_id, with_for_update=True)
    query = select(Promotion).where(Promotion.event_id == event_id, Promotion.id.in_(ids)).order_by(Promotion.id)
    return list(session.scalars(query))


def _write(row: Promotion, after: PromotionState, change: Change, approval: Approval | None) -> None:
    row.state = after.value
    if change.reason:
        row.reason = change.reason
    if after is not PromotionState.SUBMITTED:
        row.decided_at = row.decided_at or change.now
    if approval is not None:
        row.approver, row.approved_on = approval.approver, approval.approved_on
        row.document_number = approval.document_number


def note_certificate(event_id: int, promotion_id: int, number: str, change: Change) -> None:
    """Write down the number of the level's certificate, which follows the approval. Raises PromotionRefusedError."""
    with database.transaction() as session:
        rows = _locked(session, event_id, [promotion_id])
        if not rows or rows[0].state != PromotionState.APPROVED.value:
            raise PromotionRefusedError("批准以后才有证书编号。")
        rows[0].certificate_number = number
        record("promotion.certificate", "promotion", promotion_id, by=change.by, now=change.now)
