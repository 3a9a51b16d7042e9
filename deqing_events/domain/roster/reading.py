"""A whole roster file: accepted records, merged rows, rejects and warnings (domain.md §4.4)."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from deqing_events.domain.roster.codes import MergedBy, RejectReason, UnitMatch, WarningCode
from deqing_events.domain.roster.lines import Line, LineReader, Reject, Skipped, find_roster
from deqing_events.domain.roster.people import Person, fill
from deqing_events.domain.roster.same_person import Likeness, PersonIndex
from deqing_events.domain.roster.units import UnitIndex
from deqing_events.domain.sheets import Sheet, TableStart

PROGRESS_EVERY = 1_000

Progress = Callable[[int, int], None]
"""Called with the rows done and the rows in all, now and then."""


class NoRosterTable(ValueError):  # noqa: N818 - named for what is missing
    """No sheet has a 姓名 column together with an ID or phone column in its first ten rows."""

    def __init__(self) -> None:
        super().__init__("找不到名单表头。请在前 10 行内放一行表头，至少有“姓名”和“身份证号”或“手机号”。")


@dataclass(frozen=True, slots=True)
class Record:
    """An accepted person after merging, under the number of its first row."""

    row: int
    person: Person


@dataclass(frozen=True, slots=True)
class Merged:
    """A row that went into an earlier one; ``conflicts`` were kept as the earlier row has them."""

    row: int
    into_row: int
    by: MergedBy
    conflicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowWarning:
    """One thing to look at in one row."""

    row: int
    code: WarningCode


@dataclass(frozen=True, slots=True)
class RosterReading:
    """Everything a roster file says; rows read = records + merged + rejects."""

    start: TableStart
    as_of: date
    records: tuple[Record, ...]
    merged: tuple[Merged, ...]
    rejects: tuple[Reject, ...]
    warnings: tuple[RowWarning, ...]
    unit_matches: Counter[UnitMatch]
    skipped: Skipped

    @property
    def rows_read(self) -> int:
        """Rows that are neither blank nor a header nor a footer."""
        return len(self.records) + len(self.merged) + len(self.rejects)


def read_roster(
    sheets: Iterable[Sheet], units: UnitIndex, as_of: date, on_progress: Progress | None = None
) -> RosterReading:
    """Read a member list against the known units. Raises NoRosterTable."""
    start = find_roster(sheets)
    if start is None:
        raise NoRosterTable
    reader = LineReader(start, units, as_of)
    joining = _Joining()
    total = len(start.sheet.rows)
    for line in reader:
        joining.take(line)
        if on_progress is not None and line.row % PROGRESS_EVERY == 0:
            on_progress(line.row, total)
    return RosterReading(
        start=start,
        as_of=as_of,
        records=tuple(map(Record, joining.rows, joining.persons)),
        merged=tuple(joining.merged),
        rejects=tuple(joining.rejects),
        warnings=tuple(sorted(joining.warnings, key=lambda warning: (warning.row, warning.code))),
        unit_matches=joining.unit_matches,
        skipped=reader.skipped,
    )


_LIKENESS_WARNINGS = {
    Likeness.SAME_BY_NAME_MOBILE: WarningCode.MERGED_BY_NAME_MOBILE,
    Likeness.NAME_MOBILE_OTHER_ID: WarningCode.SAME_NAME_MOBILE_OTHER_ID,
    Likeness.MOBILE_OF_OTHER_NAME: WarningCode.MOBILE_SHARED,
}
_MERGING = {Likeness.SAME_BY_ID: MergedBy.ID, Likeness.SAME_BY_NAME_MOBILE: MergedBy.NAME_MOBILE}


@dataclass
class _Joining:
    """Takes the lines in sheet order and joins those that are one person."""

    index: PersonIndex = field(default_factory=PersonIndex)
    rows: list[int] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    warnings: list[RowWarning] = field(default_factory=list)
    unit_matches: Counter[UnitMatch] = field(default_factory=Counter)

    def take(self, line: Line | Reject) -> None:
        """Accept, merge or reject one line."""
        if isinstance(line, Reject):
            self.rejects.append(line)
            return
        person = line.person
        likeness, known = self.index.find(person.name, person.id_number, person.mobile)
        if likeness is Likeness.ID_OF_OTHER_NAME:
            self.rejects.append(Reject(line.row, RejectReason.ID_NAME_CONFLICT, line.cells))
            return
        self.unit_matches[line.unit_match] += 1
        self.warnings += [RowWarning(line.row, code) for code in line.warnings]
        if likeness in _LIKENESS_WARNINGS:
            self.warnings.append(RowWarning(line.row, _LIKENESS_WARNINGS[likeness]))
        if likeness in _MERGING:
            self._merge(line, known, _MERGING[likeness])
        else:
            self.rows.append(line.row)
            self.persons.append(person)
            self._index(len(self.persons) - 1)

    def _merge(self, line: Line, known: int, by: MergedBy) -> None:
        earlier = self.persons[known]
        filled = fill(earlier, line.person, has_id=earlier.id_number is not None)
        self.persons[known] = filled.person
        self.merged.append(Merged(line.row, self.rows[known], by, filled.conflicts))
        self._index(known)

    def _index(self, known: int) -> None:
        person = self.persons[known]
        self.index.add(known, person.name, person.id_number, person.mobile)
