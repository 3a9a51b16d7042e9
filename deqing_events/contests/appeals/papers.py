"""From a posted form to an appeal or a ruling, with the paper that may come along."""

import datetime as dt

from flask import Response

from deqing_events.contests.appeals import actions
from deqing_events.contests.appeals.forms import AppealForm, DecideForm
from deqing_events.contests.history import Change
from deqing_events.registration.questions import stored_files
from deqing_events.web import download, installation

FOLDER = "contests"
"""Where papers of contests lie, inside the folder of uploads."""


def filing(form: AppealForm, received_at: dt.datetime, *, on_paper: bool) -> actions.Filing:
    """Return what a valid form says."""
    return actions.Filing(
        form.delegation.data,
        form.leader.data,
        form.grounds.data,
        received_at,
        number=form.number.data or "",
        item=form.item.data or "",
        on_paper=on_paper,
    )


def decided(event_id: int, appeal_id: int, form: DecideForm, change: Change) -> str:
    """Carry a decision out; the sentence when it was refused, empty when done. A refused one leaves no file."""
    folder, name = installation.settings().uploads / FOLDER, ""
    try:
        sent = form.paper.data.read() if "paper" in form and form.paper.data else b""
        name = stored_files.take(folder, sent).name if sent else ""
        due = bool("correction_due" in form and form.correction_due.data)
        document = (form.document.data or "") if "document" in form else ""
        actions.decide(event_id, appeal_id, actions.Ruling(form.act.data, due, document, name), change)
    except (stored_files.UnusableFileError, actions.AppealRefusedError) as refusal:
        stored_files.forget(folder, [name] if name else [])
        return str(refusal)
    return ""


def answer(name: str, title: str) -> Response | None:
    """Return a stored paper as a download, or None when there is none."""
    folder = installation.settings().uploads / FOLDER
    held, content = stored_files.found(folder, name), stored_files.content_of(folder, name)
    if held is None or content is None:
        return None
    return download.attachment(content, f"{title}.{name.rpartition('.')[2]}", held.media_type)
