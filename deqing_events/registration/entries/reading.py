"""From the workbook somebody hands in to people who could be entered: which workplace is meant, and who may do it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from deqing_events.documents.reading import UnreadableWorkbook, read_sheets
from deqing_events.domain.entry_list import Line, ListForm, ListReading, NoListTable, read_list
from deqing_events.domain.questions.catalogue import IDENTITY
from deqing_events.domain.questions.wording import for_statistics
from deqing_events.domain.roles import Reach
from deqing_events.domain.text import compact
from deqing_events.events.models import Event
from deqing_events.organisations.models import Unit
from deqing_events.organisations.queries import resolve_unit, unit_by_id
from deqing_events.registration.forms import NO_RESULTS
from deqing_events.registration.people import Details
from deqing_events.registration.questions import queries as questions
from deqing_events.registration.wording import session_words

MOST_LINES = 500
"""How many people one list names: all of them are stored in one transaction."""
LARGEST_BYTES = 4 * 1024 * 1024
MOST_UNPACKED = 48 * 1024 * 1024
_MOST_ROWS = MOST_LINES + 30
UNUSABLE = (UnreadableWorkbook, NoListTable)
"""What a workbook that cannot be used raises; the text is a sentence for people."""


@dataclass(frozen=True)
class Enterer:
    """Who enters people: for which workplaces (``reach``), for which as their own, and whether as the event's staff."""

    reach: Reach
    own: frozenset[int] = frozenset()
    manages: bool = False

    @property
    def source(self) -> str:
        """What the registrations say about where they came from."""
        return "staff" if self.manages else "clerk"

    @property
    def only_unit(self) -> int | None:
        """The one workplace this account enters people for; None when there are several, or a whole delegation."""
        wider = self.reach.county or self.reach.townships or len(self.reach.units) != 1
        return None if wider else next(iter(self.reach.units))

    def covers(self, unit: Unit) -> bool:
        """Tell whether people of a workplace may be entered."""
        return self.reach.covers_unit(unit.id, unit.township_id)


@dataclass(frozen=True)
class Candidate:
    """One line: who it names, or the sentence that says what has to be changed before it can be taken."""

    row: int
    name: str
    unit: str
    details: Details | None = None
    vouched: bool = False
    problem: str = ""


@dataclass(frozen=True)
class Handed:
    """A list as it was read: its lines and the workbook they stand in."""

    reading: ListReading
    candidates: Sequence[Candidate] = field(default=())

    @property
    def holds_numbers(self) -> bool:
        """Whether somebody's identity number is among the answers."""
        return any(each.details is not None and IDENTITY in each.details.answers for each in self.candidates)


def list_form(event: Event) -> ListForm:
    """Return what an event asks of each line of a list."""
    parts = event.sessions if len(event.sessions) > 1 else ()
    sessions = {compact(session_words(part)): part.id for part in parts}
    return ListForm(questions.current(event.id), sessions, event.kind not in NO_RESULTS)


def read(content: bytes, event: Event, who: Enterer, *, today: dt.date) -> Handed:
    """Read a workbook. Raises one of UNUSABLE."""
    if len(content) > LARGEST_BYTES:
        raise UnreadableWorkbook("文件太大。请只留名单，去掉图片，再上传。")
    sheets = read_sheets(content, max_rows=_MOST_ROWS, max_unpacked=MOST_UNPACKED)
    form = list_form(event)
    reading = read_list(sheets, form, today)
    if len(reading.lines) > MOST_LINES:
        raise UnreadableWorkbook(f"一份名单最多 {MOST_LINES} 人，这份有 {len(reading.lines)} 人，请分成几份上传。")
    if not reading.lines:
        raise UnreadableWorkbook("名单里还没有人。请在表头下面一人填一行，再上传。")
    workplaces = _Workplaces(who)
    return Handed(reading, [_candidate(line, form, workplaces) for line in reading.lines])


class _Workplaces:
    """The workplaces of a list, each looked up once."""

    def __init__(self, who: Enterer) -> None:
        self.who = who
        self._found: dict[str, Unit | None] = {}

    def settle(self, text: str) -> Unit | str | None:
        """Return the workplace that is meant, None for one that only the words name, or a sentence."""
        if not text and self.who.only_unit is None:
            return "单位：请填写单位。"
        unit = self._named(text)
        if unit is not None and self.who.covers(unit):
            return unit
        if unit is None and self.who.reach.county:
            return None
        if self.who.only_unit is not None:
            return f"单位：“{text}”不是你所在的单位，请核对。不填就按本单位报。"
        return f"单位：“{text}”不在你能代报的单位里，请写登记的全称。"

    def _named(self, text: str) -> Unit | None:
        if text not in self._found:
            only = self.who.only_unit
            self._found[text] = unit_by_id(only) if not text and only is not None else resolve_unit(text)
        return self._found[text]


def _candidate(line: Line, form: ListForm, workplaces: _Workplaces) -> Candidate:
    settled = workplaces.settle(line.unit)
    problems = [*line.problems, *([settled] if isinstance(settled, str) else [])]
    unit = settled if isinstance(settled, Unit) else None
    words = unit.name if unit else line.unit
    if problems:
        return Candidate(line.row, line.name, words, problem="".join(problems))
    details = Details(
        name=line.name,
        mobile=line.mobile,
        unit_text=words,
        unit_id=unit.id if unit else None,
        session_id=line.session_id,
        publish_name=line.publish,
        photos=line.photos,
        trade=for_statistics(form.questions, line.answers).get("trade", ""),
        answers=line.answers,
    )
    return Candidate(line.row, line.name, words, details, unit is not None and unit.id in workplaces.who.own)
