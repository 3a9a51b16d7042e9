"""Questions about signatures."""

from sqlalchemy import select

from deqing_events import database
from deqing_events.contests.finalising.result_set import ResultSet, result_set
from deqing_events.contests.locks import queries as locks
from deqing_events.contests.results.standings import Standings
from deqing_events.contests.signatures.models import Signature
from deqing_events.domain.entrants import EntrantStatus
from deqing_events.domain.sheet_types import By
from deqing_events.domain.signing import Signed, SigningState, signing_places, signing_states


def given(event_id: int) -> list[Signature]:
    """Return every signature of an event, void ones too, in the order they were given."""
    query = select(Signature).where(Signature.event_id == event_id).order_by(Signature.id)
    return list(database.session().scalars(query))


def states(event_id: int, standings: Standings, results: ResultSet | None = None) -> tuple[SigningState, ...]:
    """Return how each signature that is needed stands, in the order of signing."""
    results = results or result_set(event_id, standings)
    judges = [(judge, results.of_judge(judge)) for judge in judges_at_work(standings)]
    places = signing_places(judges, results.digest, group_leader=locks.plan(event_id).group_leader)
    return signing_states(places, [Signed(row.role, row.judge, row.digest, row.by) for row in given(event_id)])


def unmarked_of(judge: str, standings: Standings, results: ResultSet) -> int:
    """Return how many cells of a judge's own sheet are still empty."""
    keys = [criterion.key for criterion in standings.rules.criteria() if criterion.by is By.PANEL]
    found = 0
    for row in standings.entrants.values():
        if row.status == EntrantStatus.PRESENT and judge not in row.recused:
            own = {criterion for criterion, by, _ in results.lines[row.id].marks if by == judge}
            found += sum(key not in own for key in keys)
    return found


def judges_at_work(standings: Standings) -> list[str]:
    """Return the judges of the panel who have somebody to mark, in panel order."""
    present = [row for row in standings.entrants.values() if row.status == EntrantStatus.PRESENT]
    has_panel = any(criterion.by is By.PANEL for criterion in standings.rules.criteria())
    judges = standings.rules.panel.judges if has_panel else ()
    return [judge for judge in judges if any(judge not in row.recused for row in present)]
