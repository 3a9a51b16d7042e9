"""Desk page of what can be printed, and each paper."""

from flask import Blueprint, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.custody import queries as custody
from deqing_events.contests.doors import event_or_404, may
from deqing_events.contests.entrants import queries as entrants
from deqing_events.contests.heats import queries as heats
from deqing_events.contests.judges import queries as panel
from deqing_events.contests.prints import programme, sheets
from deqing_events.contests.results.content import public_naming
from deqing_events.contests.rule_sheets import queries as rules
from deqing_events.contests.rule_sheets.explaining import explained
from deqing_events.contests.start_draws import queries as start_draws
from deqing_events.documents.workbook import workbook_bytes
from deqing_events.domain.roles import Permission
from deqing_events.domain.rule_sheet import parse
from deqing_events.domain.tables import Table
from deqing_events.events.models import Event
from deqing_events.web import access, clock, download
from deqing_events.web.formatting import iso_day

blueprint = Blueprint("contest_prints", __name__, url_prefix="/desk/events/<int:event_id>/prints")
CALL = Permission.CALL_ROOM


@blueprint.get("")
@access.staff(CALL)
def page(event_id: int) -> ResponseReturnValue:
    """List the papers with what is still missing for each."""
    event = event_or_404(event_id, CALL)
    rows = entrants.for_event(event.id)
    return render_template(
        "contests/prints/page.html",
        event=event,
        entrants=len(rows),
        coded=sum(bool(row.blind_code) for row in rows),
        drawn=bool(start_draws.lots(start_draws.standing(event.id))),
        placed=sum(len(heat.places) for heat in heats.for_event(event.id)),
        sealed=custody.sealed(event.id),
        sheets=sheets.printed(event.id),
        has_rules=rules.current(event.id) is not None,
        may_edit=may(event, Permission.CONTESTS_EDIT),
        may_list=may(event, Permission.CHECKIN_MANAGE),
    )


@blueprint.get("/programme")
@access.staff(CALL)
def book(event_id: int) -> ResponseReturnValue:
    """Show the programme book; people who did not agree to be named are masked."""
    event = event_or_404(event_id, CALL)
    held, rule, rows = rules.current(event.id), heats.rule(event.id), heats.for_event(event.id)
    named = {row.judge: row.name for row in panel.panel(event.id)}
    parts = programme.Programme(
        programme.schedule(event, rows, rule.venue if rule else ""),
        explained(held.body, held.league) if held else None,
        programme.judges(parse(held.body) if held else None, named),
        programme.rosters(entrants.for_event(event.id), public_naming(event)),
    )
    return render_template("contests/prints/programme.html", event=event, parts=parts, back=_back(event))


@blueprint.get("/call")
@access.staff(CALL)
def call(event_id: int) -> ResponseReturnValue:
    """Show the call sheet."""
    event = event_or_404(event_id, CALL)
    return _paper(event, _call_table(event), url_for(".call_file", event_id=event.id))


@blueprint.get("/call.xlsx")
@access.staff(CALL)
def call_file(event_id: int) -> ResponseReturnValue:
    """Download the call sheet."""
    event = event_or_404(event_id, CALL)
    host = event.host.name if event.host else "德清县总工会"
    table = _call_table(event, f"填报单位：{host}    日期：{iso_day(clock.now())}")
    return download.xlsx(workbook_bytes([table]), f"{table.file_name}.xlsx")


@blueprint.get("/stations")
@access.staff(CALL)
def stations(event_id: int) -> ResponseReturnValue:
    """Show the station sheet, unless the codes are sealed: then it is the encryption officer's to print."""
    event = event_or_404(event_id, CALL)
    if custody.sealed(event.id):
        abort(404)
    return _paper(event, sheets.station_table(event, heats.for_event(event.id)))


@blueprint.get("/marks/<key>")
@access.staff(CALL)
def marks(event_id: int, key: str) -> ResponseReturnValue:
    """Show the mark sheet of one judge, or of what is agreed on.

    While the codes are sealed a judge's is the encryption officer's to print: it leaves out whom the judge must not
    mark, and who is absent.
    """
    event = event_or_404(event_id, CALL)
    sheet = next((row for row in sheets.printed(event.id) if row.key == key), None)
    if sheet is None or (sheet.judge and custody.sealed(event.id)):
        abort(404)
    table = sheets.mark_table(event, sheet, entrants.for_event(event.id))
    return _paper(event, table, landscape=True)


def _call_table(event: Event, subtitle: str = "") -> Table:
    lots = {row.entrant_id: row.lot for row in start_draws.lots(start_draws.standing(event.id))}
    rows = sheets.called(entrants.for_event(event.id), heats.for_event(event.id), lots)
    return sheets.call_table(event, rows, subtitle)


def _back(event: Event) -> dict[str, str]:
    return {"href": url_for(".page", event_id=event.id), "label": "返回打印"}


def _paper(event: Event, table: Table, file_href: str = "", *, landscape: bool = False) -> str:
    values = {"event": event, "table": table, "file_href": file_href, "landscape": landscape, "back": _back(event)}
    return render_template("contests/prints/paper.html", **values)
