"""Appealing for the own delegation: whoever enters people for a workplace or township files and sees the answer."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.appeal_hours.queries import window
from deqing_events.contests.appeal_hours.showing import SOON, left
from deqing_events.contests.appeals import actions, papers, queries
from deqing_events.contests.appeals.forms import AppealForm
from deqing_events.contests.appeals.models import Appeal
from deqing_events.contests.arbitration import showing
from deqing_events.contests.history import Change
from deqing_events.domain.appeals import STATE_WORDS
from deqing_events.domain.roles import Permission
from deqing_events.events.models import Event
from deqing_events.events.queries import published
from deqing_events.registration.entries.naming import named
from deqing_events.web import access, clock, installation

blueprint = Blueprint("appeals_unit", __name__, url_prefix="/unit/events/<slug>/appeals")
ENTER = Permission.PEOPLE_ENTER
NOBODY = "你这边没有人参加这一场，不能为它申诉。"


@blueprint.get("")
@access.staff(ENTER)
def page(slug: str) -> ResponseReturnValue:
    """Show the own appeals with their answers, and the form while it is time."""
    event, form = published(slug) or abort(404), AppealForm()
    form.delegation.data = named(access.reach(ENTER))
    return _page(event, form)


@blueprint.post("")
@access.staff(ENTER)
def file(slug: str) -> ResponseReturnValue:
    """File an appeal."""
    event, form, now = published(slug) or abort(404), AppealForm(), clock.now()
    if not form.validate_on_submit():
        return _page(event, form), 422
    if not queries.own_entrants(event.id, access.reach(ENTER)):
        return _page(event, form, NOBODY), 422
    filing = papers.filing(form, now, on_paper=False)
    try:
        made = actions.file(event.id, filing, _hours(), Change(access.acting(), now))
    except actions.AppealRefusedError as refusal:
        return _page(event, form, str(refusal)), 422
    flash(f"第 {made.number} 号申诉已提交，有关的成绩先冻结，结果会写在这一页。", "ok")
    return redirect(url_for(".page", slug=slug), 303)


@blueprint.get("/<int:appeal_id>/ruling")
@access.staff(ENTER)
def ruling(slug: str, appeal_id: int) -> ResponseReturnValue:
    """Show the paper of the decision about an appeal of one's own."""
    event = published(slug) or abort(404)
    own = [row for row in _own(event) if row.id == appeal_id]
    if not own or not showing.decided(own[0]):
        abort(404)
    back = {"href": url_for(".page", slug=slug), "label": "返回申诉"}
    return render_template("contests/arbitration/ruling.html", back=back, **showing.ruling(own[0]))


def _own(event: Event) -> list[Appeal]:
    return queries.of_account(event.id, access.acting().who)


def _page(event: Event, form: AppealForm, problem: str = "") -> str:
    own, now = queries.own_entrants(event.id, access.reach(ENTER)), clock.now()
    closes = window(event.id, _hours()).closes(event.ends_at) if event.ends_at else None
    return render_template(
        "contests/appeals/unit.html",
        event=event,
        form=form,
        problem=problem,
        shut=actions.why_shut(event, now, _hours()) or ("" if own else NOBODY),
        closes=closes,
        left=left(closes, now) if closes and event.ends_at and now > event.ends_at else "",
        soon=closes is not None and closes - now < SOON,
        rows=[(row, showing.voted(row), showing.decided(row)) for row in _own(event)],
        own=own,
        words=STATE_WORDS,
    )


def _hours() -> int:
    return installation.settings().appeal_hours
