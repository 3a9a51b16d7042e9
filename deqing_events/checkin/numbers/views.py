"""The desk's page of live numbers of one list, and its workbook."""

import datetime as dt

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from deqing_events.checkin import list_actions, queries
from deqing_events.checkin.models import CheckinList
from deqing_events.checkin.numbers import showing
from deqing_events.checkin.numbers.queries import numbers
from deqing_events.documents.workbook import workbook_bytes
from deqing_events.domain.roles import Permission
from deqing_events.events import queries as events
from deqing_events.events.models import Event
from deqing_events.web import access, clock, download
from deqing_events.web.formatting import stamp

blueprint = Blueprint("checkin_numbers", __name__, url_prefix="/desk/events/<int:event_id>/checkin/numbers")
MANAGE = Permission.CHECKIN_MANAGE


@blueprint.get("")
@access.staff(MANAGE)
def page(event_id: int) -> ResponseReturnValue:
    """Show the numbers of a list: per gate, delegation and workplace, and minute by minute of one day."""
    event, lists = _event(event_id), queries.lists(event_id)
    at = _asked(event, lists)
    found = numbers(at)
    days = showing.days(found)
    day = _day(days)
    minutes = showing.of_day(found, day)
    return render_template(
        "checkin/desk/numbers.html",
        event=event,
        lists=lists,
        at=at,
        found=found,
        days=days,
        day=day,
        minutes=minutes,
        charts=showing.charts(minutes),
        now=clock.now(),
    )


@blueprint.get("/file.xlsx")
@access.staff(MANAGE)
def file(event_id: int) -> Response:
    """Return the numbers of a list as a workbook."""
    event = _event(event_id)
    at = _asked(event, queries.lists(event_id))
    made = f"填报：{access.principal().name}　{stamp(clock.now())}"
    tables = showing.tables(numbers(at), event.title, at.name, made)
    return download.xlsx(workbook_bytes(tables), f"{tables[0].file_name}.xlsx")


def _event(event_id: int) -> Event:
    return events.within(event_id, access.reach(MANAGE)) or abort(404)


def _asked(event: Event, lists: list[CheckinList]) -> CheckinList:
    """Return the list asked for, else the first; an event without any is counted on the one it would get."""
    wanted = request.args.get("list", "")
    first = next((row for row in lists if row.id == queries.first_list_id(event.id)), None)
    nothing = CheckinList(id=0, event_id=event.id, name=list_actions.DEFAULT_NAME, mode="once")
    return next((row for row in lists if str(row.id) == wanted), first or nothing)


def _day(days: list[dt.date]) -> dt.date | None:
    wanted = request.args.get("day", "")
    return next((day for day in days if day.isoformat() == wanted), days[-1] if days else None)
