"""Desk pages of heats: setting them up, placing by the draw, moving one by hand, what clashes."""

import datetime as dt
from typing import Any, cast

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.custody import queries as custody
from deqing_events.contests.doors import event_or_404, may
from deqing_events.contests.entrants import queries as entrants
from deqing_events.contests.heats import actions, checking, queries, stations
from deqing_events.contests.heats.forms import HeatForm, MoveForm, PlaceForm, SetupForm, station_names
from deqing_events.contests.heats.models import Heat, HeatRule
from deqing_events.contests.start_draws import queries as start_draws
from deqing_events.domain.roles import Permission
from deqing_events.domain.text import row_id
from deqing_events.events.models import Event
from deqing_events.web import access, clock
from deqing_events.web.formatting import clock_time

blueprint = Blueprint("heats", __name__, url_prefix="/desk/events/<int:event_id>/heats")
CALL = Permission.CALL_ROOM
DEFAULTS = {"count": 4, "minutes": 60, "between": 10, "rest_minutes": 30, "call_minutes": 30, "late_minutes": 15}


@blueprint.get("")
@access.staff(CALL)
def page(event_id: int) -> ResponseReturnValue:
    """Show every heat with its people, and what clashes."""
    return _page(event_or_404(event_id, CALL))


@blueprint.route("/setup", methods=["GET", "POST"])
@access.staff(CALL)
def setup(event_id: int) -> ResponseReturnValue:
    """Store the stations and make the heats."""
    event = event_or_404(event_id, CALL)
    form = SetupForm(data=_filled(event, queries.rule(event.id)))
    if not form.is_submitted():
        return _setup_page(event, form)
    if not form.validate():
        return _setup_page(event, form), 422
    wanted = actions.Setup(
        station_names(form.stations.data),
        form.venue.data,
        cast("dt.datetime", form.starts_at.data),
        form.count.data,
        form.minutes.data,
        form.between.data,
        form.rest_minutes.data,
        form.late_minutes.data,
        form.call_minutes.data,
    )
    try:
        made = actions.set_up(event.id, wanted, replace=form.replace.data, by=access.acting(), now=clock.now())
    except actions.HeatsRefusedError as refusal:
        return _setup_page(event, form, str(refusal)), 422
    flash(f"已生成 {made} 批，每批 {len(wanted.stations)} 个工位。下一步按签号排人。", "ok")
    return redirect(url_for(".page", event_id=event.id))


@blueprint.post("/place")
@access.staff(CALL)
def place(event_id: int) -> ResponseReturnValue:
    """Place people by the drawn order."""
    event, form = event_or_404(event_id, CALL), PlaceForm()
    if not form.validate_on_submit():
        return _page(event, "这一页放得太久了，请再点一次。"), 422
    try:
        done, left = actions.place_all(event.id, anew=form.anew.data, by=access.acting(), now=clock.now())
    except actions.HeatsRefusedError as refusal:
        return _page(event, str(refusal)), 422
    flash(f"排好 {done} 人。" + (f"还有 {left} 人排不下，请加一批或手工移。" if left else ""), "warn" if left else "ok")
    return redirect(url_for(".page", event_id=event.id))


@blueprint.route("/move/<int:entrant_id>", methods=["GET", "POST"])
@access.staff(CALL)
def move(event_id: int, entrant_id: int) -> ResponseReturnValue:
    """Put one entrant into another heat."""
    event = event_or_404(event_id, CALL)
    entrant, rule = entrants.one(event.id, entrant_id) or abort(404), queries.rule(event.id) or abort(404)
    present, sealed, problem = queries.place_of(entrant.id), custody.sealed(event.id), ""
    form = MoveForm(data={"heat": str(present.heat_id), "station": present.station} if present else {})
    form.heat.choices = _heat_choices(queries.for_event(event.id), rule)
    form.station.choices = [("", "随便一个空的"), *((name, name) for name in rule.stations)]
    if sealed:
        del form.station
    if form.validate_on_submit():
        seat = actions.Seat(row_id(form.heat.data) or None, (form.station.data or "") if form.station else "")
        try:
            actions.move(event.id, entrant.id, seat, by=access.acting(), now=clock.now())
        except actions.HeatsRefusedError as refusal:
            problem = str(refusal)
        else:
            flash(f"{entrant.number} 已移好。", "ok")
            return redirect(url_for(".page", event_id=event.id))
    values = {"event": event, "entrant": entrant, "form": form, "present": present, "problem": problem}
    return render_template("contests/heats/move.html", **values), (422 if form.is_submitted() else 200)


@blueprint.route("/new", methods=["GET", "POST"])
@access.staff(CALL)
def new(event_id: int) -> ResponseReturnValue:
    """Add one heat."""
    event, form, problem = event_or_404(event_id, CALL), HeatForm(), ""
    if form.validate_on_submit():
        times = _times(form)
        try:
            number = actions.add(event.id, *times, by=access.acting(), now=clock.now())
        except actions.HeatsRefusedError as refusal:
            problem = str(refusal)
        else:
            flash(f"加了第 {number} 批。", "ok")
            return redirect(url_for(".page", event_id=event.id))
    return _heat_page(event, form, None, problem), (422 if form.is_submitted() else 200)


@blueprint.route("/<int:heat_id>", methods=["GET", "POST"])
@access.staff(CALL)
def edit(event_id: int, heat_id: int) -> ResponseReturnValue:
    """Change when a heat takes place."""
    event, problem = event_or_404(event_id, CALL), ""
    heat = queries.one(event.id, heat_id) or abort(404)
    form = HeatForm(obj=heat)
    if form.validate_on_submit():
        times = _times(form)
        try:
            actions.retime(event.id, heat.id, times, by=access.acting(), now=clock.now())
        except actions.HeatsRefusedError as refusal:
            problem = str(refusal)
        else:
            flash(f"第 {heat.number} 批的时间已改。", "ok")
            return redirect(url_for(".page", event_id=event.id))
    return _heat_page(event, form, heat, problem), (422 if form.is_submitted() else 200)


@blueprint.post("/<int:heat_id>/remove")
@access.staff(CALL)
def remove(event_id: int, heat_id: int) -> ResponseReturnValue:
    """Take an empty heat away."""
    event = event_or_404(event_id, CALL)
    try:
        actions.remove(event.id, heat_id, by=access.acting(), now=clock.now())
    except actions.HeatsRefusedError as refusal:
        return _page(event, str(refusal)), 422
    flash("空的一批已去掉。", "ok")
    return redirect(url_for(".page", event_id=event.id))


def _times(form: HeatForm) -> tuple[dt.datetime, dt.datetime]:
    return cast("tuple[dt.datetime, dt.datetime]", (form.starts_at.data, form.ends_at.data))


def _heat_choices(heats: list[Heat], rule: HeatRule) -> list[tuple[str, str]]:
    found = [("0", "不排在任何一批")]
    for heat in heats:
        free = len(stations.free(heat, rule.stations))
        times = f"{clock_time(heat.starts_at)}–{clock_time(heat.ends_at)}"
        found.append((str(heat.id), f"第 {heat.number} 批 {times}，空 {free} 个工位"))
    return found


def _filled(event: Event, rule: HeatRule | None) -> dict[str, Any]:
    session = event.sessions[0] if event.sessions else None
    start = {"starts_at": session.starts_at if session else event.starts_at}
    if rule is None:
        return {**DEFAULTS, **start, "venue": session.venue if session else ""}
    held = {name: getattr(rule, name) for name in ("venue", "rest_minutes", "call_minutes", "late_minutes")}
    heats = queries.for_event(event.id)
    if heats:
        start = {"starts_at": heats[0].starts_at}
    return {**DEFAULTS, **start, **held, "count": len(heats) or 1, "stations": "\n".join(rule.stations)}


def _setup_page(event: Event, form: SetupForm, problem: str = "") -> str:
    placed = any(heat.places for heat in queries.for_event(event.id))
    return render_template("contests/heats/setup.html", event=event, form=form, placed=placed, problem=problem)


def _heat_page(event: Event, form: HeatForm, heat: Heat | None, problem: str) -> str:
    return render_template("contests/heats/heat.html", event=event, form=form, heat=heat, problem=problem)


def _page(event: Event, problem: str = "") -> str:
    heats, rule = queries.for_event(event.id), queries.rule(event.id)
    waiting = actions.unplaced(event.id, heats)
    found = checking.around(event, heats, [*waiting, *(place.entrant for heat in heats for place in heat.places)])
    draw = start_draws.standing(event.id)
    return render_template(
        "contests/heats/page.html",
        event=event,
        rule=rule,
        heats=heats,
        waiting=waiting,
        clashes=checking.problems(event, heats, found),
        alone=[heat.number for heat in heats if len(heat.places) == 1 and heat.places[0].entrant.blind_code],
        lots={row.entrant_id: row.lot for row in start_draws.lots(draw)},
        sealed=custody.sealed(event.id),
        may_edit=may(event, Permission.CONTESTS_EDIT),
        problem=problem,
    )
