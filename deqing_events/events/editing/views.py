"""The event editor: one page per part, and the sessions."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.domain.roles import Permission
from deqing_events.events import queries
from deqing_events.events.editing import actions
from deqing_events.events.editing.basics import basic_form, basic_values
from deqing_events.events.editing.forms import EligibilityForm, NoticeForm, RegistrationForm, SessionForm
from deqing_events.events.hooks import places_of
from deqing_events.events.models import Event, EventSession
from deqing_events.events.overview import editor_frame
from deqing_events.events.steps.forms import PlainForm
from deqing_events.organisations.queries import townships
from deqing_events.web import access, clock
from deqing_events.web.forms import BaseForm

blueprint = Blueprint("event_editor", __name__, url_prefix="/desk/events/<int:event_id>/edit")
EDIT, CREATE = Permission.EVENTS_EDIT, Permission.EVENTS_CREATE
PART_FORMS = {"registration": RegistrationForm, "eligibility": EligibilityForm, "notice": NoticeForm}


@blueprint.get("")
@access.staff(EDIT)
def start(event_id: int) -> ResponseReturnValue:
    """Go to the first part."""
    return redirect(url_for("event_editor.part", event_id=_known(event_id).id, part="basic"))


@blueprint.route("/<any(basic, registration, eligibility, notice):part>", methods=["GET", "POST"])
@access.staff(EDIT)
def part(event_id: int, part: str) -> ResponseReturnValue:
    """Show and save one part."""
    event = _known(event_id)
    reach = access.reach(CREATE)
    form = basic_form(reach, today=clock.today(), event=event) if part == "basic" else PART_FORMS[part](obj=event)
    values = _values(form, part) if form.validate_on_submit() else None
    if values is None:
        return _page(event, part, form)
    try:
        saved = actions.change(event_id, values, now=clock.now(), by=access.acting())
    except actions.EditRefusedError as refusal:
        return _page(event, part, form, str(refusal))
    _flash_saved(saved, part)
    return redirect(url_for("event_editor.part", event_id=event_id, part=part))


@blueprint.route("/sessions", methods=["GET", "POST"])
@access.staff(EDIT)
def sessions(event_id: int) -> ResponseReturnValue:
    """List the sessions and add one."""
    return _session_page(_known(event_id), None)


@blueprint.route("/sessions/<int:session_id>", methods=["GET", "POST"])
@access.staff(EDIT)
def session(event_id: int, session_id: int) -> ResponseReturnValue:
    """Change one session."""
    event = _known(event_id)
    return _session_page(event, queries.session_of(event.id, session_id) or abort(404))


@blueprint.route("/sessions/<int:session_id>/remove", methods=["GET", "POST"])
@access.staff(EDIT)
def remove(event_id: int, session_id: int) -> ResponseReturnValue:
    """Ask, then take a session away."""
    event = _known(event_id)
    held = queries.session_of(event.id, session_id) or abort(404)
    form, problem = PlainForm(), ""
    if form.validate_on_submit():
        try:
            actions.remove_session(event.id, held.id, now=clock.now(), by=access.acting())
        except actions.EditRefusedError as refusal:
            problem = str(refusal)
        else:
            flash("场次已移除。", "ok")
            return redirect(url_for("event_editor.sessions", event_id=event.id))
    page = render_template("events/editing/remove.html", event=event, session=held, problem=problem)
    return page, (422 if problem else 200)


def _known(event_id: int) -> Event:
    return queries.within(event_id, access.reach(EDIT)) or abort(404)


def _values(form: BaseForm, part: str) -> dict[str, Any] | None:
    if part == "basic":
        return basic_values(form, access.reach(CREATE))
    return {field.name: field.data for field in form if field.name != "csrf_token"}


def _flash_saved(event: Event, part: str) -> None:
    places = places_of(event.id, event.capacity)
    if part == "registration" and event.capacity is not None and places.taken > event.capacity:
        flash(f"已保存。已有 {places.taken} 人，比名额多；他们都保留，只是不再收新的报名。", "warn")
        return
    flash("已保存。", "ok")


def _page(event: Event, part: str, form: BaseForm, problem: str = "", **more: Any) -> ResponseReturnValue:  # noqa: ANN401 - what its template shows
    parts = {**editor_frame(event, part, clock.now()), "form": form, "problem": problem}
    return render_template(f"events/editing/{part}.html", **parts, **more), (422 if problem or form.errors else 200)


def _session_page(event: Event, held: EventSession | None) -> ResponseReturnValue:
    form = SessionForm(obj=held)
    form.township_id.offer(townships(clock.today()), "不写")
    if not form.is_submitted() and held is None:
        form.township_id.data = event.township_id
    if not form.validate_on_submit():
        return _page(event, "sessions", form, held=held)
    details = actions.SessionDetails(**{field.name: field.data for field in form if field.name != "csrf_token"})
    try:
        actions.save_session(event.id, held.id if held else None, details, now=clock.now(), by=access.acting())
    except actions.EditRefusedError as refusal:
        return _page(event, "sessions", form, str(refusal), held=held)
    flash("场次已保存。", "ok")
    return redirect(url_for("event_editor.sessions", event_id=event.id))
