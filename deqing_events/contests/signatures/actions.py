"""Signing results: in order, each by somebody else, for exactly what was read."""

from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.finalising.result_set import result_set
from deqing_events.contests.history import Change
from deqing_events.contests.locks import queries as locks
from deqing_events.contests.locks.guard import LOCKED
from deqing_events.contests.results.standings import worked_out
from deqing_events.contests.signatures import queries
from deqing_events.contests.signatures.models import Signature
from deqing_events.domain.signing import SignerRole, signing_problem

CHANGED = "成绩刚有改动，请重新核对后再签认。"
INCOMPLETE = "分数还没打完，打完才能签认。"


class SigningRefusedError(ValueError):
    """Nothing was signed; the text is a sentence for people."""


def sign(event_id: int, role: SignerRole, seen: str, change: Change, *, judge: str = "") -> Signature:
    """Sign what was looked at (``seen``: its digest); a judge signs the own sheet, who stands above the whole.

    Raises SigningRefusedError when it changed meanwhile, out of order, for an account that signed elsewhere, while
    marks are missing, and when the marks are locked.
    """
    try:
        with database.transaction() as session:
            locks.take(event_id)
            made = _made(event_id, role, judge, seen, change)
            session.add(made)
            session.flush()
            told = {"role": role.value, "judge": judge, "digest": made.digest}
            record("results.sign", "event", event_id, by=change.by, now=change.now, **told)
            return made
    except IntegrityError as error:
        raise SigningRefusedError(database.violated(error) or CHANGED) from error


def _made(event_id: int, role: SignerRole, judge: str, seen: str, change: Change) -> Signature:
    if locks.standing(event_id) is not None:
        raise SigningRefusedError(LOCKED)
    standings = worked_out(event_id)
    if standings is None or (role is not SignerRole.JUDGE and standings.evaluation.incomplete):
        raise SigningRefusedError(INCOMPLETE)
    results = result_set(event_id, standings)
    if judge and queries.unmarked_of(judge, standings, results):
        raise SigningRefusedError(INCOMPLETE)
    states = queries.states(event_id, standings, results)
    problem = signing_problem(states, role, judge, change.by.who)
    if problem:
        raise SigningRefusedError(problem)
    place = next(state.place for state in states if (state.place.role, state.place.judge) == (role, judge))
    if place.digest != seen:
        raise SigningRefusedError(CHANGED)
    made = Signature(event_id=event_id, role=role.value, judge=judge, digest=place.digest)
    made.by, made.at = change.by.who, change.now
    return made
