"""The desk's register of certificates: finding one, its history, printing, issuing anew, withdrawing."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from urllib.parse import urlencode

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.certificates import actions, queries, sheets
from deqing_events.contests.certificates.forms import ReissueForm, WithdrawForm
from deqing_events.contests.certificates.models import Certificate
from deqing_events.contests.certificates.numbering_actions import Wording
from deqing_events.contests.history import Change
from deqing_events.documents.certificates import certificates_pdf
from deqing_events.documents.typesetting import TypesettingRefusedError
from deqing_events.domain.certificates import CERTIFICATE_WORDS, CertificateState, NumberPattern
from deqing_events.domain.roles import Permission
from deqing_events.domain.text import row_id
from deqing_events.web import access, clock, download
from deqing_events.web.formatting import local
from deqing_events.web.forms import tidy
from deqing_events.web.installation import public_url, settings

blueprint = Blueprint("certificates_desk", __name__, url_prefix="/desk/certificates")
PUBLISH = Permission.RESULTS_PUBLISH
LONGEST_SEARCH = 60
GONE = "姓名已按保存期限隐去，不能再打印。查验页仍查得到。"


@blueprint.get("")
@access.staff(PUBLISH)
def listing() -> ResponseReturnValue:
    """List certificates, the newest first, by words and state."""
    asked = _asked(request.args)
    page = queries.register(asked, access.reach(PUBLISH))
    links = [
        {"label": label, "href": _href(asked, number)}
        for label, number in (("上一页", page.number - 1), ("下一页", page.number + 1))
        if 1 <= number <= page.last
    ]
    return render_template(
        "contests/certificates/listing.html",
        asked=asked,
        page=page,
        links=links,
        size=queries.PAGE_SIZE,
        words=CERTIFICATE_WORDS,
        tabs=[(key, word, _href(replace(asked, state=key), 1)) for key, word in [("", "全部"), *_states()]],
    )


@blueprint.get("/<int:certificate_id>")
@access.staff(PUBLISH)
def one(certificate_id: int) -> ResponseReturnValue:
    """Show one certificate and what stood for the same before and after it."""
    return _page(_known(certificate_id))


@blueprint.get("/<int:certificate_id>.pdf")
@access.staff(PUBLISH)
def file(certificate_id: int) -> ResponseReturnValue:
    """Download one certificate."""
    row = _known(certificate_id)
    if row.state != CertificateState.VALID.value or row.masked_at is not None:
        return _page(row, GONE if row.masked_at else actions.ENDED), 409
    try:
        made = certificates_pdf([sheets.sheet(row, public_url())])
    except TypesettingRefusedError as refusal:
        return _page(row, str(refusal)), 409
    actions.note_printed(row.event_id, [row], now=clock.now(), by=access.acting())
    return download.attachment(made, f"{row.name}-{row.number}.pdf", download.PDF_TYPE)


@blueprint.route("/<int:certificate_id>/reissue", methods=["GET", "POST"])
@access.staff(PUBLISH)
def reissue(certificate_id: int) -> ResponseReturnValue:
    """Ask for the reason, then issue the certificate anew."""
    row, form, problem = _known(certificate_id), ReissueForm(), ""
    if form.validate_on_submit():
        wording = Wording(form.item.data, form.issuer.data, form.issued_on.data)
        change = Change(access.acting(), clock.now(), form.reason.data)
        try:
            made = actions.reissue(row.id, wording, NumberPattern.of(settings().certificate_number), change)
        except actions.CertificateRefusedError as refusal:
            problem = str(refusal)
        else:
            flash(f"已换发，新编号 {made.number}。旧的查验时显示“已换发”。", "ok")
            return redirect(url_for(".one", certificate_id=made.id), 303)
    if not form.is_submitted():
        form = ReissueForm(formdata=None, **_wording_of(row))
    page = render_template("contests/certificates/reissue.html", row=row, due=_due(row), form=form, problem=problem)
    return page, (422 if form.is_submitted() else 200)


@blueprint.route("/<int:certificate_id>/withdraw", methods=["GET", "POST"])
@access.staff(PUBLISH)
def withdraw(certificate_id: int) -> ResponseReturnValue:
    """Ask for the reason, then withdraw the certificate."""
    row, form, problem = _known(certificate_id), WithdrawForm(), ""
    if form.validate_on_submit():
        try:
            actions.withdraw(row.id, Change(access.acting(), clock.now(), form.reason.data))
        except actions.CertificateRefusedError as refusal:
            problem = str(refusal)
        else:
            flash("已撤销。谁来查验都会看到“已撤销”，编号不再用。", "ok")
            return redirect(url_for(".one", certificate_id=row.id), 303)
    page = render_template("contests/certificates/withdraw.html", row=row, form=form, problem=problem)
    return page, (422 if form.is_submitted() else 200)


def _asked(args: Mapping[str, str]) -> queries.Asked:
    state = args.get("state", "")
    text = str(tidy(args.get("text", "")))[:LONGEST_SEARCH]
    return queries.Asked(text, state if state in dict(_states()) else "", row_id(args.get("page")) or 1)


def _states() -> list[tuple[str, str]]:
    return [(state.value, word) for state, word in CERTIFICATE_WORDS.items()]


def _href(asked: queries.Asked, page: int) -> str:
    wanted = asdict(replace(asked, page=page))
    return "?" + urlencode({key: value for key, value in wanted.items() if value and (key, value) != ("page", 1)})


def _known(certificate_id: int) -> Certificate:
    return queries.within(certificate_id, access.reach(PUBLISH)) or abort(404)


def _wording_of(row: Certificate) -> dict[str, object]:
    return {"item": row.batch.item, "issuer": row.batch.issuer, "issued_on": local(clock.now()).date()}


def _due(row: Certificate) -> object:
    """Return what the new certificate would say, None where nothing published stands behind it any more."""
    publication = queries.published(row.event_id)
    rows = queries.standing(publication) if publication else []
    return next((each.candidate for each in rows if each.subject == row.subject), None)


def _page(row: Certificate, problem: str = "") -> str:
    return render_template(
        "contests/certificates/one.html",
        row=row,
        history=queries.history(row),
        words=CERTIFICATE_WORDS,
        problem=problem,
    )
