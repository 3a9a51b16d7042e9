"""Desk pages of the contest workbook: template, export, upload, preview, confirmation."""

from pathlib import Path
from typing import Any

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.custody import queries as custody
from deqing_events.contests.doors import event_or_404, may
from deqing_events.contests.full_names import FullForm, asked_page, note_full
from deqing_events.contests.history import Change
from deqing_events.contests.results import queries as results
from deqing_events.contests.results.content import full_naming, public_naming
from deqing_events.contests.workbook import actions, uploads
from deqing_events.contests.workbook.exporting import book_tables, misfit
from deqing_events.contests.workbook.forms import ConfirmForm, UploadForm
from deqing_events.contests.workbook.planning import Stored, planned
from deqing_events.contests.workbook.reading import read_book
from deqing_events.documents.reading import UnreadableWorkbook, read_sheets
from deqing_events.documents.workbook import workbook_bytes
from deqing_events.domain.contest_workbook import ContestWorkbook
from deqing_events.domain.roles import Permission
from deqing_events.events.models import Event
from deqing_events.web import access, clock, download, errors, installation

SEALED = "盲码对照封存期间不能用比赛工作簿，里面有谁是哪个盲码。解密以后再来。"
blueprint = Blueprint("contest_workbook", __name__, url_prefix="/desk/events/<int:event_id>/workbook")
EDIT, FULL = Permission.CONTESTS_EDIT, Permission.FULL_PERSONAL_DATA
MOST_LINES = 100


@blueprint.route("", methods=["GET", "POST"])
@access.staff(EDIT)
def page(event_id: int) -> ResponseReturnValue:
    """Offer the files and take an upload; nothing is imported before the preview is confirmed."""
    event, form = _event(event_id), UploadForm()
    if not form.is_submitted():
        return _page(event, form)
    if not form.validate():
        return _page(event, form), 422
    content = form.file.data.read()
    try:
        read_sheets(content)
    except UnreadableWorkbook as refusal:
        form.file.errors = [str(refusal)]
        return _page(event, form), 422
    token = uploads.keep(_folder(), event.id, content, now=clock.now())
    return redirect(url_for(".preview", event_id=event_id, token=token))


@blueprint.route("/<token>", methods=["GET", "POST"])
@access.staff(EDIT)
def preview(event_id: int, token: str) -> ResponseReturnValue:
    """Show what an upload would do, and do it when confirmed."""
    event, form = _event(event_id), ConfirmForm()
    content = uploads.content(_folder(), event.id, token)
    if content is None:
        flash("上传的文件已经用过或过期了，请重新上传。", "warn")
        return redirect(url_for(".page", event_id=event_id))
    book, findings = read_book(read_sheets(content), f"{event.code}.xlsx")
    if findings:
        return _preview(event, form, None, [str(finding) for finding in findings])
    if not form.is_submitted():
        return _preview(event, form, book, [])
    problem = _taken_in(event, book, form) if form.validate() else "这一页放得太久了，请再点一次。"
    if problem:
        return _preview(event, form, book, [], problem), 422
    uploads.drop(_folder(), event.id, token)
    return redirect(url_for("contest_results.preview", event_id=event_id))


@blueprint.route("/<any(template, export):what>.xlsx", methods=["GET", "POST"])
@access.staff(EDIT)
def file(event_id: int, what: str) -> ResponseReturnValue:
    """Download the workbook to fill in, or with everything stored; full names need the right and a reason."""
    event = _event(event_id)
    stored = actions.stored(event.id)
    if misfit(stored.rules, stored.entrants) or stored.rules is None:
        abort(404)
    full, form = request.args.get("full") == "1", FullForm()
    if full and not may(event, FULL):
        abort(403)
    if full and not form.validate_on_submit():
        return asked_page(event, form, url_for(".page", event_id=event_id))
    if full:
        note_full("workbook.full_file", event, what, form.reason.data)
    marks = stored.marks if what == "export" else []
    file_name = f"{event.title}-{'比赛工作簿' if what == 'export' else '比赛工作簿（空表）'}"
    entrants = stored.entrants
    tables = book_tables(stored.rules, entrants, marks, full_naming if full else public_naming(event), file_name)
    return download.xlsx(workbook_bytes(tables), f"{file_name}.xlsx")


def _event(event_id: int) -> Event:
    """Return the event, unless its codes are sealed: a workbook pairs codes with people, and so does comparing one."""
    event = event_or_404(event_id)
    if custody.sealed(event.id):
        abort(make_response(errors.answer(409, SEALED)))
    return event


def _folder() -> Path:
    return installation.settings().uploads


def _taken_in(event: Event, book: ContestWorkbook, form: ConfirmForm) -> str:
    """Import; the sentence when it was refused, empty when done."""
    change = Change(access.acting(), clock.now(), form.reason.data or "")
    try:
        plan = actions.take_in(event.id, book, form.plan.data or "", change)
    except actions.ImportRefusedError as refusal:
        return str(refusal)
    flash(
        f"已导入：新增 {len(plan.new_entrants)} 人、{len(plan.new_marks)} 个分数，改动 {len(plan.changed_marks)} 个。",
        "ok",
    )
    return ""


def _page(event: Event, form: UploadForm) -> str:
    stored: Stored = actions.stored(event.id)
    return render_template(
        "contests/workbook.html",
        event=event,
        form=form,
        misfit=misfit(stored.rules, stored.entrants),
        counts=(len(stored.entrants), len(stored.marks)),
        full=may(event, FULL),
    )


def _preview(event: Event, form: ConfirmForm, book: ContestWorkbook | None, lines: list[str], problem: str = "") -> str:
    plan: Any = None
    if book is not None:
        plan = planned(book, actions.stored(event.id))
        form.plan.data = plan.fingerprint
        lines = [*lines, *plan.problems]
    return render_template(
        "contests/workbook_preview.html",
        event=event,
        form=form,
        book=book,
        plan=plan,
        lines=lines[:MOST_LINES],
        more=max(0, len(lines) - MOST_LINES),
        published=results.latest(event.id) is not None,
        problem=problem,
        address=request.path,
    )
