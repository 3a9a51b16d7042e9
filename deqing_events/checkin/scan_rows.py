"""From the rows of the SELECT a scan is decided on (``scan_queries``) to the facts in them."""

from typing import Any, TypeAlias

from deqing_events.checkin.scan_facts import EARLY, Known, ListRow, PersonRow, PreviousRow, StoredRow
from deqing_events.domain.door_questions import read
from deqing_events.registration.models import DONE_REVIEWS

LabelledRow: TypeAlias = Any
"""A row of that SELECT: its names have no static type."""

OVER = ("cancelled", "rejected")
"""States that count whatever a review says."""


def known_row(rows: Any) -> Known:  # noqa: ANN401 - rows of a labelled select have no static type
    """Return what at least one row says: they differ in the earlier scans only."""
    first = rows[0]
    return Known(
        at=list_row(first),
        person=_person(first),
        previous=_previous(rows),
        same=_same(first),
        admitted=first.entered,
        guesses=first.guesses,
    )


def standing(state: str, review: str) -> str:
    """Return where a registration stands at the door: pending while a review stands in its way."""
    return state if review in DONE_REVIEWS or state in OVER else "pending"


def list_row(row: LabelledRow) -> ListRow:
    """Return the list a row names."""
    starts = row.list_event_starts_at
    return ListRow(
        id=row.list_id,
        name=row.list_name,
        mode=row.mode,
        event_id=row.list_event_id,
        event_title=row.list_event_title,
        contact_phone=row.contact_phone,
        sessions=None if row.sessions is None else tuple(row.sessions),
        gates=None if row.gates is None else tuple(row.gates),
        opens_at=row.opens_at or (starts and starts - EARLY),
        closes_at=row.closes_at or row.list_event_ends_at,
        accept_unconfirmed=row.accept_unconfirmed,
        group_by=row.group_by,
        groups=None if row.list_groups is None else tuple(row.list_groups),
        questions=read(row.questions),
        rotating_pass=row.rotating_pass,
    )


def _person(row: LabelledRow) -> PersonRow | None:
    if row.registration_id is None:
        return None
    return PersonRow(
        registration_id=row.registration_id,
        event_id=row.event_id,
        event_title=row.event_title,
        event_starts_at=row.event_starts_at,
        state=standing(row.state, row.review),
        blocked=row.blocked,
        session_id=row.session_id,
        name=row.name,
        mobile_tail=row.mobile_tail,
        unit=row.unit_short_name or row.unit_name or row.unit_text,
        township=row.township or "",
        pass_id=row.pass_id,
        revoked_at=row.revoked_at,
        session_title=row.session_title or "",
        session_starts_at=row.session_starts_at,
        session_note=row.session_note or "",
        township_id=row.township_id,
        team_id=row.team_id,
    )


def _previous(rows: Any) -> tuple[PreviousRow, ...]:  # noqa: ANN401 - rows of a labelled select have no static type
    return tuple(
        PreviousRow(
            id=row.before_id,
            nonce=row.before_nonce,
            at=row.before_at,
            direction=row.before_direction,
            session_id=row.before_session_id,
            gate=row.before_gate,
            volunteer=row.before_volunteer,
            slot=row.before_slot,
            answers=row.before_answers or {},
        )
        for row in rows
        if row.before_id is not None
    )


def _same(row: LabelledRow) -> StoredRow | None:
    if row.same_id is None:
        return None
    return StoredRow(
        id=row.same_id,
        at=row.same_at,
        direction=row.same_direction,
        recorded=row.same_recorded,
        reason=row.same_reason,
        device_id=row.same_device_id,
        counts=row.same_counts,
    )
