"""The host's staff decide about sign-ups: one, many, or all of a filter; and take it back."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.domain.reviewing import NEEDS_REASON, Act, Who
from deqing_events.domain.roles import Permission
from deqing_events.events.models import Event
from deqing_events.events.queries import within
from deqing_events.registration import desk_queries, queries
from deqing_events.registration.asked import Asked
from deqing_events.registration.forms import EmptyForm, ReasonForm
from deqing_events.registration.review import actions, listing, undo_actions, wording
from deqing_events.registration.review import queries as reviews
from deqing_events.registration.review.actions import Decision, Pick, Scope
from deqing_events.registration.review.reading import picks_of
from deqing_events.registration.rules import RegistrationRefusedError
from deqing_events.web import access, clock

blueprint = Blueprint("review_desk", __name__, url_prefix="/desk/events/<int:event_id>/review")
EDIT = Permission.REGISTRATIONS_EDIT
ACTS = {"approve": Act.APPROVE, "override": Act.APPROVE, "return": Act.RETURN, "reject": Act.REJECT}
MORE = "一次处理 500 人，还剩 {} 人，请再点一次。"


@blueprint.post("")
@access.staff(EDIT)
def decide(event_id: int) -> ResponseReturnValue:
    """Approve at once; return, reject and skip a step after asking for the reason."""
    event, wanted = _event(event_id), request.form.get("act", "")
    if not EmptyForm().validate_on_submit() or wanted not in ACTS:
        abort(400)
    picks = _picks(event)
    if not picks:
        flash("请先勾选要处理的人。", "warn")
        return redirect(_back(event), 303)
    act, override, form = ACTS[wanted], wanted == "override", ReasonForm()
    asks = override or act in NEEDS_REASON
    if asks and not ("reason" in request.form and form.validate()):
        return _asking(event, wanted, picks, form)
    decision = Decision(act, Who.HOST, clock.now(), access.acting(), form.reason.data if asks else "", override)
    rest = max(0, len(picks) - reviews.MOST_AT_ONCE)
    return _decided(event, actions.decide(picks[: reviews.MOST_AT_ONCE], decision, Scope(event_id=event.id)), rest)


@blueprint.get("/batches")
@access.staff(EDIT)
def batches(event_id: int) -> ResponseReturnValue:
    """List what this account decided lately in this event, with what can still be taken back."""
    event, who, now = _event(event_id), access.acting().who, clock.now()
    rows = reviews.recent_batches(who, event_id=event.id, limit=30)
    return render_template(
        "registration/review/batches.html",
        event=event,
        rows=[(row, wording.ACT_WORDS[row.act], reviews.undoable(row, who, now)) for row in rows],
    )


@blueprint.post("/batches/<int:batch_id>/undo")
@access.staff(EDIT)
def undo(event_id: int, batch_id: int) -> ResponseReturnValue:
    """Take back what this account decided a moment ago."""
    event, batch = _event(event_id), reviews.batch(batch_id)
    if not EmptyForm().validate_on_submit():
        abort(400)
    if batch is None or batch.event_id != event.id:
        abort(404)
    try:
        undone = undo_actions.undo(batch.id, now=clock.now(), by=access.acting())
        said = wording.undone_said(undone.count, undone.kept, undone.queued)
        flash(said, "ok" if undone.count and not undone.kept else "warn")
    except RegistrationRefusedError as refusal:
        flash(str(refusal), "bad")
    return redirect(_back(event), 303)


def _event(event_id: int) -> Event:
    return within(event_id, access.reach(EDIT)) or abort(404)


def _picks(event: Event) -> list[Pick]:
    """Return the ticked rows, or all that the list's filter shows."""
    asked = Asked.of(request.args)
    if request.form.get("all") != "1":
        return picks_of(request.form.getlist("ids"))
    if asked.warned:
        return [Pick(each) for each in listing.warned_ids(event, asked)]
    return [Pick(each) for each in desk_queries.ids_of_event(event.id, asked.filters())]


def _asking(event: Event, wanted: str, picks: list[Pick], form: ReasonForm) -> ResponseReturnValue:
    if "reason" not in request.form:
        form.reason.errors = ()
    rows = [held for held in reviews.rows(pick.registration_id for pick in picks[:500]) if held.event_id == event.id]
    page = render_template(
        "registration/review/reason.html",
        event=event,
        act=wanted,
        rows=rows,
        count=len(picks),
        kept=[(name, value) for name in ("ids", "all", "from", "go") for value in request.form.getlist(name)],
        target=url_for("review_desk.decide", event_id=event.id) + _query(),
        back=_back(event),
        form=form,
    )
    return page, 422 if form.errors and form.reason.errors else 200


def _decided(event: Event, result: wording.Result, rest: int) -> ResponseReturnValue:
    flash(wording.result_said(result), result.kind)
    if rest:
        flash(MORE.format(rest), "warn")
    return redirect(_next(event) if request.form.get("go") == "next" and result.done else _back(event), 303)


def _next(event: Event) -> str:
    """Return the page of the next registration to look at; the list when all is done."""
    here = queries.registration_by_id(_from())
    found = reviews.next_to_do(event.id, here if here and here.event_id == event.id else None)
    if found is None:
        flash("都审核完了。", "ok")
        return url_for("registrations_desk.listing", event_id=event.id)
    return url_for("registrations_desk.one", event_id=event.id, registration_id=found)


def _back(event: Event) -> str:
    here = _from()
    if here and queries.event_of(here) == event.id:
        return url_for("registrations_desk.one", event_id=event.id, registration_id=here)
    return url_for("registrations_desk.listing", event_id=event.id) + _query()


def _from() -> int:
    typed = request.form.get("from", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0  # noqa: PLR2004 - no id is longer


def _query() -> str:
    asked = Asked.of(request.args)
    return asked.href(page=asked.page)
