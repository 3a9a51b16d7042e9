"""The page of a screen in the hall: the code that people scan to check in, or who came. Nobody signs in on it.

Without a script the page is loaded again by itself; with one it stands and only the parts that changed are taken over.
"""

from flask import Blueprint, Response, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.checkin import queries
from deqing_events.checkin.models import CheckinList
from deqing_events.checkin.numbers import queries as numbers
from deqing_events.checkin.screens import codes, holders, wall_queries
from deqing_events.checkin.screens.holders import holder
from deqing_events.checkin.screens.queries import Screen
from deqing_events.domain import rotating
from deqing_events.web import access, clock, qr
from deqing_events.web.installation import keys, public_url

blueprint = Blueprint("screens", __name__, url_prefix="/screen/<token>")
MOST_DELEGATIONS = 7
screen_link = access.link("screen", holders.screen)


@blueprint.get("/")
@screen_link
def show(token: str) -> ResponseReturnValue:
    """Show the screen. A script on it fetches this again and takes over the parts that changed."""
    held = holder()
    row = queries.list_within(held.event_id, held.list_id) or abort(404)
    return _wall(held, row) if held.kind == "wall" else _venue(held, row, token)


def _wall(held: Screen, row: CheckinList) -> str:
    found = numbers.numbers(row)
    came = sorted(found.delegations, key=lambda line: (-line.admitted, -line.registered, line.name))
    return render_template(
        "checkin/screens/wall.html",
        held=held,
        now=clock.now(),
        found=found,
        delegations=came[:MOST_DELEGATIONS],
        others=came[MOST_DELEGATIONS:],
        arrivals=wall_queries.arrivals(row.id),
    )


def _venue(held: Screen, row: CheckinList, token: str) -> str:
    at = clock.now()
    step = rotating.step_at(at)
    admitted, expected = wall_queries.headcount(row, held.session_id)
    return render_template(
        "checkin/screens/venue.html",
        held=held,
        now=at,
        admitted=admitted,
        expected=expected,
        step=step,
        seconds=rotating.seconds_left(at),
        period_seconds=rotating.PERIOD_SECONDS,
        code_src=url_for("screens.code_image", token=token, step=step),
    )


@blueprint.get("/qr.png")
@screen_link
def code_image(token: str) -> ResponseReturnValue:
    """Return the code of this moment."""
    del token
    held = holder()
    if held.kind != "venue":
        abort(404)
    code = codes.shown_code(held, keys=keys(), now=clock.now())
    address = f"{public_url().upper()}/V/{held.id}/{code}"
    return Response(qr.png(address, pixels_per_module=16), mimetype="image/png")
