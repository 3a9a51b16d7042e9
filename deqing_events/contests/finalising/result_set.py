"""From stored rows to the canonical result set: what signatures and the lock stand for."""

from deqing_events.contests.entrants import queries as entrants
from deqing_events.contests.marking import queries as marking
from deqing_events.contests.models import Entrant
from deqing_events.contests.results.standings import Standings
from deqing_events.domain.result_set import Marked, ResultLine, result_digest


def digest_now(event_id: int, standings: Standings) -> str:
    """Return the digest of an event's result set as it is stored now."""
    rows = entrants.for_event(event_id)
    given: dict[int, list[Marked]] = {row.id: [] for row in rows}
    for mark in marking.marks(event_id):
        given[mark.entrant_id].append((mark.criterion, mark.judge, mark.value))
    codes = {row.id: code_of(row) for row in rows}
    draws = [[codes[one] for one in draw.order if one in codes] for draw in marking.draws(event_id)]
    lines = [_line(row, given[row.id], standings) for row in rows]
    return result_digest(standings.version, lines, draws)


def code_of(row: Entrant) -> str:
    """Return the code an entrant is called by while names are hidden: the blind code, else the number."""
    return row.blind_code or row.number


def _line(row: Entrant, marks: list[Marked], standings: Standings) -> ResultLine:
    score = standings.evaluation.scores.get(row.number)
    return ResultLine(
        code=f"{row.blind_code}|" if row.blind_code else f"|{row.number}",
        status=row.status,
        marks=marks,
        total=None if score is None else score.total,
        elapsed=row.elapsed_seconds,
        penalties=row.penalties,
        vetoes=row.vetoes,
        recused=row.recused,
    )
