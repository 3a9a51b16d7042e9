"""Reserves who moved up and did not answer in time: their place goes to the next, as scheduled work."""

import datetime as dt
from collections.abc import Mapping

from deqing_events.contests.history import Change
from deqing_events.contests.rounds import place_actions, queries
from deqing_events.contests.rounds.decision_actions import RoundRefusedError
from deqing_events.domain.roles import SYSTEM
from deqing_events.settings import Keys

LATE = "过时没有答复"


def lapse(keys: Keys, *, now: dt.datetime) -> Mapping[str, int]:
    """Give every overdue place to the next reserve; what meanwhile was answered, or cannot change any more, stays."""
    lapsed = moved = 0
    for place_id in queries.overdue(now):
        try:
            done = place_actions.give_up(place_id, keys, Change(SYSTEM, now, LATE), staff=True, overdue=True)
        except RoundRefusedError:
            continue
        lapsed += 1
        moved += done.moved_up is not None
    return {"lapsed": lapsed, "moved_up": moved}
