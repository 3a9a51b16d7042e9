"""Issuing certificates, issuing one anew, withdrawing one, and noting that they were printed."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.certificates import numbering_actions, queries
from deqing_events.contests.certificates.candidates import Candidate, Standing
from deqing_events.contests.certificates.models import Certificate, CertificateBatch
from deqing_events.contests.certificates.numbering_actions import Wording
from deqing_events.contests.certificates.telling_actions import tell
from deqing_events.contests.history import Change
from deqing_events.contests.models import Publication
from deqing_events.domain.certificates import CertificateState, NumberPattern
from deqing_events.domain.roles import Actor
from deqing_events.events.models import Event

CHANGED = "名单刚有改动，请重新核对后再发。"
NOT_PUBLISHED = "成绩公示以后才能发证书。"
NEEDS_REASON = "请写明原因，以后查得到。"
ENDED = "这张证书已经不是有效的了，请刷新后再看。"


class CertificateRefusedError(ValueError):
    """Nothing was issued or changed; the text is a sentence for people."""


@dataclass(frozen=True)
class Issue:
    """What is to be issued: for which subjects, from the publication that was looked at, with which words."""

    subjects: Sequence[str]
    publication_id: int
    wording: Wording


def issue(event_id: int, wanted: Issue, pattern: NumberPattern, change: Change) -> CertificateBatch:
    """Issue certificates with the next numbers, in the order of the ranking.

    Raises CertificateRefusedError when another publication holds by now, or somebody chosen has a certificate already.
    """
    numbering_actions.have_counter(pattern.series(wanted.wording.issued_on.year))
    try:
        with database.transaction() as session:
            publication = locked(session, event_id)
            if publication.id != wanted.publication_id:
                raise CertificateRefusedError(CHANGED)
            due = chosen(publication, wanted.subjects)
            batch = numbering_actions.open_batch(session, publication, wanted.wording, len(due), change)
            made = numbering_actions.numbered(session, batch, due, pattern)
            tell(made, wanted.wording.item, change)
            numbering_actions.note("certificate.issue", batch, made, change)
            return batch
    except IntegrityError as error:
        raise CertificateRefusedError(database.violated(error) or CHANGED) from error


def locked(session: Session, event_id: int) -> Publication:
    """Return the publication that certificates may be issued from, the event held until the transaction ends.

    Raises CertificateRefusedError where there is none.
    """
    session.get_one(Event, event_id, with_for_update=True)
    publication = queries.published(event_id)
    if publication is None:
        raise CertificateRefusedError(NOT_PUBLISHED)
    return publication


def chosen(publication: Publication, subjects: Collection[str]) -> list[Candidate]:
    """Return those who may get one, in the order of the ranking. Raises CertificateRefusedError when one may not."""
    rows = queries.standing(publication)
    found = [row.candidate for row in rows if row.standing is Standing.OPEN and row.subject in set(subjects)]
    if not subjects:
        raise CertificateRefusedError("请先选要发证书的人。")
    if len(found) != len(set(subjects)):
        raise CertificateRefusedError(CHANGED)
    return [each for each in found if each is not None]


def reissue(certificate_id: int, wording: Wording, pattern: NumberPattern, change: Change) -> Certificate:
    """Issue a certificate anew, by what is published and on file now: a new number and code, the old one replaced.

    Raises CertificateRefusedError without a reason, when the old one does not count any more, or when nothing published
    stands behind it.
    """
    if not change.reason:
        raise CertificateRefusedError(NEEDS_REASON)
    numbering_actions.have_counter(pattern.series(wording.issued_on.year))
    try:
        with database.transaction() as session:
            old = session.get_one(Certificate, certificate_id)
            publication = locked(session, old.event_id)
            candidate = _still_due(publication, old)
            batch = numbering_actions.open_batch(session, publication, wording, 1, change)
            _end(session, old.id, CertificateState.REPLACED, change)
            (made,) = numbering_actions.numbered(session, batch, [candidate], pattern)
            made.replaces_id = old.id
            tell([made], wording.item, change)
            numbering_actions.note("certificate.reissue", batch, [made], change)
            return made
    except IntegrityError as error:
        raise CertificateRefusedError(database.violated(error) or CHANGED) from error


def _still_due(publication: Publication, old: Certificate) -> Candidate:
    for row in queries.standing(publication):
        if row.candidate is not None and row.subject == old.subject:
            return row.candidate
    raise CertificateRefusedError("按现在公布的成绩，这里没有奖项。要收回请撤销。")


def withdraw(certificate_id: int, change: Change) -> None:
    """Withdraw a certificate: anybody who checks it reads so from now on. Its number is not given again.

    Raises CertificateRefusedError without a reason or when it does not count any more.
    """
    if not change.reason:
        raise CertificateRefusedError(NEEDS_REASON)
    with database.transaction() as session:
        row = session.get_one(Certificate, certificate_id)
        _end(session, row.id, CertificateState.WITHDRAWN, change)
        details = {"number": row.number, "reason": change.reason}
        record("certificate.withdraw", "certificate", row.id, by=change.by, now=change.now, **details)


def _end(session: Session, certificate_id: int, state: CertificateState, change: Change) -> None:
    ended = session.execute(
        update(Certificate)
        .where(Certificate.id == certificate_id, Certificate.state == CertificateState.VALID.value)
        .values(state=state.value, ended_at=change.now, end_reason=change.reason)
        .returning(Certificate.id)
    ).scalar_one_or_none()
    if ended is None:
        raise CertificateRefusedError(ENDED)


def note_printed(event_id: int, rows: Sequence[Certificate], *, now: dt.datetime, by: Actor) -> None:
    """Write down that somebody took certificates out as a file: they hold full names."""
    with database.transaction():
        numbers = {"first_number": rows[0].number, "last_number": rows[-1].number}
        record("certificate.print", "event", event_id, by=by, now=now, count=len(rows), **numbers)
