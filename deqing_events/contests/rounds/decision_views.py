"""Desk acts on the list of the next round: draw at the cut, confirm, undo, answer for somebody, download."""

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.doors import event_or_404, may
from deqing_events.contests.full_names import FullForm, asked_page, note_full, stamp, stamped
from deqing_events.contests.history import Change
from deqing_events.contests.rounds import decision_actions, place_actions, queries, tables
from deqing_events.contests.rounds.basis import Basis, basis, blockers
from deqing_events.contests.rounds.forms import ConfirmForm, ReasonForm
from deqing_events.documents.workbook import workbook_bytes
from deqing_events.domain.roles import Permission
from deqing_events.domain.text import row_id
from deqing_events.events.models import Event
from deqing_events.web import access, clock, download
from deqing_events.web.formatting import iso_day
from deqing_events.web.installation import keys

blueprint = Blueprint("round_lists", __name__, url_prefix="/desk/events/<int:event_id>/rounds")
RULE, FULL = Permission.RESULTS_PUBLISH, Permission.FULL_PERSONAL_DATA
LOTS = "请给这一组每个人选一个不同的签号。"


@blueprint.route("/confirm", methods=["GET", "POST"])
@access.staff(RULE)
def confirm(event_id: int) -> ResponseReturnValue:
    """Show whom the rule proposes, and confirm the list in one act."""
    event, form = event_or_404(event_id, RULE), ConfirmForm()
    found = basis(event_id)
    stops = blockers(event, found, clock.now())
    if found is None or stops:
        flash(f"现在还不能定名单：{stops[0].cause}。{stops[0].evidence}", "warn")
        return redirect(_back(event_id), 303)
    if not form.is_submitted():
        form.seen.data = found.digest
        return _confirm_page(event, found, form, _usual(event_id, found))
    chosen = [each for text in request.form.getlist("going") if (each := row_id(text)) is not None]
    if not form.validate():
        return _confirm_page(event, found, form, chosen), 422
    choice = decision_actions.Choice(chosen, form.seen.data or "", form.override.data or "")
    try:
        made = decision_actions.confirm(event.id, choice, keys(), _change(form.reason.data))
    except decision_actions.RoundRefusedError as refusal:
        form.seen.data = found.digest
        return _confirm_page(event, found, form, chosen, str(refusal)), 422
    count = sum(place.state in {"advanced", "accepted"} for place in made.places)
    flash(f"晋级名单已确认：{count} 人晋级。已给本人发消息。", "ok")
    return redirect(_back(event_id), 303)


@blueprint.post("/draw")
@access.staff(RULE)
def draw(event_id: int) -> ResponseReturnValue:
    """Record the order in which a tied group was drawn for the next round."""
    event, form, order = event_or_404(event_id, RULE), ReasonForm(), _drawn_order()
    problem = "" if form.validate_on_submit() and order else LOTS
    if not problem:
        try:
            decision_actions.record_draw(event.id, order, _change(form.reason.data))
        except decision_actions.RoundRefusedError as refusal:
            problem = str(refusal)
    flash(problem or "抽签结果已记录。", "bad" if problem else "ok")
    return redirect(_back(event_id), 303)


@blueprint.route("/undo", methods=["GET", "POST"])
@access.staff(RULE)
def undo(event_id: int) -> ResponseReturnValue:
    """Ask, then undo the list that stands."""
    event, form, problem = event_or_404(event_id, RULE), ReasonForm(), ""
    held = queries.standing(event_id)
    if held is None:
        return redirect(_back(event_id), 303)
    if form.validate_on_submit():
        try:
            decision_actions.undo(event.id, _change(form.reason.data))
        except decision_actions.RoundRefusedError as refusal:
            problem = str(refusal)
        else:
            flash("晋级名单已撤销，名单上的人已退出下一轮。", "ok")
            return redirect(_back(event_id), 303)
    page = render_template("contests/rounds/undo.html", event=event, held=held, form=form, problem=problem)
    return page, (422 if form.is_submitted() else 200)


@blueprint.route("/places/<int:place_id>/give-up", methods=["GET", "POST"])
@access.staff(RULE)
def give_up(event_id: int, place_id: int) -> ResponseReturnValue:
    """Ask for the reason, then give somebody's place to the next reserve."""
    event, form, problem = event_or_404(event_id, RULE), ReasonForm(), ""
    held = queries.standing(event_id)
    place = next((row for row in held.places if row.id == place_id), None) if held else None
    if held is None or place is None:
        abort(404)
    if form.validate_on_submit():
        try:
            done = place_actions.give_up(place.id, keys(), _change(form.reason.data), staff=True)
        except decision_actions.RoundRefusedError as refusal:
            problem = str(refusal)
        else:
            flash(_told(done), "ok" if done.moved_up else "warn")
            return redirect(_back(event_id), 303)
    waiting = queries.waiting(held.places)
    values = {"place": place, "form": form, "problem": problem, "waiting": waiting}
    return render_template("contests/rounds/give_up.html", event=event, **values), (422 if form.is_submitted() else 200)


@blueprint.route("/list.xlsx", methods=["GET", "POST"])
@access.staff(RULE)
def file(event_id: int) -> ResponseReturnValue:
    """Download 晋级名单; full names need the right and a reason, which goes to the log."""
    event, held = event_or_404(event_id, RULE), queries.standing(event_id)
    if held is None:
        return redirect(_back(event_id), 303)
    full, line = request.args.get("full") == "1", ""
    if full:
        if not may(event, FULL):
            abort(403)
        form = FullForm()
        if not form.validate_on_submit():
            return asked_page(event, form, _back(event_id))
        note_full("round.full_file", event, "rounds", form.reason.data)
        line = stamp(form.reason.data)
    subtitle = f"填报单位：{event.host.name if event.host else '德清县总工会'}    日期：{iso_day(clock.now())}"
    table = tables.advancing_table(held, subtitle, full=full)
    return download.xlsx(workbook_bytes([stamped(table, line)]), f"{table.file_name}.xlsx")


def _told(done: place_actions.Outcome) -> str:
    passed = f"下一轮报不上、没递补的：{'；'.join(done.passed)}。" if done.passed else ""
    if done.moved_up is None:
        return f"已记下放弃，没有候补可以递补。{passed}"
    return f"已记下放弃，候补第 {done.moved_up.reserve_no} 位 {done.moved_up.entrant.name} 递补，已发消息。{passed}"


def _usual(event_id: int, found: Basis) -> list[int]:
    """Return whom the page ticks at first: the proposal, with reserves who moved up for those who gave up."""
    held = queries.standing(event_id)
    places = held.places if held else []
    gone = {place.entrant_id for place in places if place.state == "declined"}
    moved = {place.entrant_id for place in places if place.reserve_no and place.state in {"advanced", "accepted"}}
    ids = [found.entrants[number].id for number in found.proposal.going]
    return [*(each for each in ids if each not in gone), *(moved - set(ids))]


def _confirm_page(event: Event, found: Basis, form: ConfirmForm, chosen: Sequence[int], problem: str = "") -> str:
    held = queries.standing(event.id)
    return render_template(
        "contests/rounds/confirm.html",
        event=event,
        form=form,
        link=found.link,
        rows=tables.choices(found, held, chosen),
        held=held,
        problem=problem,
    )


def _drawn_order() -> list[int]:
    """Return entrant ids by lot; [] unless the lots are 1 to n, each once."""
    lots: dict[int, int] = {}
    asked = [name for name in request.form if name.startswith("lot-")]
    for name in asked:
        lot, entrant = row_id(request.form[name]), row_id(name.removeprefix("lot-"))
        if lot and entrant:
            lots[lot] = entrant
    return [lots[lot] for lot in sorted(lots)] if sorted(lots) == list(range(1, len(asked) + 1)) else []


def _back(event_id: int) -> str:
    return url_for("rounds_desk.page", event_id=event_id)


def _change(reason: str | None) -> Change:
    return Change(access.acting(), clock.now(), reason or "")
