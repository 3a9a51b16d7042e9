"""Desk pages of the encryption officer: numbers and blind codes, no names, no workplaces."""

from typing import NoReturn

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.custody import actions, queries
from deqing_events.contests.doors import event_or_404, may
from deqing_events.contests.entrants import queries as entrants
from deqing_events.contests.heats import queries as heats
from deqing_events.contests.marking.score_sheets import ScoreSheet
from deqing_events.contests.prints.sheets import mark_table, printed, station_table
from deqing_events.contests.results.forms import ReasonForm
from deqing_events.domain.entrants import STATUS_WORDS
from deqing_events.domain.roles import Permission
from deqing_events.events.models import Event
from deqing_events.web import access, clock, errors

blueprint = Blueprint("custody", __name__, url_prefix="/desk")
ENCRYPT = Permission.CODES_GIVE
APART = (
    Permission.CALL_ROOM,
    Permission.MARKS_ENTER,
    Permission.PAPERS_ENTER,
    Permission.CONTESTS_EDIT,
    Permission.MARKS_LOCK,
)
"""What an account that gives out codes may not also do in the same event: each shows names or makes marks."""
BOTH = "这个账号在这场里还能检录、评分或改名单，不能同时当加密裁判。请系统管理员另开一个只做加密的账号。"
WORDS = {status.value: word for word, status in STATUS_WORDS.items()}


@blueprint.get("/codes")
@access.staff(ENCRYPT)
def listing() -> ResponseReturnValue:
    """List the contests whose codes the account gives out."""
    return render_template("contests/custody/listing.html", events=queries.contests_within(access.reach(ENCRYPT)))


@blueprint.route("/events/<int:event_id>/codes", methods=["GET"])
@access.staff(ENCRYPT)
def page(event_id: int) -> ResponseReturnValue:
    """Show numbers and codes."""
    return _page(_event(event_id))


@blueprint.post("/events/<int:event_id>/codes/issue")
@access.staff(ENCRYPT)
def issue(event_id: int) -> ResponseReturnValue:
    """Give everybody without one a code."""
    event = _event(event_id)
    try:
        made = actions.issue(event.id, by=access.acting(), now=clock.now())
    except actions.CodesRefusedError as refusal:
        return _page(event, str(refusal)), 422
    flash(f"新编 {made} 个盲码，对照已封存。" if made else "参赛的都有盲码了。", "ok" if made else "info")
    return redirect(url_for(".page", event_id=event.id))


@blueprint.route("/events/<int:event_id>/codes/replace", methods=["GET", "POST"])
@access.staff(ENCRYPT)
def replace(event_id: int) -> ResponseReturnValue:
    """Ask, then give everybody a new code."""
    event, form, problem = _event(event_id), ReasonForm(), ""
    if form.validate_on_submit():
        try:
            made = actions.replace_all(event.id, form.reason.data or "", by=access.acting(), now=clock.now())
        except actions.CodesRefusedError as refusal:
            problem = str(refusal)
        else:
            flash(f"{made} 个盲码都换了新的，旧的作废。印过的赛位表和评分表要重印。", "ok")
            return redirect(url_for(".page", event_id=event.id))
    page = render_template("contests/custody/replace.html", event=event, form=form, problem=problem)
    return page, (422 if form.is_submitted() else 200)


@blueprint.get("/events/<int:event_id>/codes/stations")
@access.staff(ENCRYPT)
def stations(event_id: int) -> ResponseReturnValue:
    """Show the station sheet to print: heat, station and code."""
    event = _event(event_id)
    back = {"href": url_for(".page", event_id=event.id), "label": "返回对照"}
    table = station_table(event, heats.for_event(event.id))
    values = {"event": event, "table": table, "file_href": "", "landscape": False, "back": back}
    return render_template("contests/prints/paper.html", **values)


@blueprint.get("/events/<int:event_id>/codes/marks/<key>")
@access.staff(ENCRYPT)
def marks(event_id: int, key: str) -> ResponseReturnValue:
    """Show the mark sheet of one judge to print, by code."""
    event = _event(event_id)
    sheet = next((row for row in _judges(event.id) if row.key == key), None) or abort(404)
    back = {"href": url_for(".page", event_id=event.id), "label": "返回对照"}
    table = mark_table(event, sheet, entrants.for_event(event.id))
    values = {"event": event, "table": table, "file_href": "", "landscape": True, "back": back}
    return render_template("contests/prints/paper.html", **values)


def _judges(event_id: int) -> list[ScoreSheet]:
    """Return the mark sheets of the judges; none before the codes are given out."""
    return [row for row in printed(event_id) if row.judge] if queries.issues(event_id) else []


def _event(event_id: int) -> Event:
    event = event_or_404(event_id, ENCRYPT)
    return _apart() if any(may(event, permission) for permission in APART) else event


def _apart() -> NoReturn:
    abort(make_response(errors.answer(403, BOTH)))


def _page(event: Event, problem: str = "") -> str:
    return render_template(
        "contests/custody/page.html",
        event=event,
        rows=queries.pairings(event.id),
        issues=queries.issues(event.id),
        marked=queries.marked_blind(event.id),
        words=WORDS,
        sheets=_judges(event.id),
        problem=problem,
    )
