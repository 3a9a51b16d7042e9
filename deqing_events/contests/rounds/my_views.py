"""A worker's own place on the list of the next round: yes to it, or giving it up."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.history import Change
from deqing_events.contests.results import queries as results
from deqing_events.contests.rounds import place_actions, queries
from deqing_events.contests.rounds.basis import why_closed
from deqing_events.contests.rounds.decision_actions import RoundRefusedError
from deqing_events.contests.rounds.forms import AcceptForm
from deqing_events.contests.rounds.models import RoundPlace
from deqing_events.registration import showing
from deqing_events.registration.forms import EmptyForm
from deqing_events.web import access, clock
from deqing_events.web.installation import keys

blueprint = Blueprint("my_rounds", __name__, url_prefix="/my/rounds/<number>")


@blueprint.get("")
@access.public
def page(number: str) -> ResponseReturnValue:
    """Show where this worker stands, and ask for the answer."""
    return _page(number, _mine(number))


@blueprint.post("/accept")
@access.public
def accept(number: str) -> ResponseReturnValue:
    """Say yes to the place."""
    place, form = _mine(number), AcceptForm()
    if not form.validate_on_submit():
        return _page(number, place, "这一页放得太久了，请再点一次。", form), 422
    try:
        place_actions.accept(place.id, publish=bool(form.publish.data), change=Change(access.acting(), clock.now()))
    except RoundRefusedError as refusal:
        return _page(number, _mine(number), str(refusal), form), 409
    flash("已确认参加，到时见。", "ok")
    return redirect(url_for(".page", number=number), 303)


@blueprint.route("/give-up", methods=["GET", "POST"])
@access.public
def give_up(number: str) -> ResponseReturnValue:
    """Ask, then give the place up."""
    place, form, problem = _mine(number), EmptyForm(), ""
    if place.state not in {"advanced", "accepted"}:
        return redirect(url_for(".page", number=number), 303)
    if form.validate_on_submit():
        try:
            place_actions.give_up(place.id, keys(), Change(access.acting(), clock.now()))
        except RoundRefusedError as refusal:
            problem = str(refusal)
        else:
            flash("已放弃，名额给了候补。", "ok")
            return redirect(url_for(".page", number=number), 303)
    shown = {"place": place, "number": number, "problem": problem, "onward": place.decision.next_event}
    return render_template("contests/rounds/my_give_up.html", **shown), (409 if problem else 200)


def _mine(number: str) -> RoundPlace:
    """Return the place of a registration that this phone holds, once the results stand in public."""
    held = showing.held_number(number) or abort(404)
    place = queries.place_of(held.id)
    if place is None or place.state == "aside" or results.latest(held.event_id) is None:
        abort(404)
    return place


def _page(number: str, place: RoundPlace, problem: str = "", form: AcceptForm | None = None) -> str:
    onward = place.decision.next_event
    held = place.next_registration
    return render_template(
        "contests/rounds/my.html",
        number=number,
        place=place,
        event=place.decision.event,
        onward=onward,
        held=held,
        pass_href=showing.pass_address(held) if held is not None and showing.has_pass(held) else "",
        closed=why_closed(onward, clock.now()),
        ahead=queries.ahead_of(place),
        problem=problem,
        form=form or AcceptForm(formdata=None),
    )
