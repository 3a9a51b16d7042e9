"""What those for whom somebody enters people are called: the workplace, the delegation, or the county."""

from deqing_events.domain.roles import Reach
from deqing_events.organisations.queries import township_label, unit_label, units_within

COUNTY = "德清县总工会"


def named(reach: Reach) -> str:
    """Return the name at the head of a list or a summary."""
    if reach.county:
        return COUNTY
    return "、".join([*map(township_label, sorted(reach.townships)), *map(unit_label, sorted(reach.units))])


def workplaces(reach: Reach) -> list[str]:
    """Return the names of the workplaces a list may name, for choosing; none for the county: there are thousands."""
    return [] if reach.county else units_within(reach)
