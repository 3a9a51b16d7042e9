"""The desk's pages of gate links and phones: show, print as cards, take back one or all."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.checkin import gate_tokens, list_actions, queries
from deqing_events.checkin.forms import ConfirmForm
from deqing_events.checkin.links.showing import ROLE_WORDS
from deqing_events.checkin.models import GateLink
from deqing_events.domain.roles import Permission
from deqing_events.events import queries as events
from deqing_events.events.models import Event
from deqing_events.web import access, clock, qr
from deqing_events.web.installation import keys, public_url

blueprint = Blueprint("checkin_links", __name__, url_prefix="/desk/events/<int:event_id>/checkin")
MANAGE = Permission.CHECKIN_MANAGE


@blueprint.get("/links/<int:link_id>")
@access.staff(MANAGE)
def one(event_id: int, link_id: int) -> ResponseReturnValue:
    """Show a gate link and its QR code."""
    event, link = _event(event_id), _link(event_id, link_id)
    return render_template("checkin/desk/link.html", event=event, link=link, address=_address(link), now=clock.now())


@blueprint.get("/links/<int:link_id>/qr.png")
@access.staff(MANAGE)
def code(event_id: int, link_id: int) -> ResponseReturnValue:
    """Return the QR code of a gate link."""
    _event(event_id)
    return Response(qr.png(_address(_link(event_id, link_id))), mimetype="image/png")


@blueprint.get("/links/<int:link_id>/card")
@access.staff(MANAGE)
def card(event_id: int, link_id: int) -> ResponseReturnValue:
    """Show a card of the gate link for printing."""
    event, link = _event(event_id), _link(event_id, link_id)
    return render_template("checkin/desk/card.html", event=event, link=link, address=_address(link))


@blueprint.get("/links/cards")
@access.staff(MANAGE)
def cards(event_id: int) -> ResponseReturnValue:
    """Show the cards of all links that can still be used, several on a page, for printing."""
    event, now = _event(event_id), clock.now()
    live = [link for link, _, _ in queries.links(event_id) if link.revoked_at is None and link.valid_until > now]
    return render_template("checkin/desk/cards.html", event=event, links=live[::-1], roles=ROLE_WORDS)


@blueprint.route("/links/<int:link_id>/revoke", methods=["GET", "POST"])
@access.staff(MANAGE)
def revoke(event_id: int, link_id: int) -> ResponseReturnValue:
    """Ask, then take a gate link back."""
    event, link = _event(event_id), _link(event_id, link_id)
    gate, form = link.gate, ConfirmForm()
    if not form.validate_on_submit():
        return render_template("checkin/desk/revoke.html", event=event, link=link)
    if list_actions.revoke_link(link_id, now=clock.now(), by=access.acting()):
        flash(f"{gate} 的链接已收回，用它的手机马上不能再扫。", "ok")
    else:
        flash("这个链接之前已经收回。", "info")
    return _overview(event_id)


@blueprint.route("/links/revoke", methods=["GET", "POST"])
@access.staff(MANAGE)
def revoke_all(event_id: int) -> ResponseReturnValue:
    """Ask, then take all gate links of the event back."""
    event, form = _event(event_id), ConfirmForm()
    if not form.validate_on_submit():
        live = sum(link.revoked_at is None for link, _, _ in queries.links(event_id))
        return render_template("checkin/desk/revoke_all.html", event=event, live=live)
    count = list_actions.revoke_links(event_id, now=clock.now(), by=access.acting())
    if count:
        flash(f"已收回 {count} 个岗位链接，用它们的手机马上不能再扫。", "ok")
    else:
        flash("没有要收回的岗位链接。", "info")
    return _overview(event_id)


@blueprint.route("/phones/<int:device_id>/revoke", methods=["GET", "POST"])
@access.staff(MANAGE)
def revoke_device(event_id: int, device_id: int) -> ResponseReturnValue:
    """Ask, then take one phone off its gate."""
    event, device = _event(event_id), queries.device_within(event_id, device_id) or abort(404)
    who, form = device.volunteer, ConfirmForm()
    if not form.validate_on_submit():
        return render_template("checkin/desk/revoke_device.html", event=event, device=device)
    if list_actions.revoke_device(device_id, now=clock.now(), by=access.acting()):
        flash(f"{who} 的手机已停用，同一个链接的别的手机照常用。", "ok")
    else:
        flash("这部手机之前已经停用。", "info")
    return _overview(event_id)


def _event(event_id: int) -> Event:
    return events.within(event_id, access.reach(MANAGE)) or abort(404)


def _link(event_id: int, link_id: int) -> GateLink:
    return queries.link_within(event_id, link_id) or abort(404)


def _address(link: GateLink) -> str:
    return public_url() + url_for("gate.post", token=gate_tokens.link_token(link.id, link.serial, keys()))


def _overview(event_id: int) -> ResponseReturnValue:
    return redirect(url_for("checkin_desk.overview", event_id=event_id), 303)
