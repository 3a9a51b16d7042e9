"""Whether the passes of an event keep their code or change it every half minute: the desk's page with the switch."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.checkin.forms import ConfirmForm
from deqing_events.domain.roles import Permission
from deqing_events.events import queries as events
from deqing_events.events.editing import actions
from deqing_events.web import access, clock

blueprint = Blueprint("pass_codes_desk", __name__, url_prefix="/desk/events/<int:event_id>/checkin/pass-codes")
MANAGE = Permission.CHECKIN_MANAGE


@blueprint.route("", methods=["GET", "POST"])
@access.staff(MANAGE)
def one(event_id: int) -> ResponseReturnValue:
    """Show how the codes are, and turn it round."""
    event = events.within(event_id, access.reach(MANAGE)) or abort(404)
    form = ConfirmForm()
    if not form.validate_on_submit():
        return render_template("checkin/desk/pass_codes.html", event=event, form=form)
    rotating = not event.rotating_pass
    try:
        actions.change(event_id, {"rotating_pass": rotating}, now=clock.now(), by=access.acting())
    except actions.EditRefusedError as refusal:
        flash(str(refusal), "bad")
        return redirect(url_for("pass_codes_desk.one", event_id=event_id), 303)
    flash("通行码改成半分钟一换，截图不能用了。" if rotating else "通行码改成固定的，截图也能用。", "ok")
    return redirect(url_for("checkin_desk.overview", event_id=event_id), 303)
