"""The address inside a pass's QR code: the pass on its holder's phone, nothing to see for strangers."""

from typing import cast

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from deqing_events.registration import queries, showing
from deqing_events.registration.hooks import offers
from deqing_events.registration.plans.queries import plan_of
from deqing_events.registration.review import showing as reviews
from deqing_events.registration.teams import queries as teams
from deqing_events.registration.teams import showing as team_showing
from deqing_events.registration.wording import pill_of, where_and_when
from deqing_events.web import access, clock, qr
from deqing_events.web.installation import public_url

blueprint = Blueprint("passes", __name__)


@blueprint.get("/p/<token>")
@blueprint.get("/P/<token>", endpoint="scanned")
@access.public
def one(token: str) -> ResponseReturnValue:
    """Show a pass: check-in for whoever may check people in, the card for its holder, a plain sentence otherwise."""
    held = queries.pass_by_token(token)
    if held is None:
        return _team_pass(token)
    special = offers.pass_seen(held)
    if special is not None:
        return cast("ResponseReturnValue", special)
    if not showing.may_show(held.registration):
        return render_template("registration/strangers_pass.html")
    if held.revoked_at is not None:
        return render_template("registration/old_pass.html", href=showing.pass_address(held.registration))
    if reviews.under_review(held.registration):
        row = held.registration
        steps = reviews.path(row, plan_of(row.event_id, now=clock.now()))
        return render_template("registration/review/not_yet.html", held=row, when=where_and_when(row), steps=steps)
    return render_template("registration/pass.html", card=showing.pass_card(held.registration), others=[])


@blueprint.get("/p/<token>/qr.png")
@access.public
def qr_image(token: str) -> Response:
    """Return the code as a picture; it holds the address and nothing else."""
    if queries.pass_by_token(token) is None and teams.pass_by_token(token) is None:
        abort(404)
    return Response(qr.png(code_text(token)), mimetype="image/png")


def _team_pass(token: str) -> ResponseReturnValue:
    """Show a team's pass on its captain's phone; check-in of the team for whoever may check people in."""
    found = teams.pass_by_token(token)
    if found is None:
        return render_template("registration/unknown_pass.html"), 404
    special = offers.team_pass_seen(found)
    if special is not None:
        return cast("ResponseReturnValue", special)
    people = teams.people(found.team_id)
    captain = next((held for held in people if held.captain), None)
    if captain is None or not showing.may_show(captain):
        return render_template("registration/strangers_pass.html")
    if found.revoked_at is not None:
        return render_template("registration/old_pass.html", href=team_showing.pass_address(found.team))
    card = team_showing.pass_card(found.team, people)
    return render_template("registration/teams/pass.html", card=card, team=found.team, people=people, pill_of=pill_of)


def code_text(token: str) -> str:
    """Return what the QR code says: the address in capitals, so that the coarser alphanumeric mode fits."""
    return f"{public_url().upper()}/P/{token.upper()}"
