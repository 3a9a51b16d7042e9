"""What people on a list are told: that they go on, that they stand by, that it is their turn. In the outbox, once."""

from deqing_events.contests.history import Change
from deqing_events.contests.rounds.models import RoundDecision, RoundPlace
from deqing_events.messages.actions import Note, queue, queue_all
from deqing_events.registration.wording import where_and_when
from deqing_events.web.formatting import moment


def decided(made: RoundDecision, before: RoundDecision | None, change: Change) -> None:
    """Tell everybody on a new list where they stand; who was told the same by the list before is left out."""
    known = {(old.entrant_id, _kind(old), old.reserve_no) for old in before.places} if before else set()
    notes = [
        note
        for place in made.places
        if (place.entrant_id, _kind(place), place.reserve_no) not in known
        if (note := _note(made, place)) is not None
    ]
    queue_all(notes, now=change.now, by=change.by)


def _kind(place: RoundPlace) -> str:
    return "in" if place.state in {"advanced", "accepted"} else place.state


def _note(made: RoundDecision, place: RoundPlace) -> Note | None:
    held = place.registration
    if held is None or place.state not in {"advanced", "reserve"}:
        return None
    about, event = ("registration", held.id), made.next_event.title
    if place.state == "reserve":
        words = {"event": event, "place": place.reserve_no}
        return Note("round_reserve", held.mobile, words, about, f"round-reserve:{place.id}")
    return Note("round_advanced", held.mobile, {"event": event}, about, f"round-advanced:{place.id}")


def moved_up(place: RoundPlace, change: Change) -> None:
    """Tell a reserve that a place became free, and until when to answer."""
    held, onward = place.registration, place.next_registration
    if held is None or place.reply_by is None:
        return
    when = where_and_when(onward) if onward else moment(place.decision.next_event.starts_at)
    words = {"event": place.decision.next_event.title, "when": when or "时间另行通知", "until": moment(place.reply_by)}
    about = ("registration", held.id)
    queue(Note("round_moved_up", held.mobile, words, about, f"round-moved-up:{place.id}"), now=change.now, by=change.by)
