"""The link on the substitute's phone: what is offered, and taking it over. It shows nobody's data."""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.accounts import throttling
from deqing_events.domain.transfers import WORDS as WHO
from deqing_events.domain.transfers import Within
from deqing_events.registration.changes import queries, rules, transfer_actions
from deqing_events.registration.changes.models import PlaceOffer
from deqing_events.registration.changes.transfer_actions import Newcomer
from deqing_events.registration.consents import WORDS, Purpose
from deqing_events.registration.eligibility import proving
from deqing_events.registration.forms import RegistrationForm
from deqing_events.registration.plans.queries import plan_of
from deqing_events.registration.rules import RegistrationRefusedError
from deqing_events.registration.teams import arriving, filled
from deqing_events.registration.teams.forms import joining_form
from deqing_events.registration.wording import where_and_when
from deqing_events.web import access, clock, installation, qr
from deqing_events.workers import phone, recognised

blueprint = Blueprint("takeover", __name__)

TAKING = throttling.Limit("place-takeover", most=20, seconds=600)


@blueprint.route("/takeover/<token>", methods=["GET", "POST"])
@blueprint.get("/TAKEOVER/<token>", endpoint="scanned")
@access.public
def take(token: str) -> ResponseReturnValue:
    """Show what is offered; take it over with name, mobile, workplace, answers and consents."""
    offer = queries.offer_by_token(token)
    if offer is None:
        return render_template("registration/changes/dead_link.html", sentence=rules.OLD_LINK), 404
    held, now = offer.registration, clock.now()
    shut = rules.why_no_transfer(held, plan_of(held.event_id, now=now), now)
    if shut is not None:
        page = render_template("registration/changes/dead_link.html", sentence=rules.OLD_LINK, event=held.event)
        return page, 200 if request.method == "GET" else 422
    if request.method == "GET" and proving.first(held.event_id):
        return proving.page(held.event, url_for("takeover.take", token=token))
    form = joining_form(held.event)
    return _page(offer, token, form) if request.method == "GET" else _take(offer, token, form)


def _take(offer: PlaceOffer, token: str, form: RegistrationForm) -> Response:
    place, problem, status = arriving.received(form, TAKING)
    if place is None:
        return _page(offer, token, form, problem, status)
    cookie = phone.cookie() or phone.fresh()
    details = filled.details(form, place, recognised.owner() or "")
    newcomer = Newcomer(details, cookie, installation.keys(), clock.now(), access.acting())
    try:
        made = transfer_actions.take_over(token, newcomer)
    except RegistrationRefusedError as refusal:
        living = queries.offer_by_token(token)
        if living is None:
            page = render_template("registration/changes/dead_link.html", sentence=str(refusal))
            return make_response(page, 422)
        sentence = proving.sentence() if proving.wanted(refusal) else str(refusal)
        return _page(living, token, form, sentence, 422)
    response = make_response(redirect(url_for("my.registration", number=made.number), 303))
    phone.remember(response, cookie)
    return response


@blueprint.get("/takeover/<token>/qr.png")
@access.public
def qr_image(token: str) -> Response:
    """Return a living link as a code to scan; it holds the address and nothing else."""
    if queries.offer_by_token(token) is None:
        abort(404)
    address = f"{installation.public_url()}{url_for('takeover.take', token=token)}".upper()
    return Response(qr.png(address), mimetype="image/png")


def _page(offer: PlaceOffer, token: str, form: RegistrationForm, problem: str = "", status: int = 200) -> Response:
    held = offer.registration
    plan = plan_of(held.event_id, now=clock.now())
    page = render_template(
        "registration/changes/take.html",
        held=held,
        event=held.event,
        when=where_and_when(held),
        token=token,
        who=WHO[Within(plan.transfer_within)],
        reviewed=plan.review != "none",
        form=form,
        problem=problem,
        words=WORDS,
        purpose=Purpose,
    )
    response = make_response(page, status)
    phone.remember(response)
    return response
