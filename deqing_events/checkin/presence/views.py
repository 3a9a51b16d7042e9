"""The desk's attendance matrix, its rule and its workbook."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.checkin.presence import actions, queries
from deqing_events.checkin.presence.forms import RuleForm
from deqing_events.checkin.presence.table import VERDICT_WORDS, heading, rule_words, session_tables, table
from deqing_events.documents.workbook import workbook_bytes
from deqing_events.domain.roles import Permission
from deqing_events.events import queries as events
from deqing_events.events.models import Event
from deqing_events.web import access, clock, download
from deqing_events.web.formatting import stamp

blueprint = Blueprint("presence_desk", __name__, url_prefix="/desk/events/<int:event_id>/checkin/presence")
MANAGE = Permission.CHECKIN_MANAGE
PAGE = 100


@blueprint.route("", methods=["GET", "POST"])
@access.staff(MANAGE)
def page(event_id: int) -> ResponseReturnValue:
    """Show who attended which session; keep the rule when it is sent."""
    event, least = _event(event_id), queries.rule(event_id)
    form = RuleForm(data={"rule": "all" if least is None else "least", "least": least})
    if form.validate_on_submit():
        actions.save_rule(event_id, form.enough(), now=clock.now(), by=access.acting())
        flash(f"出勤规则已存好：{rule_words(form.enough())}。", "ok")
        return redirect(url_for("presence_desk.page", event_id=event_id), 303)
    asked, found = _asked(), queries.rows(event)
    fitting = [row for row in found if asked.fits(row)]
    shown = [row for row in fitting if asked.verdict in ("", row.verdict)]
    number = min(max(request.args.get("page", 1, type=int), 1), max(1, -(-len(shown) // PAGE)))
    return render_template(
        "checkin/desk/presence.html",
        event=event,
        form=form,
        asked=asked,
        shown=shown[(number - 1) * PAGE : number * PAGE],
        total=len(shown),
        number=number,
        size=PAGE,
        counts=queries.numbers(fitting),
        people=len(fitting),
        townships=sorted({(row.township_id, row.township) for row in found if row.township_id}),
        read=queries.lists_read(event_id),
        rule=rule_words(least),
        words=VERDICT_WORDS,
        heading=heading,
    ), (422 if form.errors else 200)


@blueprint.get("/file.xlsx")
@access.staff(MANAGE)
def file(event_id: int) -> Response:
    """Return the matrix, narrowed as the page is, and a sheet for each session as a workbook."""
    event, asked = _event(event_id), _asked()
    found = [row for row in queries.rows(event) if asked.fits(row) and asked.verdict in ("", row.verdict)]
    made = f"填报：{access.principal().name}　{stamp(clock.now())}"
    held = table(event, found, queries.rule(event_id), made=made)
    sheets = [held, *session_tables(event, found, made=made)]
    return download.xlsx(workbook_bytes(sheets), f"{held.file_name}.xlsx")


def _event(event_id: int) -> Event:
    return events.within(event_id, access.reach(MANAGE)) or abort(404)


def _asked() -> queries.Filters:
    wanted = request.args.get("show", "")
    return queries.Filters(wanted if wanted in set(VERDICT_WORDS) else "", request.args.get("township", type=int))
