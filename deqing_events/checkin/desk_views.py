"""The desk's check-in pages of one event: live counts, lists, gate links and the phones behind them."""

import datetime as dt

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from deqing_events.checkin import gate_tokens, list_actions, queries
from deqing_events.checkin.forms import ConfirmForm, LinkForm, aware, wall
from deqing_events.checkin.lists.forms import MODE_WORDS, PURPOSE_WORDS
from deqing_events.checkin.lists.queries import group_names, session_names
from deqing_events.checkin.models import CheckinList, GateLink
from deqing_events.checkin.scan_facts import EARLY
from deqing_events.domain.roles import Permission
from deqing_events.events import queries as events
from deqing_events.events.models import Event
from deqing_events.web import access, clock, qr
from deqing_events.web.installation import keys, public_url

blueprint = Blueprint("checkin_desk", __name__, url_prefix="/desk/events/<int:event_id>/checkin")
MANAGE = Permission.CHECKIN_MANAGE
AFTER = dt.timedelta(hours=2)
SHORTEST = dt.timedelta(hours=12)


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
def make_link(event_id: int) -> ResponseReturnValue:
    """Make a gate link and show it."""
    event = _event(event_id)
    form = _link_form(event)
    if not form.validate():
        return _page(event, form), 422
    now, by = clock.now(), access.acting()
    details = list_actions.LinkDetails(
        gate=form.gate.data,
        role=form.role.data,
        valid_from=aware(form.valid_from.data) or now,
        valid_until=aware(form.valid_until.data) or now,
    )
    list_id = form.list_id.data or list_actions.default_list(event_id, now=now, by=by)
    try:
        link_id = list_actions.make_link(list_id, details, keys=keys(), now=now, by=by)
    except list_actions.ListRefusedError as refusal:
        form.form_errors.append(str(refusal))
        return _page(event, form), 422
    flash("岗位链接已做好，发给这个岗位的志愿者。", "ok")
    return redirect(url_for("checkin_desk.one_link", event_id=event_id, link_id=link_id), 303)


@blueprint.get("/links/<int:link_id>")
@access.staff(MANAGE)
def one_link(event_id: int, link_id: int) -> ResponseReturnValue:
    """Show a gate link and its QR code."""
    event, link = _event(event_id), _link(event_id, link_id)
    return render_template("checkin/desk/link.html", event=event, link=link, address=_address(link), now=clock.now())


@blueprint.get("/links/<int:link_id>/qr.png")
@access.staff(MANAGE)
def link_code(event_id: int, link_id: int) -> ResponseReturnValue:
    """Return the QR code of a gate link."""
    _event(event_id)
    return Response(qr.png(_address(_link(event_id, link_id))), mimetype="image/png")


@blueprint.get("/links/<int:link_id>/card")
@access.staff(MANAGE)
def link_card(event_id: int, link_id: int) -> ResponseReturnValue:
    """Show a card of the gate link for printing."""
    event, link = _event(event_id), _link(event_id, link_id)
    return render_template("checkin/desk/card.html", event=event, link=link, address=_address(link))


@blueprint.route("/links/<int:link_id>/revoke", methods=["GET", "POST"])
@access.staff(MANAGE)
def revoke_link(event_id: int, link_id: int) -> ResponseReturnValue:
    """Ask, then take a gate link back."""
    event, link = _event(event_id), _link(event_id, link_id)
    form = ConfirmForm()
    if not form.validate_on_submit():
        return render_template("checkin/desk/revoke.html", event=event, link=link, form=form)
    if list_actions.revoke_link(link_id, now=clock.now(), by=access.acting()):
        flash(f"{link.gate} 的链接已收回，用它的手机马上不能再扫。", "ok")
    else:
        flash("这个链接之前已经收回。", "info")
    return redirect(url_for("checkin_desk.overview", event_id=event_id), 303)


def _event(event_id: int) -> Event:
    return events.within(event_id, access.reach(MANAGE)) or abort(404)


def _link(event_id: int, link_id: int) -> GateLink:
    return queries.link_within(event_id, link_id) or abort(404)


def _address(link: GateLink) -> str:
    return public_url() + url_for("gate.post", token=gate_tokens.link_token(link.id, link.serial, keys()))


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
        devices=queries.devices(event.id),
        early=EARLY,
        now=clock.now(),
    )


def _counted(event: Event) -> list[tuple[CheckinList, queries.Counts]]:
    rows = queries.lists(event.id) or [CheckinList(event_id=event.id, name=list_actions.DEFAULT_NAME, mode="once")]
    return [(row, queries.counts(row)) for row in rows]


def _link_form(event: Event) -> LinkForm:
    now = clock.now()
    last = max(now + SHORTEST, (event.ends_at or now) + AFTER)
    form = LinkForm(valid_from=wall(now), valid_until=wall(last))
    rows = queries.lists(event.id)
    form.list_id.choices = [SelectChoice(row.id, row.name) for row in rows] or [
        SelectChoice(0, list_actions.DEFAULT_NAME)
    ]
    return form
