"""An arbiter says what should become of an appeal, or stands back from it."""

from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.appeals import queries as appeals
from deqing_events.contests.arbitration import queries
from deqing_events.contests.arbitration.bench import bench_of
from deqing_events.contests.arbitration.models import AppealVote
from deqing_events.contests.history import Change
from deqing_events.contests.locks import queries as locks
from deqing_events.domain.appeals import NEXT, AppealState, Vote

CHANGED = "这件申诉刚被别人处理过，请刷新后再看。"
NOT_NAMED = "这一场没有指定你做仲裁，不能表态。"


class VoteRefusedError(ValueError):
    """Nothing was stored; the text is a sentence for people."""


def say(event_id: int, appeal_id: int, vote: str, change: Change) -> None:
    """Store an arbiter's vote or own recusal, in place of an earlier one, until the ruling.

    Raises VoteRefusedError without a reason, for who is recused or not named, and before it was accepted or after it
    was ruled on.
    """
    if not change.reason:
        raise VoteRefusedError("请写明理由。")
    try:
        with database.transaction() as session:
            locks.take(event_id)
            appeal = appeals.one(event_id, appeal_id)
            if appeal is None or not (appeal.state == AppealState.ACCEPTED or _stands_back(appeal.state, vote)):
                raise VoteRefusedError(CHANGED)
            bench = bench_of(appeal)
            seat = bench.seat_of(change.by.who)
            problem = bench.problem(change.by.who) if seat else NOT_NAMED
            if problem or seat is None:
                raise VoteRefusedError(problem)
            held = queries.votes(appeal.id).get(seat.account_id)
            held = held or AppealVote(appeal_id=appeal.id, account_id=seat.account_id)
            held.vote, held.reason, held.at = vote, change.reason, change.now
            session.add(held)
            numbered = {"event": event_id, "number": appeal.number}
            record("appeal.vote", "appeal", appeal.id, by=change.by, now=change.now, **numbered, state=vote)
    except IntegrityError as error:
        raise VoteRefusedError(database.violated(error) or CHANGED) from error


def _stands_back(state: str, vote: str) -> bool:
    return vote == Vote.RECUSED and bool(NEXT[state])
