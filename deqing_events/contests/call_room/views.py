"""The call officer's page: one heat's roll, on a phone or at the desk."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.call_room import actions, queries
from deqing_events.contests.call_room.forms import RollForm
from deqing_events.contests.call_room.roll import at_hand, call_of, counted, roll
from deqing_events.contests.doors import event_or_404, may
from deqing_events.contests.heats import queries as heats
from deqing_events.contests.start_draws import queries as start_draws
from deqing_events.domain.roles import Permission
from deqing_events.domain.text import row_id
from deqing_events.events.models import Event
from deqing_events.web import access, clock

blueprint = Blueprint("call_room", __name__, url_prefix="/desk/events/<int:event_id>/call")
CALL = Permission.CALL_ROOM
STALE = "这一页放得太久了，请再点一次。"


@blueprint.get("")
@access.staff(CALL)
def page(event_id: int) -> ResponseReturnValue:
    """Show who of a heat is in, late or absent."""
    return _page(event_or_404(event_id, CALL), row_id(request.args.get("heat")))


@blueprint.post("/<int:heat_id>/tick/<int:entrant_id>")
@access.staff(CALL)
def tick(event_id: int, heat_id: int, entrant_id: int) -> ResponseReturnValue:
    """Note that somebody is here."""
    event, who, now = event_or_404(event_id, CALL), access.acting(), clock.now()
    return _done(event, heat_id, lambda: actions.tick(event.id, heat_id, entrant_id, by=who, now=now), "已记到。")


@blueprint.post("/<int:heat_id>/untick/<int:entrant_id>")
@access.staff(CALL)
def untick(event_id: int, heat_id: int, entrant_id: int) -> ResponseReturnValue:
    """Take a tick back."""
    event, who, now = event_or_404(event_id, CALL), access.acting(), clock.now()
    done = "已撤销到场。"
    return _done(event, heat_id, lambda: actions.take_tick_back(event.id, heat_id, entrant_id, by=who, now=now), done)


@blueprint.post("/<int:heat_id>/absent")
@access.staff(CALL)
def absent(event_id: int, heat_id: int) -> ResponseReturnValue:
    """Confirm that the ticked people are absent."""
    event, who, now = event_or_404(event_id, CALL), access.acting(), clock.now()
    ids = [known for value in request.form.getlist("ids") if (known := row_id(value)) is not None]
    if not ids:
        return _page(event, heat_id, "请先勾选要记缺考的人。"), 422
    done = f"已记 {len(ids)} 人缺考，本批开始前可以撤销。"
    return _done(event, heat_id, lambda: actions.mark_absent(event.id, heat_id, ids, by=who, now=now), done)


@blueprint.post("/<int:heat_id>/present/<int:entrant_id>")
@access.staff(CALL)
def take_back(event_id: int, heat_id: int, entrant_id: int) -> ResponseReturnValue:
    """Take an absence back."""
    event, who, now = event_or_404(event_id, CALL), access.acting(), clock.now()
    done = "已撤销缺考。"
    return _done(event, heat_id, lambda: actions.take_back(event.id, heat_id, entrant_id, by=who, now=now), done)


def _done(event: Event, heat_id: int, act: Callable[[], object], sentence: str) -> ResponseReturnValue:
    if not RollForm().validate_on_submit():
        return _page(event, heat_id, STALE), 422
    try:
        act()
    except actions.CallRefusedError as refusal:
        return _page(event, heat_id, str(refusal)), 422
    flash(sentence, "ok")
    answer: Response = redirect(url_for(".page", event_id=event.id, heat=heat_id))  # type: ignore[assignment]
    return answer


def _page(event: Event, heat_id: int | None, problem: str = "") -> str:
    now, rule, rows = clock.now(), heats.rule(event.id), heats.for_event(event.id)
    heat = next((row for row in rows if row.id == heat_id), None) or at_hand(rows, now)
    people = roll(event.id, heat, rule, now) if heat and rule else []
    return render_template(
        "contests/call_room/page.html",
        event=event,
        heats=rows,
        heat=heat,
        rule=rule,
        call=call_of(heat, rule) if heat and rule else None,
        rows=people,
        counts=counted(people),
        lots={row.entrant_id: row.lot for row in start_draws.lots(start_draws.standing(event.id))},
        has_list=queries.has_list(event.id),
        may_list=may(event, Permission.CHECKIN_MANAGE),
        may_edit=may(event, Permission.CONTESTS_EDIT),
        now=now,
        problem=problem,
    )
