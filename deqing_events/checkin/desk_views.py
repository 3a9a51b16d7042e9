"""The desk's check-in pages of one event: live counts, lists, gate links and the phones behind them."""

import datetime as dt

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from deqing_events.checkin import list_actions, queries
from deqing_events.checkin.forms import LinkForm, aware, wall
from deqing_events.checkin.links.showing import ROLE_WORDS, phone
from deqing_events.checkin.lists.forms import MODE_WORDS, PURPOSE_WORDS
from deqing_events.checkin.lists.queries import group_names, session_names
from deqing_events.checkin.models import CheckinList
from deqing_events.checkin.scan_facts import EARLY
from deqing_events.domain.roles import Permission
from deqing_events.events import queries as events
from deqing_events.events.models import Event
from deqing_events.web import access, clock
from deqing_events.web.installation import keys

blueprint = Blueprint("checkin_desk", __name__, url_prefix="/desk/events/<int:event_id>/checkin")
MANAGE = Permission.CHECKIN_MANAGE
UNKNOWN_END = dt.timedelta(hours=12)
"""How long a link lasts unless staff say otherwise, where the event has no end to come."""


@blueprint.get("")
@access.staff(MANAGE)
def overview(event_id: int) -> ResponseReturnValue:
    """Show live counts, lists, links and phones."""
    return _page(_event(event_id), _link_form(_event(event_id)))


@blueprint.get("/counts")
@access.staff(MANAGE)
def counts(event_id: int) -> ResponseReturnValue:
    """Return the live counts alone, for the page that refreshes itself."""
    return render_template("checkin/desk/_counts.html", counted=_counted(_event(event_id)))


@blueprint.post("/links")
@access.staff(MANAGE)
def make_links(event_id: int) -> ResponseReturnValue:
    """Make gate links, one per gate and role, and show the one or the way to print them."""
    event = _event(event_id)
    form = _link_form(event)
    if not form.validate():
        return _page(event, form), 422
    now, by = clock.now(), access.acting()
    list_id = form.list_id.data or list_actions.default_list(event_id, now=now, by=by)
    try:
        made = list_actions.make_links(list_id, _wanted(form, now), keys=keys(), now=now, by=by)
    except list_actions.ListRefusedError as refusal:
        form.form_errors.append(str(refusal))
        return _page(event, form), 422
    if len(made) > 1:
        flash(f"{len(made)} 个岗位链接已做好。点“打印全部卡片”，发给各个岗位。", "ok")
        return redirect(url_for("checkin_desk.overview", event_id=event_id), 303)
    flash("岗位链接已做好，发给这个岗位的志愿者。", "ok")
    return redirect(url_for("checkin_links.one", event_id=event_id, link_id=made[0]), 303)


def _event(event_id: int) -> Event:
    return events.within(event_id, access.reach(MANAGE)) or abort(404)


def _wanted(form: LinkForm, now: dt.datetime) -> list[list_actions.LinkDetails]:
    """Return what is asked for; the same gate for both roles is two links."""
    roles = ("gate", "supervisor") if form.role.data == "both" else (form.role.data,)
    since, until = aware(form.valid_from.data) or now, aware(form.valid_until.data) or now
    return [list_actions.LinkDetails(gate, role, since, until) for gate in form.gate_names() for role in roles]


def _page(event: Event, form: LinkForm) -> str:
    counted = _counted(event)
    there = {row.purpose for row, _ in counted if row.id} | {row.name for row, _ in counted if row.id}
    return render_template(
        "checkin/desk/overview.html",
        event=event,
        form=form,
        counted=counted,
        groups=group_names([row for row, _ in counted]),
        sessions=session_names(event),
        lacking=[usual.name for usual in list_actions.USUAL if not {usual.name, usual.purpose} & there],
        purposes=PURPOSE_WORDS,
        modes=MODE_WORDS,
        links=queries.links(event.id),
        phones=[phone(row, clock.now()) for row in queries.devices(event.id)],
        roles=ROLE_WORDS,
        early=EARLY,
        now=clock.now(),
    )


def _counted(event: Event) -> list[tuple[CheckinList, queries.Counts]]:
    rows = sorted(queries.lists(event.id), key=lambda row: row.purpose != "arrival") or [
        CheckinList(event_id=event.id, name=list_actions.DEFAULT_NAME, mode="once")
    ]
    return [(row, queries.counts(row)) for row in rows]


def _link_form(event: Event) -> LinkForm:
    now = clock.now()
    last = event.ends_at if event.ends_at and event.ends_at > now else now + UNKNOWN_END
    form = LinkForm(valid_from=wall(now), valid_until=wall(last))
    rows = queries.lists(event.id)
    form.list_id.choices = [SelectChoice(row.id, row.name) for row in rows] or [
        SelectChoice(0, list_actions.DEFAULT_NAME)
    ]
    return form
