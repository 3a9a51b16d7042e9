"""The desk's page of the audit log."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from deqing_events.audit import queries, wording
from deqing_events.domain.roles import Permission
from deqing_events.web import access

blueprint = Blueprint("audit_desk", __name__, url_prefix="/desk/log")
PAGE_SIZE = 50


@blueprint.get("")
@access.staff(Permission.AUDIT_VIEW)
def log() -> ResponseReturnValue:
    """Show entries, newest first, with a filter by action."""
    before = request.args.get("before", type=int)
    action = request.args.get("action", "").strip()
    entries = queries.page(before=before, size=PAGE_SIZE + 1, action=action)
    shown = [(entry, wording.said(entry)) for entry in entries[:PAGE_SIZE]]
    more, areas = len(entries) > PAGE_SIZE, [("", "全部动作"), *wording.AREA_WORDS.items()]
    return render_template("audit/log.html", shown=shown, more=more, action=action, areas=areas)
