"""What people answered at the door of one list."""

from collections import Counter

from sqlalchemy import select

from deqing_events import database
from deqing_events.checkin.models import Scan


def given(list_id: int) -> dict[str, Counter[str]]:
    """Return, by question, how many of the people let in gave each answer; undone scans are left out."""
    entered = (Scan.counts, Scan.direction == "entry", Scan.annulled_at.is_(None), Scan.answers.is_not(None))
    query = select(Scan.registration_id, Scan.answers).where(Scan.list_id == list_id, *entered).order_by(Scan.id)
    latest = {row.registration_id: row.answers for row in database.session().execute(query)}
    found: dict[str, Counter[str]] = {}
    for answers in latest.values():
        for key, answer in answers.items():
            found.setdefault(key, Counter())[answer] += 1
    return found
