"""Which spreads of an entrant stand accepted: those whose marks are still the ones that were accepted."""

from collections.abc import Iterable

from deqing_events.contests.spreads.models import SpreadAcceptance
from deqing_events.domain.entrants import Entrant
from deqing_events.domain.rule_sheet import RuleSheet
from deqing_events.domain.spreads import Spread, spreads


def exact(spread: Spread) -> dict[str, str]:
    """Return the marks as an acceptance keeps them."""
    return {judge: str(value) for judge, value in spread.given.items()}


def standing(sheet: RuleSheet, entrant: Entrant, kept: Iterable[SpreadAcceptance]) -> frozenset[str]:
    """Return the keys of the spreads that were accepted as they are; ``kept`` are the entrant's acceptances."""
    accepted = [(row.key, row.given) for row in kept]
    if not accepted:
        return frozenset()
    return frozenset(spread.key for spread in spreads(sheet, entrant) if (spread.key, exact(spread)) in accepted)
