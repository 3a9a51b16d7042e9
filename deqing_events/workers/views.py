"""Signing in on a phone: the mobile, the code, and signing out again."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.accounts.throttling import Limit
from deqing_events.domain.one_time_codes import SPACING, seconds_until, tries_left
from deqing_events.messages import after_response
from deqing_events.organisations import identity_vault
from deqing_events.web import access, clock, installation
from deqing_events.workers import code_actions, device_actions, phone, queries, recognised, wording
from deqing_events.workers.code_actions import Attempt, TooSoonError
from deqing_events.workers.forms import CodeForm, ConfirmForm, MobileForm
from deqing_events.workers.models import SignInCode

blueprint = Blueprint("workers", __name__)

HOME = "/my/"


@blueprint.route("/my/sign-in", methods=["GET", "POST"])
@access.public
def sign_in() -> ResponseReturnValue:
    """Ask for the mobile and send a code to it: the same page for every number."""
    if recognised.owner() is not None:
        return redirect(_target(), 303)
    form = MobileForm()
    known = recognised.device()
    if known is not None and "known" in request.form:
        form.mobile.data = known.mobile
        right = ConfirmForm().validate_on_submit()
    else:
        right = form.validate_on_submit()
    if not right:
        return _sign_in_page(form, status=422 if request.method == "POST" else 200)
    token = phone.cookie() or phone.fresh()
    try:
        _ask(form.number, token)
    except TooSoonError as refusal:
        return _sign_in_page(form, wording.too_soon(refusal, clock.now()), status=429)
    response = make_response(redirect(url_for("workers.code", next=_asked_target()), 303))
    phone.remember(response, token)
    return response


@blueprint.route("/my/sign-in/code", methods=["GET", "POST"])
@access.public
def code() -> ResponseReturnValue:
    """Take the code; the right one makes this phone known under a new cookie."""
    form = CodeForm()
    if request.method == "GET":
        held = queries.open_code(phone.hashed())
        return _code_page(held, form) if held else _start_over()
    held = queries.code_of(form.code_id, phone.hashed())
    if not form.validate_on_submit():
        return _code_page(held, form, status=422) if held else _start_over()
    attempt = Attempt(form.code_id, form.digits, phone=phone.cookie(), new_phone=phone.fresh())
    verdict = code_actions.give_back(attempt, keys=installation.keys(), now=clock.now(), by=access.acting())
    if verdict.kind != "right":
        sentence = wording.not_right(verdict)
        held = queries.code_of(form.code_id, phone.hashed())
        return _code_page(held, CodeForm(formdata=None), sentence, status=422) if held else _start_over(sentence)
    flash("登录好了，这部手机以后认得你。", "ok")
    response = make_response(redirect(_target(), 303))
    phone.remember(response, attempt.new_phone)
    return response


@blueprint.post("/my/sign-in/again")
@access.public
def again() -> ResponseReturnValue:
    """Send another code to the same mobile."""
    form = CodeForm()
    held = queries.code_of(form.code_id, phone.hashed())
    if held is None or not held.sealed_mobile or not ConfirmForm().validate_on_submit():
        return _start_over()
    try:
        _ask(_mobile_of(held), phone.cookie())
    except TooSoonError as refusal:
        return _code_page(held, CodeForm(formdata=None), wording.too_soon(refusal, clock.now()), status=429)
    flash("又发了一条，请用最新的一条。", "ok")
    return redirect(url_for("workers.code", next=_asked_target()), 303)


@blueprint.route("/my/sign-out", methods=["GET", "POST"])
@access.public
def sign_out() -> ResponseReturnValue:
    """Ask, then forget this phone."""
    if not ConfirmForm().validate_on_submit():
        return render_template("workers/sign_out.html", known=recognised.device() is not None)
    if phone.cookie():
        device_actions.sign_out(phone.cookie(), now=clock.now(), by=access.acting())
    flash("这部手机已经忘掉你了。报名都还在，再用手机号登录就能看到。", "ok")
    response = make_response(redirect(HOME, 303))
    phone.forget(response)
    return response


@blueprint.get("/my/devices")
@access.public
def devices() -> ResponseReturnValue:
    """List the phones that know this mobile."""
    mobile = recognised.owner()
    if mobile is None:
        return redirect(url_for("workers.sign_in", next=url_for("workers.devices")))
    own = recognised.device()
    return render_template(
        "workers/devices.html",
        mobile=mobile,
        phones=queries.phones_of(mobile),
        own_id=own.id if own else 0,
        form=ConfirmForm(),
        days=installation.settings().recognised_days,
    )


@blueprint.post("/my/devices/<int:owner_id>/end")
@access.public
def end_device(owner_id: int) -> ResponseReturnValue:
    """End another phone of the same mobile."""
    mobile, own = recognised.owner(), recognised.device()
    if mobile is None or own is None:
        return redirect(url_for("workers.sign_in", next=url_for("workers.devices")), 303)
    if own.id == owner_id:
        return redirect(url_for("workers.sign_out"), 303)
    if ConfirmForm().validate_on_submit():
        device_actions.end_other(owner_id, mobile, now=clock.now(), by=access.acting())
        flash("已停用。那部手机要重新收验证码才能看。", "ok")
    return redirect(url_for("workers.devices"), 303)


def _ask(mobile: str, token: str) -> None:
    limit = Limit("code-address", most=installation.settings().codes_per_address, seconds=3600)
    message_id = code_actions.ask(
        mobile, phone=token, keys=installation.keys(), address_limit=limit, now=clock.now(), by=access.acting()
    )
    after_response.send(message_id)


def _sign_in_page(form: MobileForm, problem: str = "", *, status: int = 200) -> Response:
    known = recognised.device()
    page = render_template(
        "workers/sign_in.html",
        form=form,
        problem=problem,
        known=known,
        greeting=recognised.greeting(known.mobile) if known else None,
        target=_asked_target(),
    )
    response = make_response(page, status)
    phone.remember(response)
    return response


def _code_page(held: SignInCode, form: CodeForm, problem: str = "", *, status: int = 200) -> ResponseReturnValue:
    now = clock.now()
    form.asked.data = str(held.id)
    page = render_template(
        "workers/code.html",
        form=form,
        held=held,
        mobile=wording.spaced(_mobile_of(held)) if held.sealed_mobile else "",
        left=tries_left(held.tries) if held.used_at is None and held.expires_at > now else 0,
        expired=held.expires_at <= now,
        wait=seconds_until(held.created_at + SPACING, now),
        problem=problem,
        outbox=installation.settings().notifier == "outbox",
        target=_asked_target(),
    )
    return page, status


def _mobile_of(held: SignInCode) -> str:
    return identity_vault.unseal(held.sealed_mobile, installation.keys())


def _start_over(sentence: str = "请填手机号，重新收一个验证码。") -> ResponseReturnValue:
    flash(sentence, "info")
    return redirect(url_for("workers.sign_in", next=_asked_target()), 303)


def _asked_target() -> str | None:
    """Where to go after signing in, when the address says so."""
    asked = request.args.get("next")
    return access.safe_next(asked) if asked else None


def _target() -> str:
    return _asked_target() or HOME
