"""The desk's page of what a list's volunteers ask at the door."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.checkin import queries
from deqing_events.checkin.door_questions import actions
from deqing_events.checkin.door_questions import queries as door_queries
from deqing_events.checkin.door_questions.forms import DoorQuestionForm
from deqing_events.checkin.models import CheckinList
from deqing_events.domain import door_questions
from deqing_events.domain.roles import Permission
from deqing_events.events import queries as events
from deqing_events.web import access, clock
from deqing_events.web.forms import BaseForm

blueprint = Blueprint(
    "door_questions", __name__, url_prefix="/desk/events/<int:event_id>/checkin/lists/<int:list_id>/questions"
)
MANAGE = Permission.CHECKIN_MANAGE


@blueprint.route("", methods=["GET", "POST"])
@access.staff(MANAGE)
def listing(event_id: int, list_id: int) -> ResponseReturnValue:
    """Show what the list asks, and add a question."""
    row, form = _list(event_id, list_id), DoorQuestionForm()
    if form.validate_on_submit():
        try:
            actions.add(row.id, form.text.data, form.choices_given(), now=clock.now(), by=access.acting())
        except actions.QuestionRefusedError as refusal:
            form.form_errors.append(str(refusal))
        else:
            flash(f"“{form.text.data}”已加上，下一次扫码起就要问。", "ok")
            return _back(event_id, list_id)
    code = 422 if form.errors or form.form_errors else 200
    asked = door_questions.read(row.questions)
    given = door_queries.given(row.id)
    page = {"row": row, "event": row.event, "asked": asked, "given": given, "most": actions.MOST, "plain": BaseForm()}
    return render_template("checkin/desk/questions.html", form=form, **page), code


@blueprint.post("/<key>/remove")
@access.staff(MANAGE)
def remove(event_id: int, list_id: int, key: str) -> ResponseReturnValue:
    """Stop asking a question; nothing that was answered is lost."""
    row, form = _list(event_id, list_id), BaseForm()
    if not form.validate_on_submit():
        abort(400)
    if actions.remove(row.id, key, now=clock.now(), by=access.acting()):
        flash("不再问了。已经回答的还在扫码记录里。", "ok")
    else:
        flash("这一项之前已经去掉。", "info")
    return _back(event_id, list_id)


def _list(event_id: int, list_id: int) -> CheckinList:
    if events.within(event_id, access.reach(MANAGE)) is None:
        abort(404)
    return queries.list_within(event_id, list_id) or abort(404)


def _back(event_id: int, list_id: int) -> ResponseReturnValue:
    return redirect(url_for("door_questions.listing", event_id=event_id, list_id=list_id), 303)
