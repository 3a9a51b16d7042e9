"""Who came: the attendance list of an event, its files, the sign-in sheet, and putting one person right by hand."""

import secrets

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.checkin import attendance_table, codes, gate_queries, list_actions, queries, scan_actions
from deqing_events.checkin.forms import ReasonForm
from deqing_events.checkin.scan_facts import Attempt, Post
from deqing_events.documents.csv_file import csv_bytes
from deqing_events.documents.workbook import workbook_bytes
from deqing_events.domain.admission_facts import Status
from deqing_events.domain.roles import Permission
from deqing_events.domain.tables import Table
from deqing_events.events import queries as events
from deqing_events.events.models import Event
from deqing_events.registration.models import Registration
from deqing_events.web import access, clock, download
from deqing_events.web.formatting import stamp

blueprint = Blueprint("attendance_desk", __name__, url_prefix="/desk/events/<int:event_id>/checkin/attendance")
MANAGE = Permission.CHECKIN_MANAGE
VIEWS = (("all", "全部"), ("here", "已到"), ("absent", "未到"))


@blueprint.get("")
@access.staff(MANAGE)
def listing(event_id: int) -> ResponseReturnValue:
    """List who is in, when and through which gate, and who is absent."""
    event, rows, view = _event(event_id), queries.attendance(event_id), request.args.get("show", "all")
    numbers = {"all": len(rows), "here": sum(row.at is not None for row in rows)}
    numbers["absent"] = numbers["all"] - numbers["here"]
    shown = [row for row in rows if view not in {"here", "absent"} or (row.at is not None) == (view == "here")]
    return render_template(
        "checkin/desk/attendance.html",
        event=event,
        rows=shown,
        tabs=[(key, word, numbers[key]) for key, word in VIEWS],
        view=view,
        lanes=attendance_table.LANE_WORDS,
    )


@blueprint.get("/file.<any(xlsx, csv):kind>")
@access.staff(MANAGE)
def file(event_id: int, kind: str) -> ResponseReturnValue:
    """Return 签到情况 as a workbook or csv file, mobiles masked."""
    made = _table(_event(event_id))
    if kind == "csv":
        return download.csv(csv_bytes(made), f"{made.file_name}.csv")
    return download.xlsx(workbook_bytes([made]), f"{made.file_name}.xlsx")


@blueprint.route("/<int:registration_id>/add", methods=["GET", "POST"])
@access.staff(MANAGE)
def add(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Enter one person by hand (补签), with the reason; only somebody registered, never twice."""
    event, person = _event(event_id), _person(event_id, registration_id)
    form = ReasonForm()
    if not form.validate_on_submit():
        form.nonce.data = form.nonce.data or secrets.token_urlsafe(18)
        page = render_template("checkin/desk/add.html", event=event, person=person, form=form)
        return page, (422 if form.errors else 200)
    now, by = clock.now(), access.acting()
    name, code = person.name, codes.person(person.id)
    list_id = list_actions.default_list(event_id, now=now, by=by)
    nonce = (form.nonce.data or secrets.token_urlsafe(18))[:64]
    attempt = Attempt(code, nonce, lane="paper", force=True, note=form.reason.data)
    post = Post(list_id, "", access.principal().name, supervisor=True)
    already = queries.counting_scan(event_id, registration_id) is not None
    answered = None if already else scan_actions.scan(post, attempt, now=now, by=by)
    if answered is not None and answered.decision.status is Status.OK:
        flash(f"{name} 已补签。", "ok")
    else:
        flash(f"{name} 之前已经签到，没有再记一次。", "info")
    return redirect(url_for("attendance_desk.listing", event_id=event_id), 303)


@blueprint.route("/<int:registration_id>/undo", methods=["GET", "POST"])
@access.staff(MANAGE)
def undo(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Ask for the reason, then undo the entry of one person; the row stays, marked."""
    event, person = _event(event_id), _person(event_id, registration_id)
    entry = queries.counting_scan(event_id, registration_id) or abort(404)
    form = ReasonForm()
    if not form.validate_on_submit():
        page = render_template("checkin/desk/undo.html", event=event, person=person, entry=entry, form=form)
        return page, (422 if form.errors else 200)
    name, post = person.name, Post(entry.list_id, "", access.principal().name, supervisor=True)
    try:
        scan_actions.annul(entry.nonce, post, reason=form.reason.data, now=clock.now(), by=access.acting())
    except scan_actions.NothingToUndoError:
        flash(f"{name} 的签到刚刚已经撤销。", "info")
    else:
        flash(f"已撤销 {name} 的签到。", "ok")
    return redirect(url_for("attendance_desk.listing", event_id=event_id), 303)


def _event(event_id: int) -> Event:
    return events.within(event_id, access.reach(MANAGE)) or abort(404)


def _person(event_id: int, registration_id: int) -> Registration:
    return gate_queries.person_within(event_id, registration_id) or abort(404)


def _table(event: Event) -> Table:
    made = f"填报：{access.principal().name}　{stamp(clock.now())}"
    return attendance_table.table(event.title, event.code, queries.attendance(event.id), made=made)
