"""The desk page that says which event is the next round and by which rule people go on."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.doors import event_or_404
from deqing_events.contests.history import Change
from deqing_events.contests.rounds import link_actions, queries
from deqing_events.contests.rounds.forms import LinkForm, ReasonForm
from deqing_events.domain.roles import Permission
from deqing_events.events.models import Event
from deqing_events.web import access, clock
from deqing_events.web.formatting import stamp

blueprint = Blueprint("round_links", __name__, url_prefix="/desk/events/<int:event_id>/rounds/setting")
RULE = Permission.RESULTS_PUBLISH
USUAL = {"condition": "ranking", "level": 6, "base": "present", "cap_percent": 100, "tie_at_level": "include"}
USUAL_REST = {"reserves": 2, "reply_hours": 24}


@blueprint.route("", methods=["GET", "POST"])
@access.staff(RULE)
def page(event_id: int) -> ResponseReturnValue:
    """Ask for the next round and the rule, and save them."""
    event = event_or_404(event_id, RULE)
    form = _form(event)
    if not form.is_submitted():
        return _page(event, form)
    if not (form.validate() and form.fits()):
        return _page(event, form), 422
    values = {name: value for name, value in form.data.items() if name not in {"csrf_token", "reason"}}
    change = Change(access.acting(), clock.now(), form.reason.data or "")
    try:
        link_actions.put(event.id, link_actions.Wanted(**values), change)
    except link_actions.LinkRefusedError as refusal:
        return _page(event, form, str(refusal)), 409
    flash("下一轮和晋级办法已保存。", "ok")
    return redirect(url_for("rounds_desk.page", event_id=event_id), 303)


@blueprint.route("/remove", methods=["GET", "POST"])
@access.staff(RULE)
def remove(event_id: int) -> ResponseReturnValue:
    """Ask, then let the event lead nowhere."""
    event, form, problem = event_or_404(event_id, RULE), ReasonForm(), ""
    if form.validate_on_submit():
        try:
            link_actions.take_away(event.id, Change(access.acting(), clock.now(), form.reason.data or ""))
        except link_actions.LinkRefusedError as refusal:
            problem = str(refusal)
        else:
            flash("这一场不再有下一轮。", "ok")
            return redirect(url_for("rounds_desk.page", event_id=event_id), 303)
    begun = queries.has_marks(event.id)
    page = render_template("contests/rounds/unlink.html", event=event, form=form, problem=problem, begun=begun)
    return page, (422 if form.is_submitted() else 200)


def _form(event: Event) -> LinkForm:
    held = queries.link(event.id)
    form = LinkForm(obj=held) if held else LinkForm(data={**USUAL, **USUAL_REST})
    offered = queries.candidates(event, access.reach(RULE))
    if held is not None and all(row.id != held.next_event_id for row in offered):
        offered.append(held.next_event)
    form.next_event_id.choices = [(row.id, _said(row)) for row in offered]
    return form


def _said(event: Event) -> str:
    return f"{event.title}（{stamp(event.starts_at) if event.starts_at else '时间未定'}，{event.code}）"


def _page(event: Event, form: LinkForm, problem: str = "") -> str:
    return render_template(
        "contests/rounds/link.html",
        event=event,
        form=form,
        problem=problem,
        held=queries.link(event.id),
        begun=queries.has_marks(event.id),
    )
