"""The desk's page of one list's place: phones that check in by themselves are asked whether they are there."""

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.checkin import queries as checkin
from deqing_events.checkin.screens import place_actions, queries
from deqing_events.checkin.screens.place_forms import PlaceForm
from deqing_events.domain.distance import Spot
from deqing_events.domain.roles import Permission
from deqing_events.events import queries as events
from deqing_events.web import access, clock

blueprint = Blueprint("list_place_desk", __name__, url_prefix="/desk/events/<int:event_id>/checkin/lists/<int:list_id>")
MANAGE = Permission.CHECKIN_MANAGE
ALLOWED = "camera=(), geolocation=(self), microphone=()"


@blueprint.route("/place", methods=["GET", "POST"])
@access.staff(MANAGE)
def one(event_id: int, list_id: int) -> ResponseReturnValue:
    """Show where people of a list are expected, change it, or stop asking."""
    event = events.within(event_id, access.reach(MANAGE)) or abort(404)
    row = checkin.list_within(event_id, list_id) or abort(404)
    held, now, by = queries.place_of(list_id), clock.now(), access.acting()
    back = redirect(url_for("screens_desk.overview", event_id=event_id), 303)
    if request.method == "POST" and request.form.get("stop"):
        place_actions.clear_place(list_id, now=now, by=by)
        flash(f"“{row.name}”不再核对位置。", "ok")
        return back
    form = PlaceForm() if held is None else PlaceForm(obj=held)
    if form.validate_on_submit():
        spot = Spot(form.latitude.data, form.longitude.data)
        place_actions.set_place(list_id, spot, form.radius.data, now=now, by=by)
        flash(f"“{row.name}”会核对位置。", "ok")
        return back
    page = render_template("checkin/desk/place.html", event=event, row=row, held=held, form=form)
    return asking(make_response(page, 422 if form.errors else 200))


def asking(response: Response) -> Response:
    """Let the browser ask for the phone's position on this page."""
    response.headers["Permissions-Policy"] = ALLOWED
    return response
