"""The desk's page of the audit log."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from deqing_events.audit import queries
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
    return render_template("audit/log.html", entries=entries[:PAGE_SIZE], more=len(entries) > PAGE_SIZE, action=action)
