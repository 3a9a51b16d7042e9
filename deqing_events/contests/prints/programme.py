"""The programme book (秩序册): when, where, by which rules, who judges, who competes for which delegation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from deqing_events.contests.heats.models import Heat
from deqing_events.contests.models import Entrant
from deqing_events.contests.results.content import Naming
from deqing_events.contests.rule_sheets.explaining import Explanation
from deqing_events.domain.entrants import EntrantStatus
from deqing_events.domain.sheet_types import RuleSheet
from deqing_events.events.models import Event
from deqing_events.web.formatting import period

NO_DELEGATION = "其他"


@dataclass(frozen=True)
class Programme:
    """The parts of the book; an empty part is left out. ``rosters`` maps a delegation to (number, name, workplace)."""

    schedule: Sequence[tuple[str, str, str]] = ()
    rules: Explanation | None = None
    judges: Sequence[tuple[str, str]] = ()
    rosters: Mapping[str, Sequence[tuple[str, str, str]]] = field(default_factory=dict)


def schedule(event: Event, heats: Sequence[Heat], venue: str) -> list[tuple[str, str, str]]:
    """Return what happens when and where: the sessions, then the heats."""
    sessions = [(period(row.starts_at, row.ends_at), row.title or event.title, row.venue) for row in event.sessions]
    return sessions + [(period(row.starts_at, row.ends_at), f"第 {row.number} 批", venue) for row in heats]


def judges(sheet: RuleSheet | None, named: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return each seat of the panel with who sits there; empty text where nobody said so yet."""
    return [(seat, named.get(seat, "")) for seat in sheet.panel.judges] if sheet else []


def rosters(entrants: Sequence[Entrant], name: Naming) -> dict[str, list[tuple[str, str, str]]]:
    """Return the people of each delegation by entry number, those without one at the end."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    shown = [row for row in entrants if row.status in {EntrantStatus.PRESENT, EntrantStatus.ABSENT}]
    for row in sorted(shown, key=lambda row: (not row.delegation, row.delegation, row.number)):
        found.setdefault(row.delegation or NO_DELEGATION, []).append((row.number, name(row), row.unit_name))
    return found
