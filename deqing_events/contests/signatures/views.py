"""Desk pages of signing: who has signed, what is read before signing, and the signature."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.doors import event_or_404, may
from deqing_events.contests.history import Change
from deqing_events.contests.locks import queries as locks
from deqing_events.contests.results.standings import worked_out
from deqing_events.contests.signatures import actions, queries
from deqing_events.contests.signatures.forms import SignForm
from deqing_events.contests.signatures.showing import chain, own_sheet, places_of, totals
from deqing_events.domain.roles import Permission
from deqing_events.domain.signing import SignerRole
from deqing_events.events.models import Event
from deqing_events.web import access, clock

blueprint = Blueprint("contest_signatures", __name__, url_prefix="/desk/events/<int:event_id>/sign")
SIGN = Permission.RESULTS_SIGN
NOT_YOURS = "这一处不归这个账号签认，请用自己的账号签自己的。"
LATE = "这一页放得太久了，请重新核对后再签认。"


@blueprint.route("", methods=["GET", "POST"])
@access.staff(SIGN)
def page(event_id: int) -> ResponseReturnValue:
    """Show what stands to be signed by this account; sign it."""
    event, form = event_or_404(event_id, SIGN), SignForm()
    if not form.is_submitted():
        return _page(event)
    place = (form.role.data or "", form.judge.data or "")
    if place not in {(role.value, judge) for role, judge in places_of(event, access.principal())}:
        return _page(event, NOT_YOURS), 422
    problem = _signed(event, form)
    if problem:
        return _page(event, problem), 422
    flash("已签认。", "ok")
    return redirect(url_for(".page", event_id=event_id))


def _signed(event: Event, form: SignForm) -> str:
    """Sign; the sentence when it was refused, empty when done."""
    if not form.validate():
        return LATE
    role, change = SignerRole(form.role.data), Change(access.acting(), clock.now())
    try:
        actions.sign(event.id, role, form.seen.data or "", change, judge=form.judge.data or "")
    except actions.SigningRefusedError as refusal:
        return str(refusal)
    return ""


def _page(event: Event, problem: str = "") -> str:
    standings = worked_out(event.id)
    own = places_of(event, access.principal())
    by = access.acting().who
    rows = chain(event, queries.states(event.id, standings), own, by) if standings else []
    judges = sorted(judge for role, judge in own if role is SignerRole.JUDGE)
    above = may(event, Permission.CONTEST_CONTROL)
    if not above:
        rows = [row for row in rows if row["place"].judge in judges and row["place"].judge]
    return render_template(
        "contests/sign.html",
        event=event,
        rows=rows,
        above=above,
        locked=locks.standing(event.id) is not None,
        sheets=[own_sheet(event, standings, judge) for judge in judges] if standings else [],
        totals=totals(standings) if standings and above else None,
        incomplete=bool(standings and standings.evaluation.incomplete),
        problem=problem,
    )
