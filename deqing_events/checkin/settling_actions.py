"""Which of the scans that let the same person in count, whatever order they arrived in (``domain.presence``).

Vocabulary: scans *let in* when they were answered ok, by the server or by a gate without a line. A *clash* is the scan
that let the person in before another one did.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, bindparam, or_, select, update
from sqlalchemy.orm import Session

from deqing_events.checkin.models import CheckinList, Scan
from deqing_events.checkin.scan_facts import LET_IN, SHANGHAI, after
from deqing_events.domain.admission_facts import Mode, Reason, Recorded, ScanType
from deqing_events.domain.presence import LetIn, counting, in_order
from deqing_events.registration.models import Registration

_lists = CheckinList.metadata.tables["checkin_list"]
_MOVE_ENTERED = (
    update(_lists)
    .where(_lists.c.id == bindparam("moved_id"))
    .values(entered=_lists.c.entered + bindparam("more"))
    .returning(_lists.c.entered)
)


def lock(session: Session, registration_id: int) -> None:
    """Let scans of one person wait for each other until the transaction ends."""
    session.execute(select(Registration.id).where(Registration.id == registration_id).with_for_update())


def entered(session: Session, list_id: int, more: int) -> int:
    """Count ``more`` entries on the list (less when negative), and return how many there are then."""
    values = {"moved_id": list_id, "more": more}
    return int(session.connection().execute(_MOVE_ENTERED, values).scalar_one())


def letting_in() -> ColumnElement[bool]:
    """Return the condition of scans that let in and are not undone."""
    twice = and_(Scan.told == LET_IN, Scan.reason == Reason.ALREADY_IN.value)
    return and_(Scan.annulled_at.is_(None), or_(Scan.recorded != Recorded.FAILURE.value, twice))


def let_in(session: Session, list_id: int, registration_id: int) -> list[Scan]:
    """Return the scans that let one person in on one list, by their own times."""
    query = select(Scan).where(Scan.list_id == list_id, Scan.registration_id == registration_id, letting_in())
    rows = {row.nonce: row for row in session.scalars(query)}
    return [rows[scan.nonce] for scan in in_order(map(_law, rows.values()))]


def clash(rows: Sequence[Scan], nonce: str) -> Scan | None:
    """Return the other scan of a person let in twice: for the second the first, for the first the second, else None."""
    place = next((number for number, row in enumerate(rows) if row.nonce == nonce), None)
    if place is None or rows[place].force or rows[place].direction != ScanType.ENTRY:
        return None
    if not rows[place].counts:
        others = [
            *reversed(rows[:place]),
            *rows[place + 1 :],
        ]  # at one instant, the nonces decide the order
        return next((row for row in others if row.counts and row.direction == ScanType.ENTRY), None)
    follows = (row for row in rows[place + 1 :] if row.direction == ScanType.ENTRY and not row.force)
    second = next(follows, None)
    return second if second is not None and not second.counts else None


def settle(session: Session, mode: str, list_id: int, registration_id: int) -> list[Scan]:
    """Make exactly those scans of one person count that should, and return all that let in, by time.

    The caller holds ``lock``. A forced scan keeps its record; any other one that came second is recorded as refused,
    and as told ok, because somebody did go in.
    """
    rows = let_in(session, list_id, registration_id)
    before = _entries(rows)
    counted = [scan.nonce for scan in counting(Mode(mode), SHANGHAI, map(_law, rows))]
    places = {nonce: place for place, nonce in enumerate(counted)}
    ids = {row.nonce: row.id for row in rows}
    moved = []
    for row in rows:
        place = places.get(row.nonce)
        slot = row.slot
        if mode == Mode.REENTRY and place is not None:
            slot = after(ids[counted[place - 1]] if place else 0)
        if (place is not None, slot) != (row.counts, row.slot) or not row.counts:
            moved.append((row, place is not None, slot))
    for row, _, _ in moved:
        row.counts = False
    session.flush()  # first out of the unique index, then into it
    for row, counts, slot in moved:
        _set(row, slot, counts=counts)
    session.flush()
    if _entries(rows) != before:
        entered(session, list_id, _entries(rows) - before)
    return rows


def _entries(rows: Sequence[Scan]) -> int:
    return sum(row.counts and row.direction == ScanType.ENTRY for row in rows)


def _set(row: Scan, slot: str, *, counts: bool) -> None:
    row.counts, row.slot = counts, slot
    if row.force:
        return
    row.recorded = (Recorded.SUCCESS if counts else Recorded.FAILURE).value
    row.reason = None if counts else Reason.ALREADY_IN.value
    row.told = row.told if counts else LET_IN


def _law(row: Scan) -> LetIn:
    session = None if row.session_id is None else str(row.session_id)
    return LetIn(row.scanned_at, row.nonce, ScanType(row.direction), session)
