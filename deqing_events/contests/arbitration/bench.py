"""Who sits on one appeal, what they said, and what may be decided by whom."""

from collections.abc import Sequence
from dataclasses import dataclass

from deqing_events.contests.appeals.models import Appeal
from deqing_events.contests.arbitration import queries, recusing
from deqing_events.domain.appeals import AppealState, Vote, verdict

NOT_STAFF = "这一场指定了仲裁，由仲裁裁定，主办方不再裁定。"
NOBODY_LEFT = "指定的仲裁都要回避，请系统管理员再指定一位。"
TOO_FEW = "还没有过半数的仲裁同意这个裁定，请各自先表态；票数相同的，合议后可以改。"


@dataclass(frozen=True)
class Seat:
    """An arbiter: ``recused`` says why this one takes no part, ``vote`` and ``reason`` what was said."""

    account_id: int
    name: str
    recused: str
    vote: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Bench:
    """The arbiters of one appeal; without any, staff of the host rule as before."""

    seats: Sequence[Seat]

    @property
    def sitting(self) -> Sequence[Seat]:
        """Those who are not recused."""
        return [seat for seat in self.seats if not seat.recused]

    @property
    def verdict(self) -> AppealState | None:
        """The ruling that more than half of those sitting voted for."""
        return verdict([seat.vote for seat in self.sitting], len(self.sitting))

    def count(self, vote: str) -> int:
        """Return how many of those sitting said so."""
        return sum(seat.vote == vote for seat in self.sitting)

    def seat_of(self, who: str) -> Seat | None:
        """Return the seat of an account as the log names it, or None."""
        return next((seat for seat in self.seats if who == f"staff:{seat.account_id}"), None)

    def names(self) -> str:
        """Return who of them sits, for the ruling."""
        return "、".join(seat.name for seat in self.sitting)

    def problem(self, who: str, state: str = "") -> str:
        """Say why ``who`` cannot take the appeal to a state (or, without one, say anything), empty when allowed."""
        if not self.seats:
            return ""
        own = self.seat_of(who)
        if own is None:
            return NOT_STAFF if self.sitting else NOBODY_LEFT
        if own.recused:
            return f"你要回避这件申诉：{own.recused}。"
        ruling = state in {AppealState.UPHELD, AppealState.REJECTED}
        return TOO_FEW if ruling and self.verdict != state else ""


def bench_of(appeal: Appeal) -> Bench:
    """Return the arbiters named for the contest, with who is recused and what was said so far."""
    said = queries.votes(appeal.id)
    seats = []
    for account in queries.arbiters(appeal.event_id):
        held = said.get(account.id)
        recused = recusing.reason(account, appeal)
        if not recused and held is not None and held.vote == Vote.RECUSED:
            recused = held.reason
        vote, reason = (held.vote, held.reason) if held else ("", "")
        seats.append(Seat(account.id, account.name, recused, "" if recused else vote, reason))
    return Bench(seats)
