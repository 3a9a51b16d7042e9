"""The first steps after set-up, and loading the demonstration data from the desk."""

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.accounts.forms import ConfirmForm
from deqing_events.demo import launching, loading, progress
from deqing_events.domain.roles import Permission, Role
from deqing_events.web import access, installation

blueprint = Blueprint("welcome", __name__)

ALREADY = "演示数据正在载入，不用再点。"


def _may_load() -> bool:
    mine = access.principal()
    return mine.may(Permission.ACCOUNTS_MANAGE) or Role.COUNTY_STAFF in mine.roles


@blueprint.get("/desk/welcome")
@access.signed_in
def first_steps() -> ResponseReturnValue:
    """Offer what a new installation needs first: members, demonstration data, the first event."""
    held = progress.read(progress.path_in(installation.settings().instance))
    return render_template(
        "demo/welcome.html",
        may_import=access.principal().may(Permission.ROSTER_IMPORT),
        may_create=access.principal().may(Permission.EVENTS_CREATE),
        may_load=_may_load(),
        loading=held is not None and held.alive,
        loaded=held is not None and held.state == "done",
        refusal=loading.refusal(),
    )


@blueprint.route("/desk/welcome/demo", methods=["GET", "POST"])
@access.signed_in
def demo() -> ResponseReturnValue:
    """Ask first; then begin the loading in a process of its own."""
    if not _may_load():
        abort(403)
    refusal = loading.refusal()
    if refusal is not None:
        return render_template("demo/refused.html", refusal=refusal), 200 if request.method == "GET" else 422
    if not ConfirmForm().validate_on_submit():
        return render_template("demo/ask.html")
    settings = installation.settings()
    path = progress.path_in(settings.instance)
    if progress.claim(path, access.principal().account_id or 0):
        launching.start(path, settings)
    else:
        flash(ALREADY, "info")
    return redirect(url_for("welcome.demo_progress"))


@blueprint.get("/desk/welcome/demo/progress")
@access.signed_in
def demo_progress() -> ResponseReturnValue:
    """Show how far the loading is, and at its end who can sign in: once, to the account that started it."""
    if not _may_load():
        abort(403)
    path = progress.path_in(installation.settings().instance)
    held = progress.read(path)
    if held is None:
        return redirect(url_for("welcome.first_steps"))
    shown = progress.take(path, access.principal().account_id or 0) if held.state == "done" else []
    address = installation.public_url()
    response = make_response(render_template("demo/progress.html", held=held, sign_ins=shown, address=address))
    response.headers["Cache-Control"] = "no-store"
    if held.alive:
        response.headers["Refresh"] = "2"
    return response
