"""Desk pages of the ledger: what evidence there is, and the ledger as one file."""

import io
from collections.abc import Iterator

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.custody import queries as custody
from deqing_events.contests.doors import event_or_404, may
from deqing_events.contests.full_names import FullForm, asked_page, note_full, stamp
from deqing_events.contests.ledger import attachment_queries
from deqing_events.contests.ledger.case import Case
from deqing_events.contests.ledger.evidence import index_of
from deqing_events.contests.ledger.materials import materials
from deqing_events.contests.ledger.packing import Packing
from deqing_events.contests.ledger.showing import file_parts, page_parts
from deqing_events.domain.roles import Permission
from deqing_events.web import access, download, installation

blueprint = Blueprint("ledger_desk", __name__, url_prefix="/desk/events/<int:event_id>/ledger")
EDIT, FULL = Permission.EVENTS_EDIT, Permission.FULL_PERSONAL_DATA
SEALED = "盲码还没有解密，先不能下载台账，里面有谁是哪个盲码。请裁判长和监督到“赛务”解密。"


@blueprint.get("")
@access.staff(EDIT)
def page(event_id: int) -> ResponseReturnValue:
    """Show every piece of evidence with how it stands, and what is missing."""
    return _page(event_id)


@blueprint.route("/<any('ledger.zip', 'materials.xlsx'):what>", methods=["GET", "POST"])
@access.staff(EDIT)
def file(event_id: int, what: str) -> ResponseReturnValue:
    """Download the ledger or the materials; full names need the right and a reason, which goes to the log."""
    event = event_or_404(event_id, EDIT)
    if custody.sealed(event.id):
        return _page(event_id, SEALED), 422
    full, form, line = request.args.get("full") == "1", FullForm(), ""
    if full and not may(event, FULL):
        abort(403)
    if full:
        if not form.validate_on_submit():
            return asked_page(event, form, url_for(".page", event_id=event_id))
        note_full("ledger.full_file", event, what, form.reason.data)
        line = stamp(form.reason.data)
    return _sent(event_id, line, what)


def _sent(event_id: int, line: str, what: str) -> Response:
    event = event_or_404(event_id, EDIT)
    index = index_of(event)
    look = index.look(installation.keys(), line)
    if what == "materials.xlsx":
        made = materials(Case(event), look)
        target = io.BytesIO()
        made.write(target)
        return download.xlsx(target.getvalue(), made.name)
    return download.streamed(_packed(event_id, line), Packing(index, look).name, download.ZIP_TYPE)


def _packed(event_id: int, line: str) -> Iterator[bytes]:
    """Make the file from rows of its own: what the view read is let go before the first byte is sent."""
    index = index_of(event_or_404(event_id, EDIT))
    yield from Packing(index, index.look(installation.keys(), line)).stream()


def _page(event_id: int, problem: str = "") -> str:
    event = event_or_404(event_id, EDIT)
    return render_template(
        "contests/ledger/page.html",
        **page_parts(index_of(event)),
        **file_parts(event),
        attached=attachment_queries.attached(event.id),
        may_reopen=may(event, Permission.ARCHIVE_REOPEN),
        sealed=custody.sealed(event.id),
        may_full=may(event, FULL),
        problem=problem,
    )
