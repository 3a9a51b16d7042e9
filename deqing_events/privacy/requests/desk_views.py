"""The desk's pages of requests for deletion, and of what the retention job did."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.results import board
from deqing_events.domain.roles import Permission
from deqing_events.privacy.models import DataRequest
from deqing_events.privacy.own.queries import published_slugs
from deqing_events.privacy.requests import actions, queries, wording
from deqing_events.privacy.requests.forms import ApproveForm, RefuseForm
from deqing_events.privacy.retention import actions as retention
from deqing_events.privacy.retention import queries as retention_queries
from deqing_events.privacy.retention.classes import CLASSES
from deqing_events.privacy.retention.data_class import Moment
from deqing_events.registration.wording import pill_of, where_and_when
from deqing_events.web import access, clock, installation

blueprint = Blueprint("privacy_desk", __name__, url_prefix="/desk/privacy")
VIEW, REVIEW = Permission.PRIVACY_VIEW, Permission.PRIVACY_REVIEW


@blueprint.get("")
@access.staff(VIEW)
def listing() -> ResponseReturnValue:
    """List requests by state; those that wait longest stand first."""
    asked = request.args.get("state", "")
    state = asked if asked in dict(wording.TABS) else "open"
    return render_template(
        "privacy/desk/listing.html",
        state=state,
        rows=queries.listing(state),
        counts=queries.counts(),
        words=wording,
        now=clock.now(),
        tab="requests",
    )


@blueprint.get("/requests/<int:request_id>")
@access.staff(VIEW)
def one(request_id: int) -> ResponseReturnValue:
    """Show a request: what would go, what would stay, and the answer."""
    return _page(_known(request_id))


@blueprint.post("/requests/<int:request_id>/approve")
@access.staff(REVIEW)
def approve(request_id: int) -> ResponseReturnValue:
    """Carry a request out."""
    asked = _known(request_id)
    if not ApproveForm().validate_on_submit():
        return _page(asked, problem="这一页放得太久了，请再点一次。"), 422
    try:
        events = actions.approve(asked.id, settings=installation.settings(), now=clock.now(), by=access.acting())
    except actions.RequestRefusedError as refusal:
        return _page(_known(request_id), problem=str(refusal)), 409
    for slug in published_slugs(events):
        board.forget(slug)
    flash("已删除，并通知本人。统计数字不变。", "ok")
    return redirect(url_for(".one", request_id=request_id), 303)


@blueprint.post("/requests/<int:request_id>/refuse")
@access.staff(REVIEW)
def refuse(request_id: int) -> ResponseReturnValue:
    """Answer with a reason that the worker reads."""
    asked, form = _known(request_id), RefuseForm()
    if not form.validate_on_submit():
        return _page(asked, form=form), 422
    try:
        actions.refuse(asked.id, form.reason.data, now=clock.now(), by=access.acting())
    except actions.RequestRefusedError as refusal:
        return _page(_known(request_id), problem=str(refusal)), 409
    flash("已答复，原因本人看得到。", "ok")
    return redirect(url_for(".one", request_id=request_id), 303)


@blueprint.get("/retention")
@access.staff(VIEW)
def kept() -> ResponseReturnValue:
    """Show each data class with its period and what is due now, and what the last runs did."""
    report = retention.look(Moment(clock.now(), installation.settings()))
    titles = {each.key: each.title for each in CLASSES}
    return render_template(
        "privacy/desk/retention.html", report=report, runs=retention_queries.runs(), titles=titles, tab="retention"
    )


def _known(request_id: int) -> DataRequest:
    return queries.one(request_id) or abort(404)


def _page(asked: DataRequest, *, form: RefuseForm | None = None, problem: str = "") -> str:
    extent = queries.extent(asked.mobile, clock.now()) if asked.state == "open" else None
    return render_template(
        "privacy/desk/one.html",
        asked=asked,
        extent=extent,
        form=form or RefuseForm(formdata=None),
        problem=problem,
        look=wording.STATE_LOOKS[asked.state],
        said=wording.counts_said,
        pill_of=pill_of,
        when=where_and_when,
        may_review=access.principal().may(REVIEW),
        tab="requests",
    )
