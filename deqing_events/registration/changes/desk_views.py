"""The desk corrects whom and what a sign-up names, or puts somebody else there, at any time, with the reason."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.domain.roles import Permission
from deqing_events.events.queries import within
from deqing_events.registration import desk_queries
from deqing_events.registration.changes import edit_actions, reading, transfer_actions
from deqing_events.registration.changes.edit_actions import Edit
from deqing_events.registration.changes.forms import CorrectForm, correct_form
from deqing_events.registration.eligibility.gate_actions import IneligibleError
from deqing_events.registration.models import Registration
from deqing_events.registration.queries import ACTIVE
from deqing_events.registration.review.fixing_actions import Change
from deqing_events.registration.rules import RegistrationRefusedError
from deqing_events.registration.substitution_actions import Handing
from deqing_events.registration.teams import filled
from deqing_events.registration.teams.forms import desk_substitute_form
from deqing_events.web import access, clock, installation

blueprint = Blueprint(
    "corrections", __name__, url_prefix="/desk/events/<int:event_id>/registrations/<int:registration_id>"
)
EDIT = Permission.REGISTRATIONS_EDIT


@blueprint.route("/details", methods=["GET", "POST"])
@access.staff(EDIT)
def details(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Correct name, mobile, workplace and session."""
    held = _held(event_id, registration_id)
    if held.state not in ACTIVE:
        flash("这条报名已经取消过了。", "bad")
        return _back(held)
    form = correct_form(held.event, held)
    if request.method == "GET":
        form.unit_text.data, form.unit_id.data = held.unit_text, str(held.unit_id or "")
        if "session_id" in form:
            form.session_id.data = str(held.session_id or "")
        return _page(held, form)
    place = reading.workplace(held, form)
    if place is None:
        return _page(held, form, status=422)
    change = Change(reading.details(held, form, place), installation.settings())
    how = Edit(change, clock.now(), access.acting(), staff=True, reason=form.reason.data, answered=False)
    try:
        changed = edit_actions.edit(held.id, how)
    except RegistrationRefusedError as refusal:
        return _page(_held(event_id, registration_id), form, str(refusal), 422)
    flash("已改好。" if changed else "没有改动。", "ok")
    return _back(held)


@blueprint.route("/exchange", methods=["GET", "POST"])
@access.staff(EDIT)
def exchange(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Put somebody else in the place: the old pass dies, the new one is issued, in one step."""
    held = _held(event_id, registration_id)
    form, problem, unmet = desk_substitute_form(held.event), "", False
    place = filled.workplace(form) if request.method == "POST" else None
    if place is not None:
        who = filled.details(form, place)
        how = Handing(installation.keys(), clock.now(), access.acting(), staff=True, reason=form.reason.data,
                      details=who, override=form.override.data or "")  # fmt: skip
        try:
            made = transfer_actions.exchange(held.id, who, how)
        except RegistrationRefusedError as refusal:
            problem, unmet = str(refusal), isinstance(refusal, IneligibleError)
        else:
            flash(f"{held.name}已换成{made.name}，旧通行码不能再用。", "ok")
            return _back(made)
    held = _held(event_id, registration_id)
    shown = {"held": held, "event": held.event, "form": form, "problem": problem, "unmet": unmet}
    return render_template("registration/changes/exchange.html", **shown), 200 if request.method == "GET" else 422


def _held(event_id: int, registration_id: int) -> Registration:
    event = within(event_id, access.reach(EDIT)) or abort(404)
    line = desk_queries.of_event(event.id, registration_id) or abort(404)
    return line.registration


def _page(held: Registration, form: CorrectForm, problem: str = "", status: int = 200) -> ResponseReturnValue:
    page = render_template("registration/changes/correct.html", held=held, event=held.event, form=form, problem=problem)
    return page, status


def _back(held: Registration) -> ResponseReturnValue:
    target = url_for("registrations_desk.one", event_id=held.event_id, registration_id=held.id)
    return redirect(target, 303)
