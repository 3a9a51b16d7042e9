"""The contest whose list, rules and marks stand in the sample workbook."""

import datetime as dt
from dataclasses import dataclass, field

from deqing_events.contests.entrants import actions as entrants
from deqing_events.contests.entrants import queries as entrant_queries
from deqing_events.contests.history import Change
from deqing_events.contests.marking import actions as marking
from deqing_events.contests.marking.score_sheets import AGREED, ELAPSED, PENALTY, ScoreSheet, score_sheets
from deqing_events.contests.models import Entrant
from deqing_events.contests.rule_sheets import actions as rules
from deqing_events.contests.workbook.reading import read_book
from deqing_events.demo import samples
from deqing_events.demo.judging import LEAGUE, Judging
from deqing_events.documents.reading import read_sheets
from deqing_events.domain.contest_workbook import ContestWorkbook, sheet_json
from deqing_events.domain.rounding import number, plain_text
from deqing_events.domain.rule_sheet import parse


def _book() -> ContestWorkbook:
    return read_book(read_sheets(samples.content(samples.CONTEST)), samples.CONTEST)[0]


@dataclass
class WorkbookJudging(Judging):
    """As every contest, but nothing is thrown: the workbook says it all."""

    book: ContestWorkbook = field(default_factory=_book)

    def write_rules(self, now: dt.datetime) -> None:
        """Store the rules tab."""
        body = sheet_json(self.book)
        self.sheet = parse(body)
        rules.save(self.stage.event_id, rules.Draft(body, LEAGUE), by=self.by, now=now)

    def enrol(self, now: dt.datetime) -> None:
        """Make an entrant of everybody who registered: in the workbook's order, so that the numbers are its own."""
        entrants.enrol(self.stage.event_id, self.contest.prefix, attended_only=False, by=self.by, now=now)
        self._copy_details(now, statuses=False)

    def _copy_details(self, now: dt.datetime, *, statuses: bool) -> None:
        codes = {entry: code for code, entry in self.book.codes.items()}
        status = {row.entry_no: row.status.value for row in self.book.entrants}
        for row in entrant_queries.for_event(self.stage.event_id):
            details = entrants.Details(
                row.number,
                row.name,
                row.delegation,
                row.unit_name,
                blind_code=codes.get(row.number, ""),
                status=status[row.number] if statuses else row.status,
                elapsed_seconds=row.elapsed_seconds,
                penalties=row.penalties,
            )
            entrants.change(self.stage.event_id, row.id, details, Change(self.by, now))

    def mark(self, now: dt.datetime) -> None:
        """Enter the workbook's marks, then who was absent or disqualified."""
        assert self.sheet is not None  # noqa: S101 - rules come before marks
        rows = entrant_queries.for_event(self.stage.event_id)
        for page in score_sheets(self.sheet):
            cells = [
                marking.Cell(row.id, column.key, self._value(page, column.key, row), None)
                for row in rows
                for column in page.columns
            ]
            marking.enter(self.stage.event_id, page, cells, Change(self.by, now))
        self._copy_details(now, statuses=True)

    def _value(self, page: ScoreSheet, key: str, row: Entrant) -> str | None:
        book, code = self.book, row.blind_code
        if page.key == AGREED:
            value = book.theory.get(row.number)
        elif key == ELAPSED:
            seconds = book.elapsed.get(code)
            return None if seconds is None else str(seconds)
        elif key.startswith(PENALTY):
            value = book.deductions.get(code)
        else:
            cells = book.marks.get(code, {}).get(page.judge)
            value = cells[int(key.removeprefix("c")) - 1] if cells else None
        return None if value is None else plain_text(number(value))
