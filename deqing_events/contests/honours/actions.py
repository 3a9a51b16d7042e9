"""Recording honours, and striking out what was wrong."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.history import Change
from deqing_events.contests.honours.models import Honour
from deqing_events.domain.honours import HonourKind, wrong_holder
from deqing_events.domain.kinds import EntrantKind


class HonourRefusedError(ValueError):
    """Nothing was recorded; the text is a sentence for people."""


@dataclass(frozen=True)
class Details:
    """What is recorded of an honour."""

    kind: str
    level: str
    holder_kind: str
    name: str
    unit_name: str
    event_id: int | None
    awarded_by: str
    awarded_on: dt.date
    document_number: str


def add(details: Details, change: Change) -> Honour:
    """Record an honour. Raises HonourRefusedError when such a holder cannot have it, or it stands there already."""
    problem = wrong_holder(HonourKind(details.kind), EntrantKind(details.holder_kind))
    if problem:
        raise HonourRefusedError(problem)
    try:
        with database.transaction() as session:
            made = Honour(**vars(details), recorded_at=change.now, recorded_by=change.by.who)
            session.add(made)
            session.flush()
            record("honour.add", "honour", made.id, by=change.by, now=change.now, document=made.document_number)
            return made
    except IntegrityError as error:
        raise HonourRefusedError(database.violated(error) or "请核对后再保存。") from error


def strike(honour_id: int, change: Change) -> None:
    """Strike an honour out; it stays on file. Raises HonourRefusedError without a reason or when it was struck out."""
    if not change.reason:
        raise HonourRefusedError("请写明原因，以后查得到。")
    with database.transaction() as session:
        row = session.get_one(Honour, honour_id, with_for_update=True)
        if row.struck_at is not None:
            raise HonourRefusedError("这一条已经划掉了。")
        row.struck_at, row.strike_reason = change.now, change.reason
        record("honour.strike", "honour", row.id, by=change.by, now=change.now, reason=change.reason)
