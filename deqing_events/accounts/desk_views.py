"""The desk's page of accounts and their roles."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.accounts import actions, queries, scopes
from deqing_events.accounts.forms import AccountForm, ConfirmForm, GrantForm, PasswordForm
from deqing_events.accounts.models import StaffAccount
from deqing_events.domain.roles import ROLE_SCOPES, ROLE_WORDS, Grant, Permission, Role
from deqing_events.web import access, clock

blueprint = Blueprint("accounts_desk", __name__, url_prefix="/desk/users")
MANAGE = Permission.ACCOUNTS_MANAGE


@blueprint.get("")
@access.staff(MANAGE)
def listing() -> ResponseReturnValue:
    """List every account with its roles."""
    rows = [(account, _described(account)) for account in queries.all_accounts()]
    return render_template("accounts/listing.html", rows=rows)


@blueprint.route("/new", methods=["GET", "POST"])
@access.staff(MANAGE)
def new() -> ResponseReturnValue:
    """Make an account; roles follow on its own page."""
    form = AccountForm()
    if not form.validate_on_submit():
        return render_template("accounts/new.html", form=form), (422 if form.errors else 200)
    account = actions.NewAccount(form.username.data, form.name.data, form.password.data, form.department.data or "")
    try:
        created = actions.create_account(account, now=clock.now(), by=access.acting())
    except actions.AccountRefusedError as refusal:
        return render_template("accounts/new.html", form=form, problem=str(refusal)), 422
    flash(f"账号 {created.username} 已建好，请接着给它角色。", "ok")
    return redirect(url_for("accounts_desk.one", account_id=created.id))


@blueprint.get("/<int:account_id>")
@access.staff(MANAGE)
def one(account_id: int) -> ResponseReturnValue:
    """Show one account."""
    return _page(_known(account_id))


@blueprint.post("/<int:account_id>/grants")
@access.staff(MANAGE)
def grant(account_id: int) -> ResponseReturnValue:
    """Give one more role."""
    account, form = _known(account_id), GrantForm()
    if not form.validate_on_submit():
        return _page(account, problem="请选一个角色。"), 422
    wanted = _wanted(form)
    if isinstance(wanted, str):
        return _page(account, problem=wanted), 422
    held = queries.principal_of(account).grants
    actions.set_grants(account_id, (*held, wanted), now=clock.now(), by=access.acting())
    flash("角色已加上，对方下次登录生效。", "ok")
    return redirect(url_for("accounts_desk.one", account_id=account_id))


@blueprint.post("/<int:account_id>/grants/<role>/<int:scope_id>/remove")
@access.staff(MANAGE)
def remove_grant(account_id: int, role: str, scope_id: int) -> ResponseReturnValue:
    """Take one role away."""
    account = _known(account_id)
    kept = [
        grant
        for grant in queries.principal_of(account).grants
        if (grant.role.value, grant.scope_id or 0) != (role, scope_id)
    ]
    actions.set_grants(account_id, kept, now=clock.now(), by=access.acting())
    flash("角色已收回，对方已退出登录。", "ok")
    return redirect(url_for("accounts_desk.one", account_id=account_id))


@blueprint.post("/<int:account_id>/password")
@access.staff(MANAGE)
def reset_password(account_id: int) -> ResponseReturnValue:
    """Set a new password for somebody; their sessions end."""
    account, form = _known(account_id), PasswordForm()
    if not form.validate_on_submit():
        return _page(account, problem="请填写新密码。"), 422
    try:
        actions.change_password(account_id, form.password.data, now=clock.now(), by=access.acting())
    except actions.AccountRefusedError as refusal:
        return _page(account, problem=str(refusal)), 422
    flash("新密码已生效，请当面告诉本人。", "ok")
    return redirect(url_for("accounts_desk.one", account_id=account_id))


@blueprint.post("/<int:account_id>/<any(enable, disable):what>")
@access.staff(MANAGE)
def switch(account_id: int, what: str) -> ResponseReturnValue:
    """Disable an account or enable it again; nobody disables their own."""
    account = _known(account_id)
    if account.id == access.principal().account_id:
        return _page(account, problem="不能停用自己正在用的账号。"), 422
    actions.set_enabled(account_id, enabled=what == "enable", now=clock.now(), by=access.acting())
    flash("账号已恢复。" if what == "enable" else "账号已停用，对方已退出登录。", "ok")
    return redirect(url_for("accounts_desk.one", account_id=account_id))


def _known(account_id: int) -> StaffAccount:
    return queries.account_by_id(account_id) or abort(404)


def _wanted(form: GrantForm) -> Grant | str:
    role = Role(form.role.data)
    source = scopes.source(ROLE_SCOPES[role])
    if source is None:
        return Grant(role)
    found = source.find(form.scope.data or "")
    if found is None:
        return f"没有找到这个{source.word}，{source.hint}"
    return Grant(role, found)


def _described(account: StaffAccount) -> list[tuple[Grant, str, str]]:
    grants = queries.principal_of(account).grants
    return [(grant, ROLE_WORDS[grant.role], scopes.words(grant)) for grant in grants]


def _page(account: StaffAccount, problem: str = "") -> str:
    return render_template(
        "accounts/one.html",
        account=account,
        grants=_described(account),
        grant_form=GrantForm(),
        password_form=PasswordForm(),
        confirm=ConfirmForm(),
        problem=problem,
    )
