"""The history of published results for everybody: names masked as of today, no names of staff."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from deqing_events.contests.results import board, queries
from deqing_events.contests.results.showing import STAGE_PILLS, of_today
from deqing_events.contests.revisions.showing import revisions
from deqing_events.web import access

blueprint = Blueprint("revisions", __name__)


@blueprint.get("/results/<slug>/history")
@access.public
def page(slug: str) -> ResponseReturnValue:
    """Show what each publication changed; the same page as for an unknown address before the first."""
    held = board.standing(slug) or abort(404)
    rows = [row for row in queries.history(held.event_id) if row.withdrawn_at is None]
    if not rows:
        abort(404)
    return render_template(
        "contests/revisions/public.html",
        event=rows[0].event,
        rows=revisions(rows, of_today),
        pills=STAGE_PILLS,
    )
