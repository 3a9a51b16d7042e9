"""The desk page of unblinding."""

import datetime as dt

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.doors import event_or_404
from deqing_events.contests.history import Change
from deqing_events.contests.locks import queries as locks
from deqing_events.contests.signatures.showing import places_of
from deqing_events.contests.unblinding import actions, queries
from deqing_events.contests.unblinding.forms import UnblindForm
from deqing_events.domain.roles import Permission
from deqing_events.domain.signing import SIGNER_WORDS, SignerRole
from deqing_events.events.models import Event
from deqing_events.events.overview import who
from deqing_events.web import access, clock

blueprint = Blueprint("contest_unblinding", __name__, url_prefix="/desk/events/<int:event_id>/control/unblind")
UNBLIND = Permission.RESULTS_UNBLIND
NOT_YOURS = "解密只能由这场的裁判长和监督来做。"


@blueprint.route("", methods=["GET", "POST"])
@access.staff(UNBLIND)
def page(event_id: int) -> ResponseReturnValue:
    """Ask, then begin or confirm."""
    event, form = event_or_404(event_id, UNBLIND), UnblindForm()
    if not form.is_submitted():
        return _page(event)
    problem = _unblinded(event, form)
    if problem:
        return _page(event, problem), 422
    joined = queries.done(event.id) is not None
    flash("已解密，名次可以看到姓名了。" if joined else "已确认。请另一位在时限内用自己的账号确认。", "ok")
    return redirect(url_for("contest_control.page", event_id=event.id))


def _unblinded(event: Event, form: UnblindForm) -> str:
    """Begin or confirm; the sentence when it was refused, empty when done."""
    if not form.validate():
        return "这一页放得太久了，请再点一次。"
    role = next((role for role in _roles(event) if role.value == form.role.data), None)
    if role is None:
        return NOT_YOURS
    try:
        actions.unblind(event.id, role, Change(access.acting(), clock.now()))
    except actions.UnblindingRefusedError as refusal:
        return str(refusal)
    return ""


def _roles(event: Event) -> list[SignerRole]:
    held = {role for role, _ in places_of(event, access.principal())}
    return [role for role in (SignerRole.CHIEF_JUDGE, SignerRole.SUPERVISOR) if role in held]


def _page(event: Event, problem: str = "") -> str:
    held, roles = locks.standing(event.id), _roles(event)
    waiting = queries.begun(held, clock.now()) if held else None
    minutes = locks.plan(event.id).unblind_minutes
    open_roles = [role for role in roles if waiting is None or role.value != waiting.opened_role]
    return render_template(
        "contests/unblind.html",
        event=event,
        lock=held,
        done=queries.done(event.id),
        waiting=waiting,
        began=who(waiting.opened_by) if waiting else "",
        until=waiting.opened_at + dt.timedelta(minutes=minutes) if waiting else None,
        minutes=minutes,
        role=open_roles[0] if open_roles else None,
        words=SIGNER_WORDS,
        problem=problem,
    )
