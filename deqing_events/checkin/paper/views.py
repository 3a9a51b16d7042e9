"""The desk's paper lane: the sign-in sheet of a session, entering people from it, and taking a batch back."""

import datetime as dt
import secrets

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.checkin import list_actions, queries
from deqing_events.checkin.forms import ReasonForm, aware, wall
from deqing_events.checkin.lists.queries import session_name
from deqing_events.checkin.models import CheckinList
from deqing_events.checkin.paper import actions
from deqing_events.checkin.paper import queries as paper
from deqing_events.checkin.paper.forms import PaperForm
from deqing_events.domain.roles import Permission
from deqing_events.events import queries as events
from deqing_events.events.models import Event, EventSession
from deqing_events.web import access, clock

blueprint = Blueprint("paper_desk", __name__, url_prefix="/desk/events/<int:event_id>/checkin/paper")
MANAGE = Permission.CHECKIN_MANAGE
BLANK_LINES = 5
TOKEN_BYTES = 24


@blueprint.get("/sheet")
@access.staff(MANAGE)
def sheet(event_id: int) -> ResponseReturnValue:
    """Show the sign-in sheet of a session on paper, with blank lines for people who were not on it."""
    event = _event(event_id)
    at, session = _list(event), _session(event)
    return render_template(
        "checkin/desk/sheet.html",
        event=event,
        at=at,
        lists=queries.lists(event_id),
        session=session,
        session_name=session_name,
        rows=paper.signers(at, session.id if session else None),
        blanks=BLANK_LINES,
    )


@blueprint.route("", methods=["GET", "POST"])
@access.staff(MANAGE)
def choose(event_id: int) -> ResponseReturnValue:
    """Tick people of a list, say when and why; then show what would be entered."""
    event = _event(event_id)
    session = _session(event)
    form = PaperForm(signed_at=_usual_time(event, session))
    if not form.validate_on_submit():
        return _page(event, form), (422 if form.errors else 200)
    chosen = _chosen(event, form)
    if not chosen:
        return _page(event, form), 422
    return render_template(
        "checkin/desk/paper_check.html", event=event, at=_list(event), session=session, form=form, chosen=chosen
    )


@blueprint.post("/enter")
@access.staff(MANAGE)
def enter(event_id: int) -> ResponseReturnValue:
    """Enter the people that were shown."""
    event, form, now, by = _event(event_id), PaperForm(), clock.now(), access.acting()
    if not form.validate() or not form.token.data:
        return _page(event, form), 422
    chosen = _chosen(event, form)
    if not chosen:
        return _page(event, form), 422
    session = _session(event)
    list_id = _list(event).id or list_actions.default_list(event_id, now=now, by=by)
    wanted = actions.Wanted(
        list_id=list_id,
        people=[row.registration_id for row in chosen],
        signed_at=aware(form.signed_at.data) or now,
        reason=form.reason.data,
        operator=access.principal().name,
        token=form.token.data[:40],
        session_id=session.id if session and len(event.sessions) > 1 else None,
    )
    try:
        done = actions.enter(wanted, now=now, by=by)
    except actions.PaperRefusedError as refusal:
        form.form_errors.append(str(refusal))
        return _page(event, form), 422
    tail = f"{done.already} 人之前已经签到，没有再记。" if done.already else ""
    flash(f"已补签 {done.entered} 人。{tail}", "ok" if done.entered else "info")
    return redirect(url_for("paper_desk.choose", event_id=event_id, list=list_id), 303)


@blueprint.route("/batches/<int:batch_id>/undo", methods=["GET", "POST"])
@access.staff(MANAGE)
def undo(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Ask for the reason, then take a batch back."""
    event, batch, form = _event(event_id), paper.batch_within(event_id, batch_id) or abort(404), ReasonForm()
    if not form.validate_on_submit():
        standing = len(paper.standing(batch))
        page = render_template("checkin/desk/paper_undo.html", event=event, batch=batch, standing=standing, form=form)
        return page, (422 if form.errors else 200)
    count = actions.undo(batch, reason=form.reason.data, now=clock.now(), by=access.acting())
    flash(f"已撤销这一批的 {count} 人，可以重新签。" if count else "这一批之前已经撤销。", "ok" if count else "info")
    return redirect(url_for("paper_desk.choose", event_id=event_id), 303)


def _event(event_id: int) -> Event:
    return events.within(event_id, access.reach(MANAGE)) or abort(404)


def _list(event: Event) -> CheckinList:
    """Return the list asked for, else the one people arrive on; an event without any has the one it would get."""
    wanted = request.args.get("list", "")
    lists, first = queries.lists(event.id), queries.first_list_id(event.id)
    nothing = CheckinList(id=0, event_id=event.id, name=list_actions.DEFAULT_NAME, mode="once")
    usual = next((row for row in lists if row.id == first), nothing)
    return next((row for row in lists if str(row.id) == wanted), usual)


def _session(event: Event) -> EventSession | None:
    """Return the session asked for; the only one of an event with one."""
    wanted = request.args.get("session", "")
    only = event.sessions[0] if len(event.sessions) == 1 else None
    return next((row for row in event.sessions if str(row.id) == wanted), only)


def _usual_time(event: Event, session: EventSession | None) -> dt.datetime | None:
    """Return the start of the session or event as wall time, or now while that is still to come."""
    now = clock.now()
    start = session.starts_at if session else event.starts_at
    return wall(min(start, now) if start else now)


def _chosen(event: Event, form: PaperForm) -> list[paper.Signer]:
    """Return the people ticked who are on the list; none or too many is said in the form."""
    session = _session(event)
    ticked = set(request.form.getlist("ids"))
    rows = paper.signers(_list(event), session.id if session else None)
    chosen = [row for row in rows if str(row.registration_id) in ticked]
    if not chosen:
        form.form_errors.append("请先在名单里勾选要补签的人。")
    elif len(chosen) > actions.MOST:
        form.form_errors.append(f"一次最多补签 {actions.MOST} 人，请分几次。")
        return []
    when = aware(form.signed_at.data)
    if when is not None and when > clock.now():
        form.signed_at.errors = ["签到时间不能晚于现在。"]
        return []
    return chosen


def _page(event: Event, form: PaperForm) -> str:
    at, session = _list(event), _session(event)
    form.token.data = form.token.data or secrets.token_urlsafe(TOKEN_BYTES)
    return render_template(
        "checkin/desk/paper.html",
        event=event,
        at=at,
        lists=queries.lists(event.id),
        session=session,
        session_name=session_name,
        rows=paper.signers(at, session.id if session else None),
        ticked=set(request.form.getlist("ids")),
        form=form,
        batches=paper.batches(event.id),
        most=actions.MOST,
    )
