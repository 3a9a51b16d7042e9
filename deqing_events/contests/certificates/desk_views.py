"""Desk pages of an event's certificates: who should have one, the preview, issuing, and the files."""

import base64
import datetime as dt
from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.certificate_runs import actions as runs
from deqing_events.contests.certificate_runs.queries import latest
from deqing_events.contests.certificates import actions, queries, sheets
from deqing_events.contests.certificates.candidates import Candidate, Row, Standing
from deqing_events.contests.certificates.forms import IssueForm
from deqing_events.contests.certificates.models import Certificate
from deqing_events.contests.certificates.numbering_actions import Wording
from deqing_events.contests.certificates.tables import register_table
from deqing_events.contests.doors import event_or_404, may
from deqing_events.contests.full_names import FullForm, asked_page, note_full, stamp, stamped
from deqing_events.contests.history import Change
from deqing_events.contests.results.content import STAGE_WORDS
from deqing_events.documents.certificates import certificate_picture, certificates_pdf
from deqing_events.documents.typesetting import TypesettingRefusedError
from deqing_events.documents.workbook import workbook_bytes
from deqing_events.domain.certificates import NumberPattern
from deqing_events.domain.roles import Permission
from deqing_events.domain.text import row_id
from deqing_events.events.models import Event
from deqing_events.web import access, clock, download
from deqing_events.web.formatting import iso_day, local
from deqing_events.web.installation import public_url, settings

blueprint = Blueprint("contest_certificates", __name__, url_prefix="/desk/events/<int:event_id>/certificates")
PUBLISH, FULL = Permission.RESULTS_PUBLISH, Permission.FULL_PERSONAL_DATA
COUNTY = "德清县总工会"
PICK = "请先选要发证书的人。"


@blueprint.get("")
@access.staff(PUBLISH)
def page(event_id: int) -> ResponseReturnValue:
    """Show who should have a certificate and who has one."""
    event = event_or_404(event_id, PUBLISH)
    return _page(event, _fresh_form(event))


@blueprint.post("/issue")
@access.staff(PUBLISH)
def issue(event_id: int) -> ResponseReturnValue:
    """Show one of the certificates and ask once more, then issue them."""
    event, form, chosen = event_or_404(event_id, PUBLISH), IssueForm(), request.form.getlist("subjects")
    if not form.validate_on_submit() or not chosen:
        return _page(event, form, "" if chosen else PICK), 422
    if form.confirmed.data != "yes":
        return _confirm(event, form, chosen)
    wording = Wording(form.item.data, form.issuer.data, form.issued_on.data)
    wanted = actions.Issue(chosen, row_id(form.seen.data) or 0, wording)
    try:
        run = runs.begin(event.id, wanted, _pattern(), Change(access.acting(), clock.now()))
    except actions.CertificateRefusedError as refusal:
        return _page(event, form, str(refusal)), 409
    runs.go_on(run.id, _pattern(), now=clock.now())
    return redirect(url_for("certificate_runs.page", event_id=event_id, run_id=run.id), 303)


@blueprint.get("/batches/<int:batch_id>.pdf")
@access.staff(PUBLISH)
def batch_file(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Download the certificates of one batch that still count."""
    event = event_or_404(event_id, PUBLISH)
    queries.batch(event_id, batch_id) or abort(404)
    return _file(event, queries.printable(event_id, batch_id))


@blueprint.get("/all.pdf")
@access.staff(PUBLISH)
def all_file(event_id: int) -> ResponseReturnValue:
    """Download every certificate of the event that counts."""
    return _file(event_or_404(event_id, PUBLISH), queries.printable(event_id))


@blueprint.route("/register.xlsx", methods=["GET", "POST"])
@access.staff(PUBLISH)
def register(event_id: int) -> ResponseReturnValue:
    """Download 证书发放登记表; full names need the right and a reason, which goes to the log."""
    event, full = event_or_404(event_id, PUBLISH), request.args.get("full") == "1"
    if full and not may(event, FULL):
        abort(403)
    line = ""
    if full:
        form = FullForm()
        if not form.validate_on_submit():
            return asked_page(event, form, url_for(".page", event_id=event_id))
        note_full("certificate.full_file", event, "certificates", form.reason.data)
        line = stamp(form.reason.data)
    subtitle = f"填报单位：{_issuer(event)}    日期：{iso_day(clock.now())}"
    table = stamped(register_table(event.title, queries.of_event(event_id), subtitle, full=full), line)
    return download.xlsx(workbook_bytes([table]), f"{table.file_name}.xlsx")


def _pattern() -> NumberPattern:
    return NumberPattern.of(settings().certificate_number)


def _issuer(event: Event) -> str:
    return event.host.name if event.host else COUNTY


def _today() -> dt.date:
    return local(clock.now()).date()


def _fresh_form(event: Event) -> IssueForm:
    return IssueForm(formdata=None, item=event.title, issuer=_issuer(event), issued_on=_today())


def _page(event: Event, form: IssueForm, problem: str = "") -> str:
    publication = queries.published(event.id)
    rows = queries.standing(publication) if publication else []
    form.seen.data = str(publication.id) if publication else ""
    held = queries.printable(event.id)
    return render_template(
        "contests/certificates/page.html",
        event=event,
        form=form,
        rows=rows,
        publication=publication,
        stage_words=STAGE_WORDS,
        picked=set(request.form.getlist("subjects")) if request.method == "POST" else _usual(rows),
        open=[row for row in rows if row.standing is Standing.OPEN],
        batches=queries.batches(event.id),
        parts=sheets.parts(held),
        printable=len(held),
        next_number=_next_number(form.issued_on.data or _today()),
        may_full=may(event, FULL),
        problem=problem,
        run=latest(event.id),
    )


def _usual(rows: Sequence[Row]) -> set[str]:
    return {row.subject for row in rows if row.candidate and row.candidate.usual}


def _next_number(day: dt.date) -> str:
    pattern = _pattern()
    return pattern.number(day.year, queries.last_serial(pattern.series(day.year)) + 1)


def _confirm(event: Event, form: IssueForm, chosen: Sequence[str]) -> ResponseReturnValue:
    publication = queries.published(event.id)
    rows = queries.standing(publication) if publication else []
    taken = [row.candidate for row in rows if row.candidate and row.subject in set(chosen)]
    if publication is None or not taken:
        return _page(event, form, actions.CHANGED), 409
    problem, picture = _picture(taken, form)
    return render_template(
        "contests/certificates/confirm.html",
        event=event,
        form=form,
        chosen=chosen,
        first=taken[0],
        publication=publication,
        picture=picture,
        problem=problem,
        next_number=_next_number(form.issued_on.data),
    )


def _picture(taken: Sequence[Candidate], form: IssueForm) -> tuple[str, str]:
    """Return what keeps the certificates from being printed, and one of them as an image address."""
    also = "".join(each.name + each.award for each in taken)
    shown = sheets.sample(taken[0], form.item.data, form.issuer.data, form.issued_on.data)
    try:
        png = certificate_picture(shown, also)
    except TypesettingRefusedError as refusal:
        return str(refusal), ""
    return "", "data:image/png;base64," + base64.b64encode(png).decode()


def _file(event: Event, rows: Sequence[Certificate]) -> ResponseReturnValue:
    cut = sheets.parts(rows)
    if not cut:
        abort(404)
    part = min(row_id(request.args.get("part")) or 1, len(cut))
    taken, site = cut[part - 1], public_url()
    try:
        made = certificates_pdf([sheets.sheet(row, site) for row in taken])
    except TypesettingRefusedError as refusal:
        flash(str(refusal), "bad")
        return redirect(url_for(".page", event_id=event.id), 303)
    actions.note_printed(event.id, taken, now=clock.now(), by=access.acting())
    return download.attachment(made, sheets.file_name(event.title, part, len(cut)), download.PDF_TYPE)
