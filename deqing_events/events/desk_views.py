"""The desk's list of events, making one, copying one, its overview and its preview."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.domain.kinds import EVENT_STATE_WORDS, FAMILY_WORDS
from deqing_events.domain.roles import Permission
from deqing_events.events import queries
from deqing_events.events.detail import detail_parts
from deqing_events.events.editing import actions
from deqing_events.events.editing.basics import basic_form, basic_values
from deqing_events.events.filters import Asked
from deqing_events.events.hooks import Places, offers
from deqing_events.events.looks import family_look
from deqing_events.events.models import Event
from deqing_events.events.overview import overview_parts, state_pill
from deqing_events.organisations.queries import townships
from deqing_events.web import access, clock

blueprint = Blueprint("events_desk", __name__, url_prefix="/desk/events")
VIEW, CREATE = Permission.EVENTS_VIEW, Permission.EVENTS_CREATE


@blueprint.get("")
@access.staff(VIEW)
def listing() -> ResponseReturnValue:
    """List the events inside the account's reach."""
    asked, reach = Asked.of(request.args), access.reach(VIEW)
    page = queries.desk_list(reach, asked.filters(), sort=asked.sort or "-start", page=asked.page)
    return render_template(
        "events/desk/listing.html",
        asked=asked,
        page=page,
        places=offers.places([event.id for event in page.rows]),
        nobody=Places(),
        counts=queries.state_counts(reach, asked.filters()),
        towns=townships(clock.today()),
        families=FAMILY_WORDS,
        states=EVENT_STATE_WORDS,
        state_pill=state_pill,
        family_look=family_look,
        may_create=bool(access.reach(CREATE)),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@access.staff(CREATE)
def new() -> ResponseReturnValue:
    """Make a draft; its other parts follow in the editor."""
    reach = access.reach(CREATE)
    form = basic_form(reach, today=clock.today())
    values = basic_values(form, reach) if form.validate_on_submit() else None
    if values is None:
        return render_template("events/desk/new.html", form=form), (422 if form.errors else 200)
    event = actions.create(values, year=clock.today().year, now=clock.now(), by=access.acting())
    flash(f"草稿 {event.code} 已建好，接着填时间地点。", "ok")
    return redirect(url_for("event_editor.sessions", event_id=event.id))


@blueprint.get("/<int:event_id>")
@access.staff(VIEW)
def one(event_id: int) -> ResponseReturnValue:
    """Show what an event is, what happened to it and what comes next."""
    return render_template("events/desk/one.html", **overview_parts(_known(event_id), clock.now()))


@blueprint.get("/<int:event_id>/preview")
@access.staff(VIEW)
def preview(event_id: int) -> ResponseReturnValue:
    """Show an event, a draft too, as phones will see it."""
    event = _known(event_id)
    desk = {"href": url_for("events_desk.one", event_id=event.id), "label": "回到工作台"}
    return render_template("events/detail.html", desk=desk, **detail_parts(event, clock.now()))


@blueprint.post("/<int:event_id>/copy")
@access.staff(CREATE)
def copy(event_id: int) -> ResponseReturnValue:
    """Make a draft like this event, without its dates."""
    source = _known(event_id)
    if not access.reach(CREATE).covers_event(0, source.township_id):
        abort(404)
    event = actions.copy(source.id, year=clock.today().year, now=clock.now(), by=access.acting())
    flash(f"已复制为草稿 {event.code}，请改名称并填时间地点。", "ok")
    return redirect(url_for("event_editor.part", event_id=event.id, part="basic"))


def _known(event_id: int) -> Event:
    return queries.within(event_id, access.reach(VIEW)) or abort(404)
