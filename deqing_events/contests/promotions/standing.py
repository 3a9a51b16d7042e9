"""Which promotions no longer stand under their own rule once a ranking is another."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from deqing_events.contests.promotions import queries
from deqing_events.contests.promotions.candidates import contest_of
from deqing_events.contests.promotions.models import Promotion
from deqing_events.domain.promotion import PromotionContest, PromotionResult, proposals
from deqing_events.domain.promotion_rules import FAILING_WORDS, policy
from deqing_events.events.models import Event

UNRANKED = "没有名次了"


@dataclass(frozen=True)
class Fallen:
    """A promotion that is proposed, handed in or approved, and why its rule does not carry it any more."""

    promotion: Promotion
    why: str


def fallen(event: Event, content: Mapping[str, Any], at: dt.datetime) -> Sequence[Fallen]:
    """Return the promotions of a contest that a ranking does not carry, each judged by the rule that proposed it."""
    rows = {row["registration"]: row for row in content["rows"] if row["registration"]}
    contest = contest_of(event, content, at)
    judged = [
        (held, _why(held, rows.get(held.registration_id), contest))
        for held in queries.of_event(event.id)
        if held.state in queries.ALIVE
    ]
    return [Fallen(held, why) for held, why in judged if why]


def _why(held: Promotion, row: Mapping[str, Any] | None, contest: PromotionContest) -> str:
    if row is None:
        return UNRANKED
    parts = {key: Fraction(part["exact"]) for key, part in row["parts"].items()}
    level = held.level_before or None
    result = PromotionResult(held.person_key, row["rank"], parts.get("theory"), parts.get("practical"), level)
    (found,) = proposals(policy([held.rule]), contest, [result], [])
    return FAILING_WORDS[found.failing] if found.failing else ""
