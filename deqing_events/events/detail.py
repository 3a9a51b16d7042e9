"""What the public page of one event shows; the desk's preview of a draft shows the same."""

import datetime as dt
from typing import Any

from flask import url_for

from deqing_events.domain.kinds import LEVEL_WORDS, EntrantKind, Level
from deqing_events.events import cards
from deqing_events.events.hooks import offers, places_of
from deqing_events.events.looks import family_look
from deqing_events.events.models import Event
from deqing_events.events.standing import standing

CLASS_WORDS = {"I": "一类", "II": "二类"}


def detail_parts(event: Event, now: dt.datetime) -> dict[str, Any]:
    """Return what the page of an event shows."""
    places = places_of(event.id, event.capacity)
    found = standing(event, places, now)
    look, word = family_look(event.family, event.kind)
    contest = offers.contest(event.id)
    level = LEVEL_WORDS[Level(event.organiser_level)]
    return {
        "event": event,
        "standing": found,
        "places": places,
        "look": look,
        "family_word": word,
        "level": level + CLASS_WORDS.get(event.contest_class, ""),
        "facts": cards.fact_rows(event, now),
        "bars": cards.quota_rows(event, places, found) if event.needs_registration else [],
        "times": cards.timeline_rows(event),
        "contest": contest,
        "who_may": [
            *(line.strip() for line in event.who_may.splitlines() if line.strip()),
            *offers.conditions(event.id),
        ],
        "team_words": offers.team_words(event.id) if event.entrant_kind == EntrantKind.TEAM else (),
        "results_out": bool(contest.results_word),
        "mine": offers.my_place(event.id),
        "register_href": f"/events/{event.slug}/{'team' if event.entrant_kind == EntrantKind.TEAM else 'register'}",
        "ics_href": url_for("events.ics", slug=event.slug) if event.sessions else "",
    }
