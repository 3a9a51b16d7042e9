"""What the desk should look at in a check-in somebody made alone: one phone for several people, a phone far away."""

from collections.abc import Callable

from deqing_events.checkin.venue import queries
from deqing_events.domain.distance import Verdict

KILOMETRE = 1000


def flags(event_id: int) -> Callable[[int, str], str]:
    """Return what says the flags of a check-in of this event, by registration and the nonce of its scan."""
    shared, positions = queries.shared_phones(event_id), queries.positions(event_id)

    def said(registration_id: int, nonce: str) -> str:
        people = shared.get(registration_id, 0)
        found = [f"同一部手机签了 {people} 人"] if people else []
        if nonce in positions:
            found.append(position_said(positions[nonce]))
        return "；".join(found)

    return said


def position_said(verdict: Verdict) -> str:
    """Return what came of the check of a position in words."""
    if verdict.near is None:
        return "没有核对位置"
    if verdict.near:
        return "位置在现场"
    if not verdict.band:
        return "位置不在现场，离得很远"
    within = f"{verdict.band // KILOMETRE} 公里" if verdict.band >= KILOMETRE else f"{verdict.band} 米"
    return f"位置不在现场，{within}内"
