"""The live board for everybody, on the phone and on the hall's screen: told nothing but what the board shows."""

from flask import Blueprint, abort, make_response, request, session
from flask.typing import ResponseReturnValue

from deqing_events.contests.live import pages
from deqing_events.web import access

blueprint = Blueprint("live", __name__, url_prefix="/live/<slug>")
TEMPLATES = {"phone": "contests/live/phone.html", "screen": "contests/live/screen.html"}


@blueprint.get("", defaults={"where": "phone"})
@blueprint.get("/<any(screen):where>")
@access.public
def show(slug: str, where: str) -> ResponseReturnValue:
    """Show the board; a script on the page fetches this again and takes over the parts that changed."""
    template = TEMPLATES[where]
    if not request.query_string and "_flashes" not in session:
        return pages.answer(slug, template) or abort(404)
    response = make_response(pages.fresh(slug, template) or abort(404))
    response.headers["Cache-Control"] = "private, no-store"
    return response
