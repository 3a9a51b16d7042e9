"""The worker's own sign-up afterwards: changing what was filled in, and the link that hands the place over."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.domain.transfers import WORDS as CIRCLES
from deqing_events.domain.transfers import Within
from deqing_events.registration import rules as registration_rules
from deqing_events.registration import showing
from deqing_events.registration.changes import edit_actions, queries, reading, rules, tokens, transfer_actions
from deqing_events.registration.changes.edit_actions import Edit
from deqing_events.registration.changes.forms import own_form
from deqing_events.registration.consents import WORDS, Purpose
from deqing_events.registration.eligibility import proving
from deqing_events.registration.forms import EmptyForm, FixForm
from deqing_events.registration.models import Registration
from deqing_events.registration.plans.queries import plan_of
from deqing_events.registration.questions import queries as questions
from deqing_events.registration.review.fixing_actions import Change
from deqing_events.registration.rules import RegistrationRefusedError
from deqing_events.registration.wording import where_and_when
from deqing_events.web import access, clock, installation
from deqing_events.workers import recognised

blueprint = Blueprint("own_changes", __name__, url_prefix="/my/registrations/<number>")


@blueprint.route("/edit", methods=["GET", "POST"])
@access.public
def edit(number: str) -> ResponseReturnValue:
    """Change workplace, session and answers until the deadline."""
    held = _mine(number)
    plan, now = plan_of(held.event_id, now=clock.now()), clock.now()
    refusal = rules.why_no_edit(held, plan, now)
    if refusal is not None:
        return _back(number, refusal, "warn")
    form = _form(held)
    if request.method == "GET":
        return _edit_page(held, form)
    place = reading.workplace(held, form)
    if place is None:
        return _edit_page(held, form, status=200 if form.second_step and not form.errors else 422)
    details = reading.details(held, form, place, recognised.owner() or "")
    change = Change(details, installation.settings())
    try:
        changed = edit_actions.edit(held.id, Edit(change, now, access.acting()))
    except RegistrationRefusedError as problem:
        sentence = proving.sentence() if proving.wanted(problem) else str(problem)
        return _edit_page(_mine(number), form, sentence, 422)
    again = bool(changed) and held.review not in ("none", "returned")
    return _back(number, "已改好，要重新审核，有结果马上告诉你。" if again else "已改好。" if changed else "没有改动。")


@blueprint.route("/transfer", methods=["GET", "POST"])
@access.public
def transfer(number: str) -> ResponseReturnValue:
    """Say who may take over, make the link, and show it."""
    held = _mine(number)
    plan, now = plan_of(held.event_id, now=clock.now()), clock.now()
    refusal = rules.why_no_transfer(held, plan, now)
    if refusal is not None:
        return _back(number, refusal, "warn")
    if EmptyForm().validate_on_submit():
        try:
            transfer_actions.offer(held.id, keys=installation.keys(), now=now, by=access.acting())
        except RegistrationRefusedError as problem:
            return _back(number, str(problem), "bad")
        return redirect(url_for("own_changes.transfer", number=number), 303)
    living = queries.open_offer(held.id)
    token = tokens.offer_token(living, installation.keys()) if living else ""
    link = f"{installation.public_url()}{url_for('takeover.take', token=token)}" if token else ""
    return render_template(
        "registration/changes/transfer.html",
        held=held,
        link=link,
        when=where_and_when(held),
        who=CIRCLES[Within(plan.transfer_within)],
        until=registration_rules.transfer_deadline(held.event, plan),
    )


@blueprint.post("/transfer/back")
@access.public
def take_back(number: str) -> ResponseReturnValue:
    """End the link; the place stays where it is."""
    held = _mine(number)
    if not EmptyForm().validate_on_submit():
        abort(400)
    try:
        transfer_actions.take_back(held.id, now=clock.now(), by=access.acting())
    except RegistrationRefusedError as problem:
        return _back(number, str(problem), "bad")
    return _back(number, "链接已收回，名额还是你的。")


def _mine(number: str) -> Registration:
    return showing.held_number(number) or abort(404)


def _form(held: Registration) -> FixForm:
    answers = questions.values_of(held.id, installation.keys())
    form = own_form(held, questions.current(held.event_id), answers)
    if request.method == "GET":
        if "unit_text" in form:
            form.unit_text.data, form.unit_id.data = held.unit_text, str(held.unit_id or "")
        if "session_id" in form:
            form.session_id.data = str(held.session_id or "")
    return form


def _edit_page(held: Registration, form: FixForm, problem: str = "", status: int = 200) -> ResponseReturnValue:
    until = registration_rules.edit_deadline(held.event, plan_of(held.event_id, now=clock.now()))
    page = render_template(
        "registration/changes/edit.html",
        held=held,
        event=held.event,
        form=form,
        problem=problem,
        until=until,
        words=WORDS,
        purpose=Purpose,
    )
    return page, status


def _back(number: str, sentence: str, kind: str = "ok") -> ResponseReturnValue:
    flash(sentence, kind)
    return redirect(url_for("my.registration", number=number), 303)
