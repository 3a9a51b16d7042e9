"""An event and what is on record about its contest, each thing read once."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from deqing_events.contests.entrants import queries as entrants
from deqing_events.contests.ledger import queries
from deqing_events.contests.locks import queries as locks
from deqing_events.contests.marking.score_sheets import ScoreSheet, score_sheets
from deqing_events.contests.models import Entrant, Publication, RuleSheet
from deqing_events.contests.results import queries as results
from deqing_events.contests.results.standings import Standings, worked_out
from deqing_events.contests.rule_sheets import queries as rules
from deqing_events.events.models import Event


@dataclass(frozen=True)
class Case:
    """One event's records; nothing is read before it is asked for."""

    event: Event

    @property
    def desk(self) -> str:
        """The beginning of the desk addresses of this event."""
        return f"/desk/events/{self.event.id}"

    @cached_property
    def cancelled(self) -> bool:
        """Whether the event was called off: then nothing is needed."""
        return queries.was_cancelled(self.event.id)

    @property
    def is_contest(self) -> bool:
        """Whether there is something to rank."""
        return self.rules is not None

    @property
    def is_skills(self) -> bool:
        """Whether it is a skills contest, whose steps domain.md §3.1 lists."""
        return self.is_contest and self.event.kind == locks.LONG_WAY_KIND

    @cached_property
    def rules(self) -> RuleSheet | None:
        """The version of the rules that holds."""
        return rules.current(self.event.id)

    @cached_property
    def plan(self) -> locks.Plan:
        """How the contest is finalised."""
        return locks.plan(self.event.id)

    @cached_property
    def publication(self) -> Publication | None:
        """The publication that holds."""
        return results.latest(self.event.id)

    @cached_property
    def entrants(self) -> list[Entrant]:
        """The entrants by number."""
        return entrants.for_event(self.event.id)

    @cached_property
    def standings(self) -> Standings | None:
        """The contest worked out from what is stored."""
        return worked_out(self.event.id)

    @cached_property
    def sheets(self) -> list[ScoreSheet]:
        """The score sheets of the rules that hold."""
        return score_sheets(self.standings.rules) if self.standings else []

    @property
    def begun(self) -> dt.datetime:
        """A moment that is there whatever the records say."""
        return self.event.created_at
