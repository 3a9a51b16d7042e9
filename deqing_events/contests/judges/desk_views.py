"""Desk pages of judges: who sits where, whom they must not mark, and their links."""

import datetime as dt

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.checkin.forms import ConfirmForm, aware, wall
from deqing_events.contests.custody import queries as custody
from deqing_events.contests.doors import event_or_404
from deqing_events.contests.entrants import queries as entrants
from deqing_events.contests.history import Change
from deqing_events.contests.judges import actions, declared, queries
from deqing_events.contests.judges.forms import JudgeForm, LinksForm
from deqing_events.contests.judges.models import JudgeLink
from deqing_events.contests.judges.showing import seats
from deqing_events.contests.marking.score_sheets import ScoreSheet, score_sheets
from deqing_events.contests.rule_sheets import queries as rules
from deqing_events.domain.roles import Permission
from deqing_events.domain.rule_sheet import parse
from deqing_events.events.models import Event
from deqing_events.web import access, clock, qr
from deqing_events.web.installation import keys, public_url

blueprint = Blueprint("contest_judges", __name__, url_prefix="/desk/events/<int:event_id>/judges")
EDIT = Permission.CONTESTS_EDIT
UNKNOWN_END = dt.timedelta(hours=12)


@blueprint.get("")
@access.staff(EDIT)
def overview(event_id: int) -> ResponseReturnValue:
    """Show the seats of the panel, who sits there, whom they must not mark, and their links."""
    event = event_or_404(event_id)
    return _overview(event, _links_form(event))


@blueprint.route("/<key>", methods=["GET", "POST"])
@access.staff(EDIT)
def one(event_id: int, key: str) -> ResponseReturnValue:
    """Say who sits as a judge."""
    event = event_or_404(event_id)
    sheet = next((row for row in _panel(event) if row.key == key), None) or abort(404)
    held, rows = queries.one(event_id, sheet.judge), entrants.for_event(event_id)
    filled = {"name": held.name, "workplace": held.workplace} if held else {}
    form = JudgeForm(relations=declared.write(held.relations if held else {}, rows), **filled)
    form.ids = {row.number: row.id for row in rows}
    if not form.is_submitted():
        return _form_page(event, sheet, form)
    if not form.validate():
        return _form_page(event, sheet, form), 422
    relations = declared.read(form.relations.data or "", form.ids)
    details = actions.JudgeDetails(form.name.data, form.workplace.data or "", relations)
    try:
        change = Change(access.acting(), clock.now(), form.reason.data or "")
        changed = actions.save(event.id, sheet.judge, details, change)
    except actions.JudgeRefusedError as refusal:
        return _form_page(event, sheet, form, str(refusal)), 422
    flash(f"{sheet.judge} 已保存。" + (f"有 {changed} 名参赛者的回避跟着变了。" if changed else ""), "ok")
    return redirect(url_for(".overview", event_id=event_id))


@blueprint.post("/links")
@access.staff(EDIT)
def make_links(event_id: int) -> ResponseReturnValue:
    """Make a link for everybody who has none that opens."""
    event, form = event_or_404(event_id), LinksForm()
    if not form.validate_on_submit():
        return _overview(event, form), 422
    period = (aware(form.valid_from.data) or clock.now(), aware(form.valid_until.data) or clock.now())
    judges = [sheet.judge for sheet in _panel(event)]
    try:
        made = actions.make_links(event_id, judges, period, keys=keys(), change=Change(access.acting(), clock.now()))
    except actions.JudgeRefusedError as refusal:
        return _overview(event, form, str(refusal)), 422
    flash(
        f"做好 {made} 个裁判链接。" if made else "没有要做的：请先填写裁判是谁，或每位都已经有链接了。",
        "ok" if made else "info",
    )
    return redirect(url_for(".overview", event_id=event_id))


@blueprint.get("/links/<int:link_id>")
@access.staff(EDIT)
def link(event_id: int, link_id: int) -> ResponseReturnValue:
    """Show a judge's link and its QR code."""
    event, held = event_or_404(event_id), _link(event_id, link_id)
    return render_template("contests/judges/link.html", event=event, link=held, address=_address(held), now=clock.now())


@blueprint.get("/links/<int:link_id>/qr.png")
@access.staff(EDIT)
def code(event_id: int, link_id: int) -> ResponseReturnValue:
    """Return the QR code of a judge's link."""
    event_or_404(event_id)
    return Response(qr.png(_address(_link(event_id, link_id))), mimetype="image/png")


@blueprint.get("/links/cards")
@access.staff(EDIT)
def cards(event_id: int) -> ResponseReturnValue:
    """Show the cards of all links that can still be used, for printing."""
    event, now = event_or_404(event_id), clock.now()
    live = [held for held in queries.standing_links(event_id).values() if held.valid_until > now]
    return render_template("contests/judges/cards.html", event=event, links=live)


@blueprint.route("/links/<int:link_id>/revoke", methods=["GET", "POST"])
@access.staff(EDIT)
def revoke(event_id: int, link_id: int) -> ResponseReturnValue:
    """Ask, then take a judge's link back."""
    event, held, form = event_or_404(event_id), _link(event_id, link_id), ConfirmForm()
    if not form.validate_on_submit():
        return render_template("contests/judges/revoke.html", event=event, link=held)
    judge = held.panel_judge.judge
    if actions.revoke(event_id, link_id, now=clock.now(), by=access.acting()):
        flash(f"{judge} 的链接已收回，已经打的分都留着。", "ok")
    else:
        flash("这个链接之前已经收回。", "info")
    return redirect(url_for(".overview", event_id=event_id), 303)


def _panel(event: Event) -> list[ScoreSheet]:
    held = rules.current(event.id)
    return [sheet for sheet in score_sheets(parse(held.body)) if sheet.judge] if held else []


def _link(event_id: int, link_id: int) -> JudgeLink:
    return queries.link_within(event_id, link_id) or abort(404)


def _address(held: JudgeLink) -> str:
    return public_url() + url_for("judge.codes", token=actions.link_token(held.id, held.serial, keys()))


def _links_form(event: Event) -> LinksForm:
    now = clock.now()
    last = event.ends_at if event.ends_at and event.ends_at > now else now
    return LinksForm(valid_from=wall(now), valid_until=wall(last + UNKNOWN_END))


def _overview(event: Event, form: LinksForm, problem: str = "") -> str:
    rows = entrants.for_event(event.id)
    return render_template(
        "contests/judges/overview.html",
        event=event,
        seats=seats(event, _panel(event), rows, now=clock.now()),
        sealed=custody.sealed(event.id),
        coded=sum(bool(row.blind_code) for row in rows),
        form=form,
        problem=problem,
    )


def _form_page(event: Event, sheet: ScoreSheet, form: JudgeForm, problem: str = "") -> str:
    return render_template("contests/judges/one.html", event=event, sheet=sheet, form=form, problem=problem)
