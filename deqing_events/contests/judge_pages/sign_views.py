"""A judge hands in what was read back, signs once everything is in, and asks to correct what was handed in."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from deqing_events.contests.hand_ins import actions, queries
from deqing_events.contests.history import Change
from deqing_events.contests.judge_pages import holders
from deqing_events.contests.judge_pages.doors import judge_link, work_or_404
from deqing_events.contests.judge_pages.forms import FixForm, SignForm
from deqing_events.contests.judge_pages.holders import holder
from deqing_events.contests.judge_pages.signing import own_signature
from deqing_events.contests.judge_pages.work import Work
from deqing_events.contests.signatures import actions as signatures
from deqing_events.domain.signing import SignerRole
from deqing_events.web import clock

blueprint = Blueprint("judge_sign", __name__, url_prefix="/judge/<token>")


@blueprint.route("/sign", methods=["GET", "POST"])
@judge_link
def sign(token: str) -> ResponseReturnValue:
    """Read the marks back, hand them in, and sign when nothing is missing."""
    work, form, problem = work_or_404(), SignForm(), ""
    own = own_signature(holder())
    if form.is_submitted():
        problem = _handed_in(work, form) or _signed(work, form)
        if not problem:
            flash("已交给裁判长。要改请用“更正申请”。" if work.lacking else "全部交给裁判长，已签认。", "ok")
            return redirect(url_for("judge.codes", token=token), 303)
        work, own = work_or_404(), own_signature(holder())
    page = {"held": holder(), "token": token, "work": work, "form": form, "problem": problem, "own": own}
    return render_template("contests/judge_pages/sign.html", **page), (422 if problem else 200)


@blueprint.route("/fix", methods=["GET", "POST"])
@judge_link
def fix(token: str) -> ResponseReturnValue:
    """Ask the chief judge to open one code again; see the answers."""
    work, problem = work_or_404(), ""
    form = FixForm(code=request.args.get("code"))
    form.code.choices = [SelectChoice(piece.code, piece.code) for piece in work.pieces if piece.handed]
    if form.is_submitted():
        problem = _asked(work, form)
        if not problem:
            flash("已告诉裁判长，答复会写在这一页。", "ok")
            return redirect(url_for(".fix", token=token), 303)
    codes = {piece.entrant_id: piece.code for piece in work.pieces}
    requests = queries.requests(holder().event_id, holder().judge)
    rows = [(codes[row.entrant_id], row) for row in requests if row.entrant_id in codes]
    page = {"held": holder(), "token": token, "work": work, "form": form, "problem": problem, "rows": rows}
    return render_template("contests/judge_pages/fix.html", **page), (422 if problem else 200)


def _handed_in(work: Work, form: SignForm) -> str:
    """Hand in what is new; return the sentence when that cannot be."""
    if work.closed:
        return work.closed
    if not form.validate():
        return next(iter(form.sure.errors), "这一页放得太久了，请再点一次。")
    if form.seen.data != work.digest:
        return actions.MOVED
    if not work.whole and (work.lacking or not form.own.data):
        return "没有新评完的可以交。"
    try:
        if work.whole:
            change = Change(holders.acting(), clock.now())
            actions.hand_in(holder().event_id, work.sheet, work.read_back(), change)
    except actions.HandInRefusedError as refusal:
        return str(refusal)
    return ""


def _signed(work: Work, form: SignForm) -> str:
    """Sign the own sheet once everything is handed in; return the sentence when that cannot be."""
    if work.lacking or not form.own.data:
        return ""
    try:
        change = Change(holders.acting(), clock.now())
        signatures.sign(holder().event_id, SignerRole.JUDGE, form.own.data, change, judge=holder().judge)
    except signatures.SigningRefusedError as refusal:
        return f"分数已交上，还没有签认：{refusal}"
    return ""


def _asked(work: Work, form: FixForm) -> str:
    """Ask; return the sentence when that cannot be."""
    if not form.validate():
        return "还没有告诉裁判长，请改好红色的再交。"
    piece = work.piece(form.code.data)
    try:
        change = Change(holders.acting(), clock.now(), form.why.data or "")
        actions.ask(holder().event_id, piece.entrant_id if piece else 0, holder().judge, change)
    except actions.HandInRefusedError as refusal:
        return str(refusal)
    return ""
