"""What people are told about their registrations. Every message goes into the outbox with the change it tells of.

Each occasion has a key of its own, so that whoever runs twice tells nobody twice.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deqing_events import database
from deqing_events.domain.kinds import EventState
from deqing_events.domain.roles import SYSTEM, Actor
from deqing_events.messages.actions import Note, queue, queue_all
from deqing_events.registration import message_queries, waiting_queries
from deqing_events.registration.models import DONE_REVIEWS, Registration
from deqing_events.registration.rules import ZONE
from deqing_events.registration.wording import where_and_when

BATCH = 200
"""How many messages one transaction of a job adds: the writers' queue is not held for long."""

REMINDER_HOUR = 9
"""From this hour of the day before (in Deqing) people are reminded."""


def entered(held: Registration, *, now: dt.datetime, by: Actor) -> None:
    """Tell somebody that the registration is in: with a place, waiting, or under review. Nobody at the door is told."""
    all_entered([held], now=now, by=by)


def all_entered(several: Sequence[Registration], *, now: dt.datetime, by: Actor) -> None:
    """Tell several people so who came in at once; those who wait were queued in their order, behind everybody else."""
    behind: dict[int | None, int] = {}
    notes = []
    for held in (each for each in several if not each.walk_in):
        if held.state != "waiting":
            notes.append(_entered(held))
            continue
        line = None if held.event.capacity is not None else held.session_id
        behind[line] = behind[line] + 1 if line in behind else waiting_queries.ahead_of(held) + 1
        words = {"event": held.event.title, "place": behind[line]}
        notes.append(_note(held, "waiting_listed", f"waiting:{held.id}", words))
    queue_all(notes, now=now, by=by)


def _entered(held: Registration) -> Note:
    words = {"event": held.event.title, "number": held.number}
    if held.review in DONE_REVIEWS:
        words["when"] = where_and_when(held)
        return _note(held, "registration_confirmed", f"confirmed:{held.id}", words)
    return _note(held, "registration_received", f"received:{held.id}", words)


def place_gained(held: Registration, *, now: dt.datetime, by: Actor) -> None:
    """Tell somebody that waiting came to an end."""
    words = {"event": held.event.title, "when": where_and_when(held)}
    _tell(held, "place_gained", f"gained:{held.id}:{held.queue_no}", words, now=now, by=by)


def cancelled_by_staff(held: Registration, *, now: dt.datetime, by: Actor) -> None:
    """Tell somebody that staff cancelled, and why."""
    words = {"event": held.event.title, "reason": held.cancel_reason or "请问主办方"}
    _tell(held, "cancelled_by_staff", f"cancelled:{held.id}", words, now=now, by=by)


def _tell(  # noqa: PLR0913 - whom, what, and the circumstances
    held: Registration, template: str, key: str, values: Mapping[str, object], *, now: dt.datetime, by: Actor
) -> None:
    queue(_note(held, template, key, values), now=now, by=by)


def _note(held: Registration, template: str, key: str, values: Mapping[str, object]) -> Note:
    return Note(template, held.mobile, values, ("registration", held.id), key)


@dataclass(frozen=True)
class Occasion:
    """Something to tell everybody of an event (or of one session) once; ``prefix`` names it in the messages' keys."""

    event_id: int
    prefix: str
    template: str
    words: Mapping[str, object]
    session_id: int | None = None
    expires_at: dt.datetime | None = None


def tell_all(occasion: Occasion, *, now: dt.datetime) -> int:
    """Queue the messages of an occasion that were not queued yet, in small transactions; return how many."""
    told = last = 0
    while True:
        with database.transaction():
            rows = message_queries.untold(
                occasion.event_id, occasion.prefix, session_id=occasion.session_id, after=last, limit=BATCH
            )
            for held in rows:
                key, about = f"{occasion.prefix}{held.id}", ("registration", held.id)
                note = Note(occasion.template, held.mobile, occasion.words, about, key, expires_at=occasion.expires_at)
                told += queue(note, now=now, by=SYSTEM) is not None
        if len(rows) < BATCH:
            return told
        last = rows[-1].id


def remind(now: dt.datetime) -> int:
    """Queue the reminders of tomorrow's sessions; return how many. Before nine in the morning nobody is reminded."""
    today = now.astimezone(ZONE)
    if today.hour < REMINDER_HOUR:
        return 0
    start = dt.datetime.combine(today.date() + dt.timedelta(days=1), dt.time(), ZONE)
    told = 0
    for part in message_queries.sessions_between(start, start + dt.timedelta(days=1)):
        at = part.starts_at.astimezone(ZONE)
        words = {"event": part.event.title, "when": f"{at.month}月{at.day}日 {at:%H:%M}", "venue": part.venue}
        prefix = f"reminder:{part.id}:{at:%Y%m%d}:"
        told += tell_all(Occasion(part.event_id, prefix, "reminder", words, part.id, part.starts_at), now=now)
    return told


def tell_changes(now: dt.datetime) -> int:
    """Queue the news of events that were postponed or cancelled in the last days; return how many."""
    told = 0
    for step, event in message_queries.recent_changes(now):
        change = "取消了" if step.after == EventState.CANCELLED else "延期了"
        words = {"event": event.title, "change": f"{change}。{step.reason}".rstrip("。")}
        told += tell_all(Occasion(event.id, f"changed:{step.id}:", "event_changed", words), now=now)
    return told
