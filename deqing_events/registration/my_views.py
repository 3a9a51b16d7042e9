"""What a phone holds: its registrations, their state, cancelling, and finding a registration again."""

import datetime as dt
import hashlib

from flask import Blueprint, abort, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.accounts import throttling
from deqing_events.messages import queries as messages
from deqing_events.registration import actions, door_actions, queries, rules, showing, waiting_queries
from deqing_events.registration.changes import showing as changes
from deqing_events.registration.forms import EmptyForm, LookupForm
from deqing_events.registration.hooks import offers
from deqing_events.registration.models import Registration
from deqing_events.registration.plans.queries import plan_of
from deqing_events.registration.questions import queries as questions
from deqing_events.registration.questions.showing import lines
from deqing_events.registration.review import showing as reviews
from deqing_events.registration.teams.access_paths import team_address
from deqing_events.registration.wording import where_and_when
from deqing_events.web import access, clock
from deqing_events.web.installation import keys
from deqing_events.workers import device_actions, phone, recognised

blueprint = Blueprint("my", __name__)

ADDRESS_LIMIT = throttling.Limit("lookup-address", most=30, seconds=600)
NUMBER_LIMIT = throttling.Limit("lookup-number", most=6, seconds=600)
RENEWALS = throttling.Limit("pass-renew", most=5, seconds=3600)
SEEN_EVERY = dt.timedelta(days=1)
VIEWS = ("past", "certificates")
NO_MATCH = "没有查到这条报名。请对照报名编号和手机号后四位再看一遍。"
TOO_FAST = "试得太快了，请过 10 分钟再来。"


@blueprint.get("/my/")
@access.public
def home() -> ResponseReturnValue:
    """List this worker's registrations: those still of use, those that are over, or the certificates."""
    now, shown = clock.now(), request.args.get("show", "")
    held = showing.held_registrations()
    active = [row for row in held if showing.running(row, now)]
    over = [row for row in reversed(held) if row not in active]
    device = recognised.device()
    if device is not None and now - device.seen_at > SEEN_EVERY:
        device_actions.seen(device.id, now=now)
    listed = {"past": over, "certificates": []}.get(shown, active)
    certificates = offers.certificates(device.mobile) if device and device.fresh else ()
    return render_template(
        "registration/my.html",
        items=[showing.my_item(row, now) for row in listed],
        show=shown if shown in VIEWS else "",
        active=len(active),
        over=len(over),
        certificates=certificates,
        device=device,
        greeting=recognised.greeting(device.mobile) if device else None,
        told=len(messages.for_mobile(device.mobile, now=now)) if device and device.fresh else 0,
        own_data=showing.own_data_address(),
    )


@blueprint.get("/my/messages")
@access.public
def told() -> ResponseReturnValue:
    """List what was told to this worker's mobile, newest first, each with the way to its registration."""
    mobile = recognised.owner()
    if mobile is None:
        return redirect(url_for("workers.sign_in", next=url_for("my.told")))
    numbers = {row.id: row.number for row in showing.held_registrations()}
    found = messages.for_mobile(mobile, now=clock.now())
    rows = [(one, numbers.get(one.about_id or 0) if one.about_kind == "registration" else None) for one in found]
    return render_template("registration/messages.html", rows=rows)


@blueprint.get("/my/pass")
@access.public
def next_pass() -> ResponseReturnValue:
    """Show the pass of the next event on this phone, the others as links."""
    now = clock.now()
    held = [row for row in showing.held_registrations() if showing.running(row, now) and showing.has_pass(row)]
    if not held:
        return render_template("registration/no_pass.html", device=recognised.device())
    others = [(row.event.title, where_and_when(row), showing.pass_address(row)) for row in held[1:]]
    return render_template("registration/pass.html", card=showing.pass_card(held[0]), others=others, tab="pass")


@blueprint.get("/my/registrations/<number>")
@access.public
def registration(number: str) -> ResponseReturnValue:
    """Show where one registration of this phone stands and what happens next."""
    held, now = _mine(number), clock.now()
    plan = plan_of(held.event_id, now=now)
    waits_until = rules.waiting_end(held.event, plan)
    if held.team is not None and held.state in ("joined", "invited"):
        return redirect(team_address(held.team, invited=held.state == "invited"))
    return render_template(
        "registration/one.html",
        held=held,
        running=showing.running(held, now),
        ahead=waiting_queries.ahead_of(held),
        when=where_and_when(held),
        pass_href=showing.pass_address(held) if showing.has_pass(held) else "",
        may_cancel=_may_cancel(held),
        deadline=rules.cancel_deadline(held.event),
        result=offers.own_result(held.id),
        onward=offers.own_round(held.id),
        answers=lines(questions.answers_of([held.id], keys())[held.id]),
        under_review=reviews.under_review(held),
        steps=reviews.path(held, plan),
        fix_until=reviews.fix_until(held),
        changes=changes.offered(held, plan, now),
        standing=_standing(held),
        waits_until=waits_until,
        waits_over=waits_until is not None and now >= waits_until,
    )


@blueprint.get("/my/registrations/<number>/standing")
@access.public
def standing(number: str) -> ResponseReturnValue:
    """Answer where a registration of this phone stands, for the page that watches it."""
    return jsonify({"standing": _standing(_mine(number))})


def _standing(held: Registration) -> str:
    ahead = waiting_queries.ahead_of(held) if held.state == "waiting" else 0
    return f"{held.state}:{held.review}:{ahead}"


@blueprint.route("/my/registrations/<number>/cancel", methods=["GET", "POST"])
@access.public
def cancel(number: str) -> ResponseReturnValue:
    """Ask, then cancel the registration or leave the waiting list."""
    held, form = _mine(number), EmptyForm()
    if held.team is not None and held.state in queries.HELD:
        return redirect(url_for("teams.leave", number=held.team.number), 303)
    waiting = held.state == "waiting"
    if not form.validate_on_submit():
        return render_template("registration/cancel.html", held=held, when=where_and_when(held), waiting=waiting)
    try:
        actions.cancel(held.id, reason="本人取消", by=access.acting(), now=clock.now())
    except rules.RegistrationRefusedError as refusal:
        flash(str(refusal), "bad")
        return redirect(url_for("my.registration", number=number), 303)
    flash("已退出候补。" if waiting else "已取消报名，名额让给了后面的人。", "ok")
    return redirect(url_for("my.registration", number=number), 303)


@blueprint.route("/my/registrations/<number>/new-pass", methods=["GET", "POST"])
@access.public
def new_pass(number: str) -> ResponseReturnValue:
    """Ask, then exchange the pass for a new one; the old code is dead everywhere."""
    held, form, now = _mine(number), EmptyForm(), clock.now()
    if not (showing.has_pass(held) and showing.running(held, now)):
        return redirect(url_for("my.registration", number=number))
    if not form.validate_on_submit():
        return render_template("registration/new_pass.html", held=held, when=where_and_when(held))
    if not throttling.count_try(RENEWALS, str(held.id), now=now):
        flash("换得太勤了，请过一小时再换；急的话请找现场工作人员。", "warn")
        return redirect(url_for("my.registration", number=number), 303)
    try:
        door_actions.reissue(held.id, reason="本人换码", keys=keys(), now=now, by=access.acting())
    except rules.RegistrationRefusedError as refusal:
        flash(str(refusal), "bad")
        return redirect(url_for("my.registration", number=number), 303)
    flash("新码已换好，旧码和截图都不能再用。", "ok")
    return redirect(showing.pass_address(_mine(number)), 303)


@blueprint.route("/lookup", methods=["GET", "POST"])
@access.public
def lookup() -> ResponseReturnValue:
    """Find a registration by its number and the last four digits of the mobile; then this phone may show it."""
    form = LookupForm()
    if not form.validate_on_submit():
        return render_template("registration/lookup.html", form=form), (422 if form.errors else 200)
    by, now = access.acting(), clock.now()
    if not _within_limits(form.number.data.upper(), by.address):
        return render_template("registration/lookup.html", form=form, problem=TOO_FAST), 429
    held = queries.by_number(form.number.data)
    if held is None or held.mobile_tail != form.tail.data:
        return render_template("registration/lookup.html", form=form, problem=NO_MATCH), 422
    token = phone.cookie() or phone.fresh()
    actions.hold(held.id, token, now=now, by=by)
    response = make_response(redirect(url_for("my.registration", number=held.number), 303))
    phone.remember(response, token)
    return response


def _within_limits(number: str, address: str) -> bool:
    now = clock.now()
    of_number = hashlib.sha256(number.encode()).hexdigest()[:32]
    by_address = throttling.count_try(ADDRESS_LIMIT, address, now=now)
    return throttling.count_try(NUMBER_LIMIT, of_number, now=now) and by_address


def _mine(number: str) -> Registration:
    return showing.held_number(number) or abort(404)


def _may_cancel(held: Registration) -> bool:
    deadline = rules.cancel_deadline(held.event)
    return held.state in queries.ACTIVE and (deadline is None or clock.now() < deadline)
