"""Pages of an arbiter: the appeals of the own contests, saying what should become of one, deciding, the paper."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.appeals import actions as appeal_actions
from deqing_events.contests.appeals import papers
from deqing_events.contests.appeals import queries as appeals
from deqing_events.contests.appeals.forms import RULINGS, DecideForm, SettleForm
from deqing_events.contests.appeals.models import Appeal
from deqing_events.contests.arbitration import actions, queries, showing
from deqing_events.contests.arbitration.bench import Bench, bench_of
from deqing_events.contests.arbitration.forms import VoteForm
from deqing_events.contests.doors import event_or_404
from deqing_events.contests.history import Change
from deqing_events.domain.appeals import NEXT, STATE_WORDS, VOTE_WORDS, is_open
from deqing_events.domain.roles import Permission
from deqing_events.web import access, clock

blueprint = Blueprint("arbitration", __name__, url_prefix="/desk/arbitration")
RULE = Permission.APPEALS_RULE


@blueprint.get("")
@access.staff(RULE)
def listing() -> ResponseReturnValue:
    """List the appeals of the contests the account is named for, with what waits for it."""
    rows = [(row, _waits(row)) for row in queries.within(access.reach(RULE))]
    return render_template("contests/arbitration/listing.html", rows=rows, words=STATE_WORDS)


@blueprint.get("/<int:event_id>/<int:appeal_id>")
@access.staff(RULE)
def one(event_id: int, appeal_id: int) -> ResponseReturnValue:
    """Show an appeal and what the arbiter may do."""
    return _page(_known(event_id, appeal_id))


@blueprint.post("/<int:event_id>/<int:appeal_id>/say")
@access.staff(RULE)
def say(event_id: int, appeal_id: int) -> ResponseReturnValue:
    """Vote, or stand back."""
    appeal, form, problem = _known(event_id, appeal_id), VoteForm(), ""
    if form.validate_on_submit():
        try:
            actions.say(event_id, appeal.id, form.vote.data, _change(form.why.data))
        except actions.VoteRefusedError as refusal:
            problem = str(refusal)
        else:
            flash("你的意见已记下，裁定以前可以改。", "ok")
            return redirect(url_for(".one", event_id=event_id, appeal_id=appeal_id), 303)
    return _page(_known(event_id, appeal_id), problem, voting=form), 422


@blueprint.post("/<int:event_id>/<int:appeal_id>/decide")
@access.staff(RULE)
def decide(event_id: int, appeal_id: int) -> ResponseReturnValue:
    """Accept, refuse, or write the ruling most arbiters voted for."""
    appeal = _known(event_id, appeal_id)
    form = _decide_form(appeal, bench_of(appeal))
    problem = "" if form.validate_on_submit() else "请看下面标出的地方。"
    problem = problem or papers.decided(event_id, appeal.id, form, _change(form.reason.data))
    if problem:
        return _page(_known(event_id, appeal_id), problem, deciding=form), 422
    flash("已记下，申诉方在自己的页面上看得到。", "ok")
    return redirect(url_for(".one", event_id=event_id, appeal_id=appeal_id), 303)


@blueprint.post("/<int:event_id>/<int:appeal_id>/settle")
@access.staff(RULE)
def settle(event_id: int, appeal_id: int) -> ResponseReturnValue:
    """Say that an upheld appeal needs no correction after all."""
    appeal, form, problem = _known(event_id, appeal_id), SettleForm(), "请写明为什么不用更正。"
    if form.validate_on_submit():
        try:
            appeal_actions.drop_correction(event_id, appeal.id, _change(form.reason.data))
        except appeal_actions.AppealRefusedError as refusal:
            problem = str(refusal)
        else:
            flash("已记下，有关的成绩可以公示了。", "ok")
            return redirect(url_for(".one", event_id=event_id, appeal_id=appeal_id), 303)
    return _page(_known(event_id, appeal_id), problem), 422


@blueprint.get("/<int:event_id>/<int:appeal_id>/ruling")
@access.staff(RULE)
def ruling(event_id: int, appeal_id: int) -> ResponseReturnValue:
    """Show the paper of the decision, to print and sign."""
    appeal = _known(event_id, appeal_id)
    back = {"href": url_for(".one", event_id=event_id, appeal_id=appeal_id), "label": "返回申诉"}
    if not showing.decided(appeal):
        abort(404)
    return render_template("contests/arbitration/ruling.html", back=back, **showing.ruling(appeal))


@blueprint.get("/<int:event_id>/<int:appeal_id>/paper")
@access.staff(RULE)
def paper(event_id: int, appeal_id: int) -> ResponseReturnValue:
    """Download the stored paper of a ruling."""
    appeal = _known(event_id, appeal_id)
    return papers.answer(appeal.file_name, f"第{appeal.number}号申诉裁定书") or abort(404)


def _change(reason: str) -> Change:
    return Change(access.acting(), clock.now(), reason)


def _known(event_id: int, appeal_id: int) -> Appeal:
    return appeals.one(event_or_404(event_id, RULE).id, appeal_id) or abort(404)


def _waits(appeal: Appeal) -> str:
    """Say what the account is waited for, in a word; empty when for nothing."""
    bench = bench_of(appeal) if NEXT[appeal.state] else None
    own = bench.seat_of(access.acting().who) if bench else None
    if bench is None or own is None or own.recused:
        return "要回避" if own is not None else ""
    if appeal.state == "filed":
        return "等受理"
    return "等裁定" if bench.verdict else ("" if own.vote else "等你表态")


def _decide_form(appeal: Appeal, bench: Bench) -> DecideForm:
    form = DecideForm.for_state(appeal.state)
    if bench.verdict is not None and appeal.state == "accepted":
        form.act.choices = [choice for choice in RULINGS if choice.value == bench.verdict]
        if not form.is_submitted():
            form.act.data = bench.verdict.value
    return form


def _page(
    appeal: Appeal, problem: str = "", *, voting: VoteForm | None = None, deciding: DecideForm | None = None
) -> str:
    bench = bench_of(appeal)
    own = bench.seat_of(access.acting().who)
    said = (own.vote, own.reason) if own else ("", "")
    return render_template(
        "contests/arbitration/one.html",
        appeal=appeal,
        event=appeal.event,
        bench=bench,
        own=own,
        open_now=bool(NEXT[appeal.state]),
        still_open=is_open(appeal.state, correction_due=appeal.correction_due),
        deciding=deciding or _decide_form(appeal, bench),
        voting=voting or VoteForm.for_state(appeal.state, *said),
        settling=SettleForm(formdata=None),
        marks=showing.marks_of(appeal),
        printable=showing.decided(appeal),
        words=STATE_WORDS,
        vote_words=VOTE_WORDS,
        voted=showing.voted(appeal),
        problem=problem,
    )
