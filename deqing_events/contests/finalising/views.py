"""Desk pages of contest control: what still blocks, locking the marks, opening them again by a ruling."""

from dataclasses import asdict

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.doors import event_or_404, knows_names, may
from deqing_events.contests.finalising import actions, queries
from deqing_events.contests.finalising.blockers import Blocker
from deqing_events.contests.finalising.forms import LockForm, PlanForm, ReopenForm
from deqing_events.contests.finalising.showing import control_parts
from deqing_events.contests.history import Change
from deqing_events.contests.locks import queries as locks
from deqing_events.domain.roles import Permission
from deqing_events.events.models import Event
from deqing_events.web import access, clock

blueprint = Blueprint("contest_control", __name__, url_prefix="/desk")
CONTROL, LOCK, REOPEN = Permission.CONTEST_CONTROL, Permission.MARKS_LOCK, Permission.MARKS_REOPEN


@blueprint.get("/control")
@access.staff(CONTROL)
def listing() -> ResponseReturnValue:
    """List the contests that run."""
    return render_template("contests/control_list.html", events=queries.contests_within(access.reach(CONTROL)))


@blueprint.get("/events/<int:event_id>/control")
@access.staff(CONTROL)
def page(event_id: int) -> ResponseReturnValue:
    """Show the steps of the day, what still blocks, how far the marking is, and what was changed."""
    return _page(event_or_404(event_id, CONTROL))


@blueprint.route("/events/<int:event_id>/control/plan", methods=["GET", "POST"])
@access.staff(Permission.CONTESTS_EDIT)
def plan(event_id: int) -> ResponseReturnValue:
    """Choose how this contest is finalised."""
    event, held = event_or_404(event_id), locks.plan(event_id)
    form, problem = PlanForm(**{**asdict(held), "way": "long" if held.long_way else "short"}), ""
    if form.validate_on_submit():
        wanted = locks.Plan(
            form.way.data == "long", form.group_leader.data, form.sample_size.data, form.unblind_minutes.data
        )
        try:
            actions.choose(event.id, wanted, Change(access.acting(), clock.now(), form.reason.data or ""))
        except actions.FinalisingRefusedError as refusal:
            problem = str(refusal)
        else:
            flash("已保存。", "ok")
            return redirect(url_for(".page", event_id=event.id))
    page = render_template("contests/control_plan.html", event=event, form=form, problem=problem)
    return page, (422 if form.is_submitted() else 200)


@blueprint.route("/events/<int:event_id>/control/lock", methods=["GET", "POST"])
@access.staff(LOCK)
def lock(event_id: int) -> ResponseReturnValue:
    """Ask once more, then lock the marks."""
    event, form = event_or_404(event_id, LOCK), LockForm()
    if not form.is_submitted():
        parts = control_parts(event, knows_names=knows_names(event))
        if parts["lock"] or parts["blockers"]:
            return redirect(url_for(".page", event_id=event.id))
        form.seen.data = parts["seen"]
        return render_template("contests/control_lock.html", form=form, **parts)
    problem = _locked(event, form)
    if problem:
        return _page(event, problem), 422
    flash("成绩已锁定，分数不能再改。", "ok")
    return redirect(url_for(".page", event_id=event.id))


@blueprint.route("/events/<int:event_id>/control/reopen", methods=["GET", "POST"])
@access.staff(REOPEN)
def reopen(event_id: int) -> ResponseReturnValue:
    """Ask by which ruling and why, then let marks change again."""
    event, form, problem = event_or_404(event_id, REOPEN), ReopenForm(), ""
    if form.validate_on_submit():
        try:
            change = Change(access.acting(), clock.now(), form.reason.data or "")
            actions.reopen(event.id, form.ruling.data or "", change)
        except actions.FinalisingRefusedError as refusal:
            problem = str(refusal)
        else:
            flash("成绩已解锁，可以更正了。改好后要重新锁定。", "ok")
            return redirect(url_for(".page", event_id=event.id))
    page = render_template("contests/control_reopen.html", event=event, form=form, problem=problem)
    return page, (422 if form.is_submitted() else 200)


def _locked(event: Event, form: LockForm) -> str:
    """Lock; the sentence when it was refused, empty when done."""
    if not form.validate():
        return "这一页放得太久了，请再点一次“锁定全部成绩”。"
    try:
        actions.lock(event.id, form.seen.data or "", Change(access.acting(), clock.now()))
    except actions.FinalisingRefusedError as refusal:
        return str(refusal)
    return ""


def _page(event: Event, problem: str = "") -> str:
    parts = control_parts(event, knows_names=knows_names(event))
    whole_desk = may(event, Permission.EVENTS_VIEW)
    if not whole_desk:
        parts["steps"] = [{**step, "href": ""} for step in parts["steps"]]
    return render_template(
        "contests/control.html",
        problem=problem,
        may_lock=may(event, LOCK),
        may_reopen=may(event, REOPEN),
        may_unblind=may(event, Permission.RESULTS_UNBLIND),
        may_settle=may(event, Permission.PAPERS_SETTLE),
        may_sign=may(event, Permission.RESULTS_SIGN),
        may_plan=may(event, Permission.CONTESTS_EDIT),
        whole_desk=whole_desk,
        open_rows=[{**_row(event, row), "primary": index == 0} for index, row in enumerate(parts["blockers"])],
        **parts,
    )


def _row(event: Event, row: Blocker) -> dict[str, object]:
    """Return a blocker as the page's macro takes it; who may not open the page behind it sees no link."""
    linked = may(event, row.permission)
    return {
        "cause": row.cause,
        "evidence": row.evidence,
        "href": row.href if linked else "",
        "link": row.link,
        "note": "" if linked else "由赛务人员办理",
    }
