"""The public page of the draw: what was fixed, what was said, and everything needed to recompute it. Numbers only."""

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from deqing_events.contests.start_draws import queries
from deqing_events.contests.start_draws.models import StartDraw
from deqing_events.domain import draw as law
from deqing_events.events import queries as events
from deqing_events.events.models import Event
from deqing_events.web import access

blueprint = Blueprint("start_draws", __name__, url_prefix="/results/<slug>/draw")


@blueprint.get("", defaults={"version": 0})
@blueprint.get("/v<int:version>")
@access.public
def page(slug: str, version: int) -> ResponseReturnValue:
    """Show the draw that holds, or an earlier version of it; 404 before a list was fixed."""
    event, draw, history = _found(slug, version)
    numbers = [number for _, number in draw.listed]
    drawn = draw.drawn_at is not None
    return render_template(
        "contests/draw/public.html",
        event=event,
        draw=draw,
        numbers=sorted(numbers),
        lines=law.worked_lines(draw.seed, numbers) if drawn else (),
        recipe=law.recipe(draw.seed, numbers) if drawn else (),
        history=history,
    )


@blueprint.get("/list.txt", defaults={"version": 0})
@blueprint.get("/v<int:version>/list.txt")
@access.public
def listed(slug: str, version: int) -> ResponseReturnValue:
    """Return exactly the bytes the list digest is over."""
    _, draw, _ = _found(slug, version)
    text = law.list_text([number for _, number in draw.listed])
    return Response(text.encode(), content_type="text/plain; charset=utf-8")


def _found(slug: str, version: int) -> tuple[Event, StartDraw, list[StartDraw]]:
    event = events.published(slug) or abort(404)
    history = queries.history(event.id) or abort(404)
    draw = history[0] if not version else next((row for row in history if row.version == version), None)
    return event, draw or abort(404), history
