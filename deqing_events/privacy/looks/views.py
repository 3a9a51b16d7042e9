"""The desk's list of who looked at or took out personal data in full."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from deqing_events.documents.workbook import workbook_bytes
from deqing_events.domain.roles import Permission
from deqing_events.privacy.looks import queries, tables
from deqing_events.privacy.looks.asked import LOOKS, Asked
from deqing_events.web import access, download

blueprint = Blueprint("privacy_looks", __name__, url_prefix="/desk/privacy")
VIEW = Permission.PRIVACY_VIEW


@blueprint.get("/looks")
@access.staff(VIEW)
def listing() -> ResponseReturnValue:
    """List looks by action, account, days and words of the reason."""
    asked, names = Asked.of(request.args), queries.names()
    page = queries.page(asked)
    lines = [tables.line(entry, names) for entry in page.rows]
    return render_template(
        "privacy/desk/looks.html", asked=asked, page=page, lines=lines, names=names, actions=LOOKS, tab="looks"
    )


@blueprint.get("/looks.xlsx")
@access.staff(VIEW)
def workbook() -> Response:
    """Download the looks that were asked for."""
    table = tables.table(queries.every(Asked.of(request.args)), queries.names())
    return download.xlsx(workbook_bytes([table]), f"{table.file_name}.xlsx")
