"""Publishing, postponing, cancelling, finishing: each asks first, by a page that works without script."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.domain.roles import Permission
from deqing_events.events import queries
from deqing_events.events.hooks import places_of
from deqing_events.events.models import Event
from deqing_events.events.overview import overview_parts
from deqing_events.events.steps import actions
from deqing_events.events.steps.forms import PlainForm, PostponeForm, ReasonForm
from deqing_events.web import access, clock

blueprint = Blueprint("event_steps", __name__, url_prefix="/desk/events/<int:event_id>")
EDIT = Permission.EVENTS_EDIT


@dataclass(frozen=True)
class PlainStep:
    """A step that asks for nothing but a yes."""

    act: Callable[..., None]
    question: str
    consequence: str
    verb: str
    done: str


PLAIN: Mapping[str, PlainStep] = {
    "withdraw": PlainStep(
        actions.back_to_draft,
        "收回成草稿？",
        "收回后别人看不到这场活动。已经有人报名的不能收回。",
        "收回草稿",
        "已收回成草稿，改好再发布。",
    ),
    "finish": PlainStep(
        actions.finish,
        "办结这场活动？",
        "办结后计入统计。有评分的，请先核对并公布成绩。",
        "办结",
        "已办结，可以在统计报表里看到。",
    ),
}


@blueprint.post("/publish")
@access.staff(EDIT)
def publish(event_id: int) -> ResponseReturnValue:
    """Make a draft (or a postponed event with new dates) public."""
    event = _known(event_id)
    try:
        actions.publish(event.id, now=clock.now(), by=access.acting())
    except actions.StepRefusedError as refusal:
        parts = overview_parts(event, clock.now())
        return render_template("events/desk/one.html", problem=str(refusal), **parts), 422
    flash("已发布，大家可以看到了。", "ok")
    return _overview(event)


@blueprint.route("/<any(withdraw, finish):step>", methods=["GET", "POST"])
@access.staff(EDIT)
def plain(event_id: int, step: str) -> ResponseReturnValue:
    """Ask, then take a step that needs no reason."""
    event, asked, problem = _known(event_id), PLAIN[step], ""
    if PlainForm().validate_on_submit():
        try:
            asked.act(event.id, now=clock.now(), by=access.acting())
        except actions.StepRefusedError as refusal:
            problem = str(refusal)
        else:
            flash(asked.done, "ok")
            return _overview(event)
    page = render_template("events/desk/plain.html", event=event, asked=asked, step=step, problem=problem)
    return page, (422 if problem else 200)


@blueprint.route("/postpone", methods=["GET", "POST"])
@access.staff(EDIT)
def postpone(event_id: int) -> ResponseReturnValue:
    """Ask why and until when, then put an event off."""
    event, form = _known(event_id), PostponeForm()
    if not form.validate_on_submit():
        return _reason_page(event, form, "postpone")
    try:
        actions.postpone(event.id, form.reason.data, new_start=form.new_start.data, now=clock.now(), by=access.acting())
    except actions.StepRefusedError as refusal:
        return _reason_page(event, form, "postpone", str(refusal))
    flash("已改到新时间，活动页已更新。" if form.new_start.data else "已标为延期，定下新时间后再发布。", "ok")
    return _overview(event)


@blueprint.route("/cancel", methods=["GET", "POST"])
@access.staff(EDIT)
def cancel(event_id: int) -> ResponseReturnValue:
    """Ask why, then call an event off."""
    event, form = _known(event_id), ReasonForm()
    if not form.validate_on_submit():
        return _reason_page(event, form, "cancel")
    try:
        actions.cancel(event.id, form.reason.data, now=clock.now(), by=access.acting())
    except actions.StepRefusedError as refusal:
        return _reason_page(event, form, "cancel", str(refusal))
    flash("已取消，活动页写明了原因。请通知已报名的人。", "ok")
    return _overview(event)


def _known(event_id: int) -> Event:
    return queries.within(event_id, access.reach(EDIT)) or abort(404)


def _overview(event: Event) -> ResponseReturnValue:
    return redirect(url_for("events_desk.one", event_id=event.id))


def _reason_page(event: Event, form: ReasonForm, step: str, problem: str = "") -> ResponseReturnValue:
    places = places_of(event.id, event.capacity)
    page = render_template(f"events/desk/{step}.html", event=event, form=form, places=places, problem=problem)
    return page, (422 if problem or form.errors else 200)
