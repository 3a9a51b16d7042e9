"""The event editor's part 审核与期限: review, deadlines, changes by workers, and teams."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.domain.roles import Permission
from deqing_events.events import queries as events
from deqing_events.events.overview import editor_frame
from deqing_events.registration.plans import actions, queries
from deqing_events.registration.plans.forms import PlanForm
from deqing_events.web import access, clock

blueprint = Blueprint("sign_up_plan", __name__, url_prefix="/desk/events/<int:event_id>/sign-up/plan")
EDIT = Permission.EVENTS_EDIT


@blueprint.route("", methods=["GET", "POST"])
@access.staff(EDIT)
def edit(event_id: int) -> ResponseReturnValue:
    """Show and save the plan."""
    event = events.within(event_id, access.reach(EDIT)) or abort(404)
    form = PlanForm(obj=queries.plan_of(event.id, now=clock.now()))
    problem = ""
    if form.validate_on_submit():
        values = {each.name: each.data for each in form if each.name != "csrf_token"}
        try:
            moved = actions.save(event.id, values, now=clock.now(), by=access.acting())
        except actions.PlanRefusedError as refusal:
            problem = str(refusal)
        else:
            flash(f"已保存，{len(moved)} 位候补转入。" if moved else "已保存。", "ok")
            return redirect(url_for("sign_up_plan.edit", event_id=event.id))
    frame = editor_frame(event, "plan", clock.now())
    page = render_template("registration/plan.html", **{**frame, "form": form, "problem": problem})
    return page, 422 if problem or form.errors else 200
