"""Step 1 of a team's sign-up: what it is called, whom it plays for, and its captain."""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.accounts import throttling
from deqing_events.events.models import Event
from deqing_events.events.queries import published
from deqing_events.organisations.queries import townships
from deqing_events.registration import availability
from deqing_events.registration.consents import WORDS, Purpose
from deqing_events.registration.eligibility import proving
from deqing_events.registration.eligibility import queries as eligibility
from deqing_events.registration.plans.queries import plan_of
from deqing_events.registration.rules import RegistrationRefusedError
from deqing_events.registration.teams import arriving, composition, draft_actions, filled, rules
from deqing_events.registration.teams.access_paths import circumstances, this_phone
from deqing_events.registration.teams.forms import TeamForm, team_form
from deqing_events.registration.teams.models import Team
from deqing_events.web import access, clock
from deqing_events.workers import phone, recognised

blueprint = Blueprint("team_start", __name__)

STARTS = throttling.Limit("team-start", most=20, seconds=600)
"""How many teams one address may begin."""


@blueprint.route("/events/<slug>/team", methods=["GET", "POST"])
@access.public
def start(slug: str) -> ResponseReturnValue:
    """Fill in the team and its captain; that makes a draft, which is kept."""
    event = published(slug) or abort(404)
    shut = rules.why_not_gathering(event, clock.now())
    if shut is not None:
        page = render_template("registration/shut.html", event=event, sentence=shut, held=None)
        return page, 200 if request.method == "GET" else 422
    if request.method == "GET" and proving.first(event.id):
        return proving.page(event, url_for("team_start.start", slug=slug))
    form = team_form(event)
    return _page(event, form) if request.method == "GET" else _start(event, form)


def _start(event: Event, form: TeamForm) -> Response:
    place, problem, status = arriving.received(form, STARTS)
    if place is None:
        return _page(event, form, problem, status)
    what = filled.represented(form.team_name.data, form.represents.data or "", place, townships(clock.today()))
    token = this_phone()
    captain = filled.details(form, place, recognised.owner() or "")
    try:
        team = draft_actions.create(event.id, what, captain, circumstances(phone_cookie=token))
    except RegistrationRefusedError as refusal:
        sentence = proving.sentence() if proving.wanted(refusal) else str(refusal)
        return _page(published(event.slug) or abort(404), form, sentence, 422)
    return _begun(team, token)


def _begun(team: Team, token: str) -> Response:
    response = make_response(redirect(url_for("teams.one", number=team.number), 303))
    phone.remember(response, token)
    return response


def _page(event: Event, form: TeamForm, problem: str = "", status: int = 200) -> Response:
    plan = plan_of(event.id, now=clock.now())
    page = render_template(
        "registration/teams/start.html",
        event=event,
        form=form,
        problem=problem,
        words=WORDS,
        purpose=Purpose,
        size=rules.size_words(plan),
        asked=composition.asked_words(plan),
        conditions=eligibility.lines(event.id, now=clock.now()),
        full=availability.waiting_note(event, clock.now()),
    )
    response = make_response(page, status)
    phone.remember(response)
    return response
