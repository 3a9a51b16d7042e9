"""One piece of evidence: what it is, how much of it there is, whether it is needed, and the files it gives."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import IO

from deqing_events.audit.wording import who_said
from deqing_events.contests.ledger.queries import Tally
from deqing_events.contests.models import Entrant
from deqing_events.documents.workbook import workbook_bytes
from deqing_events.domain.kinds import EntrantKind
from deqing_events.domain.ledger import OPEN, State, file_name, state_of
from deqing_events.domain.masking import mask_name
from deqing_events.domain.tables import Column, Table, Value
from deqing_events.events.models import Event
from deqing_events.events.overview import who
from deqing_events.settings import Keys
from deqing_events.web.formatting import local, stamp

FOLDERS = ("通知", "名单", "签到", "成绩", "照片", "结果")


@dataclass(frozen=True)
class Look:
    """How evidence is written down: names in full or masked, and as of which record.

    ``line`` says who took full names out, when and why; it is empty for masked files, which depend on records only.
    """

    event: Event
    as_of: dt.datetime
    keys: Keys
    line: str = ""

    @property
    def full(self) -> bool:
        """Whether people's names show in full; mobiles and identity numbers never do."""
        return bool(self.line)

    @property
    def host(self) -> str:
        """Who holds the event."""
        unit, host = self.event.host_unit, self.event.host
        return unit.name if unit else host.name if host else "德清县总工会"

    @property
    def subtitle(self) -> str:
        """The line under every title: whose file, and up to which record."""
        return f"填报单位：{self.host}    记录截至：{stamp(self.as_of)}"

    def person(self, name: str) -> str:
        """Return the name of a person as this look shows it."""
        return name if self.full else mask_name(name)

    def entrant(self, row: Entrant) -> str:
        """Return the name of an entrant; teams and workplaces show whole."""
        return self.holder(row.name, self.event.entrant_kind)

    def holder(self, name: str, kind: str) -> str:
        """Return the name of a person, a team or a workplace."""
        return self.person(name) if kind == EntrantKind.PERSON else name

    def table(self, made: Table) -> Table:
        """Return a table with the line under its title, and the line of who took it out under its rows."""
        return replace(made, subtitle=self.subtitle, notes=(*made.notes, *([self.line] if self.line else [])))

    def with_names(self, made: Table, *keys: str) -> Table:
        """Return a table whose columns ``keys`` hold people's names as this look shows them."""
        at = {index for index, column in enumerate(made.columns) if column.key in keys}
        return replace(made, rows=[self.row(row, at) for row in made.rows])

    def row(self, row: tuple[Value, ...], at: set[int]) -> tuple[Value, ...]:
        """Return a row whose cells ``at`` are people's names."""
        return tuple(self.person(str(cell or "")) if index in at else cell for index, cell in enumerate(row))


@dataclass(frozen=True)
class File:
    """A file of a ledger: its name without folder, its rows, and what writes it."""

    name: str
    rows: int
    write: Callable[[IO[bytes]], object]


Files = Callable[[Look], Sequence[File]]


def _no_files(_: Look) -> Sequence[File]:
    return ()


@dataclass(frozen=True)
class Item:
    """One piece of evidence.

    ``source`` names the record and version it comes from, ``why`` says why it is needed or not, ``waits`` what of it
    is not finished. ``href`` and ``link`` lead to where it is made.
    """

    key: str
    folder: str
    title: str
    tally: Tally
    why: str
    needed: bool = False
    source: str = ""
    unit: str = "条"
    waits: str = ""
    href: str = ""
    link: str = ""
    files: Files = field(default=_no_files)
    explained: str = ""

    @property
    def state(self) -> State:
        """How it stands."""
        return state_of(self.tally.rows, needed=self.needed, waits=bool(self.waits), explained=bool(self.explained))

    @property
    def is_open(self) -> bool:
        """Whether it keeps the event from being archived."""
        return self.state in OPEN

    @property
    def by(self) -> str:
        """Who made the latest of it, in words; empty where the record does not keep it."""
        return named(self.tally.by)


def named(by: str) -> str:
    """Return who acted in words: the name of an account, else what kind of link or phone it was."""
    if not by:
        return ""
    found = who(by)
    return who_said(by) if found == by else found


def book(name: str, tables: Sequence[Table], look: Look) -> File:
    """Return a workbook of tables as a file; the same records give the same bytes."""
    held = [look.table(table) for table in tables]
    rows = sum(len(table.rows) for table in tables)
    made_at = local(look.as_of).replace(tzinfo=None)
    return File(f"{file_name(name)}.xlsx", rows, lambda target: target.write(workbook_bytes(held, made_at=made_at)))


def cells(*heads: tuple[str, str, int]) -> tuple[Column, ...]:
    """Return columns of text: key, heading and width of each."""
    return tuple(Column(key, title, width=width) for key, title, width in heads)


def moment(at: dt.datetime | None) -> str:
    """Return an instant as a cell of text; empty for None."""
    return stamp(at) if at else ""
