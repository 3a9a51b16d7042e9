"""Photos of papers: sent, shown to whoever types or settles, taken away."""

from pathlib import Path

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.appeals.papers import FOLDER
from deqing_events.contests.double_entry import photo_actions, photo_queries
from deqing_events.contests.double_entry.actions import EntryRefusedError
from deqing_events.contests.double_entry.doors import opened
from deqing_events.contests.history import Change
from deqing_events.domain.roles import Permission
from deqing_events.registration.questions import stored_files
from deqing_events.web import access, clock, download, installation

blueprint = Blueprint("paper_photos", __name__, url_prefix="/desk/events/<int:event_id>")
ENTER, SETTLE = Permission.PAPERS_ENTER, Permission.PAPERS_SETTLE


@blueprint.post("/papers/<paper>/photos")
@access.staff(ENTER)
def add(event_id: int, paper: str) -> ResponseReturnValue:
    """Take a photo in; a refusal is said on the paper's page, where the draft still is."""
    event, found = opened(event_id, paper, ENTER)
    sent = request.files.get("photo")
    content = sent.read() if sent is not None else b""
    try:
        photo_actions.add(event.id, found, folder(), content, Change(access.acting(), clock.now()))
    except EntryRefusedError as refusal:
        flash(str(refusal), "bad")
    else:
        flash("照片已经放在这张表旁边。", "ok")
    return redirect(url_for("papers.one", event_id=event.id, paper=found.key))


@blueprint.post("/papers/<paper>/photos/<int:photo_id>/remove")
@access.staff(ENTER)
def remove(event_id: int, paper: str, photo_id: int) -> ResponseReturnValue:
    """Take one's own photo away."""
    event, found = opened(event_id, paper, ENTER)
    try:
        photo_actions.remove(event.id, found, folder(), photo_id, Change(access.acting(), clock.now()))
    except EntryRefusedError as refusal:
        flash(str(refusal), "bad")
    else:
        flash("照片已经删掉。", "ok")
    return redirect(url_for("papers.one", event_id=event.id, paper=found.key))


@blueprint.get("/papers/<paper>/photos/<int:photo_id>")
@access.staff(ENTER)
def to_type(event_id: int, paper: str, photo_id: int) -> ResponseReturnValue:
    """Show a photo to whoever types."""
    return _picture(event_id, paper, photo_id, ENTER)


@blueprint.get("/control/papers/<paper>/photos/<int:photo_id>")
@access.staff(SETTLE)
def to_settle(event_id: int, paper: str, photo_id: int) -> ResponseReturnValue:
    """Show a photo to whoever settles."""
    return _picture(event_id, paper, photo_id, SETTLE)


def folder() -> Path:
    """Return where papers of contests lie."""
    return installation.settings().uploads / FOLDER


def _picture(event_id: int, paper: str, photo_id: int, permission: Permission) -> Response:
    event, found = opened(event_id, paper, permission)
    held = photo_queries.photo(event.id, found, photo_id)
    content = stored_files.content_of(folder(), held.file_name) if held else None
    if content is None:
        abort(404)
    response = download.attachment(content, "评分表照片.jpg", stored_files.PHOTO)
    response.headers["Content-Disposition"] = "inline"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
