"""The retention job: clear what is due, write the database anew, look again, and keep what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from deqing_events import database, engines
from deqing_events.privacy.models import RetentionRun
from deqing_events.privacy.retention import queries
from deqing_events.privacy.retention.classes import CLASSES
from deqing_events.privacy.retention.data_class import DataClass, Moment
from deqing_events.web.clock import SHANGHAI

QUIET_HOUR = 3
"""From this hour of the day (in Deqing) the job does its daily work: writing the database anew holds up writers."""


@dataclass(frozen=True)
class Line:
    """What came of one class: how much was due, how much went, how much is still due."""

    key: str
    title: str
    rule: str
    due: int
    cleared: int
    left: int


@dataclass(frozen=True)
class Report:
    """What came of all classes; ``compacted`` says that nothing deleted is left in the database's files."""

    lines: Sequence[Line]
    compacted: bool

    @property
    def left(self) -> int:
        """How much is still due."""
        return sum(line.left for line in self.lines)


def look(moment: Moment) -> Report:
    """Return what is due, without touching anything."""
    return Report([_line(each, moment, each.due(moment), 0) for each in CLASSES], compacted=False)


def run(moment: Moment) -> Report:
    """Clear what is due and prove it. May run at any time, twice at once included: each row goes once."""
    dues = [each.due(moment) for each in CLASSES]
    lines = [_line(each, moment, due, each.clear(moment)) for each, due in zip(CLASSES, dues, strict=True)]
    lines = [_again(line, each, moment) for line, each in zip(lines, CLASSES, strict=True)]
    database.session().rollback()
    report = Report(lines, engines.compact(database.db.engine))
    with database.transaction() as session:
        session.add(
            RetentionRun(
                at=moment.now,
                cleared={line.key: line.cleared for line in lines if line.cleared},
                left={line.key: line.left for line in lines if line.left},
                compacted=report.compacted,
            )
        )
    return report


def daily(moment: Moment) -> Report | None:
    """Do ``run`` once a day, in the quiet hours or as soon after them as the job is called; None otherwise.

    A day on which the files could not be written anew is tried again at the next call.
    """
    here = moment.now.astimezone(SHANGHAI)
    last = queries.last_run()
    done = last is not None and last.compacted and last.at.astimezone(SHANGHAI).date() >= here.date()
    return None if done or here.hour < QUIET_HOUR else run(moment)


def _line(each: DataClass, moment: Moment, due: int, cleared: int) -> Line:
    return Line(each.key, each.title, each.rule(moment.keeping), due, cleared, due)


def _again(line: Line, each: DataClass, moment: Moment) -> Line:
    return Line(line.key, line.title, line.rule, line.due, line.cleared, each.due(moment))
