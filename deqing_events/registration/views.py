"""Registering on the phone: fill in, check, submit. Works without JavaScript."""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.accounts import throttling
from deqing_events.domain.names import normalise_name
from deqing_events.domain.questions.catalogue import IDENTITY
from deqing_events.domain.questions.wording import for_statistics
from deqing_events.events.models import Event
from deqing_events.events.queries import published
from deqing_events.organisations.queries import UnitHit
from deqing_events.registration import actions, availability, prefill, showing
from deqing_events.registration.consents import WORDS, Purpose
from deqing_events.registration.eligibility import proving
from deqing_events.registration.eligibility import queries as eligibility
from deqing_events.registration.forms import RegistrationForm
from deqing_events.registration.models import Registration
from deqing_events.registration.people import Details
from deqing_events.registration.prefill import SOMEBODY_ELSE
from deqing_events.registration.questions import queries as questions
from deqing_events.registration.questions.showing import read_back
from deqing_events.registration.wording import session_words
from deqing_events.registration.workplaces import OWN_WORDS, Workplace, settle
from deqing_events.web import access, clock, installation
from deqing_events.workers import phone, recognised

blueprint = Blueprint("registration", __name__)

PROBE_LIMIT = throttling.Limit("register-probe", most=20, seconds=600)
"""How often one address may hear that somebody else has registered already."""
FILES_LIMIT = throttling.Limit("register-files", most=60, seconds=600)
"""How many times one address (a whole workplace, maybe) may send photos."""
TOO_FAST = "试得太快了，请过 10 分钟再来。"


@blueprint.route("/events/<slug>/register", methods=["GET", "POST"])
@access.public
def register(slug: str) -> ResponseReturnValue:
    """Fill in; a complete form leads to the page for checking it."""
    event = _known(slug)
    before = _before_form(event)
    if before is not None:
        return before
    form = _form(event)
    if request.method == "GET" or "edit" in request.form:
        return _with_cookie(_form_page(event, form))
    if _sends_too_much():
        return _with_cookie(_form_page(event, form, TOO_FAST), 429)
    place = _checked(form)
    if place is None:
        return _with_cookie(_form_page(event, form), _status(form))
    return render_template(
        "registration/check.html",
        event=event,
        form=form,
        place=place,
        own=OWN_WORDS,
        part=_part(event, form),
        read_back=read_back(form.reading.asked, form.answers),
        full=availability.waiting_note(event, clock.now()),
    )


def _before_form(event: Event) -> ResponseReturnValue | None:
    """Return the page that comes before the form: nobody can register, prove the mobile, choose for whom."""
    shut = availability.shut(event, clock.now())
    if shut is not None:
        return _shut(event, shut)
    if request.method == "GET" and proving.first(event.id):
        return proving.page(event, url_for("registration.register", slug=event.slug))
    to_choose = prefill.must_choose(event.id)
    if to_choose:
        return render_template("registration/whose.html", event=event, choices=to_choose, other=SOMEBODY_ELSE)
    return None


@blueprint.post("/events/<slug>/register/submit")
@access.public
def submit(slug: str) -> ResponseReturnValue:
    """Register; a second tap leads to the same registration."""
    event, by, now = _known(slug), access.acting(), clock.now()
    if prefill.lost():
        return redirect(url_for("workers.sign_in", next=url_for("registration.register", slug=slug)), 303)
    form = _form(event)
    if _sends_too_much():
        return _with_cookie(_form_page(event, form, TOO_FAST), 429)
    place = _checked(form)
    if place is None:
        return _with_cookie(_form_page(event, form), _status(form))
    if throttling.exhausted(PROBE_LIMIT, by.address, now=now):
        return _with_cookie(_form_page(event, form, TOO_FAST), 429)
    token = phone.cookie() or phone.fresh()
    outcome = actions.register(event.id, _details(form, place), phone=token, keys=installation.keys(), now=now, by=by)
    if outcome.registration is None:
        return _refused(event, form, outcome)
    response = make_response(redirect(_after(outcome.registration), 303))
    phone.remember(response, token)
    return response


def _form(event: Event) -> RegistrationForm:
    form = RegistrationForm.for_event(event, questions.current(event.id))
    prefill.fill(form, prefill.chosen(event.id))
    return form


def _after(made: Registration) -> str:
    """Where a registration leads: with one tap straight to the pass, else to the page that says how it went."""
    if prefill.chosen(made.event_id) and showing.has_pass(made):
        return showing.pass_address(made)
    return url_for("my.registration", number=made.number)


def _refused(event: Event, form: RegistrationForm, outcome: actions.Outcome) -> ResponseReturnValue:
    mine = showing.held_of(event.id, normalise_name(form.name.data)) if outcome.kind == "already" else None
    if mine is not None:
        return redirect(_after(mine), 303)
    if outcome.kind == "already" or IDENTITY in form.answers:
        throttling.count_try(PROBE_LIMIT, access.acting().address, now=clock.now())
    prove = proving.wanted(outcome.refusal)
    way_out = "find" if outcome.kind == "already" else "prove" if prove and recognised.owner() is None else ""
    page = _form_page(_known(event.slug), form, proving.sentence() if prove else outcome.sentence, way_out)
    return _with_cookie(page, 422)


def _status(form: RegistrationForm) -> int:
    """Return 200 where nothing is wrong and the answers only call for more, else 422."""
    return 200 if form.second_step and not form.errors else 422


def _sends_too_much() -> bool:
    if not any(file.filename for file in request.files.values()):
        return False
    return not throttling.count_try(FILES_LIMIT, access.acting().address, now=clock.now())


def _known(slug: str) -> Event:
    return published(slug) or abort(404)


def _checked(form: RegistrationForm) -> Workplace | None:
    if not form.validate():
        return None
    found: Workplace | list[UnitHit] = settle(form.unit_text.data, form.chosen_unit_id, form.unit_choice.data or "")
    if isinstance(found, list):
        form.offer(found)
        return None
    return found


def _details(form: RegistrationForm, place: Workplace) -> Details:
    return Details(
        name=form.name.data,
        mobile=form.mobile.data,
        unit_text=place.text,
        unit_id=place.unit_id,
        session_id=form.chosen_session_id,
        publish_name=form.publishes,
        photos=form.allows_photos,
        trade=for_statistics(form.questions, form.answers).get("trade", ""),
        answers=form.answers,
        proved_mobile=recognised.owner() or "",
    )


def _form_page(event: Event, form: RegistrationForm, problem: str = "", way_out: str = "") -> str:
    return render_template(
        "registration/form.html",
        event=event,
        form=form,
        words=WORDS,
        purpose=Purpose,
        problem=problem,
        way_out=way_out,
        conditions=eligibility.lines(event.id, now=clock.now()),
        full=availability.waiting_note(event, clock.now()),
        held=showing.held_for(event.id),
        known=prefill.chosen(event.id),
        stranger=recognised.device() is None,
        own_data=showing.own_data_address(),
    )


def _shut(event: Event, sentence: str) -> ResponseReturnValue:
    page = render_template("registration/shut.html", event=event, sentence=sentence, held=showing.held_for(event.id))
    return page, 200 if request.method == "GET" else 422


def _part(event: Event, form: RegistrationForm) -> str:
    chosen = form.chosen_session_id
    return next((session_words(part) for part in event.sessions if part.id == chosen), "")


def _with_cookie(page: str, status: int = 200) -> Response:
    response = make_response(page, status)
    phone.remember(response)
    return response
