"""Desk pages of what is attached to the ledger: sending a photo or paper, opening one, taking one off."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.doors import event_or_404
from deqing_events.contests.history import Change
from deqing_events.contests.ledger import attachment_actions, attachment_queries, attachment_store
from deqing_events.contests.ledger.attachment_actions import AttachmentRefusedError
from deqing_events.contests.ledger.forms import AttachForm, TakeOffForm
from deqing_events.contests.ledger.items import FOLDERS, named
from deqing_events.domain.ledger import file_name
from deqing_events.domain.roles import Permission
from deqing_events.registration.questions.stored_files import UnusableFileError
from deqing_events.web import access, clock, download

blueprint = Blueprint("ledger_files", __name__, url_prefix="/desk/events/<int:event_id>/ledger/files")
EDIT = Permission.EVENTS_EDIT


@blueprint.route("/new", methods=["GET", "POST"])
@access.staff(EDIT)
def new(event_id: int) -> ResponseReturnValue:
    """Take a photo or a PDF into a folder of the ledger."""
    event, form = event_or_404(event_id, EDIT), AttachForm()
    if not form.is_submitted():
        form.folder.data = _asked()
    elif form.validate():
        problem = _attached(event.id, form)
        if not problem:
            flash("已放进台账。", "ok")
            return redirect(url_for("ledger_desk.page", event_id=event_id))
        form.file.errors = [problem]
    page = render_template("contests/ledger/attach.html", event=event_or_404(event_id, EDIT), form=form)
    return page, (422 if form.errors else 200)


@blueprint.get("/<int:file_id>")
@access.staff(EDIT)
def one(event_id: int, file_id: int) -> Response:
    """Open an attached file."""
    event = event_or_404(event_id, EDIT)
    row = attachment_queries.one(event.id, file_id) or abort(404)
    content = attachment_store.content_of(row.file_name)
    if content is None:
        abort(404)
    name = f"{file_name(row.title)}.{row.file_name.rpartition('.')[2]}"
    return download.attachment(content, name, attachment_store.media_type(row.file_name))


@blueprint.route("/<int:file_id>/remove", methods=["GET", "POST"])
@access.staff(EDIT)
def remove(event_id: int, file_id: int) -> ResponseReturnValue:
    """Ask why, then take a file off the ledger."""
    event, form, problem = event_or_404(event_id, EDIT), TakeOffForm(), ""
    row = attachment_queries.one(event.id, file_id) or abort(404)
    name = row.file_name
    if form.validate_on_submit():
        try:
            change = Change(access.acting(), clock.now(), form.reason.data)
            attachment_actions.take_off(event.id, file_id, change)
        except AttachmentRefusedError as refusal:
            problem = str(refusal)
        else:
            attachment_store.forget(name)
            flash("已从台账里拿掉，理由记下了。", "ok")
            return redirect(url_for("ledger_desk.page", event_id=event_id))
    shown = {"event": event_or_404(event_id, EDIT), "row": row, "by": named(row.by), "form": form, "problem": problem}
    return render_template("contests/ledger/take_off.html", **shown), (422 if form.is_submitted() else 200)


def _asked() -> str:
    index = request.args.get("folder", "")
    return FOLDERS[int(index)] if index.isascii() and index.isdigit() and int(index) < len(FOLDERS) else "照片"


def _attached(event_id: int, form: AttachForm) -> str:
    """Store and attach; the sentence when it was refused, empty when done. A refused one leaves no file."""
    try:
        content = form.file.data.read()
        made = attachment_store.stored(content, form.folder.data, form.title.data, nameless=bool(form.nameless.data))
    except UnusableFileError as refusal:
        return str(refusal)
    try:
        attachment_actions.attach(event_id, made, Change(access.acting(), clock.now()))
    except AttachmentRefusedError as refusal:
        attachment_store.forget(made.file_name)
        return str(refusal)
    return ""
