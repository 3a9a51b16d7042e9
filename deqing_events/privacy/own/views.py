"""我的资料: what is kept, consents to give and take back, a copy to take along, asking for deletion."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.results import board
from deqing_events.documents.workbook import workbook_bytes
from deqing_events.domain.tables import Table
from deqing_events.privacy.own import consent_actions, copies, queries, showing
from deqing_events.privacy.own.forms import DeletionForm, TapForm
from deqing_events.privacy.requests import actions as requests
from deqing_events.privacy.requests import queries as request_queries
from deqing_events.privacy.requests.wording import STATE_LOOKS
from deqing_events.registration.consents import WORDS, Purpose
from deqing_events.registration.models import Registration
from deqing_events.web import access, clock, download, installation
from deqing_events.workers import recognised
from deqing_events.workers.hashes import mobile_key

blueprint = Blueprint("own_data", __name__, url_prefix="/my/privacy")
JSON_TYPE = "application/json; charset=utf-8"


@blueprint.get("")
@access.public
def page() -> ResponseReturnValue:
    """Show what is kept of whoever proved this mobile, and what can be done about it."""
    mobile = recognised.owner()
    if mobile is None:
        return _to_sign_in()
    kept = queries.kept(mobile, installation.keys())
    asked = request_queries.latest(mobile_key(mobile, installation.keys()))
    return render_template(
        "privacy/own.html",
        mobile=mobile,
        kept=kept,
        holdings=showing.holdings(kept, installation.settings().keeping),
        switches=showing.switches(kept),
        numbers=showing.numbers_held(kept),
        number_words=WORDS[Purpose.IDENTITY],
        asked=asked,
        look=STATE_LOOKS[asked.state] if asked else None,
        form=TapForm(),
    )


@blueprint.post("/consents/<any(publication, photos):purpose>/<any(give, stop):choice>")
@access.public
def choose(purpose: str, choice: str) -> ResponseReturnValue:
    """Agree to a purpose or take it back, with one tap."""
    mobile = recognised.owner()
    if mobile is None:
        return _to_sign_in()
    if TapForm().validate_on_submit():
        given, now, by = choice == "give", clock.now(), access.acting()
        changed = consent_actions.choose(mobile, Purpose(purpose), given=given, now=now, by=by)
        _forget_pages(changed)
        flash(f"{'已同意' if given else '已收回'}：{WORDS[Purpose(purpose)].title}。马上生效。", "ok")
    return redirect(url_for(".page"), 303)


@blueprint.route("/number", methods=["GET", "POST"])
@access.public
def number() -> ResponseReturnValue:
    """Ask, then take back the consent about identity numbers: they are deleted at once."""
    mobile = recognised.owner()
    if mobile is None:
        return _to_sign_in()
    if not TapForm().validate_on_submit():
        return render_template("privacy/number.html", form=TapForm())
    folder = installation.settings().uploads
    gone = consent_actions.take_back_number(mobile, folder=folder, now=clock.now(), by=access.acting())
    flash(f"已收回，{gone} 个身份证号已删除。", "ok")
    return redirect(url_for(".page"), 303)


@blueprint.post("/copy.<any(xlsx, json):kind>")
@access.public
def copy(kind: str) -> ResponseReturnValue:
    """Send a copy of everything kept; who took it is written down."""
    mobile = recognised.owner()
    if mobile is None or not TapForm().validate_on_submit():
        return _to_sign_in() if mobile is None else redirect(url_for(".page"), 303)
    now = clock.now()
    parts = copies.tables(queries.kept(mobile, installation.keys()), now)
    copies.log_copy(kind, sum(len(part.rows) for part in parts), now=now, by=access.acting())
    return _file(parts, kind)


def _file(parts: list[Table], kind: str) -> Response:
    if kind == "json":
        return download.attachment(copies.as_json(parts, clock.now()), f"{copies.TITLE}.json", JSON_TYPE)
    return download.xlsx(workbook_bytes(parts), f"{copies.TITLE}.xlsx")


@blueprint.route("/delete", methods=["GET", "POST"])
@access.public
def delete() -> ResponseReturnValue:
    """Say what would go and what would stay, then take the request; staff answer it."""
    mobile = recognised.owner()
    if mobile is None:
        return _to_sign_in()
    form = DeletionForm()
    if form.validate_on_submit():
        asked = requests.ask(mobile, keys=installation.keys(), now=clock.now(), by=access.acting())
        flash("申请已提出，工作人员会在 15 天内答复。" if asked else "你已经提过申请了，正在等答复。", "ok")
        return redirect(url_for(".page"), 303)
    kept = queries.kept(mobile, installation.keys())
    page = render_template(
        "privacy/delete.html", form=form, kept=kept, coming=request_queries.coming(kept.sign_ups, clock.now())
    )
    return page, 422 if request.method == "POST" else 200


@blueprint.post("/delete/withdraw")
@access.public
def withdraw() -> ResponseReturnValue:
    """Take the request back while nobody has answered it."""
    mobile = recognised.owner()
    if mobile is None:
        return _to_sign_in()
    if TapForm().validate_on_submit():
        done = requests.withdraw(mobile, keys=installation.keys(), now=clock.now(), by=access.acting())
        flash("申请已撤回，资料都还在。" if done else "这份申请已经答复过了。", "ok" if done else "info")
    return redirect(url_for(".page"), 303)


def _to_sign_in() -> Response:
    response: Response = redirect(url_for("workers.sign_in", next=url_for(".page")), 303)  # type: ignore[assignment]  # Werkzeug's is Flask's
    return response


def _forget_pages(changed: list[Registration]) -> None:
    """Let pages of results that this process keeps ready be asked for anew."""
    for slug in queries.published_slugs([held.event_id for held in changed]):
        board.forget(slug)
