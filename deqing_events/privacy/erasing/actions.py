"""Taking names out of sign-ups, answers, scores and published results. Each function is part of the open transaction.

What statistics count stays: the rows, their states, check-ins and marks, workplace, township, union, sex and trade. Who
is the same person stays countable too: as long as a person has a sign-up that is still of use, all keep their key;
with the last of them all of them get a new random one that leads nowhere.
"""

import datetime as dt
import secrets
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from deqing_events.checkin.models import Scan
from deqing_events.contests.certificates.models import Certificate
from deqing_events.contests.live.models import LiveBoard
from deqing_events.contests.models import Entrant, Publication
from deqing_events.contests.promotions.models import Promotion
from deqing_events.contests.results.content import digest_of
from deqing_events.domain.kinds import EntrantKind
from deqing_events.domain.masking import mask_name
from deqing_events.domain.retention import NOBODY
from deqing_events.events.models import Event
from deqing_events.registration.models import Pass, PhoneHolding, Registration
from deqing_events.registration.passes import SHORT_CODE_LENGTH, SHORT_CODE_LETTERS
from deqing_events.registration.questions import actions as answers
from deqing_events.registration.questions.models import Answer
from deqing_events.registration.review.models import ReviewStep

GONE = "资料已删除"


def anonymise(session: Session, held: Sequence[Registration], *, now: dt.datetime) -> list[str]:
    """Take out who some sign-ups were of: name, mobile, answers, passes, and who may show them.

    Returns the names of files to be given to ``stored_files.forget`` after the commit.
    """
    ids = [row.id for row in held]
    files = answers.clear(session, _answers(session, ids), now=now)
    for row in held:
        _blank(row, now=now)
    session.flush()
    _kill_passes(session, ids, now=now)
    session.execute(_quietly(delete(PhoneHolding).where(PhoneHolding.registration_id.in_(ids))))
    session.execute(_quietly(update(Scan).where(Scan.registration_id.in_(ids)).values(note="", answers=None)))
    steps = update(ReviewStep).where(ReviewStep.registration_id.in_(ids)).values(reason="", note_before="")
    session.execute(_quietly(steps))
    forget_scores(session, ids)
    mask_certificates(session.scalars(_whole_certificates().where(Certificate.registration_id.in_(ids))), now=now)
    _rekey(session, {row.person_key for row in held})
    return files


def _answers(session: Session, ids: Sequence[int]) -> list[Answer]:
    query = select(Answer).where(Answer.registration_id.in_(ids), Answer.cleared_at.is_(None))
    return list(session.scalars(query))


def _blank(row: Registration, *, now: dt.datetime) -> None:
    row.name, row.pinyin_key, row.initials = NOBODY, "", ""
    row.mobile = row.mobile_tail = row.unit_text = ""
    row.member_id, row.publish_name = None, False
    row.review_note = row.cancel_reason = row.override_reason = ""
    row.eligibility_override = row.priority_reason = ""
    row.cleared_at = now


def _kill_passes(session: Session, ids: Sequence[int], *, now: dt.datetime) -> None:
    """Make every pass unknown: its token leads nowhere, its code is another one."""
    for held in session.scalars(select(Pass).where(Pass.registration_id.in_(ids))):
        held.token_hash = secrets.token_hex(32)
        held.short_code = "".join(secrets.choice(SHORT_CODE_LETTERS) for _ in range(SHORT_CODE_LENGTH))
        held.revoked_at, held.revoke_reason = held.revoked_at or now, GONE
    session.flush()


def _rekey(session: Session, keys: Collection[str]) -> None:
    alive = select(Registration.person_key).where(Registration.person_key.in_(keys), Registration.cleared_at.is_(None))
    for key in set(keys) - set(session.scalars(alive)):
        fresh = secrets.token_hex(32)
        session.execute(_quietly(update(Registration).where(Registration.person_key == key).values(person_key=fresh)))
        session.execute(_quietly(update(Promotion).where(Promotion.person_key == key).values(person_key=fresh)))


def _whole_certificates() -> Any:  # noqa: ANN401 - a select of certificates
    return select(Certificate).where(Certificate.holder_kind == EntrantKind.PERSON, Certificate.masked_at.is_(None))


def mask_certificates(rows: Iterable[Certificate], *, now: dt.datetime) -> int:
    """Keep of the names on certificates what the public page shows: they can be checked, not printed again."""
    count = 0
    for row in rows:
        row.name, row.masked_at, row.end_reason = mask_name(row.name), now, ""
        count += 1
    return count


def forget_scores(session: Session, registration_ids: Collection[int]) -> None:
    """Take the names of these sign-ups out of contests and what was published; places and points stay."""
    entrants = list(session.scalars(_people().where(Entrant.registration_id.in_(registration_ids))))
    for entrant in entrants:
        entrant.name = NOBODY
    rewrite(session, {entrant.event_id for entrant in entrants}, set(registration_ids))
    session.flush()


def forget_entrants(session: Session, event_ids: Collection[int]) -> int:
    """Take every person's name out of these contests and what was published of them; returns how many."""
    entrants = list(session.scalars(_people().where(Entrant.event_id.in_(event_ids), Entrant.name != NOBODY)))
    for entrant in entrants:
        entrant.name = NOBODY
    rewrite(session, event_ids, None)
    session.flush()
    return len(entrants)


def _people() -> Any:  # noqa: ANN401 - a select of entrants
    return select(Entrant).join(Event, Event.id == Entrant.event_id).where(Event.entrant_kind == EntrantKind.PERSON)


def rewrite(session: Session, event_ids: Collection[int], registration_ids: set[int] | None) -> None:
    """Take names out of what was published of some events; None means everybody's."""
    for held in session.scalars(select(Publication).where(Publication.event_id.in_(event_ids))):
        content = {
            **held.content,
            "rows": _nameless(held.content["rows"], registration_ids),
            "unranked": _nameless(held.content["unranked"], registration_ids),
        }
        if content != held.content:
            held.content, held.digest = content, digest_of(content)
    for board in session.scalars(select(LiveBoard).where(LiveBoard.event_id.in_(event_ids))):
        board.content = _nameless_board(board.content, registration_ids)


def _nameless_board(content: dict[str, Any], registration_ids: set[int] | None) -> dict[str, Any]:
    if not content:
        return content
    latest = content.get("latest")
    named = {} if latest is None else {"latest": _nameless([latest], registration_ids)[0]}
    return {**content, "rows": _nameless(content["rows"], registration_ids), **named}


def _nameless(rows: Iterable[dict[str, Any]], registration_ids: set[int] | None) -> list[dict[str, Any]]:
    return [
        {**row, "name": NOBODY, "registration": None}
        if registration_ids is None or row["registration"] in registration_ids
        else row
        for row in rows
    ]


def _quietly(statement: Any) -> Any:  # noqa: ANN401 - an update or a delete
    return statement.execution_options(synchronize_session=False)
