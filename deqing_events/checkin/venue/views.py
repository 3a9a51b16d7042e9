"""The worker's pages at a screen or poster: no camera, no script. Opening a code checks nobody in; the button does."""

import secrets
from typing import Any, cast

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from deqing_events.accounts.throttling import Limit, count_try
from deqing_events.checkin import outcome_pages
from deqing_events.checkin.outcomes import Line
from deqing_events.checkin.screens import codes
from deqing_events.checkin.screens import queries as screens
from deqing_events.checkin.screens.queries import Screen
from deqing_events.checkin.venue import actions, holders, queries, tickets
from deqing_events.checkin.venue.forms import TapForm, WhoForm
from deqing_events.checkin.venue.wording import Told, tell
from deqing_events.domain.distance import Spot, judge
from deqing_events.domain.identity import normalise_mobile
from deqing_events.registration import showing
from deqing_events.registration.models import Registration
from deqing_events.web import access, clock, errors
from deqing_events.web.formatting import local
from deqing_events.web.installation import keys, settings
from deqing_events.workers import hashes, phone

blueprint = Blueprint("venue", __name__)
visiting = access.link("venue", holders.visitor)

OF_PHONE = Limit("venue-phone", 12, 600)
OF_MOBILE = Limit("venue-mobile", 6, 600)
OF_ADDRESS = Limit("venue-address", 600, 600)
"""A hall full of people shares one address; the other two limits are what stops guessing."""

SENT_AGAIN = ("person", "mobile", "name", "latitude", "longitude", "doubt")
TOO_FAST = "试得太快了。请过 10 分钟再试，或请现场工作人员帮你签到。"


@blueprint.get("/v/<int:screen_id>/<code>")
@blueprint.get("/V/<int:screen_id>/<code>", endpoint="scanned")
@access.public
def opened(screen_id: int, code: str) -> ResponseReturnValue:
    """Take the code of a screen or poster and lead the phone to the page with the button; an old one scans again."""
    held, now = holders.open_screen(screen_id), clock.now()
    if not codes.is_good(code, held, keys=keys(), now=now):
        holders.refuse(410, *holders.AGAIN[held.kind])
    response = make_response(redirect(url_for("venue.confirm", screen_id=screen_id), 303))
    ticket = tickets.make(held.id, held.serial, keys=keys(), now=now)
    secure, life = settings().secure_cookies, int(tickets.LIFE.total_seconds())
    response.set_cookie(tickets.COOKIE, ticket, max_age=life, secure=secure, httponly=True, samesite="Lax")
    phone.remember(response)
    return response


@blueprint.get("/v/<int:screen_id>/")
@visiting
def confirm(screen_id: int) -> ResponseReturnValue:
    """Show whom this phone can check in, or ask who it is."""
    del screen_id
    people = _people(_held())
    return _confirm_page(people) if people else _who_page(WhoForm(formdata=None))


@blueprint.post("/v/<int:screen_id>/")
@visiting
def tap(screen_id: int) -> ResponseReturnValue:
    """Check in somebody this phone knows."""
    del screen_id
    form = TapForm()
    person = next((held for held in _people(_held()) if held.id == form.registration_id), None)
    if person is None or not form.validate():
        abort(404)
    return _answer(_tap(form, person.id, proven=True), person.number)


@blueprint.route("/v/<int:screen_id>/who", methods=["GET", "POST"])
@visiting
def who(screen_id: int) -> ResponseReturnValue:
    """Ask for mobile and name, and check in whoever they mean. Nobody and somebody refused read the same."""
    del screen_id
    form = WhoForm()
    if not form.validate_on_submit():
        return _who_page(form), (422 if form.errors else 200)
    if not _within_limits(form.number):
        return errors.answer(429, TOO_FAST)
    found = queries.person_named(_held().event_id, form.number, form.name.data)
    proven = next((held.number for held in _people(_held()) if held.id == found), "")
    return _answer(_tap(form, found, proven=bool(proven)), proven)


def _tap(form: TapForm | WhoForm, registration_id: int | None, *, proven: bool) -> actions.Tap:
    """Return the tap. A position is judged here and now; what is not near or far is not kept."""
    place = screens.place_of(_held().list_id)
    verdict = judge(*form.position(), Spot(place.latitude, place.longitude), place.radius) if place else None
    said = (form.nonce.data or "")[:64]
    return actions.Tap(registration_id, phone.hashed(), said, proven, verdict, outcome_pages.answers())


def _held() -> Screen:
    return cast("Screen", g.holder)


def _people(screen: Screen) -> list[Registration]:
    """Return whom this phone may show for the event; those out of it only when there is nobody else."""
    mine = [held for held in showing.held_registrations() if held.event_id == screen.event_id]
    return [held for held in mine if showing.alive(held)] or [held for held in mine if held.state in OVER]


OVER = ("cancelled", "rejected")


def _confirm_page(people: list[Registration]) -> Response:
    return _page("checkin/venue/confirm.html", people=people, form=TapForm(formdata=None), nonce=_nonce())


def _who_page(form: WhoForm) -> Response:
    form.nonce.data = form.nonce.data or _nonce()
    return _page("checkin/venue/who.html", form=form)


def _page(template: str, **values: Any) -> Response:  # noqa: ANN401 - what a template is given
    """Return a page with a button 签到; where the list asks for it, its script may ask for the phone's position."""
    asking = screens.place_of(_held().list_id) is not None
    response = make_response(render_template(template, screen=_held(), asking=asking, **values))
    if asking:
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(self), microphone=()"
    return response


def _within_limits(mobile: str) -> bool:
    now, of_mobile = clock.now(), hashes.mobile_key(normalise_mobile(mobile) or "", keys())
    counted = (
        count_try(OF_PHONE, phone.hashed()[:40], now=now),
        count_try(OF_MOBILE, of_mobile[:40], now=now),
        count_try(OF_ADDRESS, access.acting().address, now=now),
    )
    return all(counted)


def _answer(tapped: actions.Tap, number: str) -> ResponseReturnValue:
    answered = actions.confirm(_held(), tapped, now=clock.now(), by=access.acting())
    told = tell(answered, proven=tapped.proven)
    return render_template("checkin/venue/outcome.html", o=_shown(told, number))


def _shown(told: Told, number: str) -> dict[str, Any]:
    """Return the outcome as the page's macro takes it."""
    outcome, screen = told.outcome, _held()
    seen = outcome.seen
    again: dict[str, Any] = {
        "href": url_for("venue.who", screen_id=screen.id),
        "text": "给别人签到" if told.ok else "重新填写",
    }
    if seen.questions:
        fields = {name: request.form[name] for name in SENT_AGAIN if name in request.form}
        again = {"post": request.path, "text": "签到", "fields": {**fields, "nonce": _nonce()}}
    done = url_for("my.registration", number=number) if number else url_for("events.detail", slug=screen.event_slug)
    return {
        "look": outcome.look,
        "word": outcome.word,
        "reason": [_marked(line) for line in told.lines],
        "forced": False,
        "gate": f"{screen.place} · {seen.list_name}",
        "time": f"{local(seen.at):%H:%M:%S}",
        "person": {"name": outcome.who, "tail": outcome.tail, "unit": outcome.unit},
        "next": _marked(told.next),
        "next_icon": told.icon,
        "questions": seen.questions,
        "other": again,
        "back": {"href": done, "text": "完成" if told.ok else "看报名" if number else "看活动"},
    }


def _marked(line: Line) -> Markup:
    return Markup().join(Markup("<b>{}</b>").format(part) if odd % 2 else part for odd, part in enumerate(line))


def _nonce() -> str:
    return secrets.token_urlsafe(18)
