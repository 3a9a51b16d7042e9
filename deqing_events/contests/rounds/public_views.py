"""The public list of who goes on to the next round, once it is confirmed and results are published."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from deqing_events.contests.results import queries as results
from deqing_events.contests.results.content import public_naming
from deqing_events.contests.rounds import queries
from deqing_events.events import queries as events
from deqing_events.web import access

blueprint = Blueprint("rounds", __name__)


@blueprint.get("/results/<slug>/rounds")
@access.public
def listing(slug: str) -> ResponseReturnValue:
    """Show who goes on and who stands by; the same page as for an unknown address before that."""
    event = events.published(slug) or abort(404)
    held = queries.standing(event.id)
    if held is None or results.latest(event.id) is None:
        abort(404)
    name = public_naming(event)
    going = [place for place in held.places if place.state in {"advanced", "accepted"}]
    return render_template(
        "contests/rounds/public.html",
        event=event,
        held=held,
        going=[(place, name(place.entrant)) for place in going],
        reserves=[(place, name(place.entrant)) for place in queries.waiting(held.places)],
    )
