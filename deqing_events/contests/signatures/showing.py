"""What a signer reads before signing: a judge the own sheet, who stands above the totals of all; codes, never names."""

from collections.abc import Sequence
from typing import Any

from deqing_events.contests.entrants import queries as entrants
from deqing_events.contests.marking import queries as marking
from deqing_events.contests.marking.grid import Grid, Naming, laid_out, visible_to
from deqing_events.contests.marking.score_sheets import score_sheets
from deqing_events.contests.results.standings import Standings
from deqing_events.contests.signatures import queries
from deqing_events.domain.roles import Principal, Role
from deqing_events.domain.rounding import plain_text
from deqing_events.domain.signing import SignerRole, SigningState, signing_problem
from deqing_events.domain.timed_text import total_text
from deqing_events.events.models import Event
from deqing_events.events.overview import who

Shown = dict[str, Any]
_ROLES = {
    Role.GROUP_LEADER: SignerRole.GROUP_LEADER,
    Role.CHIEF_JUDGE: SignerRole.CHIEF_JUDGE,
    Role.SUPERVISOR: SignerRole.SUPERVISOR,
}


def places_of(event: Event, principal: Principal) -> set[tuple[SignerRole, str]]:
    """Return where an account may sign: as what, and whose sheet."""
    held = {grant.role for grant in principal.grants if grant.scope_id == event.id}
    own = {(signer, "") for role, signer in _ROLES.items() if role in held}
    if Role.JUDGE in held:
        seats = [seat for seat in marking.seats(event.id) if seat.account_id == principal.account_id]
        own |= {(SignerRole.JUDGE, seat.judge) for seat in seats}
    return own


def chain(event: Event, states: Sequence[SigningState], own: set[tuple[SignerRole, str]], by: str) -> list[Shown]:
    """Return the places in order as the page shows them; ``mine`` where ``by`` signs, ``wait`` says why not yet."""
    times = {(row.role, row.judge, row.digest): row.at for row in queries.given(event.id)}
    return [
        {
            "title": state.place.title,
            "by": _signer(state.by),
            "at": times.get((state.place.role, state.place.judge, state.place.digest)),
            "void": state.void,
            "mine": not state.by and (state.place.role, state.place.judge) in own,
            "wait": signing_problem(states, state.place.role, state.place.judge, by),
            "place": state.place,
        }
        for state in states
    ]


def own_sheet(event: Event, standings: Standings, judge: str) -> Grid:
    """Return a judge's own sheet as it stands, by blind code."""
    sheet = next(page for page in score_sheets(standings.rules) if page.judge == judge)
    rows = visible_to(judge, entrants.for_event(event.id))
    return laid_out(sheet, rows, marking.marks(event.id), Naming.CODED)


def totals(standings: Standings) -> Shown:
    """Return what who stands above reads: per code each judge's sum and the total, by code."""
    judges = queries.judges_at_work(standings)
    rows = []
    for number, row in standings.entrants.items():
        score = standings.evaluation.scores.get(number)
        sums: dict[str, str] = {}
        for by_judge in score.judge_totals.values() if score else ():
            sums.update({judge: plain_text(value) for judge, value in by_judge.items()})
        total = total_text(standings.rules, score.total) if score else "—"
        rows.append([row.blind_code or number, *(sums.get(judge, "—") for judge in judges), total])
    return {"judges": judges, "rows": sorted(rows)}


def _signer(by: str) -> str:
    if by.startswith("judge:"):
        return "凭裁判链接核对后交来"
    return f"{who(by)} 签认" if by else ""
