"""The desk's page of a contest's live board: what it shows, opening, standing still, closing; and the ceremony."""

from collections.abc import Callable

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.doors import event_or_404
from deqing_events.contests.live import actions, ceremony_actions, pages, queries
from deqing_events.contests.live.actions import LiveRefusedError, Tap
from deqing_events.contests.live.forms import CeremonyForm, SettingsForm, TapForm
from deqing_events.contests.results.actions import what_blocks
from deqing_events.contests.results.standings import worked_out
from deqing_events.contests.unblinding import queries as unblinding
from deqing_events.domain.roles import Permission
from deqing_events.events.models import Event
from deqing_events.web import access, clock, qr
from deqing_events.web.installation import public_url

blueprint = Blueprint("live_desk", __name__, url_prefix="/desk/events/<int:event_id>/live")
PUBLISH = Permission.RESULTS_PUBLISH
STATES = {
    "shut": ("plain", "lock", "没开"),
    "open": ("live", None, "开着"),
    "frozen": ("hold", "lock", "已封榜"),
    "ceremony": ("award", "star", "揭晓中"),
}
Act = Callable[[int, Tap], None]
ACTS: dict[str, tuple[Act, str]] = {
    "open": (actions.open_board, "实时榜开着，分数一齐就上榜。"),
    "freeze": (actions.freeze, "已封榜，大家看到的停在这一刻。"),
    "shut": (actions.shut, "实时榜已关上，公开页面上看不到了。"),
}
STEPS: dict[str, Act] = {"reveal": ceremony_actions.reveal, "back": ceremony_actions.take_back}


@blueprint.get("")
@access.staff(PUBLISH)
def one(event_id: int) -> ResponseReturnValue:
    """Show the state of the board and what it shows."""
    return _page(event_or_404(event_id, PUBLISH))


@blueprint.post("")
@access.staff(PUBLISH)
def set_up(event_id: int) -> ResponseReturnValue:
    """Save what the board shows."""
    event, form = event_or_404(event_id, PUBLISH), SettingsForm()
    if not form.validate():
        return _page(event, form), 422
    wanted = actions.Settings(form.shown_rows.data, form.chips.data, form.naming.data, form.hold_back.data)
    try:
        actions.set_up(event_id, wanted, by=access.acting(), now=clock.now())
    except LiveRefusedError as refusal:
        form.form_errors.append(str(refusal))
        return _page(event, form), 422
    pages.forget(event.slug)
    flash("已保存。打开实时榜以前，外面看不到任何成绩。", "ok")
    return redirect(url_for(".one", event_id=event_id), 303)


@blueprint.route("/<any(open, freeze, shut):act>", methods=["GET", "POST"])
@access.staff(PUBLISH)
def change(event_id: int, act: str) -> ResponseReturnValue:
    """Ask, then open the board, let it stand still, or close it."""
    event, form = event_or_404(event_id, PUBLISH), TapForm()
    board = queries.board(event_id) or abort(404)
    if not form.validate_on_submit():
        form.version.data = str(board.version)
        return render_template("contests/live/asking.html", event=event, board=board, act=act, form=form)
    do, told = ACTS[act]
    problem = _done(event, do, form)
    if problem:
        return _page(event, problem=problem), 422
    flash(told, "ok")
    return redirect(url_for(".one", event_id=event_id), 303)


@blueprint.get("/qr.png")
@access.staff(PUBLISH)
def code_image(event_id: int) -> ResponseReturnValue:
    """Return the code of the board's phone page."""
    event = event_or_404(event_id, PUBLISH)
    return Response(qr.png(public_url() + url_for("live.show", slug=event.slug)), mimetype="image/png")


@blueprint.get("/ceremony")
@access.staff(PUBLISH)
def ceremony(event_id: int) -> ResponseReturnValue:
    """Show who is revealed next, or the question how to reveal."""
    return _stage(event_or_404(event_id, PUBLISH))


@blueprint.post("/ceremony")
@access.staff(PUBLISH)
def begin(event_id: int) -> ResponseReturnValue:
    """Begin the ceremony: from here on only what is revealed shows."""
    event, form = event_or_404(event_id, PUBLISH), CeremonyForm()
    if not form.validate():
        return _stage(event, "请选一种揭晓的办法。"), 422
    steps = form.steps.data
    problem = _done(event, lambda board_id, tap: ceremony_actions.begin(board_id, steps, tap), form)
    return _staged(event, problem)


@blueprint.post("/ceremony/<any(reveal, back):step>")
@access.staff(PUBLISH)
def step(event_id: int, step: str) -> ResponseReturnValue:
    """Reveal the next row or prize, or hide the last one again."""
    event, form = event_or_404(event_id, PUBLISH), TapForm()
    return _staged(event, _done(event, STEPS[step], form))


def _done(event: Event, act: Act, form: TapForm) -> str:
    """Act; the sentence when it was refused, empty when done."""
    try:
        act(event.id, Tap(access.acting(), clock.now(), form.seen()))
    except LiveRefusedError as refusal:
        return str(refusal)
    finally:
        pages.forget(event.slug)
    return ""


def _staged(event: Event, problem: str) -> ResponseReturnValue:
    if problem:
        return _stage(event, problem), 422
    return redirect(url_for(".ceremony", event_id=event.id), 303)


def _page(event: Event, form: SettingsForm | None = None, problem: str = "") -> str:
    board = queries.board(event.id)
    return render_template(
        "contests/live/desk.html",
        event=event,
        board=board,
        form=form or SettingsForm(formdata=None, obj=board),
        state=STATES[board.state if board else "shut"],
        blind=queries.blind_holds(event.id),
        problem=problem,
        address=public_url() + url_for("live.show", slug=event.slug),
    )


def _blocks(event_id: int) -> str:
    return what_blocks(worked_out(event_id)) or unblinding.why_not_yet(event_id)


def _stage(event: Event, problem: str = "") -> str:
    board, form = queries.board(event.id), CeremonyForm(formdata=None)
    form.version.data = str(board.version) if board else ""
    steps = board.content["steps"] if board and board.state == "ceremony" else []
    taps = [[board.content["rows"][index] for index in rows] for rows in steps] if board else []
    return render_template(
        "contests/live/ceremony.html",
        event=event,
        board=board,
        form=form,
        taps=taps,
        blocks=_blocks(event.id) if board and board.state != "ceremony" else "",
        blind=queries.blind_holds(event.id),
        problem=problem,
    )
