"""The desk's pages of check-in lists: one list, the usual set in one press, and deleting what nobody used."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.checkin import list_actions, queries
from deqing_events.checkin.forms import ConfirmForm, aware, wall
from deqing_events.checkin.lists import queries as choices
from deqing_events.checkin.lists.forms import ListForm
from deqing_events.checkin.models import CheckinList
from deqing_events.domain.roles import Permission
from deqing_events.events import queries as events
from deqing_events.events.models import Event
from deqing_events.web import access, clock

blueprint = Blueprint("checkin_lists", __name__, url_prefix="/desk/events/<int:event_id>/checkin/lists")
MANAGE = Permission.CHECKIN_MANAGE


@blueprint.route("/new", methods=["GET", "POST"], defaults={"list_id": None})
@blueprint.route("/<int:list_id>", methods=["GET", "POST"])
@access.staff(MANAGE)
def one(event_id: int, list_id: int | None) -> ResponseReturnValue:
    """Make a list or change one."""
    event = _event(event_id)
    row = _list(event_id, list_id) if list_id else None
    form = ListForm() if row is None else ListForm(data=_filled(row))
    form.offer(*_choices(event, row))
    if form.validate_on_submit():
        try:
            list_actions.save_list(event_id, list_id, _details(form), now=clock.now(), by=access.acting())
        except list_actions.ListRefusedError as refusal:
            form.form_errors.append(str(refusal))
        else:
            flash(f"名单“{form.name.data}”已存好。", "ok")
            return _overview(event_id)
    code = 422 if form.errors or form.form_errors else 200
    used = row is not None and queries.used(row.id)
    return render_template("checkin/desk/list.html", event=event, row=row, form=form, used=used), code


@blueprint.post("/usual")
@access.staff(MANAGE)
def usual(event_id: int) -> ResponseReturnValue:
    """Add the usual lists the event does not have yet."""
    event = _event(event_id)
    if not ConfirmForm().validate_on_submit():
        abort(400)
    many = len(event.sessions) > 1
    made = list_actions.add_usual(event_id, by_session=many, now=clock.now(), by=access.acting())
    if made:
        flash(f"已加上 {len(made)} 份名单：{'、'.join(made)}。时间和范围可以再改。", "ok")
    else:
        flash("常用的几份都有了，没有再加。", "info")
    return _overview(event_id)


@blueprint.route("/<int:list_id>/delete", methods=["GET", "POST"])
@access.staff(MANAGE)
def delete(event_id: int, list_id: int) -> ResponseReturnValue:
    """Ask, then delete a list nobody has used."""
    event, row = _event(event_id), _list(event_id, list_id)
    name, form = row.name, ConfirmForm()
    if not form.validate_on_submit():
        return render_template("checkin/desk/list_delete.html", event=event, row=row)
    try:
        list_actions.delete_list(event_id, list_id, now=clock.now(), by=access.acting())
    except list_actions.ListRefusedError as refusal:
        flash(str(refusal), "warn")
    else:
        flash(f"名单“{name}”已删除。", "ok")
    return _overview(event_id)


def _event(event_id: int) -> Event:
    return events.within(event_id, access.reach(MANAGE)) or abort(404)


def _list(event_id: int, list_id: int) -> CheckinList:
    return queries.list_within(event_id, list_id) or abort(404)


def _overview(event_id: int) -> ResponseReturnValue:
    return redirect(url_for("checkin_desk.overview", event_id=event_id), 303)


def _choices(event: Event, row: CheckinList | None) -> tuple[dict[int, str], dict[int, str], dict[int, str]]:
    """Return sessions, townships and teams; what the list names already stays a choice, valid today or not."""
    towns, teams = choices.townships(clock.today()), choices.teams(event.id)
    if row is not None and row.groups:
        named = dict(zip(row.groups, choices.group_names([row])[row.id], strict=True))
        held = teams if row.group_by == "team" else towns
        held.update({key: name for key, name in named.items() if key not in held})
    return choices.session_names(event), towns, teams


def _filled(row: CheckinList) -> dict[str, Any]:
    return {
        "name": row.name,
        "purpose": row.purpose,
        "mode": row.mode,
        "sessions": [str(key) for key in row.sessions or ()],
        "group_by": row.group_by,
        "townships": [str(key) for key in row.groups or ()] if row.group_by == "township" else [],
        "teams": [str(key) for key in row.groups or ()] if row.group_by == "team" else [],
        "opens_at": wall(row.opens_at),
        "closes_at": wall(row.closes_at),
        "gates": "\n".join(row.gates or ()),
        "accept_unconfirmed": row.accept_unconfirmed,
    }


def _details(form: ListForm) -> list_actions.ListDetails:
    return list_actions.ListDetails(
        name=form.name.data,
        mode=form.mode.data,
        opens_at=aware(form.opens_at.data),
        closes_at=aware(form.closes_at.data),
        gates=form.gate_names(),
        sessions=form.session_ids(),
        accept_unconfirmed=form.accept_unconfirmed.data,
        purpose=form.purpose.data,
        group_by=form.group_by.data or "",
        groups=form.groups(),
    )
