"""The desk's files of check-in. Mobiles are masked; in full only with the right, a reason and an audit entry."""

import tempfile
from collections.abc import Iterator

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.checkin.conflict_queries import conflicts
from deqing_events.checkin.exports import actions, queries, tables
from deqing_events.checkin.forms import ReasonForm
from deqing_events.documents.csv_file import csv_parts
from deqing_events.documents.workbook import workbook_bytes, write_workbook
from deqing_events.domain.roles import Permission
from deqing_events.domain.tables import Table, Value
from deqing_events.events import queries as events
from deqing_events.events.models import Event
from deqing_events.web import access, clock, download
from deqing_events.web.formatting import stamp

blueprint = Blueprint("checkin_files", __name__, url_prefix="/desk/events/<int:event_id>/checkin/files")
MANAGE, FULL = Permission.CHECKIN_MANAGE, Permission.FULL_PERSONAL_DATA
MASKED = "手机号已隐去中间四位。每一次扫码一行，没放行的、撤销的都在。"
CHUNK = 1 << 16


@blueprint.get("")
@access.staff(MANAGE)
def page(event_id: int) -> ResponseReturnValue:
    """Name the files there are."""
    event = _event(event_id, MANAGE)
    return render_template(
        "checkin/desk/files.html",
        event=event,
        attempts=(attempts := queries.attempts(event_id)),
        too_long=tables.too_long(attempts),
        conflicts=len(conflicts(event_id)),
        may_full=access.reach(FULL).covers_event(event.id, event.township_id),
    )


@blueprint.get("/scans.<any(xlsx, csv):kind>")
@access.staff(MANAGE)
def scans(event_id: int, kind: str) -> ResponseReturnValue:
    """Return every attempt at the gates, mobiles masked."""
    event = _event(event_id, MANAGE)
    too_long = tables.too_long(queries.attempts(event_id)) if kind == "xlsx" else None
    if too_long is not None:
        flash(too_long, "info")
        return redirect(url_for("checkin_files.page", event_id=event_id), 303)
    return _sent(event, tables.scans(event.title, made=_made(), note=MASKED, full=False), kind, full=False)


@blueprint.get("/conflicts.xlsx")
@access.staff(MANAGE)
def conflict_file(event_id: int) -> Response:
    """Return the conflicts that gates without a line left behind."""
    event = _event(event_id, MANAGE)
    held = tables.conflicts(event.title, conflicts(event_id), made=_made())
    return download.xlsx(workbook_bytes([held]), f"{held.file_name}.xlsx")


@blueprint.route("/full", methods=["GET", "POST"])
@access.staff(FULL)
def full(event_id: int) -> ResponseReturnValue:
    """Ask for the reason, then return every attempt with full mobiles: logged, and said in the file."""
    event, form = _event(event_id, FULL), ReasonForm()
    rows, kind = queries.attempts(event_id), "csv" if request.form.get("kind") == "csv" else "xlsx"
    too_long = tables.too_long(rows) if kind == "xlsx" and request.method == "POST" else None
    if too_long is not None:
        form.form_errors.append(too_long)
    if not form.validate_on_submit() or too_long is not None:
        code = 422 if form.errors or form.form_errors else 200
        return render_template("checkin/desk/files_full.html", event=event, form=form), code
    now, reason, who = clock.now(), form.reason.data, access.principal().name
    actions.log_full_export(event.id, rows, reason=reason, now=now, by=access.acting())
    note = f"含完整手机号，由 {who} 于 {stamp(now)} 导出，用途：{reason}。"
    table = tables.scans(event.title, made=_made(), note=note, full=True)
    return _sent(event, table, kind, full=True)


def _event(event_id: int, permission: Permission) -> Event:
    return events.within(event_id, access.reach(permission)) or abort(404)


def _made() -> str:
    return f"填报：{access.principal().name}　{stamp(clock.now())}"


def _sent(event: Event, table: Table, kind: str, *, full: bool) -> Response:
    parts = _parts(event.id, full=full)
    if kind == "csv":
        lines = csv_parts(table.columns, parts)
        return download.streamed(lines, f"{table.file_name}.csv", download.CSV_TYPE)
    return download.streamed(_workbook(table, parts), f"{table.file_name}.xlsx", download.XLSX_TYPE)


def _parts(event_id: int, *, full: bool) -> Iterator[list[tuple[Value, ...]]]:
    for rows in queries.attempt_pages(event_id):
        yield [tables.scan_row(row, event_id, full=full) for row in rows]


def _workbook(table: Table, parts: Iterator[list[tuple[Value, ...]]]) -> Iterator[bytes]:
    """Yield a workbook from a file of its own on disk: neither rows nor file are held in memory."""
    with tempfile.TemporaryFile() as target:
        write_workbook(target, table, (row for rows in parts for row in rows))
        target.seek(0)
        while chunk := target.read(CHUNK):
            yield chunk
