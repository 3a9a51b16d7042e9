"""What the prizes would be under each tie policy and each way of rounding: for choosing, before anything is published.

The ranking itself does not depend on either, so it is worked out once. A tie that still waits for a draw is previewed
as the tie it is now; entrants whose marks are incomplete are left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from deqing_events.domain.awards import TiePolicy
from deqing_events.domain.entrants import Entrant
from deqing_events.domain.evaluation import Evaluation, allotted, kept_back, tier_quota
from deqing_events.domain.rounding import Rounding
from deqing_events.domain.sheet_types import RuleSheet


@dataclass(frozen=True, slots=True)
class TierOutcome:
    """One class of prizes: how many there are, who receives one in place order, how many stay vacant."""

    title: str
    quota: int
    receivers: tuple[str, ...]

    @property
    def vacant(self) -> int:
        """How many prizes nobody receives; fewer than none are never vacant."""
        return max(self.quota - len(self.receivers), 0)


@dataclass(frozen=True, slots=True)
class AwardOutcome:
    """What one policy with one rounding gives; `chosen` when it is the sheet's own."""

    policy: TiePolicy
    rounding: Rounding
    chosen: bool
    tiers: tuple[TierOutcome, ...]

    @property
    def given(self) -> int:
        """How many prizes are given in all."""
        return sum(len(tier.receivers) for tier in self.tiers)


@dataclass(frozen=True, slots=True)
class Passed:
    """Somebody placed above the last who receives a prize, and why there is none: a `KeptBack` or `unit_cap`."""

    id: str
    why: str


UNIT_CAP, NO_ROOM = "unit_cap", "no_room"


def award_outcomes(sheet: RuleSheet, entrants: Sequence[Entrant], found: Evaluation) -> list[AwardOutcome]:
    """Return the outcome of each policy and rounding for an evaluation of these entrants.

    Without percents the roundings are all the same and only the sheet's own is listed.
    """
    by_id = {entrant.id: entrant for entrant in entrants}
    tied = [[place.id for place in group] for _, group in groupby(found.places, key=lambda place: place.rank)]
    percents = any(tier.percent is not None for tier in sheet.awards.tiers)
    roundings = list(Rounding) if percents else [sheet.awards.rounding]
    return [_outcome(sheet, by_id, found, tied, (policy, how)) for policy in TiePolicy for how in roundings]


def passed_over(sheet: RuleSheet, entrants: Sequence[Entrant], found: Evaluation) -> list[Passed]:
    """List who has a place above the last receiver's and no prize under the sheet's own rules, with the reason."""
    by_id = {entrant.id: entrant for entrant in entrants}
    own = next(outcome for outcome in award_outcomes(sheet, entrants, found) if outcome.chosen)
    receiving = {id_ for tier in own.tiers for id_ in tier.receivers}
    last = max((place.rank for place in found.places if place.id in receiving), default=0)
    result = []
    for place in found.places:
        if place.rank <= last and place.id not in receiving:
            why = kept_back(sheet, by_id[place.id], found.scores[place.id])
            capped = sheet.awards.per_unit_max is not None and by_id[place.id].unit is not None
            result.append(Passed(place.id, why.value if why else UNIT_CAP if capped else NO_ROOM))
    return result


def _outcome(
    sheet: RuleSheet,
    by_id: Mapping[str, Entrant],
    found: Evaluation,
    tied: Sequence[Sequence[str]],
    how: tuple[TiePolicy, Rounding],
) -> AwardOutcome:
    policy, rounding = how
    awards = sheet.awards
    other = replace(sheet, awards=replace(awards, tie_policy=policy, rounding=rounding))
    quotas = {tier.key: tier_quota(other, tier, found.base) for tier in awards.tiers}
    given = allotted(other, by_id, found.scores, tied, quotas)
    tiers = tuple(TierOutcome(tier.title, quotas[tier.key], given[tier.key]) for tier in awards.tiers)
    return AwardOutcome(policy, rounding, (awards.tie_policy, awards.rounding) == how, tiers)
