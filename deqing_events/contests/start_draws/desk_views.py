"""Desk pages of the draw: the contests of a call officer, and the draw of one."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.doors import event_or_404, may
from deqing_events.contests.entrants import queries as entrants
from deqing_events.contests.start_draws import actions, queries
from deqing_events.contests.start_draws.forms import FixForm, LateForm, SeedForm
from deqing_events.domain.roles import Permission
from deqing_events.domain.text import row_id
from deqing_events.events import queries as events
from deqing_events.events.models import Event
from deqing_events.web import access, clock

blueprint = Blueprint("start_draws_desk", __name__, url_prefix="/desk")
CALL = Permission.CALL_ROOM


@blueprint.get("/call-room")
@access.staff(CALL)
def listing() -> ResponseReturnValue:
    """List the contests with entrants whose draw and call room the account runs."""
    return render_template("contests/draw/listing.html", events=queries.contests_within(access.reach(CALL)))


@blueprint.get("/events/<int:event_id>/draw")
@access.staff(CALL)
def page(event_id: int) -> ResponseReturnValue:
    """Show the draw as it stands and its next step."""
    return _page(event_or_404(event_id, CALL))


@blueprint.post("/events/<int:event_id>/draw/list")
@access.staff(CALL)
def fix(event_id: int) -> ResponseReturnValue:
    """Fix the list; a list fixed before is replaced with a reason."""
    event, form = event_or_404(event_id, CALL), FixForm()
    if not form.validate_on_submit():
        return _page(event, fixing=form), 422
    who, replaces = access.acting(), row_id(form.version.data) or 0
    done = _done(
        event,
        lambda: actions.fix_list(event.id, replaces=replaces, reason=form.reason.data or "", by=who, now=clock.now()),
        "名单已固定，摘要已公开。现在请当场定种子。",
    )
    return done if isinstance(done, Response) else (_page(event, problem=done, fixing=form), 422)


@blueprint.post("/events/<int:event_id>/draw/seed")
@access.staff(CALL)
def seed(event_id: int) -> ResponseReturnValue:
    """Draw by the seed that was said in public."""
    event, form = event_or_404(event_id, CALL), SeedForm()
    if not form.validate_on_submit():
        return _page(event, seeding=form), 422
    said = actions.Announced(form.seed.data, form.source.data, form.witnesses.data)
    version = row_id(form.version.data) or 0
    done = _done(
        event,
        lambda: actions.draw(event.id, version, said, by=access.acting(), now=clock.now()),
        "已抽签，结果已公开，谁都可以重算。",
    )
    return done if isinstance(done, Response) else (_page(event, problem=done, seeding=form), 422)


@blueprint.post("/events/<int:event_id>/draw/late")
@access.staff(CALL)
def late(event_id: int) -> ResponseReturnValue:
    """Give somebody who came late the next lot."""
    event = event_or_404(event_id, CALL)
    form = _late_form(event)
    if not form.validate_on_submit():
        return _page(event, adding=form), 422
    who = row_id(form.entrant.data) or 0
    done = _done(
        event,
        lambda: actions.place_late(event.id, who, form.why.data, by=access.acting(), now=clock.now()),
        "已补入，排在最后，别人的签号不变。",
    )
    return done if isinstance(done, Response) else (_page(event, problem=done, adding=form), 422)


def _done(event: Event, act: Callable[[], object], sentence: str) -> Response | str:
    """Act and lead back to the page, or return the refusal as a sentence."""
    try:
        act()
    except actions.DrawRefusedError as refusal:
        return str(refusal)
    flash(sentence, "ok")
    return redirect(url_for(".page", event_id=event.id))  # type: ignore[return-value]  # Flask's own response


def _late_form(event: Event) -> LateForm:
    draw, form = queries.standing(event.id), LateForm()
    rows = queries.not_drawn(event.id, draw) if draw else []
    form.entrant.choices = [(str(row.id), f"{row.number} {row.name}") for row in rows]
    return form


def _page(event: Event, **more: Any) -> str:  # noqa: ANN401 - template values
    draw = queries.standing(event.id)
    return render_template(
        "contests/draw/desk.html",
        event=event,
        draw=draw,
        lots=queries.lots(draw),
        people={row.id: row for row in entrants.for_event(event.id)},
        competing=len(queries.competing(event.id)),
        missing=queries.not_drawn(event.id, draw) if draw else [],
        earlier=queries.history(event.id)[1:],
        may_edit=may(event, Permission.CONTESTS_EDIT),
        is_public=events.published(event.slug) is not None,
        **{
            "problem": "",
            "fixing": FixForm(formdata=None),
            "seeding": SeedForm(formdata=None),
            "adding": _late_form(event),
            **more,
        },
    )
