"""Desk pages of the sample: draw it, and compare one entrant after the other with the paper."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.checkin import gate_tokens
from deqing_events.contests.doors import event_or_404
from deqing_events.contests.entrants import queries as entrants
from deqing_events.contests.finalising.result_set import code_of, result_set
from deqing_events.contests.history import Change
from deqing_events.contests.locks import queries as locks
from deqing_events.contests.marking import queries as marking
from deqing_events.contests.marking.grid import Naming, laid_out
from deqing_events.contests.marking.score_sheets import AGREED, score_sheets
from deqing_events.contests.models import Entrant
from deqing_events.contests.results.standings import worked_out
from deqing_events.contests.sampling import actions, queries
from deqing_events.contests.sampling.forms import CompareForm, DrawForm
from deqing_events.domain.roles import Permission
from deqing_events.events.models import Event
from deqing_events.web import access, clock, installation

blueprint = Blueprint("contest_sample", __name__, url_prefix="/desk/events/<int:event_id>/control/sample")
CHECK = Permission.SAMPLE_CHECK


@blueprint.route("", methods=["GET", "POST"])
@access.staff(CHECK)
def listing(event_id: int) -> ResponseReturnValue:
    """Show the sample and how far it is; draw it when there is none."""
    event, form = event_or_404(event_id, CHECK), DrawForm()
    if not form.validate_on_submit():
        return _listing(event)
    try:
        actions.draw(event.id, Change(access.acting(), clock.now()))
    except actions.SampleRefusedError as refusal:
        return _listing(event, str(refusal)), 422
    flash("抽查名单已抽好，请逐份和纸面核对。", "ok")
    return redirect(url_for(".listing", event_id=event_id))


@blueprint.route("/<who>", methods=["GET", "POST"])
@access.staff(CHECK)
def one(event_id: int, who: str) -> ResponseReturnValue:
    """Show one entrant's marks beside the question whether the paper says the same; the address holds the code."""
    event, form = event_or_404(event_id, CHECK), CompareForm()
    drawn = queries.sample(event_id)
    entrant = next((row for row in entrants.for_event(event_id) if code_of(row) == who), None)
    if drawn is None or entrant is None or entrant.id not in drawn.picked:
        abort(404)
    if not form.is_submitted():
        return _one(event, entrant, form)
    problem = _compared(event, entrant, form)
    if problem:
        return _one(event, entrant, form, problem), 422
    flash(f"{code_of(entrant)} 已核对。", "ok")
    return redirect(url_for(".listing", event_id=event_id))


def _compared(event: Event, entrant: Entrant, form: CompareForm) -> str:
    """Write the answer down; the sentence when it was refused, empty when done."""
    if not form.validate():
        return next((text for _, _, text in form.problems()), "这一页放得太久了，请再点一次。填的内容还在。")
    change = Change(access.acting(), clock.now(), form.found.data or "")
    try:
        agrees = "agrees" in request.form
        seen = digest if _keyed(digest := _digest(event, entrant)) == form.seen.data else ""
        actions.compare(event.id, entrant.id, seen, change, agrees=agrees)
    except actions.SampleRefusedError as refusal:
        return str(refusal)
    return ""


def _digest(event: Event, entrant: Entrant) -> str:
    standings = worked_out(event.id) or abort(404)
    return result_set(event.id, standings).of_entrant(entrant.id)


def _keyed(digest: str) -> str:
    """Return what the page carries of a digest: the digest itself could be tried out with every entrant's paper."""
    return gate_tokens.derived(f"sample:{digest}", installation.settings().keys)


def _listing(event: Event, problem: str = "") -> str:
    drawn, standings = queries.sample(event.id), worked_out(event.id)
    rows = {row.id: row for row in entrants.for_event(event.id)}
    compared = queries.compared(drawn, rows, result_set(event.id, standings)) if drawn and standings else []
    size = locks.plan(event.id).sample_size
    return render_template(
        "contests/sample.html", event=event, drawn=drawn, compared=compared, size=size, problem=problem
    )


def _one(event: Event, entrant: Entrant, form: CompareForm, problem: str = "") -> str:
    standings = worked_out(event.id) or abort(404)
    form.seen.data = _keyed(_digest(event, entrant))
    marks = marking.marks(event.id)
    pages = score_sheets(standings.rules)
    if entrant.blind_code and any(page.judge for page in pages):  # a paper handed in under the number would tell whose
        pages = [page for page in pages if page.key != AGREED]
    sheets = [laid_out(page, [entrant], marks, Naming.CODED) for page in pages]
    return render_template(
        "contests/sample_one.html", event=event, code=code_of(entrant), sheets=sheets, form=form, problem=problem
    )
