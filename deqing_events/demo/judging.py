"""Telling how a contest is decided: rules, entrants, marks, publication - each by the action the desk uses."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from deqing_events.contests.double_entry import actions as typing
from deqing_events.contests.double_entry import queries as double_entry
from deqing_events.contests.double_entry.papers import Paper
from deqing_events.contests.entrants import actions as entrants
from deqing_events.contests.entrants import queries as entrant_queries
from deqing_events.contests.finalising import actions as finalising
from deqing_events.contests.history import Change
from deqing_events.contests.locks import queries as locks
from deqing_events.contests.marking import actions as marking
from deqing_events.contests.marking.score_sheets import ELAPSED, PENALTY, TIMES, ScoreSheet, score_sheets
from deqing_events.contests.models import Entrant
from deqing_events.contests.results import actions as results
from deqing_events.contests.results.content import digest_of, frozen, public_naming
from deqing_events.contests.results.standings import worked_out
from deqing_events.contests.rule_sheets import actions as rules
from deqing_events.demo.people import dice
from deqing_events.demo.stage import Stage
from deqing_events.demo.story import Contest, Entry
from deqing_events.domain.double_entry import place_of
from deqing_events.domain.roles import Actor, Reach, Role
from deqing_events.domain.rounding import plain_text, rounded
from deqing_events.domain.rule_sheet import parse
from deqing_events.domain.sheet_types import RuleSheet
from deqing_events.events import queries as events
from deqing_events.organisations import queries as organisations

LEAGUE = {"points": [10, 9, 8, 7, 6, 5, 4, 4, 4, 4], "other": 1, "ties": "average", "countback": True}


@dataclass
class Judging:
    """The contest of one story."""

    stage: Stage
    contest: Contest
    sheet: RuleSheet | None = field(default=None, init=False)

    @property
    def by(self) -> Actor:
        """Whoever works at the desk."""
        return self.stage.world.county

    def _sheet(self) -> RuleSheet:
        assert self.sheet is not None  # noqa: S101 - rules come before marks
        return self.sheet

    def write_rules(self, now: dt.datetime) -> None:
        """Store the rule sheet; delegations are added up where people compete for the county."""
        self.sheet = parse(self.contest.sheet)
        story = self.stage.story
        together = story.kind == "skill_contest" and not story.unit
        draft = rules.Draft(self.contest.sheet, LEAGUE if together else {})
        rules.save(self.stage.event_id, draft, by=self.by, now=now)

    def enrol(self, now: dt.datetime) -> None:
        """Make entrants of those who came in; of teams and workplaces by hand. Blind codes where people compete."""
        event_id, prefix = self.stage.event_id, self.contest.prefix
        if not self.contest.entries:
            entrants.enrol(event_id, prefix, attended_only=True, by=self.by, now=now)
            entrants.assign_blind_codes(event_id, by=self.by, now=now)
        for number, entry in enumerate(self.contest.entries, 1):
            details = self._details(entry, f"{prefix}{number:03}")
            entrants.add(event_id, details, by=self.by, now=now)

    def _details(self, entry: Entry, number: str) -> entrants.Details:
        unit = organisations.unit_by_id(self.stage.world.units[entry.unit]) if entry.unit else None
        town = unit.township.name if unit and unit.township else entry.town
        place = unit.name if unit else ""
        vetoes = (entry.veto,) if entry.veto else ()
        return entrants.Details(number, entry.name or place, town, place, vetoes=vetoes)

    def mark(self, now: dt.datetime) -> None:
        """Enter every page of marks: better entrants get better marks of every judge, within half a point or so.

        What comes from paper is typed by two people where the contest asks for it.
        """
        self._type_papers(now)
        for page in score_sheets(self._sheet()):
            self._enter(page, now)

    def _present(self) -> list[Entrant]:
        return [row for row in entrant_queries.for_event(self.stage.event_id) if row.status == "present"]

    def _enter(self, page: ScoreSheet, now: dt.datetime) -> None:
        """Enter what is not typed twice."""
        twice = double_entry.twice_columns(self.stage.event_id, page.judge)
        cells = [cell for row in self._present() for cell in self._cells(page, row) if cell.key not in twice]
        marking.enter(self.stage.event_id, page, cells, Change(self.by, now))

    def _type_papers(self, now: dt.datetime) -> None:
        for paper in double_entry.twice(self.stage.event_id):
            cells = [cell for row in self._present() for cell in self._cells(paper.sheet, row)]
            self._type_twice(paper, cells, now)

    def _type_twice(self, paper: Paper, cells: Sequence[marking.Cell], now: dt.datetime) -> None:
        """Let two people hand in the same."""
        typed = {place_of(cell.entrant_id, cell.key): cell.value for cell in cells}
        for by in (self.stage.world.staff.actor(Role.SCOREKEEPER), self.by):
            change = Change(by, now)
            texts = {place: value or "" for place, value in typed.items()}
            version = typing.save(self.stage.event_id, paper, texts, 0, change)
            typing.hand_in(self.stage.event_id, paper, typed, version, change)

    def _sign_nothing(self, now: dt.datetime) -> None:
        """Take the short way: the accounts of the demonstration are too few for signatures and unblinding."""
        event_id = self.stage.event_id
        if locks.plan(event_id).long_way:
            reason = "示例数据，没有那么多人来签认和解密"
            finalising.choose(event_id, locks.Plan(long_way=False), Change(self.by, now, reason))

    def _cells(self, page: ScoreSheet, row: Entrant) -> list[marking.Cell]:
        if page.key == TIMES:
            return self._times(page, row)
        tops = {criterion.key: criterion.maximum or Fraction(0) for criterion in self._sheet().criteria()}
        found = []
        for column in page.columns:
            talent = dice(self.contest.prefix, row.number).uniform(0.72, 0.97)
            share = talent + dice(self.contest.prefix, row.number, column.key, page.judge).uniform(-0.05, 0.03)
            value = rounded(tops[column.key] * Fraction(round(share * 1000), 1000), self.contest.decimals)
            found.append(marking.Cell(row.id, column.key, plain_text(value), None))
        return found

    def _times(self, page: ScoreSheet, row: Entrant) -> list[marking.Cell]:
        people = not self.contest.entries
        found = []
        for column in page.columns:
            if column.key == ELAPSED and people:
                seconds = dice(self.contest.prefix, row.number, ELAPSED).randint(70 * 60, 118 * 60)
                found.append(marking.Cell(row.id, column.key, str(seconds), None))
            elif column.key == f"{PENALTY}overtime" and row.number.endswith(f"{self.contest.overtime:03}"):
                found.append(marking.Cell(row.id, column.key, "2", None))
        return found

    def publish(self, stage: str, now: dt.datetime) -> None:
        """Publish the ranking as it stands now."""
        self._sign_nothing(now)
        event_id = self.stage.event_id
        event, standings = events.within(event_id, Reach(county=True)), worked_out(event_id)
        assert event is not None  # noqa: S101 - it was made in this story
        assert standings is not None  # noqa: S101 - rules come before results
        content = frozen(event, standings, public_naming(event))
        results.publish(event_id, results.Publishing(stage, digest_of(content)), Change(self.by, now))

    def notice(self, now: dt.datetime) -> None:
        """Show the results for objections."""
        self.publish("public_notice", now)

    def final(self, now: dt.datetime) -> None:
        """Let the results take effect."""
        self.publish("final", now)
