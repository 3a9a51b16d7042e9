"""Pages of whoever watches over papers: how far they are, what differs, typing one anew, and which are typed twice."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.doors import event_or_404, may
from deqing_events.contests.double_entry import actions, photo_queries, queries, settling_actions
from deqing_events.contests.double_entry.doors import opened
from deqing_events.contests.double_entry.forms import ReopenForm, SettleForm, WayForm
from deqing_events.contests.double_entry.papers import Paper
from deqing_events.contests.double_entry.showing import difference_rows, state_of, typists
from deqing_events.contests.history import Change
from deqing_events.contests.locks import queries as locks
from deqing_events.domain.double_entry import may_settle
from deqing_events.domain.roles import Permission
from deqing_events.events.models import Event
from deqing_events.web import access, clock

blueprint = Blueprint("paper_settling", __name__, url_prefix="/desk/events/<int:event_id>/control/papers")
SETTLE, EDIT = Permission.PAPERS_SETTLE, Permission.CONTESTS_EDIT
EMPTY = "请照纸面填这一格；纸面上就是空的，请勾选“纸面上是空的”。"
STALE = "这一页放得太久了，请再点一次。填的内容还在。"


@blueprint.get("")
@access.staff(SETTLE)
def listing(event_id: int) -> ResponseReturnValue:
    """List the papers that two people type, who types them, and how far they are."""
    event = event_or_404(event_id, SETTLE)
    rows = [{"standing": row, "pill": state_of(row), "typists": typists(row)} for row in queries.standings(event.id)]
    edits = may(event, EDIT)
    return render_template("contests/double_entry/control.html", event=event, rows=rows, may_edit=edits)


@blueprint.route("/<paper>", methods=["GET"])
@access.staff(SETTLE)
def one(event_id: int, paper: str) -> ResponseReturnValue:
    """Show what differs on a paper, once both are in."""
    event, found = opened(event_id, paper, SETTLE)
    return _page(event, found)


@blueprint.post("/<paper>/settle/<int:difference_id>")
@access.staff(SETTLE)
def settle(event_id: int, paper: str, difference_id: int) -> ResponseReturnValue:
    """Settle one cell as the paper says."""
    event, found = opened(event_id, paper, SETTLE)
    form = SettleForm()
    problem = _settled(event, found, difference_id, form)
    if problem:
        return _page(event, found, (difference_id, form, problem)), 422
    flash("这一格已经定下。", "ok")
    return redirect(url_for(".one", event_id=event.id, paper=found.key))


@blueprint.route("/<paper>/reopen", methods=["GET", "POST"])
@access.staff(SETTLE)
def reopen(event_id: int, paper: str) -> ResponseReturnValue:
    """Ask why, then let two people type a paper anew."""
    event, found = opened(event_id, paper, SETTLE)
    held, form, problem = queries.rounds(event.id, found), ReopenForm(), ""
    if form.validate_on_submit():
        try:
            change = Change(access.acting(), clock.now(), form.why.data or "")
            settling_actions.reopen(event.id, found, form.seen.data, change)
        except actions.EntryRefusedError as refusal:
            problem = str(refusal)
        else:
            flash(f"“{found.title}”可以重新录入了，还是两个人各录一遍。", "ok")
            return redirect(url_for(".listing", event_id=event.id))
    page = render_template(
        "contests/double_entry/reopen.html", event=event, paper=found, held=held, form=form, problem=problem
    )
    return page, (422 if form.is_submitted() else 200)


@blueprint.route("/ways", methods=["GET", "POST"])
@access.staff(EDIT)
def ways(event_id: int) -> ResponseReturnValue:
    """Choose which papers two people type."""
    event, form, problem = event_or_404(event_id), WayForm(), ""
    found = queries.ways(event.id)
    if form.is_submitted():
        number = request.form.get("way", "")
        way = next((row for at, row in enumerate(found) if str(at) == number), None) or abort(404)
        problem = _chosen(event, way, form)
        if not problem:
            flash("已保存。", "ok")
            return redirect(url_for(".ways", event_id=event.id))
    page = render_template(
        "contests/double_entry/ways.html",
        event=event,
        ways=found,
        form=form,
        problem=problem,
        which=request.form.get("way", ""),
        locked=locks.standing(event.id) is not None,
    )
    return page, (422 if problem else 200)


def _chosen(event: Event, way: queries.Way, form: WayForm) -> str:
    """Store a choice; the sentence when it was refused, empty when done."""
    if not form.validate():
        return next((text for _, _, text in form.problems()), STALE)
    try:
        change = Change(access.acting(), clock.now(), form.why.data or "")
        settling_actions.choose(event.id, way, change, twice=request.form.get("act") == "twice")
    except actions.EntryRefusedError as refusal:
        return str(refusal)
    return ""


def _settled(event: Event, paper: Paper, difference_id: int, form: SettleForm) -> str:
    """Settle a cell; the sentence when it was refused, empty when done."""
    row = queries.difference(event.id, difference_id)
    column = next((column for column in paper.sheet.columns if row and column.key == row.criterion), None)
    if row is None or column is None:
        return settling_actions.GONE
    if not form.validate():
        return next((text for _, _, text in form.problems()), STALE)
    try:
        value = None if form.blank.data else column.read(form.value.data or "")
        if value is None and not form.blank.data:
            return EMPTY
        change = Change(access.acting(), clock.now(), form.why.data or "")
        wanted = settling_actions.Settling(difference_id, value, form.seen.data or "")
        settling_actions.settle(event.id, paper, wanted, change)
    except (ValueError, actions.EntryRefusedError) as refusal:
        return str(refusal)
    return ""


def _page(event: Event, paper: Paper, refused: tuple[int, SettleForm, str] | None = None) -> str:
    standing = queries.standing(event.id, paper)
    me = access.acting().who
    typed = {who for row in standing.differences for who in (row.first_by, row.second_by)}
    which, form, problem = refused or (0, SettleForm(formdata=None), "")
    shown = which if which in {row.id for row in standing.differences} else 0
    return render_template(
        "contests/double_entry/differences.html",
        event=event,
        paper=paper,
        standing=standing,
        pill=state_of(standing),
        typists=typists(standing),
        differences=difference_rows(event.id, paper, standing.differences),
        third=may_settle(me, typed),
        locked=locks.standing(event.id) is not None,
        rounds=queries.rounds(event.id, paper),
        photos=photo_queries.photos(event.id, paper),
        which=shown,
        form=form,
        problem=problem,
        may_edit=may(event, EDIT),
    )
