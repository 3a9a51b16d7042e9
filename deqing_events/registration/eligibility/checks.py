"""The rules in the list before publication, and their part of the event editor. One that cannot be read blocks."""

import datetime as dt
from collections.abc import Sequence

from deqing_events import database
from deqing_events.domain.eligibility.rules import UnusableRuleError
from deqing_events.events.hooks import Check, EditorPart
from deqing_events.events.models import Event
from deqing_events.registration.eligibility import queries
from deqing_events.registration.eligibility.editing import gap

LABEL = "资格规则"


def checks(event_id: int, now: dt.datetime) -> Sequence[Check]:
    """Return the lines of the list before publication: what keeps a rule from working as meant."""
    try:
        rules = queries.rules_of(event_id, now=now)
    except UnusableRuleError as error:
        return (Check("bad", str(error), _href(event_id), "去改资格规则"),)
    if not rules:
        return ()
    event, asked = database.session().get_one(Event, event_id), queries.asked_of(event_id)
    gaps = [found for rule in rules if (found := gap(rule, event, asked)) is not None]
    return [Check("warn", found.sentence.rstrip("。"), found.href, found.link) for found in gaps]


def editor_part(event: Event, now: dt.datetime) -> EditorPart:
    """Return the part 资格规则, bad while a rule cannot be read."""
    try:
        state = "ok" if queries.rules_of(event.id, now=now) else ""
    except UnusableRuleError:
        state = "bad"
    return EditorPart("rules", LABEL, _href(event.id), state)


def _href(event_id: int) -> str:
    return f"/desk/events/{event_id}/sign-up/rules"
