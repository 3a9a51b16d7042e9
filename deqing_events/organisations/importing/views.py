"""The desk's pages of imports: upload, watch, preview, confirm, download the rejects."""

from pathlib import PurePath

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.documents.archive import UnreadableWorkbook
from deqing_events.domain.roles import SYSTEM, Permission
from deqing_events.organisations.asking import PAGE_SIZE, Asked, Page
from deqing_events.organisations.importing import actions, launching, queries, uploads, wording
from deqing_events.organisations.importing.forms import UploadForm
from deqing_events.organisations.models import ImportLine, ImportRun
from deqing_events.web import access, clock, download
from deqing_events.web.installation import settings

blueprint = Blueprint("imports_desk", __name__, url_prefix="/desk/imports")
IMPORT = Permission.ROSTER_IMPORT


@blueprint.get("")
@access.staff(IMPORT)
def listing() -> ResponseReturnValue:
    """Show the upload form and the imports so far; files past their time are deleted on the way."""
    actions.forget_old(settings().uploads, now=clock.now(), by=SYSTEM)
    form = UploadForm(formdata=None, data={"kind": request.args.get("kind", "")})
    return _listing(form)


@blueprint.post("")
@access.staff(IMPORT)
def upload() -> ResponseReturnValue:
    """Take a workbook and start to read it in the background."""
    form = UploadForm()
    usable = form.validate_on_submit()
    name, content = _taken()
    if not usable:
        return _listing(form), 422
    handed = actions.Upload(form.kind.data, name, content, clock.today())
    by, account_id = access.acting(), access.principal().account_id
    try:
        held = actions.upload(handed, settings().uploads, account_id=account_id, now=clock.now(), by=by)
    except UnreadableWorkbook as unusable:
        form.file.errors = [str(unusable)]
        return _listing(form), 422
    launching.start(held, settings())
    return redirect(url_for("imports_desk.one", run_id=held.run_id))


@blueprint.get("/<int:run_id>")
@access.staff(IMPORT)
def one(run_id: int) -> ResponseReturnValue:
    """Show one import as it is now."""
    return _page(_known(run_id))


@blueprint.post("/<int:run_id>/confirm")
@access.staff(IMPORT)
def confirm(run_id: int) -> ResponseReturnValue:
    """Let a previewed import be stored, in the background."""
    _known(run_id)
    try:
        held = actions.confirm(run_id, now=clock.now(), by=access.acting())
    except actions.ImportRefusedError as refusal:
        return _page(_known(run_id), str(refusal)), 409
    launching.start(held, settings())
    return redirect(url_for("imports_desk.one", run_id=run_id))


@blueprint.post("/<int:run_id>/retry")
@access.staff(IMPORT)
def retry(run_id: int) -> ResponseReturnValue:
    """Start an interrupted or failed import again."""
    _known(run_id)
    try:
        held = actions.retry(run_id, now=clock.now(), by=access.acting())
    except actions.ImportRefusedError as refusal:
        return _page(_known(run_id), str(refusal)), 409
    launching.start(held, settings())
    return redirect(url_for("imports_desk.one", run_id=run_id))


@blueprint.post("/<int:run_id>/drop")
@access.staff(IMPORT)
def drop(run_id: int) -> ResponseReturnValue:
    """Give an import up."""
    _known(run_id)
    try:
        actions.drop(run_id, settings().uploads, now=clock.now(), by=access.acting())
    except actions.ImportRefusedError as refusal:
        return _page(_known(run_id), str(refusal)), 409
    flash("已放弃这次导入，没有写入任何内容。", "ok")
    return redirect(url_for("imports_desk.listing"))


@blueprint.get("/<int:run_id>/rejects.xlsx")
@access.staff(IMPORT)
def rejects(run_id: int) -> ResponseReturnValue:
    """Download the rows that were not taken, with 行号 and 原因."""
    run = _known(run_id)
    body = uploads.content_of(settings().uploads, run.rejects_name)
    if body is None:
        abort(404)
    return download.xlsx(body, f"未导入的行_{PurePath(run.file_name).stem}.xlsx")


def _taken() -> tuple[str, bytes]:
    """Return name and content of the upload; a large one lies in a temporary file that is closed here."""
    file = request.files.get("file")
    if file is None:
        return "", b""
    with file.stream:
        return PurePath((file.filename or "").replace("\\", "/")).name or "未命名.xlsx", file.read()


def _known(run_id: int) -> ImportRun:
    return queries.run_by_id(run_id) or abort(404)


def _state(run: ImportRun) -> str:
    return "interrupted" if queries.is_interrupted(run, clock.now()) else run.state


def _listing(form: UploadForm) -> str:
    asked = Asked.of(request.args)
    rows, total = queries.runs(page=asked.page, size=PAGE_SIZE)
    page = Page([(run, wording.STATES[_state(run)]) for run in rows], total, asked.page)
    return render_template(
        "organisations/imports.html",
        form=form,
        page=page,
        asked=asked,
        kinds=actions.KIND_WORDS,
        megabytes=settings().max_upload_bytes // 1024**2,
        most_rows=settings().import_rows,
    )


def _page(run: ImportRun, problem: str = "") -> str:
    asked = Asked.of(request.args)
    rows, total = queries.lines(run.id, kind=asked.kind, code=asked.code, page=asked.page, size=PAGE_SIZE)
    return render_template(
        "organisations/import.html",
        run=run,
        state=_state(run),
        look=wording.STATES[_state(run)],
        what=actions.KIND_WORDS[run.kind],
        problem=problem,
        asked=asked,
        counts=_counts(run),
        page=Page([(line, _told(run, line)) for line in rows], total, asked.page),
        kinds=wording.KINDS,
    )


def _counts(run: ImportRun) -> dict[str, list[tuple[str, str, int]]]:
    """Return, by kind of line, (code, short name, count)."""
    found: dict[str, list[tuple[str, str, int]]] = {kind: [] for kind in wording.KINDS}
    for kind, code, count in queries.line_counts(run.id):
        found[kind].append((code, wording.short(run.kind, kind, code), count))
    return found


def _told(run: ImportRun, line: ImportLine) -> tuple[str, str]:
    return wording.short(run.kind, line.kind, line.code), wording.sentence(run.kind, line.kind, line.code) + line.note
