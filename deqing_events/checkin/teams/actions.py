"""Letting in those of a team who are there. Each is a scan of their own, with its own answer and its own undo."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from deqing_events.checkin import codes, scan_actions, scan_queries
from deqing_events.checkin.scan_actions import Answered
from deqing_events.checkin.scan_facts import Attempt, Post
from deqing_events.checkin.teams import queries
from deqing_events.domain.admission_facts import Status
from deqing_events.domain.roles import Actor
from deqing_events.registration.teams.models import Team

LONGEST_NONCE = 48
"""A person's own nonce is the team's and their number."""

_ONLY_LOOKED = "only-looked-at"


@dataclass(frozen=True)
class Mate:
    """One of a team: what a scan of theirs is answered."""

    registration_id: int
    captain: bool
    answered: Answered

    @property
    def may_enter(self) -> bool:
        """Whether they could be let in as they stand."""
        return self.answered.decision.status is Status.OK

    @property
    def inside(self) -> bool:
        """Whether they are in already."""
        return self.answered.decision.reason == "already_in"


@dataclass(frozen=True)
class Sheet:
    """A team at a list, and the ids of those who have just been let in."""

    team: Team
    post: Post
    at: dt.datetime
    mates: tuple[Mate, ...]
    admitted: frozenset[int] = frozenset()

    @property
    def missing(self) -> tuple[Mate, ...]:
        """Who is not in."""
        return tuple(mate for mate in self.mates if not mate.inside)


def look(team: Team, post: Post, *, now: dt.datetime, admitted: frozenset[int] = frozenset()) -> Sheet:
    """Return how each of a team stands at the post's list: what a scan would get now. Nothing is stored."""
    found = (_mate(number, post, now, captain=captain) for number, captain in queries.people(team.id))
    return Sheet(team, post, now, tuple(found), admitted)


def admit(  # noqa: PLR0913 - whom, where, and the circumstances
    team: Team, chosen: Sequence[int], post: Post, *, nonce: str, now: dt.datetime, by: Actor
) -> Sheet:
    """Let in those of the team whose registration ids are ``chosen``; anybody else's are ignored.

    The same nonce again stores nothing new. Whoever may not come in gets their own refusal, stored as any other.
    """
    wanted, done = set(chosen), set[int]()
    for number, _ in queries.people(team.id):
        if number in wanted:
            attempt = Attempt(codes.person(number), f"{nonce[:LONGEST_NONCE]}-{number}", lane="team")
            answered = scan_actions.scan(post, attempt, now=now, by=by)
            if answered.decision.status is Status.OK:
                done.add(number)
    return look(team, post, now=now, admitted=frozenset(done))


def _mate(registration_id: int, post: Post, now: dt.datetime, *, captain: bool) -> Mate:
    attempt = Attempt(codes.person(registration_id), _ONLY_LOOKED, lane="team")
    known = scan_queries.known(post, attempt.code, attempt.nonce, now=now)
    if known is None:
        raise scan_actions.UnknownListError(post.list_id)
    return Mate(registration_id, captain, scan_actions.judged(known, attempt, post, now=now))
