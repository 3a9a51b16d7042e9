"""What a unit clerk sees: the registrations of the own workplace, with those that wait for its word."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from deqing_events.domain.roles import Permission
from deqing_events.registration import desk_queries, summary
from deqing_events.registration.asked import STATES, Asked
from deqing_events.registration.review import showing as reviews
from deqing_events.registration.wording import pill_of, where_and_when
from deqing_events.web import access

UNIT_STATES = {
    "unit": "等单位确认",
    "todo": "等主办方审核",
    "returned": "已退回",
    **{key: word for key, word in summary.STATE_WORDS.items() if key in STATES and key != "pending"},
}
blueprint = Blueprint("unit_clerk", __name__, url_prefix="/unit")


@blueprint.get("/registrations")
@access.staff(Permission.UNIT_VIEW)
def registrations() -> ResponseReturnValue:
    """List who of the own workplace registered for what."""
    asked = Asked.of(request.args)
    page = desk_queries.page_of_units(access.reach(Permission.UNIT_VIEW), asked.filters(), asked.page)
    return render_template(
        "registration/desk/unit.html",
        asked=asked,
        page=page,
        pill_of=pill_of,
        when=where_and_when,
        states=UNIT_STATES,
        picks=asked.state == "unit",
        batch=reviews.latest(None),
    )
