"""Desk pages of one contest's promotions: whom the rules propose, why not the others, and what was decided."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.doors import event_or_404
from deqing_events.contests.full_names import FullForm, asked_page, note_full, stamp, stamped
from deqing_events.contests.history import Change
from deqing_events.contests.promotions import actions, queries
from deqing_events.contests.promotions.candidates import candidates
from deqing_events.contests.promotions.forms import CertificateNumberForm, DecideForm, EmptyForm
from deqing_events.contests.promotions.tables import declaration
from deqing_events.documents.workbook import workbook_bytes
from deqing_events.domain.promotion_rules import PROMOTION_WORDS, level_word, said
from deqing_events.domain.questions.catalogue import IDENTITY
from deqing_events.domain.roles import Permission
from deqing_events.domain.text import row_id
from deqing_events.events.models import Event
from deqing_events.events.trades import TRADES
from deqing_events.registration.questions import queries as questions
from deqing_events.web import access, clock, download
from deqing_events.web.formatting import iso_day
from deqing_events.web.installation import keys

blueprint = Blueprint("contest_promotions", __name__, url_prefix="/desk/events/<int:event_id>/promotions")
MANAGE, FULL = Permission.PROMOTIONS_MANAGE, Permission.FULL_PERSONAL_DATA
DONE = {
    "submit": "已记下 {count} 人上报。",
    "approve": "已批准 {count} 人晋级。",
    "refuse": "已记下 {count} 人没批准。",
    "revoke": "已撤销 {count} 人的晋级。",
}


@blueprint.get("")
@access.staff(MANAGE)
def page(event_id: int) -> ResponseReturnValue:
    """Show whom the rules propose and why not the others."""
    return _page(event_or_404(event_id, MANAGE))


@blueprint.post("/propose")
@access.staff(MANAGE)
def propose(event_id: int) -> ResponseReturnValue:
    """Propose the chosen people."""
    event = event_or_404(event_id, MANAGE)
    if not EmptyForm().validate_on_submit():
        return _page(event, "这一页放得太久了，请再点一次。"), 422
    try:
        count = actions.propose(event.id, _chosen("people"), keys(), Change(access.acting(), clock.now()))
    except actions.PromotionRefusedError as refusal:
        return _page(event, str(refusal)), 409
    flash(f"已提名 {count} 人。核对后下载申报表上报。", "ok")
    return redirect(url_for(".page", event_id=event_id), 303)


@blueprint.post("/<any(submit, approve, refuse, revoke):act>")
@access.staff(MANAGE)
def decide(event_id: int, act: str) -> ResponseReturnValue:
    """Note what became of the chosen promotions."""
    event, form = event_or_404(event_id, MANAGE), DecideForm()
    if not form.validate_on_submit():
        return _page(event, form=form), 422
    change = Change(access.acting(), clock.now(), form.reason.data or "")
    try:
        count = _decided(event.id, act, form, change)
    except actions.PromotionRefusedError as refusal:
        return _page(event, str(refusal), form), 409
    flash(DONE[act].format(count=count), "ok")
    return redirect(url_for(".page", event_id=event_id), 303)


@blueprint.post("/<int:promotion_id>/certificate")
@access.staff(MANAGE)
def certificate(event_id: int, promotion_id: int) -> ResponseReturnValue:
    """Write down the number of the level's certificate."""
    event, form = event_or_404(event_id, MANAGE), CertificateNumberForm()
    if not form.validate_on_submit():
        return _page(event, "证书编号最多 40 个字。"), 422
    change = Change(access.acting(), clock.now())
    try:
        actions.note_certificate(event.id, promotion_id, form.number.data or "", change)
    except actions.PromotionRefusedError as refusal:
        return _page(event, str(refusal)), 409
    flash("证书编号已记下。", "ok")
    return redirect(url_for(".page", event_id=event_id), 303)


@blueprint.route("/declaration.xlsx", methods=["GET", "POST"])
@access.staff(MANAGE)
def file(event_id: int) -> ResponseReturnValue:
    """Download 晋级申报表; full names and numbers need the right and a reason, which goes to the log."""
    event, full, line = event_or_404(event_id, MANAGE), request.args.get("full") == "1", ""
    if full:
        if not access.reach(FULL).covers_event(event.id, event.township_id):
            abort(403)
        form = FullForm()
        if not form.validate_on_submit():
            return asked_page(event, form, url_for(".page", event_id=event_id))
        note_full("promotion.full_file", event, "promotions", form.reason.data)
        line = stamp(form.reason.data)
    rows = [row for row in queries.of_event(event_id) if row.state in queries.ALIVE]
    subtitle = f"填报单位：{event.host.name if event.host else '德清县总工会'}    日期：{iso_day(clock.now())}"
    table = declaration(event.title, rows, _numbers([row.registration_id for row in rows]), subtitle, full=full)
    return download.xlsx(workbook_bytes([stamped(table, line)]), f"{table.file_name}.xlsx")


def _numbers(registration_ids: list[int]) -> dict[int, str]:
    answers = questions.answers_of(registration_ids, keys())
    return {
        held: str(one.value)
        for held, given in answers.items()
        for one in given
        if one.question.key == IDENTITY and one.value is not None
    }


def _decided(event_id: int, act: str, form: DecideForm, change: Change) -> int:
    ids = _chosen("promotions")
    if act == "approve":
        if form.approved_on.data is None:
            raise actions.PromotionRefusedError("请填批准日期。")
        approval = actions.Approval(form.approver.data or "", form.approved_on.data, form.document_number.data or "")
        return actions.approve(event_id, ids, approval, change)
    return {"submit": actions.submit, "refuse": actions.refuse, "revoke": actions.revoke}[act](event_id, ids, change)


def _chosen(name: str) -> list[int]:
    return [found for text in request.form.getlist(name) if (found := row_id(text)) is not None]


def _page(event: Event, problem: str = "", form: DecideForm | None = None) -> str:
    values: dict[str, Any] = {"people": [], "table": None, "missing": ""}
    try:
        publication, table = actions.basis(event)
        values |= {"people": candidates(event, publication, table, keys()), "table": table}
    except actions.PromotionRefusedError as refusal:
        values["missing"] = str(refusal)
    if form is None:
        body = values["table"].approving_body if values["table"] else ""
        form = DecideForm(formdata=None, approver=body, approved_on=clock.today())
    return render_template(
        "contests/promotions/page.html",
        event=event,
        problem=problem,
        form=form,
        rows=queries.of_event(event.id),
        chosen=set(_chosen("people")) | set(_chosen("promotions")),
        alive=queries.ALIVE,
        words=PROMOTION_WORDS,
        trades=TRADES,
        level_word=level_word,
        said=said,
        number_form=CertificateNumberForm(formdata=None),
        may_full=access.reach(FULL).covers_event(event.id, event.township_id),
        **values,
    )
