"""From stored rows to the canonical result set: what signatures and the lock stand for."""

from dataclasses import dataclass

from deqing_events.contests.entrants import queries as entrants
from deqing_events.contests.marking import queries as marking
from deqing_events.contests.models import Entrant
from deqing_events.contests.results.standings import Standings
from deqing_events.domain.result_set import Marked, ResultLine, judge_digest, line_digest, result_digest


@dataclass(frozen=True)
class ResultSet:
    """An event's results as they are stored now. ``lines`` by entrant id; ``draws`` as codes in drawn order."""

    rule_version: int
    lines: dict[int, ResultLine]
    draws: list[list[str]]

    @property
    def digest(self) -> str:
        """The digest of the whole."""
        return result_digest(self.rule_version, self.lines.values(), self.draws)

    def of_judge(self, judge: str) -> str:
        """Return the digest of what one judge gave."""
        return judge_digest(judge, self.lines.values())

    def of_entrant(self, entrant_id: int) -> str:
        """Return the digest of one entrant's line."""
        return line_digest(self.lines[entrant_id])


def result_set(event_id: int, standings: Standings) -> ResultSet:
    """Return an event's result set as it is stored now."""
    rows = entrants.for_event(event_id)
    given: dict[int, list[Marked]] = {row.id: [] for row in rows}
    for mark in marking.marks(event_id):
        given[mark.entrant_id].append((mark.criterion, mark.judge, mark.value))
    codes = {row.id: code_of(row) for row in rows}
    draws = [[codes[one] for one in draw.order if one in codes] for draw in marking.draws(event_id)]
    return ResultSet(standings.version, {row.id: _line(row, given[row.id], standings) for row in rows}, draws)


def digest_now(event_id: int, standings: Standings) -> str:
    """Return the digest of an event's result set as it is stored now."""
    return result_set(event_id, standings).digest


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
