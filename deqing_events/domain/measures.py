"""How a figure is made, and which events it looks at: the parts that indicators are put together from."""

from dataclasses import dataclass
from enum import StrEnum

from deqing_events.domain.kinds import Level
from deqing_events.domain.participation_rows import EventRow


class Measure(StrEnum):
    """How a figure is made: of events, sign-ups, participants, units or unions, or of a register."""

    EVENTS = "events"
    REGISTRATIONS = "registrations"
    SHOW_RATE = "show_rate"
    WALK_INS = "walk_ins"
    PERSON_TIMES = "person_times"
    WOMEN = "women"
    GENDER_UNKNOWN = "gender_unknown"
    MIGRANTS = "migrants"
    MIGRANT_UNKNOWN = "migrant_unknown"
    PERSONS = "persons"
    UNITS = "units"
    UNIONS = "unions"
    EDITIONS = "editions"
    EDITION_YEARS = "edition_years"
    THEMED = "themed"
    UNION_ORGS = "union_orgs"
    UNION_SINGLE = "union_single"
    UNION_JOINT = "union_joint"
    COVERED_UNITS = "covered_units"
    CENTRES = "centres"


CAMPAIGN_MEASURES = frozenset({Measure.EDITIONS, Measure.EDITION_YEARS, Measure.THEMED})
REGISTER_MEASURES = frozenset(
    {Measure.UNION_ORGS, Measure.UNION_SINGLE, Measure.UNION_JOINT, Measure.COVERED_UNITS, Measure.CENTRES}
)
TALLIED_FILTERS = frozenset({"town", "family", "kind", "level", "campaign"})
UPPER_LEVELS = frozenset(set(Level) - {Level.GRASSROOTS})
"""基层以上: organised by a union above the grassroots."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which events an indicator looks at; an empty set asks nothing."""

    kinds: frozenset[str] = frozenset()
    families: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()

    def takes(self, event: EventRow) -> bool:
        """Tell whether an event is looked at."""
        return (
            (not self.kinds or event.kind in self.kinds)
            and (not self.families or event.family in self.families)
            and (not self.levels or event.level in self.levels)
        )


EVERYTHING = Selection()
