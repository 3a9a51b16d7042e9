"""Lists of people as a workplace hands them in, for tests."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from deqing_events.documents.reading import read_sheets
from deqing_events.domain.roles import Actor, Grant, Reach, Role
from deqing_events.domain.text import cell_text
from deqing_events.events.models import Event
from deqing_events.organisations.models import Unit
from deqing_events.registration.entries import actions
from deqing_events.registration.entries.actions import Circumstances
from deqing_events.registration.entries.reading import Candidate, Enterer
from deqing_events.registration.people import Details
from tests import factories
from tests.conftest import NOW
from tests.factories_registration import keys

HEADER = ("序号", "姓名*", "手机*", "单位")
CLERK = "staff:7"


def workbook(rows: Sequence[Sequence[Any]], header: Sequence[str] = HEADER, *, above: int = 3) -> bytes:
    """Return an xlsx file whose table has this header, ``above`` lines from the top."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("报名名单")
        sheet.write_string(0, 0, "报名名单")
        for at, row in enumerate((header, *rows), above):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(at, column, value)
    return target.getvalue()


def table_of(content: bytes, header_row: int = 4) -> tuple[list[str], list[list[str]]]:
    """Return the header and the rows of a workbook's first sheet."""
    rows = read_sheets(content)[0].rows
    return [cell_text(cell) for cell in rows[header_row - 1]], [
        [cell_text(cell) for cell in row] for row in rows[header_row:]
    ]


def clerk(client: Any, *units: Unit, name: str = "钱经办") -> Any:
    """Sign a client in as the clerk of workplaces."""
    grants = [Grant(Role.UNIT_CLERK, unit.id) for unit in units]
    return factories.sign_in(client, factories.account(*grants, name=name))


def enterer(*units: Unit) -> Enterer:
    """Return the clerk of workplaces."""
    ids = frozenset(unit.id for unit in units)
    return Enterer(Reach(units=ids), ids)


def how(**fields: Any) -> Circumstances:
    """Return circumstances of a clerk."""
    return Circumstances(**{"keys": keys(), "now": NOW, "by": Actor(CLERK, "unit_clerk"), "source": "clerk", **fields})


def candidate(row: int, unit: Unit, name: str = "", **fields: Any) -> Candidate:
    """Return a line that names somebody of a workplace."""
    name = name or f"示例{row}号"
    details = Details(name, f"1990002{row:04}", unit.name, unit.id, **fields)
    return Candidate(row, name, unit.name, details, vouched=True)


def handed_in(event: Event, folder: Any, content: bytes = b"x", name: str = "名单.xlsx") -> int:
    """Keep an upload of somebody's account; returns its id."""
    account = factories.account(name="钱经办")
    file = actions.File(name, content, account.id)
    return actions.hand_in(event.id, file, folder, now=NOW, by=Actor(CLERK, "unit_clerk"))
