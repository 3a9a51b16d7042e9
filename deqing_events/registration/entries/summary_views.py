"""The 报名汇总表 of a workplace or delegation: to print with blanks for signature and seal, and as a workbook."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.documents.workbook import workbook_bytes
from deqing_events.domain.tables import Table
from deqing_events.events.models import Event
from deqing_events.organisations.queries import township_label
from deqing_events.registration import desk_queries, summary
from deqing_events.registration.asked import Asked
from deqing_events.registration.desk_queries import Filters
from deqing_events.registration.entries.doors import ENTER, event_or_404
from deqing_events.registration.entries.naming import named
from deqing_events.registration.queries import ACTIVE
from deqing_events.registration.questions.showing import AnswerColumns
from deqing_events.web import access, clock, download, installation

blueprint = Blueprint("entry_summaries", __name__, url_prefix="/unit/events/<slug>")


@blueprint.get("/summary")
@access.staff(ENTER)
def printed(slug: str) -> ResponseReturnValue:
    """Show the summary as an A4 page."""
    event = event_or_404(slug)
    back = {"href": url_for("entries.one", slug=slug), "label": "返回代报"}
    return render_template("registration/summary_print.html", table=_table(event), back=back)


@blueprint.get("/summary.xlsx")
@access.staff(ENTER)
def workbook(slug: str) -> ResponseReturnValue:
    """Download the summary."""
    table = _table(event_or_404(slug))
    return download.xlsx(workbook_bytes([table]), f"{table.file_name}.xlsx")


def _table(event: Event) -> Table:
    asked, reach = Asked.of(request.args), access.reach(ENTER)
    found = desk_queries.for_event(event.id, Filters(town=asked.town, inside=reach))
    lines = [line for line in found if line.registration.state in ACTIVE]
    answers = AnswerColumns(event.id, [line.registration.id for line in lines], installation.keys())
    of = township_label(asked.town) if asked.town else named(reach)
    return summary.official_table(event, lines, answers, of=of, day=clock.today())
