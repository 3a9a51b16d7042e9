"""A worker's own certificates, for phones that have proved the mobile."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.certificates import actions, queries, sheets
from deqing_events.documents.certificates import certificates_pdf
from deqing_events.documents.typesetting import TypesettingRefusedError
from deqing_events.web import access, clock, download
from deqing_events.web.installation import public_url
from deqing_events.workers import recognised

blueprint = Blueprint("my_certificates", __name__)


@blueprint.get("/my/certificates")
@access.public
def listing() -> ResponseReturnValue:
    """Lead to the tab that lists them."""
    return redirect(url_for("my.home", show="certificates"))


@blueprint.get("/my/certificates/<code>.pdf")
@access.public
def file(code: str) -> ResponseReturnValue:
    """Download one of this worker's certificates; a code alone opens nothing."""
    mobile = recognised.owner()
    if mobile is None:
        return redirect(url_for("workers.sign_in", next=url_for("my.home", show="certificates")))
    row = next((each for each in queries.of_mobile(mobile) if each.code == code), None) or abort(404)
    try:
        made = certificates_pdf([sheets.sheet(row, public_url())])
    except TypesettingRefusedError:
        flash("现在做不出这张证书，请过一会儿再试，或向主办方领取纸质的。", "warn")
        return redirect(url_for("my.home", show="certificates"), 303)
    actions.note_printed(row.event_id, [row], now=clock.now(), by=access.acting())
    return download.attachment(made, f"{row.batch.item}-{row.award}-证书.pdf", download.PDF_TYPE)
