"""The address inside a pass's QR code: the pass on its holder's phone, nothing to see for strangers."""

from typing import cast

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from deqing_events.registration import passes, queries, showing
from deqing_events.registration.hooks import offers
from deqing_events.registration.models import Registration
from deqing_events.registration.plans.queries import plan_of
from deqing_events.registration.review import showing as reviews
from deqing_events.registration.teams import queries as teams
from deqing_events.registration.teams import showing as team_showing
from deqing_events.registration.wording import pill_of, where_and_when
from deqing_events.web import access, clock, qr
from deqing_events.web.installation import keys, public_url

blueprint = Blueprint("passes", __name__)


@blueprint.get("/p/<token>", defaults={"turning": ""})
@blueprint.get("/P/<token>", defaults={"turning": ""}, endpoint="scanned")
@blueprint.get("/p/<token>/<turning>", endpoint="turning")
@blueprint.get("/P/<token>/<turning>", endpoint="turning_scanned")
@access.public
def one(token: str, turning: str) -> ResponseReturnValue:
    """Show a pass: check-in for whoever may check people in, the card for its holder, a plain sentence otherwise.

    ``turning`` is what a rotating pass showed behind its token; only check-in looks at it.
    """
    del turning
    held = queries.pass_by_token(token)
    if held is None:
        return _team_pass(token)
    special = offers.pass_seen(held)
    if special is not None:
        return cast("ResponseReturnValue", special)
    if not showing.may_show(held.registration):
        return render_template("registration/strangers_pass.html")
    if held.revoked_at is not None:
        return _old(held.registration)
    if reviews.under_review(held.registration):
        row = held.registration
        steps = reviews.path(row, plan_of(row.event_id, now=clock.now()))
        return render_template("registration/review/not_yet.html", held=row, when=where_and_when(row), steps=steps)
    return render_template("registration/pass.html", card=showing.pass_card(held.registration), others=[])


@blueprint.get("/p/<token>/qr.png")
@access.public
def qr_image(token: str) -> Response:
    """Return the code as a picture; it holds the address and nothing else.

    The code of a rotating pass is drawn for its own phone only: whoever photographed one cannot have the next.
    """
    held, team = queries.pass_by_token(token), teams.pass_by_token(token)
    holder: Registration | None
    if held is not None:
        event, holder = held.registration.event, held.registration
    elif team is not None:
        event, holder = team.team.event, _captain(teams.people(team.team_id))
    else:
        abort(404)
    text = code_text(token)
    if event.rotating_pass:
        if holder is None or not showing.may_show(holder):
            abort(404)
        text = f"{text}/{passes.turning_code(token, keys=keys(), now=clock.now())}"
    return Response(qr.png(text), mimetype="image/png")


def _team_pass(token: str) -> ResponseReturnValue:
    """Show a team's pass on its captain's phone; check-in of the team for whoever may check people in."""
    found = teams.pass_by_token(token)
    if found is None:
        return render_template("registration/unknown_pass.html"), 404
    special = offers.team_pass_seen(found)
    if special is not None:
        return cast("ResponseReturnValue", special)
    people = teams.people(found.team_id)
    captain = _captain(people)
    if captain is None or not showing.may_show(captain):
        return render_template("registration/strangers_pass.html")
    if found.revoked_at is not None:
        return render_template("registration/old_pass.html", href=team_showing.pass_address(found.team))
    card = team_showing.pass_card(found.team, people)
    return render_template("registration/teams/pass.html", card=card, team=found.team, people=people, pill_of=pill_of)


def _old(held: Registration) -> str:
    ended = held.state not in queries.ACTIVE
    where = {"ended": held} if ended else {"href": showing.pass_address(held)}
    return render_template("registration/old_pass.html", **where)


def _captain(people: list[Registration]) -> Registration | None:
    return next((held for held in people if held.captain), None)


def code_text(token: str) -> str:
    """Return what the QR code says: the address in capitals, so that the coarser alphanumeric mode fits."""
    return f"{public_url().upper()}/P/{token.upper()}"
