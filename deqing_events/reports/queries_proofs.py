"""The records a counted person rests on: the scan that let somebody in, or the marks that somebody was given."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from deqing_events import database
from deqing_events.checkin.models import CheckinList, Scan
from deqing_events.contests.models import Mark
from deqing_events.registration.models import Registration
from deqing_events.web.formatting import stamp

NO_SCAN, NO_MARK = "没有签到，按报名计", "没有分数，按参赛名单计"
Proof = tuple[str, str]
"""What the record is, in words, and the end of the desk address of its event that shows it."""


def first_entries(registration_ids: Sequence[int]) -> Mapping[int, Proof]:
    """Return, for each of some sign-ups (one page of them), the first scan that counts on a list of its own event."""
    query = (
        select(Scan.registration_id, Scan.id, Scan.scanned_at, Scan.gate)
        .join(CheckinList, CheckinList.id == Scan.list_id)
        .join(Registration, Registration.id == Scan.registration_id)
        .where(
            Scan.registration_id.in_(registration_ids),
            Scan.counts,
            Scan.direction == "entry",
            Scan.annulled_at.is_(None),
            CheckinList.event_id == Registration.event_id,
        )
        .order_by(Scan.scanned_at.desc(), Scan.id.desc())
    )
    found: dict[int, Proof] = defaultdict(lambda: (NO_SCAN, "/registrations"))
    for registration_id, scan_id, at, gate in database.session().execute(query):
        where = f" {gate}" if gate else ""
        found[registration_id or 0] = (f"扫码记录 {scan_id}，{stamp(at)}{where}", "/checkin/attendance")
    return found


def marks(entrant_ids: Sequence[int]) -> Mapping[int, Proof]:
    """Return, for each of some entrants (one page of them), how many marks stand behind it, and the first record."""
    query = select(Mark.entrant_id, func.count(), func.min(Mark.id)).where(Mark.entrant_id.in_(entrant_ids))
    found: dict[int, Proof] = defaultdict(lambda: (NO_MARK, "/entrants"))
    for entrant_id, number, first in database.session().execute(query.group_by(Mark.entrant_id)):
        found[entrant_id] = (f"{number} 个评分，记录 {first} 起", "/scores")
    return found
