"""Telling contestants that their results are out."""

import datetime as dt

from deqing_events.contests.results import queries
from deqing_events.registration.message_actions import Occasion, tell_all

RECENT = dt.timedelta(days=3)
"""Older publications are no news any more."""


def tell_results(now: dt.datetime) -> int:
    """Queue the news of results that went into public notice or became final lately; return how many."""
    told = 0
    for event_id, title in queries.published_since(now - RECENT):
        told += tell_all(Occasion(event_id, f"results:{event_id}:", "results_out", {"event": title}), now=now)
    return told
