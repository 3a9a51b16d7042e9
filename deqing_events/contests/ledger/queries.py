"""Questions about evidence: how many rows a record has, when and by whom the latest was made."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, selectinload

from deqing_events import database
from deqing_events.checkin.models import CheckinList, Scan
from deqing_events.contests.appeals.models import Appeal
from deqing_events.contests.arbitration.models import AppealVote
from deqing_events.contests.certificates.models import Certificate, CertificateBatch
from deqing_events.contests.corrections.models import Correction
from deqing_events.contests.double_entry.models import EntryDifference, EntryRound, TypedEntry
from deqing_events.contests.heats.models import Heat
from deqing_events.contests.honours.models import Honour
from deqing_events.contests.locks.models import MarksLock
from deqing_events.contests.models import Entrant, Mark, MarkChange, Publication, RuleSheet
from deqing_events.contests.notices.models import Notice
from deqing_events.contests.objections.models import Objection
from deqing_events.contests.promotions.models import Promotion
from deqing_events.contests.sampling.models import ReviewSample, SampleCheck
from deqing_events.contests.signatures.models import Signature
from deqing_events.contests.start_draws.models import StartDraw
from deqing_events.domain.kinds import EventState
from deqing_events.events.models import EventStep
from deqing_events.registration.models import Registration
from deqing_events.registration.queries import ACTIVE


@dataclass(frozen=True)
class Tally:
    """How many rows there are; ``at`` and ``by`` of the latest act, where the record keeps them."""

    rows: int = 0
    at: dt.datetime | None = None
    by: str = ""


def _tally(
    where: Sequence[ColumnElement[bool]],
    *at: InstrumentedAttribute[dt.datetime] | InstrumentedAttribute[dt.datetime | None],
    by: InstrumentedAttribute[str] | None = None,
) -> Tally:
    """Count rows; the latest of the moments ``at``, and who did the first kind of act last."""
    columns: tuple[Any, ...] = (func.count(), *(func.max(column) for column in at))
    rows, *moments = database.session().execute(select(*columns).where(*where)).one()
    latest = max((moment for moment in moments if moment is not None), default=None)
    return Tally(rows, latest, _last(where, at[0], by) if rows and by is not None and at else "")


def _last(
    where: Sequence[ColumnElement[bool]],
    at: InstrumentedAttribute[dt.datetime] | InstrumentedAttribute[dt.datetime | None],
    by: InstrumentedAttribute[str],
) -> str:
    return database.session().scalar(select(by).where(*where).order_by(at.desc()).limit(1)) or ""


def _own(event_id: int) -> Select[int]:
    return select(Entrant.id).where(Entrant.event_id == event_id)


def _of_the_file(event_id: int) -> list[ColumnElement[bool]]:
    """Return the condition of the steps that a ledger tells: all but closing and opening the file itself."""
    closed = EventState.ARCHIVED.value
    return [EventStep.event_id == event_id, EventStep.after != closed, EventStep.before != closed]


def steps(event_id: int) -> Tally:
    """Count the changes of an event's state."""
    return _tally(_of_the_file(event_id), EventStep.at, by=EventStep.by)


def step_rows(event_id: int) -> list[EventStep]:
    """Return the changes of an event's state, the earliest first."""
    return list(database.session().scalars(select(EventStep).where(*_of_the_file(event_id)).order_by(EventStep.id)))


def was_cancelled(event_id: int) -> bool:
    """Tell whether an event was called off."""
    cancelled = exists().where(EventStep.event_id == event_id, EventStep.after == EventState.CANCELLED.value)
    return bool(database.session().scalar(select(cancelled)))


def rules(event_id: int) -> Tally:
    """Count the versions of the rules."""
    return _tally([RuleSheet.event_id == event_id], RuleSheet.created_at, by=RuleSheet.created_by)


def registrations(event_id: int) -> Tally:
    """Count the sign-ups that stand; what was cancelled last counts as a moment too."""
    held = [Registration.event_id == event_id, Registration.state.in_(ACTIVE)]
    moments = (Registration.created_at, Registration.submitted_at, Registration.confirmed_at)
    gone = _tally([Registration.event_id == event_id], Registration.cancelled_at)
    found = _tally(held, *moments)
    return Tally(found.rows, max((at for at in (found.at, gone.at) if at), default=None))


def entrants(event_id: int) -> Tally:
    """Count the entrants; when one was changed last."""
    changes = _tally([MarkChange.entrant_id.in_(_own(event_id)), MarkChange.judge == ""], MarkChange.at)
    return Tally(_tally([Entrant.event_id == event_id]).rows, changes.at)


def scans(event_id: int) -> Tally:
    """Count every attempt at the gates."""
    lists = select(CheckinList.id).where(CheckinList.event_id == event_id)
    return _tally([Scan.list_id.in_(lists)], Scan.received_at, Scan.annulled_at)


def came(event_id: int) -> Tally:
    """Count the entries that count."""
    lists = select(CheckinList.id).where(CheckinList.event_id == event_id)
    counting = Scan.counts & (Scan.direction == "entry") & Scan.annulled_at.is_(None)
    return _tally([Scan.list_id.in_(lists), counting], Scan.received_at)


def start_draws(event_id: int) -> Tally:
    """Count the draws of the starting order that were made."""
    return _tally(
        [StartDraw.event_id == event_id, StartDraw.drawn_at.is_not(None)], StartDraw.drawn_at, by=StartDraw.drawn_by
    )


def heats(event_id: int) -> Tally:
    """Count the heats."""
    return _tally([Heat.event_id == event_id])


def marks(event_id: int) -> Tally:
    """Count the marks."""
    return _tally([Mark.entrant_id.in_(_own(event_id))], Mark.at, by=Mark.by)


def mark_changes(event_id: int) -> Tally:
    """Count the kept earlier values."""
    return _tally([MarkChange.entrant_id.in_(_own(event_id))], MarkChange.at, by=MarkChange.by)


def change_rows(event_id: int) -> list[tuple[MarkChange, Entrant]]:
    """Return every kept value with its entrant, the earliest first."""
    query = select(MarkChange, Entrant).join(Entrant, Entrant.id == MarkChange.entrant_id)
    rows = database.session().execute(query.where(Entrant.event_id == event_id).order_by(MarkChange.id))
    return [(change, entrant) for change, entrant in rows]


def sample_checks(event_id: int) -> Tally:
    """Count the comparisons with the paper."""
    own = select(ReviewSample.id).where(ReviewSample.event_id == event_id)
    return _tally([SampleCheck.sample_id.in_(own)], SampleCheck.at, by=SampleCheck.by)


def sample_rows(event_id: int) -> list[tuple[SampleCheck, Entrant]]:
    """Return every comparison with its entrant, the earliest first."""
    own = select(ReviewSample.id).where(ReviewSample.event_id == event_id)
    query = select(SampleCheck, Entrant).join(Entrant, Entrant.id == SampleCheck.entrant_id)
    rows = database.session().execute(query.where(SampleCheck.sample_id.in_(own)).order_by(SampleCheck.id))
    return [(check, entrant) for check, entrant in rows]


def typed_entries(event_id: int) -> Tally:
    """Count the papers that somebody typed and handed in, those of rounds that were opened again too."""
    own = select(EntryRound.id).where(EntryRound.event_id == event_id)
    handed = [TypedEntry.round_id.in_(own), TypedEntry.handed_at.is_not(None)]
    settled = _tally([EntryDifference.round_id.in_(own)], EntryDifference.settled_at)
    found = _tally(handed, TypedEntry.handed_at, by=TypedEntry.by)
    return Tally(found.rows, max((at for at in (found.at, settled.at) if at), default=None), found.by)


def entry_rounds(event_id: int) -> list[EntryRound]:
    """Return every round of double entry, those opened again too, paper by paper."""
    query = select(EntryRound).where(EntryRound.event_id == event_id).options(selectinload(EntryRound.entries))
    return list(database.session().scalars(query.order_by(EntryRound.part, EntryRound.judge, EntryRound.number)))


def votes(event_id: int) -> list[tuple[AppealVote, int]]:
    """Return what arbiters said about the appeals of an event, each with the appeal's number."""
    query = select(AppealVote, Appeal.number).join(Appeal, Appeal.id == AppealVote.appeal_id)
    rows = database.session().execute(query.where(Appeal.event_id == event_id).order_by(Appeal.number, AppealVote.id))
    return [(vote, number) for vote, number in rows]


def signatures(event_id: int) -> Tally:
    """Count the signatures."""
    return _tally([Signature.event_id == event_id], Signature.at, by=Signature.by)


def locks(event_id: int) -> Tally:
    """Count the acts of locking."""
    return _tally([MarksLock.event_id == event_id], MarksLock.locked_at, MarksLock.reopened_at, by=MarksLock.locked_by)


def publications(event_id: int) -> Tally:
    """Count the publications."""
    return _tally([Publication.event_id == event_id], Publication.at, Publication.withdrawn_at, by=Publication.by)


def notices(event_id: int) -> Tally:
    """Count the public notices."""
    shown = [Publication.event_id == event_id, Publication.id.in_(select(Notice.publication_id))]
    return _tally(shown, Publication.at, by=Publication.by)


def appeals(event_id: int) -> Tally:
    """Count the appeals."""
    return _tally([Appeal.event_id == event_id], Appeal.changed_at)


def objections(event_id: int) -> Tally:
    """Count the objections."""
    return _tally([Objection.event_id == event_id], Objection.changed_at)


def corrections(event_id: int) -> Tally:
    """Count the applied batches of corrections."""
    applied = [Correction.event_id == event_id, Correction.state == "applied"]
    return _tally(applied, Correction.applied_at, by=Correction.applied_by)


def certificates(event_id: int) -> Tally:
    """Count the certificates, ended ones too; who issued the last batch."""
    held = _tally([Certificate.event_id == event_id], Certificate.ended_at)
    batch = _tally([CertificateBatch.event_id == event_id], CertificateBatch.at, by=CertificateBatch.by)
    return Tally(held.rows, max((at for at in (held.at, batch.at) if at), default=None), batch.by)


def promotions(event_id: int) -> Tally:
    """Count the promotions."""
    own = [Promotion.event_id == event_id]
    return _tally(own, Promotion.proposed_at, Promotion.decided_at, by=Promotion.proposed_by)


def honours(event_id: int) -> Tally:
    """Count the honours a contest led to that stand."""
    own = [Honour.event_id == event_id, Honour.struck_at.is_(None)]
    return _tally(own, Honour.recorded_at, by=Honour.recorded_by)


def honour_rows(event_id: int) -> list[Honour]:
    """Return the honours a contest led to that stand, in order of record."""
    query = select(Honour).where(Honour.event_id == event_id, Honour.struck_at.is_(None))
    return list(database.session().scalars(query.order_by(Honour.id)))
