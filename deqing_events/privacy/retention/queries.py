"""What is due: conditions and rows of each data class that is kept in the database."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from deqing_events import database
from deqing_events.accounts.models import RateCount, StaffSession
from deqing_events.checkin.models import CheckinList, GateDevice, GateLink, Scan
from deqing_events.checkin.paper.models import PaperBatch
from deqing_events.contests.appeals.models import Appeal
from deqing_events.contests.certificates.models import Certificate
from deqing_events.contests.double_entry.models import SheetPhoto
from deqing_events.contests.judge_pages.models import MarkSending
from deqing_events.contests.judges.models import PanelJudge
from deqing_events.contests.ledger.models import EvidenceFile
from deqing_events.contests.models import Entrant
from deqing_events.contests.objections.models import Objection
from deqing_events.contests.start_draws.models import StartDraw
from deqing_events.domain.kinds import EntrantKind, EventState
from deqing_events.domain.questions.definition import Retention
from deqing_events.domain.retention import NOBODY, identity_due
from deqing_events.events.models import Event
from deqing_events.messages.models import Message
from deqing_events.messages.templates import TEMPLATES
from deqing_events.organisations.importing.queries import WORKING
from deqing_events.organisations.models import ImportRun, StagedMember
from deqing_events.privacy.hooks import offers
from deqing_events.privacy.models import DataRequest, RetentionRun
from deqing_events.privacy.retention.data_class import Moment
from deqing_events.registration.models import Consent, Registration
from deqing_events.registration.questions.models import Answer
from deqing_events.workers.models import PhoneOwner, SignInCode

OLD_WINDOWS = 300
"""Windows of a limit after which a counter is over: two days for ten minutes, twelve for an hour."""

Rows = Select[*tuple[Any, ...]]


def count(rows: Rows) -> int:
    """Return how many rows a query has."""
    return database.session().scalar(select(func.count()).select_from(rows.subquery())) or 0


def ended() -> ColumnElement[dt.datetime]:
    """Return when an event was over; one that was put off counts from the last change of it."""
    last = func.coalesce(Event.ends_at, Event.starts_at, Event.registration_closes_at, Event.updated_at)
    return case((Event.state == EventState.POSTPONED, Event.updated_at), else_=last)


def _over(moment: Moment, days: int) -> Rows:
    return select(Event.id).where(ended() < moment.cutoff(days))


def answers(moment: Moment, retention: Retention) -> Rows:
    """Return the answers of a retention class that are due."""
    held = select(Answer).where(Answer.retention == retention.value, Answer.cleared_at.is_(None))
    if retention is Retention.IDENTITY:
        return held.where(Answer.event_id.in_(_events_without_numbers(moment)))
    return held.where(Answer.event_id.in_(_over(moment, moment.keeping.of_answers(retention))))


def _events_without_numbers(moment: Moment) -> list[int]:
    holding = select(Answer.event_id).where(Answer.retention == Retention.IDENTITY.value, Answer.cleared_at.is_(None))
    closed = offers.promotions()
    rows = database.session().execute(select(Event.id, ended()).where(Event.id.in_(holding)))
    return [
        event_id
        for event_id, over in rows
        if not (event_id in closed and closed[event_id] is None)
        and identity_due(moment.now, over, moment.keeping, closed.get(event_id))
    ]


def records(moment: Moment) -> Rows:
    """Return the sign-ups whose names are due."""
    over = _over(moment, moment.keeping.records)
    return select(Registration).where(Registration.cleared_at.is_(None), Registration.event_id.in_(over))


def entrants(moment: Moment) -> Rows:
    """Return the people in contests whose names are due."""
    people = select(Event.id).where(Event.entrant_kind == EntrantKind.PERSON)
    over = _over(moment, moment.keeping.records)
    return select(Entrant).where(Entrant.name != NOBODY, Entrant.event_id.in_(over), Entrant.event_id.in_(people))


def panel_judges(moment: Moment) -> Rows:
    """Return the judges whose names are due."""
    return select(PanelJudge).where(
        PanelJudge.name != NOBODY, PanelJudge.event_id.in_(_over(moment, moment.keeping.records))
    )


def sheet_photos(moment: Moment) -> Rows:
    """Return the photos of mark sheets that are due: names may be written on them."""
    over = _over(moment, moment.keeping.records)
    return select(SheetPhoto).where(SheetPhoto.file_name != "", SheetPhoto.event_id.in_(over))


def certificates(moment: Moment) -> Rows:
    """Return the certificates of people whose whole names are due; the masked ones stay for whoever checks them."""
    over = _over(moment, moment.keeping.records)
    whole = Certificate.masked_at.is_(None), Certificate.holder_kind == EntrantKind.PERSON
    return select(Certificate).where(*whole, Certificate.event_id.in_(over))


def scans_by_name(moment: Moment) -> Rows:
    """Return the scans that still name their volunteer although that is due."""
    lists = select(CheckinList.id).where(CheckinList.event_id.in_(_over(moment, moment.keeping.records)))
    said = or_(Scan.volunteer != "", Scan.note != "", Scan.answers.is_not(None))
    return select(Scan).where(Scan.list_id.in_(lists), said)


def paper_batches(moment: Moment) -> Rows:
    """Return the batches from paper whose operator's name is due."""
    lists = select(CheckinList.id).where(CheckinList.event_id.in_(_over(moment, moment.keeping.records)))
    return select(PaperBatch).where(
        PaperBatch.list_id.in_(lists), or_(PaperBatch.operator != "", PaperBatch.reason != "")
    )


def draw_witnesses(moment: Moment) -> Rows:
    """Return the draws whose witnesses' names are due."""
    over = _over(moment, moment.keeping.records)
    return select(StartDraw).where(StartDraw.event_id.in_(over), StartDraw.witnesses != "")


def gate_phones(moment: Moment) -> Rows:
    """Return the gate phones whose volunteer's name is due."""
    lists = select(CheckinList.id).where(CheckinList.event_id.in_(_over(moment, moment.keeping.records)))
    links = select(GateLink.id).where(GateLink.list_id.in_(lists))
    return select(GateDevice).where(GateDevice.link_id.in_(links), GateDevice.volunteer != "")


def consents(moment: Moment) -> Rows:
    """Return the consents that nothing has rested on for long enough."""
    before = moment.cutoff(moment.keeping.consents)
    return (
        select(Consent)
        .join(Registration, Registration.id == Consent.registration_id)
        .where(Registration.cleared_at < before)
    )


def messages(moment: Moment, data_class: str, days: int) -> Rows:
    """Return the messages of a class that are due; what still waits to be sent is not."""
    keys = [template.key for template in TEMPLATES.values() if template.data_class == data_class]
    done_with = Message.state.not_in(("queued", "sending"))
    return select(Message).where(Message.template.in_(keys), Message.created_at < moment.cutoff(days), done_with)


def codes(moment: Moment) -> Rows:
    """Return the rows of one-time codes that are due."""
    return select(SignInCode).where(SignInCode.created_at < moment.cutoff(moment.keeping.codes))


def phones(moment: Moment) -> Rows:
    """Return the recognised phones that were not used for long, or were ended long ago."""
    keeping = moment.keeping
    ended_long_ago = PhoneOwner.ended_at < moment.cutoff(keeping.sessions)
    return select(PhoneOwner).where(or_(PhoneOwner.seen_at < moment.cutoff(keeping.devices), ended_long_ago))


def sessions(moment: Moment) -> Rows:
    """Return the desk's sign-ins that are long over."""
    last = func.coalesce(StaffSession.ended_at, StaffSession.seen_at)
    return select(StaffSession).where(last < moment.cutoff(moment.keeping.sessions))


def rate_counts() -> list[int]:
    """Return the counters of tries that are long over, by id: their keys hold network addresses.

    A counter knows its window, not its day; so it is compared with the newest of the same limit.
    """
    rows = database.session().execute(select(RateCount.id, RateCount.key, RateCount.window)).all()
    newest: dict[str, int] = {}
    for _, key, window in rows:
        name = key.partition(":")[0]
        newest[name] = max(window, newest.get(name, 0))
    return [row_id for row_id, key, window in rows if window < newest[key.partition(":")[0]] - OLD_WINDOWS]


def requests(moment: Moment) -> Rows:
    """Return the answered requests that are due."""
    return select(DataRequest).where(DataRequest.decided_at < moment.cutoff(moment.keeping.requests))


def appeals(moment: Moment) -> Rows:
    """Return the appeals whose words are due."""
    return select(Appeal).where(Appeal.filed_at < moment.cutoff(moment.keeping.disputes), Appeal.leader != NOBODY)


def evidence_files(moment: Moment) -> Rows:
    """Return the files attached to ledgers of events that ended so long ago that their records are due."""
    ended = select(Event.id).where(Event.ends_at < moment.cutoff(moment.keeping.records))
    return select(EvidenceFile).where(EvidenceFile.event_id.in_(ended), EvidenceFile.file_name != "")


def objections(moment: Moment) -> Rows:
    """Return the objections whose words are due."""
    return select(Objection).where(
        Objection.filed_at < moment.cutoff(moment.keeping.disputes), Objection.name != NOBODY
    )


def sendings(moment: Moment) -> Rows:
    """Return what judges' phones sent of contests that are long over: no phone sends it again."""
    over = select(PanelJudge.id).where(PanelJudge.event_id.in_(_over(moment, moment.keeping.sessions)))
    return select(MarkSending).where(MarkSending.panel_judge_id.in_(over))


def staged(moment: Moment) -> Rows:
    """Return the prepared rows of imports that nobody confirmed."""
    before = moment.cutoff(moment.keeping.imports)
    idle = and_(ImportRun.created_at < before, ImportRun.state.not_in(WORKING))
    return select(StagedMember).where(StagedMember.run_id.in_(select(ImportRun.id).where(idle)))


def last_run() -> RetentionRun | None:
    """Return the newest run of the job, or None."""
    return database.session().scalars(select(RetentionRun).order_by(RetentionRun.id.desc()).limit(1)).one_or_none()


def runs(limit: int = 30) -> Sequence[RetentionRun]:
    """Return the newest runs of the job, the newest first."""
    return list(database.session().scalars(select(RetentionRun).order_by(RetentionRun.id.desc()).limit(limit)))
