"""Public pages of notices: the list, one notice, its print version and its workbook."""

from flask import Blueprint, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.notices import queries, showing
from deqing_events.contests.notices.models import Notice
from deqing_events.contests.results import queries as results
from deqing_events.contests.rule_sheets import queries as rules
from deqing_events.documents.workbook import workbook_bytes
from deqing_events.domain.rule_sheet import parse
from deqing_events.domain.rule_text import lines
from deqing_events.domain.tables import shown
from deqing_events.web import access, clock, download

blueprint = Blueprint("notices", __name__, url_prefix="/notices")


@blueprint.get("")
@access.public
def listing() -> ResponseReturnValue:
    """List the notices, those that run first."""
    today = clock.today()
    rows = [(notice, _standing(notice)) for notice in queries.listing()]
    running = [row for row in rows if row[1].word == "公示中"]
    past = [row for row in rows if row not in running]
    return render_template(
        "contests/notices/listing.html", running=running, past=past, today=today, title_of=showing.title_of
    )


@blueprint.get("/<int:notice_id>")
@access.public
def one(notice_id: int) -> ResponseReturnValue:
    """Show a notice: how long it runs, whom to ask, who is to get which award."""
    notice = queries.one(notice_id) or abort(404)
    table = showing.table_of(notice, _host(notice))
    rows = [dict(zip([column.key for column in table.columns], row, strict=True)) for row in table.rows]
    return render_template(
        "contests/notices/one.html",
        notice=notice,
        event=notice.publication.event,
        title=table.title,
        rows=rows,
        award_head=table.columns[1].title,
        name_head=table.columns[2].title,
        standing=_standing(notice),
        way=showing.WAY,
        asked=showing.asked(notice),
        newest=_newest(notice),
        takes_objections=not queries.why_no_objection(notice, clock.today()),
    )


@blueprint.get("/<int:notice_id>/print")
@access.public
def paper(notice_id: int) -> ResponseReturnValue:
    """Show a notice as an A4 page."""
    notice = queries.one(notice_id) or abort(404)
    table = showing.table_of(notice, _host(notice))
    rows = [[shown(value, column) for value, column in zip(row, table.columns, strict=True)] for row in table.rows]
    sheet = rules.at(notice.event_id, notice.publication.rule_version)
    told = lines(parse(sheet.body)) if sheet else ()
    return render_template(
        "contests/notices/paper.html",
        notice=notice,
        title=table.title,
        introduction=showing.introduction(notice),
        columns=table.columns,
        rows=rows,
        ties=[line for line in told if line.startswith("总成绩相同")],
        period=showing.said_period(notice),
        asked=showing.asked(notice),
        host=_host(notice),
        back={"href": url_for(".one", notice_id=notice.id), "label": "返回公示"},
    )


@blueprint.get("/<int:notice_id>/list.xlsx")
@access.public
def file(notice_id: int) -> ResponseReturnValue:
    """Download the list of a notice, masked as on its page."""
    notice = queries.one(notice_id) or abort(404)
    table = showing.table_of(notice, _host(notice))
    return download.xlsx(workbook_bytes([table]), f"{table.file_name}.xlsx")


def _host(notice: Notice) -> str:
    host = notice.publication.event.host
    return host.name if host else "德清县总工会"


def _newest(notice: Notice) -> Notice | None:
    """Return the later notice that replaced this one, or None."""
    later = queries.newest(notice.event_id)
    return later if later is not None and later.id > notice.id else None


def _standing(notice: Notice) -> showing.Standing:
    current = results.latest(notice.event_id)
    corrected = current is not None and current.stage != "final" and current.version > notice.publication.version
    return showing.standing(notice, current.version if corrected and current else 0, clock.today())
