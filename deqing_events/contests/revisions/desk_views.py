"""The history of published results at the desk: withdrawn ones too, with who published."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from deqing_events.contests.doors import event_or_404
from deqing_events.contests.results import queries
from deqing_events.contests.results.showing import of_today
from deqing_events.contests.revisions.showing import revisions
from deqing_events.domain.roles import Permission
from deqing_events.events.overview import who
from deqing_events.web import access

blueprint = Blueprint("revisions_desk", __name__, url_prefix="/desk/events/<int:event_id>/results")


@blueprint.get("/history")
@access.staff(Permission.RESULTS_PUBLISH)
def page(event_id: int) -> ResponseReturnValue:
    """Show every publication beside the one before."""
    event = event_or_404(event_id, Permission.RESULTS_PUBLISH)
    rows = revisions(queries.history(event_id), of_today)
    return render_template("contests/revisions/desk.html", event=event, rows=rows, who=who)
