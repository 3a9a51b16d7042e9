"""Downloads of the 报名汇总表: masked for the desk, in full only with the right, a reason and an audit entry."""

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.documents.csv_file import csv_bytes
from deqing_events.documents.workbook import workbook_bytes
from deqing_events.domain.roles import Permission
from deqing_events.domain.tables import Table
from deqing_events.events.models import Event
from deqing_events.events.queries import within
from deqing_events.organisations.queries import township_label
from deqing_events.registration import desk_queries, export_actions, summary
from deqing_events.registration.asked import Asked
from deqing_events.registration.desk_queries import Filters
from deqing_events.registration.forms import ReasonForm
from deqing_events.registration.queries import ACTIVE
from deqing_events.registration.questions.showing import AnswerColumns
from deqing_events.web import access, clock, download, installation

blueprint = Blueprint("registration_files", __name__, url_prefix="/desk/events/<int:event_id>")
VIEW, FULL = Permission.REGISTRATIONS_VIEW, Permission.FULL_PERSONAL_DATA


@blueprint.get("/registrations.<any(xlsx, csv):kind>")
@access.staff(VIEW)
def masked(event_id: int, kind: str) -> Response:
    """Download what the list shows, with mobiles masked."""
    return _file(_table(_event(event_id, VIEW), None), kind)


@blueprint.get("/registrations/print")
@access.staff(VIEW)
def printed(event_id: int) -> str:
    """Show the summary as an A4 page with blanks for signature and seal: the whole event's, or one delegation's."""
    event, asked = _event(event_id, VIEW), Asked.of(request.args)
    found = desk_queries.for_event(event.id, Filters(town=asked.town))
    lines = [line for line in found if line.registration.state in ACTIVE]
    answers = AnswerColumns(event.id, [line.registration.id for line in lines], installation.keys())
    host = event.host.name if event.host else "德清县总工会"
    of = township_label(asked.town) if asked.town else host
    table = summary.official_table(event, lines, answers, of=of, day=clock.today())
    back = {"href": url_for("registrations_desk.listing", event_id=event.id), "label": "返回报名"}
    return render_template("registration/summary_print.html", table=table, back=back)


@blueprint.route("/registrations/full", methods=["GET", "POST"])
@access.staff(FULL)
def full(event_id: int) -> ResponseReturnValue:
    """Ask for the reason, then download with full mobiles: logged, and said in the file."""
    event, form, asked = _event(event_id, FULL), ReasonForm(), Asked.of(request.args)
    if not form.validate_on_submit():
        page = render_template("registration/desk/full.html", event=event, form=form, asked=asked)
        return page, 422 if form.errors else 200
    now = clock.now()
    taken = summary.FullExport(access.principal().name, now, form.reason.data)
    table = _table(event, taken)
    export_actions.log_full_export(event.id, len(table.rows), reason=taken.reason, now=now, by=access.acting())
    return _file(table, "csv" if request.form.get("kind") == "csv" else "xlsx")


def _event(event_id: int, permission: Permission) -> Event:
    return within(event_id, access.reach(permission)) or abort(404)


def _table(event: Event, taken: summary.FullExport | None) -> Table:
    lines = desk_queries.for_event(event.id, Asked.of(request.args).filters())
    ids = [line.registration.id for line in lines]
    answers = AnswerColumns(event.id, ids, installation.keys(), full=taken is not None)
    return summary.summary_table(event, lines, answers, day=clock.today(), full=taken)


def _file(table: Table, kind: str) -> Response:
    if kind == "csv":
        return download.csv(csv_bytes(table), f"{table.file_name}.csv")
    return download.xlsx(workbook_bytes([table]), f"{table.file_name}.xlsx")
