"""Beginning a round of certificates, and taking it on piece by piece."""

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.contests.certificate_runs import queries
from deqing_events.contests.certificate_runs.models import CertificateRun
from deqing_events.contests.certificates import numbering_actions
from deqing_events.contests.certificates import queries as certificates
from deqing_events.contests.certificates.actions import CHANGED, CertificateRefusedError, Issue, chosen, locked
from deqing_events.contests.certificates.candidates import Candidate, Standing
from deqing_events.contests.certificates.telling_actions import tell
from deqing_events.contests.history import Change
from deqing_events.contests.models import Publication
from deqing_events.domain.certificates import NumberPattern
from deqing_events.domain.roles import Actor
from deqing_events.events.models import Event

PIECE = 50
"""How many one transaction issues: the writers' queue is not held for long."""
AT_ONCE = 200
"""How many are issued while somebody waits for the page; the scheduled work goes on with the rest."""
HELD = "已经有一张有效的证书"
NOT_DUE = "按现在公布的成绩，这里没有奖项"
PUBLISHED_ANEW = "发到一半公布了新的成绩，没有再发"


def begin(event_id: int, wanted: Issue, pattern: NumberPattern, change: Change) -> CertificateRun:
    """Store who is to get a certificate, and with which words; nothing is issued yet.

    Raises CertificateRefusedError when another publication holds by now, somebody chosen has a certificate already, or
    a round of this event is under way.
    """
    numbering_actions.have_counter(pattern.series(wanted.wording.issued_on.year))
    try:
        with database.transaction() as session:
            publication = locked(session, event_id)
            if publication.id != wanted.publication_id:
                raise CertificateRefusedError(CHANGED)
            rows = chosen(publication, wanted.subjects)
            batch = numbering_actions.open_batch(session, publication, wanted.wording, 0, change)
            made = CertificateRun(event_id=event_id, batch_id=batch.id, subjects=[row.subject for row in rows])
            made.done, made.missed, made.beat_at = 0, [], change.now
            session.add(made)
            session.flush()
            return made
    except IntegrityError as error:
        raise CertificateRefusedError(database.violated(error) or CHANGED) from error


def go_on(run_id: int, pattern: NumberPattern, *, now: dt.datetime, most: int | None = None) -> int:
    """Deal with the next people of a round, ``most`` (usually ``AT_ONCE``) at the most; returns with how many.

    Two who do it at once take turns by the event's row: each takes the piece after the other's.
    """
    dealt, limit = 0, AT_ONCE if most is None else most
    while dealt < limit:
        taken = _piece(run_id, pattern, now)
        dealt += taken
        if not taken:
            break
    return dealt


def go_on_with_all(pattern: NumberPattern, *, now: dt.datetime) -> Mapping[str, int]:
    """Take every round that is under way to its end; returns how many people were dealt with."""
    return {"certificates": sum(go_on(run_id, pattern, now=now, most=10**9) for run_id in queries.unfinished())}


@database.retrying
def _piece(run_id: int, pattern: NumberPattern, now: dt.datetime) -> int:
    with database.transaction() as session:
        run = session.get_one(CertificateRun, run_id)
        session.get_one(Event, run.event_id, with_for_update=True)
        session.refresh(run)
        if run.finished_at is not None:
            return 0
        part = run.subjects[run.done : run.done + PIECE]
        due, missed = _sorted(run, part)
        if due:
            _issue(session, run, due, pattern, now)
        run.missed = [*run.missed, *missed]
        run.done, run.beat_at = run.done + len(part), now
        if run.done == run.total:
            run.finished_at = now
        return len(part)


def _sorted(run: CertificateRun, part: Sequence[str]) -> tuple[list[Candidate], list[list[str]]]:
    """Return who of a piece gets a certificate, and why the others do not."""
    publication = database.session().get_one(Publication, run.batch.publication_id)
    current = certificates.published(run.event_id)
    if current is None or current.id != publication.id:
        return [], [[subject, PUBLISHED_ANEW] for subject in part]
    rows = {row.subject: row for row in certificates.standing(publication)}
    due: list[Candidate] = []
    missed: list[list[str]] = []
    for subject in part:
        row = rows.get(subject)
        if row is None or row.candidate is None:
            missed.append([subject, NOT_DUE])
        elif row.standing is not Standing.OPEN:
            missed.append([subject, HELD])
        else:
            due.append(row.candidate)
    return due, missed


def _issue(
    session: Session, run: CertificateRun, due: Sequence[Candidate], pattern: NumberPattern, now: dt.datetime
) -> None:
    batch, change = run.batch, Change(Actor(run.batch.by), now, run.batch.reason)
    made = numbering_actions.numbered(session, batch, due, pattern)
    batch.count += len(made)
    tell(made, batch.item, change)
    numbering_actions.note("certificate.issue", batch, made, change)
