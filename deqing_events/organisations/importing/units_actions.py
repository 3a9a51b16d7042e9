"""The organisations workbook: read and previewed, then stored in one transaction."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.database import Base
from deqing_events.documents.reading import read_sheets
from deqing_events.documents.workbook import workbook_bytes
from deqing_events.domain.sheets import Sheet
from deqing_events.domain.units_sheet.reading import read_units
from deqing_events.domain.units_sheet.rows import UnitsReading
from deqing_events.organisations.importing import queries, units_rows, uploads
from deqing_events.organisations.importing.job_actions import Job, StaleError, clear_prepared
from deqing_events.organisations.importing.units_rows import Change, Thing, UnitsPlan
from deqing_events.organisations.models import ImportLine, ImportRun, LabourUnion, Organisation, Unit


@dataclass(frozen=True)
class Compared:
    """A workbook, what it says, and what would change."""

    sheets: Sequence[Sheet]
    reading: UnitsReading
    plan: UnitsPlan


def compare(content: bytes, as_of: dt.date, max_rows: int) -> Compared:
    """Read a workbook and compare it with what is stored.

    Raises UnreadableWorkbook or NoUnitsTable with a sentence for people.
    """
    sheets = read_sheets(content, max_rows=max_rows)
    reading = read_units(sheets, queries.township_names(as_of))
    stored = {
        Thing.UNIONS: queries.stored_unions(),
        Thing.CENTRES: queries.stored_centres(),
        Thing.UNITS: queries.stored_units(),
    }
    return Compared(sheets, reading, units_rows.plan_units(reading, stored))


def preview(job: Job, content: bytes, as_of: dt.date) -> UnitsPlan:
    """Write the preview of a workbook: totals, and a line for each problem. Raises as ``compare``."""
    clear_prepared(job.run_id, lines=True)
    mark = queries.mark("units")
    job.begin("正在打开文件，核对每一行")
    found = compare(content, as_of, job.max_rows)
    job.store_in_chunks(ImportLine, units_rows.lines(job.run_id, found.reading, found.sheets), "正在整理提示")
    rejects = _rejects_file(job, found.reading, found.sheets)
    report = totals(found.reading, found.plan)
    job.change(state="previewed", report=report, mark=mark, rejects_name=rejects, step="")
    return found.plan


def _rejects_file(job: Job, reading: UnitsReading, sheets: Sequence[Sheet]) -> str:
    if not reading.rejected:
        return ""
    return uploads.keep(job.uploads, workbook_bytes([units_rows.rejects_table(reading, sheets)]))


def totals(reading: UnitsReading, plan: UnitsPlan) -> dict[str, Any]:
    """Return the counts that the preview shows."""
    counts = plan.counts()
    summed = {key: sum(table[key] for table in counts.values()) for key in ("created", "updated", "unchanged")}
    return {
        "rows_read": len(reading.units) + len(reading.unions) + len(reading.centres) + reading.rejected,
        **summed,
        "rejected": reading.rejected,
        "warnings": sum(not problem.code.rejects for problem in reading.problems),
        "by_code": dict(Counter(str(problem.code) for problem in reading.problems)),
        "tables": counts,
    }


def apply(job: Job, content: bytes, as_of: dt.date) -> None:
    """Store the workbook in one transaction. Raises StaleError when the preview no longer holds."""
    plan = compare(content, as_of, job.max_rows).plan
    rows = {change.code: units_rows.with_keys(change.values) for change in plan.changes[Thing.UNITS]}
    now = job.clock()
    with database.transaction() as session:
        run = session.get_one(ImportRun, job.run_id, populate_existing=True)
        if queries.mark("units") != run.mark:
            raise StaleError
        job.change_in(session, state="done", finished_at=now, step="")
        _store_unions(session, plan.changes[Thing.UNIONS])
        _store_centres(session, plan.changes[Thing.CENTRES])
        _store_units(session, plan.changes[Thing.UNITS], rows)
        record("units.import", "import_run", job.run_id, by=job.by, now=now, **plan.counts())


def _store_unions(session: Session, changes: Sequence[Change]) -> None:
    places = queries.organisation_ids()
    defaults = {"kind": "", "uscc": ""}
    rows = [(change, _linked(change.values, township_id=places)) for change in changes]
    _write(session, LabourUnion, rows, defaults | {"township_id": None})


def _store_centres(session: Session, changes: Sequence[Change]) -> None:
    places = queries.organisation_ids()
    rows = []
    for change in changes:
        values = _linked(change.values, township_id=places)
        if "township_id" in values:
            values["parent_id"] = values.pop("township_id")
        rows.append((change, values | {"kind": "regional_service_centre"}))
    _write(session, Organisation, rows, {"parent_id": None, "enterprises": None, "workers": None, "sort": 0})


def _store_units(session: Session, changes: Sequence[Change], rows: dict[str, dict[str, Any]]) -> None:
    places, unions = queries.organisation_ids(), queries.union_ids()
    linked = [
        (change, _linked(rows[change.code], township_id=places, union_id=unions, centre_id=places))
        for change in changes
    ]
    optional: dict[str, Any] = dict.fromkeys(("short_name", "uscc", "township_text", "industry", "ownership"), "")
    optional |= dict.fromkeys(("township_id", "union_id", "centre_id", "staff_count"))
    _write(session, Unit, linked, optional | {"above_scale": False})


def _linked(values: dict[str, Any], **ids: dict[str, int]) -> dict[str, Any]:
    """Return the columns with the codes of linked rows replaced by their ids; a code nobody has is left out."""
    linked = {key: value for key, value in values.items() if not key.endswith("_code")}
    for column, known in ids.items():
        code = values.get(column.replace("_id", "_code"))
        if code in known:
            linked[column] = known[code]
    return linked


def _write(
    session: Session, table: type[Base], rows: Sequence[tuple[Change, dict[str, Any]]], defaults: dict[str, Any]
) -> None:
    new = [defaults | values for change, values in rows if change.stored_id is None]
    if new:
        session.execute(insert(table), new)
    known = [{"id": change.stored_id, **values} for change, values in rows if change.stored_id is not None]
    for row in known:
        session.execute(update(table), [row])
