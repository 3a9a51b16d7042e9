"""Closing the file of an event, opening it again, saying why evidence is missing; and keeping closed files closed."""

from flask import Blueprint, abort, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.custody import queries as custody
from deqing_events.contests.doors import event_or_404
from deqing_events.contests.history import Change
from deqing_events.contests.ledger import actions
from deqing_events.contests.ledger.evidence import Index, index_of
from deqing_events.contests.ledger.forms import CloseForm, ExplainForm, ReopenForm
from deqing_events.contests.ledger.items import Item
from deqing_events.contests.ledger.packing import digest_now
from deqing_events.domain.kinds import EventState
from deqing_events.domain.ledger import State
from deqing_events.domain.roles import Permission
from deqing_events.events import queries as events
from deqing_events.events.models import Event
from deqing_events.web import access, clock, errors, installation

blueprint = Blueprint("ledger_closing", __name__, url_prefix="/desk/events/<int:event_id>/ledger")
EDIT, REOPEN = Permission.EVENTS_EDIT, Permission.ARCHIVE_REOPEN
CLOSED = "这场活动已经归档，内容不能再改，这次没有保存。要改，请到“台账”凭裁定重新打开。"
STALE = "这一页放得太久了，请核对后再点一次“归档”。"
UNTOUCHED = frozenset(
    {
        "answers.full",
        "checkin_files.full",
        "contest_certificates.register",
        "contest_promotions.file",
        "contest_results.file",
        "contest_trials.trial",
        "contest_workbook.file",
        "events_desk.copy",
        "ledger_check.page",
        "ledger_closing.reopen",
        "ledger_desk.file",
        "objections_desk.reveal",
        "registration_files.full",
    }
)
"""Addresses of an event that take a form and change nothing of it: files with full names, trials, a copy."""


@blueprint.before_app_request
def keep_closed() -> ResponseReturnValue | None:
    """Refuse every form of an archived event's desk pages, to those who could otherwise send it."""
    if request.method in {"GET", "HEAD", "OPTIONS"} or request.endpoint in UNTOUCHED:
        return None
    event_id = (request.view_args or {}).get("event_id")
    if event_id is None or not request.path.startswith("/desk/events/"):
        return None
    policy = access.policy_of(current_app, request.endpoint or "")
    if policy is None or policy.permission is None:
        return None
    event = events.within(event_id, access.reach(policy.permission))
    if event is None or event.state != EventState.ARCHIVED:
        return None
    return make_response(errors.answer(409, CLOSED))


@blueprint.route("/close", methods=["GET", "POST"])
@access.staff(EDIT)
def close(event_id: int) -> ResponseReturnValue:
    """Ask, then archive the event with the digest of its ledger."""
    event, form = event_or_404(event_id, EDIT), CloseForm()
    if custody.sealed(event.id):
        abort(404)
    problem = _closed(event, form) if form.is_submitted() else ""
    if form.is_submitted() and not problem:
        flash("已归档。台账的摘要已经记下，内容不能再改。", "ok")
        return redirect(url_for("ledger_desk.page", event_id=event_id))
    index = index_of(event_or_404(event_id, EDIT))
    form.seen.data = index.digest
    page = render_template("contests/ledger/close.html", event=index.event, form=form, problem=problem, index=index)
    return page, (422 if problem else 200)


def _closed(event: Event, form: CloseForm) -> str:
    """Archive; the sentence when it was refused, empty when done. The ledger is made before the transaction."""
    if not form.validate():
        return STALE
    index = index_of(event)
    made = digest_now(index, index.look(installation.keys()))
    if not made.steady:
        return actions.CHANGED
    try:
        closing = actions.Closing(form.seen.data or "", made.sums)
        actions.close(event.id, closing, Change(access.acting(), clock.now()))
    except actions.LedgerRefusedError as refusal:
        return str(refusal)
    return ""


@blueprint.route("/reopen", methods=["GET", "POST"])
@access.staff(REOPEN)
def reopen(event_id: int) -> ResponseReturnValue:
    """Ask by which ruling and why, then open the file again."""
    event, form, problem = event_or_404(event_id, REOPEN), ReopenForm(), ""
    if form.validate_on_submit():
        try:
            actions.reopen(event.id, form.ruling.data, Change(access.acting(), clock.now(), form.reason.data))
        except actions.LedgerRefusedError as refusal:
            problem = str(refusal)
        else:
            flash("已重新打开，可以改了。改好后要重新归档。", "ok")
            return redirect(url_for("ledger_desk.page", event_id=event_id))
    page = render_template("contests/ledger/reopen.html", event=event, form=form, problem=problem)
    return page, (422 if form.is_submitted() else 200)


@blueprint.route("/explain/<key>", methods=["GET", "POST"])
@access.staff(EDIT)
def explain(event_id: int, key: str) -> ResponseReturnValue:
    """Ask why a piece of evidence is missing, and write it down."""
    index, form, problem = index_of(event_or_404(event_id, EDIT)), ExplainForm(), ""
    item = _missing(index, key) or abort(404)
    if form.validate_on_submit():
        try:
            actions.explain(event_id, key, Change(access.acting(), clock.now(), form.reason.data))
        except actions.LedgerRefusedError as refusal:
            problem = str(refusal)
        else:
            flash(f"已说明为什么没有{item.title}。", "ok")
            return redirect(url_for("ledger_desk.page", event_id=event_id))
    if not form.is_submitted():
        form.reason.data = item.explained
    page = render_template("contests/ledger/explain.html", event=index.event, item=item, form=form, problem=problem)
    return page, (422 if form.is_submitted() else 200)


def _missing(index: Index, key: str) -> Item | None:
    return next((row for row in index.items if row.key == key and row.state in {State.MISSING, State.EXPLAINED}), None)
