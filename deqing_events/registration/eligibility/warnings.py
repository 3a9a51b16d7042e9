"""What the rules have against those who are registered, for whoever reviews them: hints, people decide."""

from collections.abc import Mapping, Sequence

from deqing_events.domain.eligibility.facts import Finding
from deqing_events.domain.eligibility.rules import UnusableRuleError
from deqing_events.events.models import Event
from deqing_events.registration.eligibility import facts_queries, queries
from deqing_events.registration.eligibility.applying import stored
from deqing_events.registration.eligibility.gate_actions import decided
from deqing_events.registration.models import Registration
from deqing_events.registration.queries import HELD
from deqing_events.web import clock

Pill = tuple[str, str, str]
LET_IN: Pill = ("info", "unlock", "已放行")
SAID_ALREADY = frozenset({"不在会员名册"})
"""Notes that every list of a review carries anyway."""


def against(event: Event, rows: Sequence[Registration]) -> Mapping[int, Sequence[Finding]]:
    """Return what the rules have against each living registration, by id; those who meet them are left out."""
    now = clock.now()
    try:
        rules = queries.rules_of(event.id, now=now)
    except UnusableRuleError:
        return {}
    alive = [held for held in rows if held.state in HELD]
    if not rules or not alive:
        return {}
    answers = facts_queries.answers_of([held.id for held in alive])
    found = decided(event, rules, [stored(held, answers[held.id]) for held in alive], now=now)
    return {held.id: each for held, each in zip(alive, found, strict=True) if each}


def pills(event: Event, rows: Sequence[Registration]) -> Mapping[int, Sequence[Pill]]:
    """Return the pills of a list under review: what is against somebody, or that staff let them in."""
    found = against(event, rows)
    let_in = {held.id for held in rows if held.eligibility_override}
    shown = {number: [LET_IN] if number in let_in else _pills(every) for number, every in found.items()}
    return {number: each for number, each in shown.items() if each}


def _pills(found: Sequence[Finding]) -> list[Pill]:
    return [("warn", "warning", each.note) for each in found if each.note not in SAID_ALREADY]
