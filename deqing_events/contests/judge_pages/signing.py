"""Whether a judge's own sheet is signed, and what the signature would stand for."""

from dataclasses import dataclass

from deqing_events.contests.judges.queries import Holder
from deqing_events.contests.results.standings import worked_out
from deqing_events.contests.signatures import queries
from deqing_events.domain.signing import SignerRole


@dataclass(frozen=True)
class OwnSignature:
    """``digest`` is that of the judge's marks as they are; ``void`` tells that a signature fell through a change."""

    digest: str
    signed: bool
    void: bool


def own_signature(holder: Holder) -> OwnSignature | None:
    """Return how the judge's signature stands, None when none is needed."""
    standings = worked_out(holder.event_id)
    states = queries.states(holder.event_id, standings) if standings else ()
    own = (SignerRole.JUDGE, holder.judge)
    found = next((state for state in states if (state.place.role, state.place.judge) == own), None)
    return OwnSignature(found.place.digest, bool(found.by), found.void) if found else None
