"""The invitation link on a member's phone: what it is for, accepting, declining. It shows nobody's data."""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.accounts import throttling
from deqing_events.registration.consents import WORDS, Purpose
from deqing_events.registration.eligibility import proving
from deqing_events.registration.eligibility import queries as eligibility
from deqing_events.registration.forms import RegistrationForm
from deqing_events.registration.people import Details
from deqing_events.registration.plans.queries import plan_of
from deqing_events.registration.rules import RegistrationRefusedError
from deqing_events.registration.teams import arriving, composition, draft_actions, filled, queries, rules, tokens
from deqing_events.registration.teams.access_paths import circumstances, this_phone
from deqing_events.registration.teams.forms import PersonForm, joining_form
from deqing_events.registration.teams.models import Team
from deqing_events.web import access, clock, installation, qr
from deqing_events.workers import phone, recognised

blueprint = Blueprint("team_invitations", __name__)

JOINING = throttling.Limit("team-joining", most=40, seconds=600)


@blueprint.route("/team/<token>", methods=["GET", "POST"])
@blueprint.get("/TEAM/<token>", endpoint="scanned")
@access.public
def join(token: str) -> ResponseReturnValue:
    """Show the team and who invites; accept with name, mobile, workplace and consents."""
    team = queries.by_invitation(token)
    if team is None:
        return render_template("registration/teams/dead_link.html", sentence=rules.OLD_LINK), 404
    shut = draft_actions.why_shut(team, circumstances())
    if shut is not None:
        page = render_template("registration/teams/dead_link.html", team=team, sentence=shut)
        return page, 200 if request.method == "GET" else 422
    if request.method == "GET" and proving.first(team.event_id):
        return proving.page(team.event, url_for("team_invitations.join", token=token))
    form = joining_form(team.event)
    return _page(team, form) if request.method == "GET" else _join(team, token, form)


def _join(team: Team, token: str, form: RegistrationForm) -> Response:
    place, problem, status = arriving.received(form, JOINING)
    if place is None:
        return _page(team, form, problem, status)
    cookie = this_phone()
    try:
        how = circumstances(phone_cookie=cookie)
        draft_actions.join(team.id, token, filled.details(form, place, recognised.owner() or ""), how)
    except RegistrationRefusedError as refusal:
        sentence = proving.sentence() if proving.wanted(refusal) else str(refusal)
        return _page(queries.by_invitation(token) or team, form, sentence, 422)
    response = make_response(redirect(url_for("teams.one", number=team.number), 303))
    phone.remember(response, cookie)
    return response


@blueprint.route("/team/<token>/decline", methods=["GET", "POST"])
@access.public
def decline(token: str) -> ResponseReturnValue:
    """Turn the invitation down. The answer is the same whether or not there was one."""
    team = queries.by_invitation(token)
    if team is None:
        return render_template("registration/teams/dead_link.html", sentence=rules.OLD_LINK), 404
    form, problem, status = PersonForm(), "", 200
    if form.validate_on_submit():
        if arriving.may_try(JOINING):
            details = Details(name=form.name.data, mobile=form.mobile.data)
            draft_actions.decline(team.id, details, circumstances())
            return render_template("registration/teams/declined.html", team=team)
        problem, status = arriving.TOO_FAST, 429
    page = render_template("registration/teams/decline.html", team=team, token=token, form=form, problem=problem)
    return page, 422 if form.errors else status


@blueprint.get("/team/<token>/qr.png")
@access.public
def qr_image(token: str) -> Response:
    """Return a living invitation link as a code to scan; it holds the address and nothing else."""
    if queries.by_invitation(token) is None:
        abort(404)
    address = f"{installation.public_url()}{url_for('team_invitations.join', token=token)}".upper()
    return Response(qr.png(address), mimetype="image/png")


def _page(team: Team, form: RegistrationForm, problem: str = "", status: int = 200) -> Response:
    plan = plan_of(team.event_id, now=clock.now())
    captain = rules.captain_of(queries.people(team.id))
    page = render_template(
        "registration/teams/join.html",
        team=team,
        event=team.event,
        token=tokens.invitation_token(team, installation.keys()),
        captain=captain.name if captain else "",
        form=form,
        problem=problem,
        words=WORDS,
        purpose=Purpose,
        size=rules.size_words(plan),
        asked=composition.asked_words(plan),
        conditions=eligibility.lines(team.event_id, now=clock.now()),
    )
    response = make_response(page, status)
    phone.remember(response)
    return response
