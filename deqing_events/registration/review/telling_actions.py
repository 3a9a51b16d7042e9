"""What people are told of a decision about their sign-up.

The messages wait as long as an act can be undone, and undoing drops them: nobody is told what is not so. The page of
the registration says it at once.
"""

from collections.abc import Mapping

from deqing_events.domain.reviewing import Act
from deqing_events.domain.roles import Actor
from deqing_events.messages import actions as messages
from deqing_events.messages.actions import Note
from deqing_events.registration import waiting_queries
from deqing_events.registration.models import Registration
from deqing_events.registration.review.models import ReviewStep
from deqing_events.registration.review.queries import UNDO_WITHIN
from deqing_events.registration.wording import where_and_when


def decided(held: Registration, step: ReviewStep, *, by: Actor) -> None:
    """Queue the message of one step, where it has anything to say to the worker."""
    template, words = _words(held, step)
    if not template:
        return
    about = ("registration", held.id)
    values = {"event": held.event.title, **words}
    note = Note(template, held.mobile, values, about, _key(step), not_before=step.at + UNDO_WITHIN)
    messages.queue(note, now=step.at, by=by)


def take_back(step: ReviewStep) -> None:
    """Drop the message of a step that was undone; it has not gone out."""
    messages.drop(_key(step))


def _key(step: ReviewStep) -> str:
    return f"review:{step.id}"


def _words(held: Registration, step: ReviewStep) -> tuple[str, Mapping[str, object]]:
    if step.act in (Act.UNIT_RETURN, Act.RETURN):
        return "returned", {"reason": step.reason}
    if step.act == Act.REJECT:
        return "rejected", {"reason": step.reason}
    if held.state == "waiting" and step.state_before != "waiting":
        return "waiting_listed", {"place": waiting_queries.ahead_of(held) + 1}
    if step.act == Act.APPROVE and held.state == "confirmed":
        return "approved", {"when": where_and_when(held), "number": held.number}
    return "", {}
