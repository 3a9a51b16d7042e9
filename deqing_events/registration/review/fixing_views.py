"""The worker completes a registration that was returned: fill in, check, submit again. Works without JavaScript."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.domain.questions.wording import for_statistics
from deqing_events.organisations.queries import UnitHit
from deqing_events.registration import showing as own
from deqing_events.registration.consents import WORDS, Purpose
from deqing_events.registration.forms import FixForm
from deqing_events.registration.models import Registration
from deqing_events.registration.people import Details
from deqing_events.registration.questions import queries as questions
from deqing_events.registration.questions.showing import read_back
from deqing_events.registration.review import fixing_actions, showing
from deqing_events.registration.rules import RegistrationRefusedError
from deqing_events.registration.wording import session_words
from deqing_events.registration.workplaces import OWN_WORDS, Workplace, settle
from deqing_events.web import access, clock, installation

blueprint = Blueprint("fixing", __name__, url_prefix="/my/registrations/<number>/fix")


@blueprint.route("", methods=["GET", "POST"])
@access.public
def fill(number: str) -> ResponseReturnValue:
    """Show what was filled in, to be completed; a complete form leads to the page for checking it."""
    held = _returned(number)
    if held is None:
        return redirect(url_for("my.registration", number=number), 303)
    form = _form(held)
    if request.method == "GET" or "edit" in request.form:
        return _page(held, form)
    place = _checked(form)
    if place is None:
        return _page(held, form, status=200 if form.second_step and not form.errors else 422)
    return render_template(
        "registration/review/fix_check.html",
        held=held,
        event=held.event,
        form=form,
        place=place,
        own=OWN_WORDS,
        part=next((session_words(part) for part in held.event.sessions if part.id == form.chosen_session_id), ""),
        read_back=read_back(form.reading.asked, form.answers),
    )


@blueprint.post("/submit")
@access.public
def submit(number: str) -> ResponseReturnValue:
    """Submit again; a second tap leads to the same page."""
    held = _returned(number)
    if held is None:
        return redirect(url_for("my.registration", number=number), 303)
    form = _form(held)
    place = _checked(form)
    if place is None:
        return _page(held, form, status=422)
    change = fixing_actions.Change(_details(held, form, place), installation.settings())
    try:
        fixing_actions.resubmit(held.id, change, now=clock.now(), by=access.acting())
    except RegistrationRefusedError as refusal:
        return _page(own.held_number(number) or abort(404), form, str(refusal), status=422)
    flash("已经重新提交，有结果马上告诉你。", "ok")
    return redirect(url_for("my.registration", number=number), 303)


def _returned(number: str) -> Registration | None:
    held = own.held_number(number) or abort(404)
    return held if held.review == "returned" and showing.under_review(held) else None


def _form(held: Registration) -> FixForm:
    answers = questions.values_of(held.id, installation.keys())
    form = FixForm.for_held(held.event, questions.current(held.event_id), answers)
    if request.method == "GET":
        form.unit_text.data, form.unit_id.data = held.unit_text, str(held.unit_id or "")
        if form.session_id:
            form.session_id.data = str(held.session_id or "")
    return form


def _checked(form: FixForm) -> Workplace | None:
    if not form.validate():
        return None
    found: Workplace | list[UnitHit] = settle(form.unit_text.data, form.chosen_unit_id, form.unit_choice.data or "")
    if isinstance(found, list):
        form.offer(found)
        return None
    return found


def _details(held: Registration, form: FixForm, place: Workplace) -> Details:
    return Details(
        name=form.name.data or held.name,
        mobile=form.mobile.data or held.mobile,
        unit_text=place.text,
        unit_id=place.unit_id,
        session_id=form.chosen_session_id,
        publish_name=held.publish_name,
        trade=for_statistics(form.questions, form.answers).get("trade", held.trade),
        answers=form.answers,
    )


def _page(held: Registration, form: FixForm, problem: str = "", *, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "registration/review/fix.html",
        held=held,
        event=held.event,
        form=form,
        problem=problem,
        until=showing.fix_until(held),
        words=WORDS,
        purpose=Purpose,
    )
    return page, status
