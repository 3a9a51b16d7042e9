"""The contest whose list, rules and marks stand in the sample workbook; it is imported as the desk does."""

import datetime as dt
from dataclasses import dataclass, field

from deqing_events.contests.entrants import actions as entrants
from deqing_events.contests.history import Change
from deqing_events.contests.rule_sheets import actions as rules
from deqing_events.contests.workbook import actions as workbook
from deqing_events.contests.workbook.planning import planned
from deqing_events.contests.workbook.reading import read_book
from deqing_events.demo import samples
from deqing_events.demo.judging import Judging
from deqing_events.documents.reading import read_sheets
from deqing_events.domain.contest_workbook import ContestWorkbook


def _book() -> ContestWorkbook:
    return read_book(read_sheets(samples.content(samples.CONTEST)), samples.CONTEST)[0]


@dataclass
class WorkbookJudging(Judging):
    """As every contest, but no mark is thrown: the workbook says it all."""

    book: ContestWorkbook = field(default_factory=_book)

    def write_rules(self, now: dt.datetime) -> None:
        """Store the rules tab, so that the public page shows it before the contest."""
        plan = planned(self.book, workbook.stored(self.stage.event_id))
        rules.save(self.stage.event_id, rules.Draft(plan.body, plan.league), by=self.by, now=now)

    def enrol(self, now: dt.datetime) -> None:
        """Make an entrant of everybody who registered: in the workbook's order, so that the numbers are its own."""
        entrants.enrol(self.stage.event_id, self.contest.prefix, attended_only=False, by=self.by, now=now)

    def mark(self, now: dt.datetime) -> None:
        """Import the workbook."""
        plan = planned(self.book, workbook.stored(self.stage.event_id))
        workbook.take_in(self.stage.event_id, self.book, plan.fingerprint, Change(self.by, now))
