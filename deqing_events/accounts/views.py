"""Set-up, signing in and out, and one's own account."""

import datetime as dt

from flask import Blueprint, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.accounts import actions, passwords, queries, signing_in, throttling
from deqing_events.accounts.forms import ConfirmForm, LoginForm, PasswordForm, SetupForm
from deqing_events.web import access, clock, installation
from deqing_events.web.navigation import first_page

blueprint = Blueprint("accounts", __name__)

LOGIN_LIMIT = throttling.Limit("login", most=30, seconds=600)
SETUP_LIMIT = throttling.Limit("setup", most=10, seconds=600)
WRONG = "用户名或密码对不上，请核对后再试。连续几次对不上，账号会休息 15 分钟。"


@blueprint.route("/login", methods=["GET", "POST"])
@access.public
def login() -> ResponseReturnValue:
    """Sign in; one sentence for every reason it did not work."""
    if not queries.any_account():
        return redirect(url_for("accounts.setup"))
    form = LoginForm()
    if not form.validate_on_submit():
        return render_template("accounts/login.html", form=form)
    by, now = access.acting(), clock.now()
    settings = installation.settings()
    if not throttling.count_try(LOGIN_LIMIT, by.address, now=now):
        return render_template("accounts/login.html", form=form, problem="试得太快了，请过 10 分钟再来。"), 429
    lockout = actions.Lockout(settings.lockout_tries, settings.lockout_minutes)
    token = actions.sign_in(form.username.data, form.password.data, now=now, by=by, lockout=lockout)
    if token is None:
        return render_template("accounts/login.html", form=form, problem=WRONG), 422
    response = make_response(redirect(access.safe_next(request.args.get("next")) if _has_next() else "/desk/"))
    signing_in.set_cookie(response, token)
    return response


def _has_next() -> bool:
    return bool(request.args.get("next"))


@blueprint.post("/logout")
@access.public
def logout() -> ResponseReturnValue:
    """End the session here."""
    if g.staff_session is not None:
        actions.sign_out(g.staff_session, now=clock.now(), by=access.acting())
    flash("已退出登录。", "ok")
    response = make_response(redirect(url_for("accounts.login")))
    signing_in.clear_cookie(response)
    return response


@blueprint.get("/desk/")
@access.signed_in
def desk() -> ResponseReturnValue:
    """Go to the first page this account may see."""
    return redirect(first_page())


@blueprint.route("/setup", methods=["GET", "POST"])
@access.public
def setup() -> ResponseReturnValue:
    """Create the first account with the code from the terminal, then go on to the first data."""
    if queries.any_account():
        return redirect(url_for("accounts.login"))
    form = SetupForm()
    if not form.validate_on_submit():
        return render_template("accounts/setup.html", form=form)
    by, now = access.acting(), clock.now()
    if not throttling.count_try(SETUP_LIMIT, by.address, now=now):
        return render_template("accounts/setup.html", form=form, problem="试得太快了，请过 10 分钟再来。"), 429
    account = actions.NewAccount(form.username.data, form.name.data, form.password.data, form.department.data or "")
    try:
        actions.set_up(form.code.data, account, now=now, by=by)
    except actions.AccountRefusedError as refusal:
        return render_template("accounts/setup.html", form=form, problem=str(refusal)), 422
    return _welcome(account, now=now)


def _welcome(account: actions.NewAccount, *, now: dt.datetime) -> ResponseReturnValue:
    lockout = actions.Lockout(tries=5, minutes=15)
    token = actions.sign_in(account.username, account.password, now=now, by=access.acting(), lockout=lockout)
    response = make_response(redirect(url_for("welcome.first_steps")))
    signing_in.set_cookie(response, token or "")
    return response


@blueprint.get("/desk/me")
@access.signed_in
def me() -> ResponseReturnValue:
    """Show one's own account."""
    account = queries.account_by_id(access.principal().account_id or 0)
    return render_template("accounts/me.html", account=account, form=PasswordForm(), sign_out=ConfirmForm())


@blueprint.post("/desk/me/password")
@access.signed_in
def change_own_password() -> ResponseReturnValue:
    """Change one's own password; every session ends, this one included."""
    account = queries.account_by_id(access.principal().account_id or 0)
    form = PasswordForm()
    if account is None or not form.validate_on_submit():
        return render_template("accounts/me.html", account=account, form=form), 422
    if not passwords.matches(form.current.data or "", account.password_hash):
        return render_template("accounts/me.html", account=account, form=form, problem="现在的密码对不上。"), 422
    try:
        actions.change_password(account.id, form.password.data, now=clock.now(), by=access.acting())
    except actions.AccountRefusedError as refusal:
        return render_template("accounts/me.html", account=account, form=form, problem=str(refusal)), 422
    flash("密码已改，请用新密码登录。", "ok")
    return redirect(url_for("accounts.login"))
