"""Questions about the sample that is compared with the paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from deqing_events import database
from deqing_events.contests.double_entry import queries as double_entry
from deqing_events.contests.finalising.result_set import ResultSet, code_of
from deqing_events.contests.models import Entrant, Mark
from deqing_events.contests.sampling.models import ReviewSample, SampleCheck
from deqing_events.domain.entrants import EntrantStatus


class CheckState(StrEnum):
    """How one entrant of the sample stands; ``changed`` was compared before its marks changed."""

    TODO = "todo"
    CHANGED = "changed"
    DIFFERS = "differs"
    AGREES = "agrees"


@dataclass(frozen=True)
class Compared:
    """One entrant of the sample."""

    entrant_id: int
    code: str
    state: CheckState
    found: str = ""
    by: str = ""


def sample(event_id: int) -> ReviewSample | None:
    """Return the sample of an event, or None before it was drawn."""
    return database.session().scalars(select(ReviewSample).where(ReviewSample.event_id == event_id)).one_or_none()


def compared(drawn: ReviewSample, rows: Mapping[int, Entrant], results: ResultSet) -> list[Compared]:
    """Return how each entrant of the sample stands, by code; whoever is not present any more is left out."""
    query = select(SampleCheck).where(SampleCheck.sample_id == drawn.id).order_by(SampleCheck.id)
    checks: dict[int, list[SampleCheck]] = {}
    for check in database.session().scalars(query):
        checks.setdefault(check.entrant_id, []).append(check)
    present = [rows[one] for one in drawn.picked if one in rows and rows[one].status == EntrantStatus.PRESENT]
    found = [_compared(row, checks.get(row.id, []), results.of_entrant(row.id)) for row in present]
    return sorted(found, key=lambda one: one.code)


def _compared(row: Entrant, checks: list[SampleCheck], digest: str) -> Compared:
    standing = [check for check in checks if check.digest == digest]
    if not standing:
        return Compared(row.id, code_of(row), CheckState.CHANGED if checks else CheckState.TODO)
    last = standing[-1]
    return Compared(row.id, code_of(row), CheckState.AGREES if last.agrees else CheckState.DIFFERS, last.found, last.by)


def entered_by(entrant_id: int, event_id: int) -> set[str]:
    """Return who entered marks of an entrant, also as one of the two who typed them from paper."""
    marked = set(database.session().scalars(select(Mark.by).where(Mark.entrant_id == entrant_id)))
    return marked | double_entry.typed_by(entrant_id, event_id)
