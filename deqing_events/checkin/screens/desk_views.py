"""The desk's page of one event's screens and posters: make, show, print, take back."""

import datetime as dt

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from deqing_events.checkin import list_actions
from deqing_events.checkin import queries as checkin
from deqing_events.checkin.forms import ConfirmForm, aware, wall
from deqing_events.checkin.screens import actions, codes, queries
from deqing_events.checkin.screens.forms import ALL_SESSIONS, ScreenForm
from deqing_events.checkin.screens.models import ScreenLink
from deqing_events.domain.roles import Permission
from deqing_events.events import queries as events
from deqing_events.events.models import Event
from deqing_events.registration.wording import session_words
from deqing_events.web import access, clock, qr
from deqing_events.web.installation import keys, public_url

blueprint = Blueprint("screens_desk", __name__, url_prefix="/desk/events/<int:event_id>/checkin/screens")
MANAGE = Permission.CHECKIN_MANAGE
AFTER = dt.timedelta(hours=2)
SHORTEST = dt.timedelta(hours=12)
KIND_WORDS = {"venue": "签到屏", "poster": "签到海报", "wall": "到场墙"}


@blueprint.get("")
@access.staff(MANAGE)
def overview(event_id: int) -> ResponseReturnValue:
    """List the screens and posters of an event, with a form for another one."""
    event = _event(event_id)
    return _page(event, _form(event))


@blueprint.post("")
@access.staff(MANAGE)
def make(event_id: int) -> ResponseReturnValue:
    """Make a screen or poster and show it."""
    event = _event(event_id)
    form = _form(event)
    if not form.validate():
        return _page(event, form), 422
    now, by = clock.now(), access.acting()
    details = actions.ScreenDetails(
        kind=form.kind.data,
        place=form.place.data,
        valid_from=aware(form.valid_from.data) or now,
        valid_until=aware(form.valid_until.data) or now,
        session_id=form.session_id.data or None,
    )
    list_id = form.list_id.data or list_actions.default_list(event_id, now=now, by=by)
    try:
        link_id = actions.make(list_id, details, keys=keys(), now=now, by=by)
    except actions.ScreenRefusedError as refusal:
        form.form_errors.append(str(refusal))
        return _page(event, form), 422
    flash(f"{KIND_WORDS[details.kind]}已做好。", "ok")
    return redirect(url_for("screens_desk.one", event_id=event_id, screen_id=link_id), 303)


@blueprint.get("/<int:screen_id>")
@access.staff(MANAGE)
def one(event_id: int, screen_id: int) -> ResponseReturnValue:
    """Show how a screen is opened, or the poster to print."""
    event, link = _event(event_id), _link(event_id, screen_id)
    page = {"event": event, "link": link, "word": KIND_WORDS[link.kind], "now": clock.now()}
    return render_template("checkin/desk/screen.html", address=_address(link), **page)


@blueprint.get("/<int:screen_id>/qr.png")
@access.staff(MANAGE)
def code_image(event_id: int, screen_id: int) -> ResponseReturnValue:
    """Return the code that opens a screen, or the code of a poster."""
    _event(event_id)
    return Response(qr.png(_address(_link(event_id, screen_id)), pixels_per_module=16), mimetype="image/png")


@blueprint.get("/<int:screen_id>/poster")
@access.staff(MANAGE)
def poster(event_id: int, screen_id: int) -> ResponseReturnValue:
    """Show a poster for printing."""
    event, link = _event(event_id), _link(event_id, screen_id)
    if link.kind != "poster":
        abort(404)
    held = queries.by_id(link.id) or abort(404)
    return render_template("checkin/screens/poster.html", event=event, link=link, held=held)


@blueprint.route("/<int:screen_id>/revoke", methods=["GET", "POST"])
@access.staff(MANAGE)
def revoke(event_id: int, screen_id: int) -> ResponseReturnValue:
    """Ask, then take a screen or poster back."""
    event, link = _event(event_id), _link(event_id, screen_id)
    form, word = ConfirmForm(), KIND_WORDS[link.kind]
    if not form.validate_on_submit():
        return render_template("checkin/desk/screen_revoke.html", event=event, link=link, word=word)
    if actions.revoke(screen_id, now=clock.now(), by=access.acting()):
        flash(f"{word}“{link.place}”已收回，马上不能再用。", "ok")
    else:
        flash("之前已经收回。", "info")
    return redirect(url_for("screens_desk.overview", event_id=event_id), 303)


def _event(event_id: int) -> Event:
    return events.within(event_id, access.reach(MANAGE)) or abort(404)


def _link(event_id: int, screen_id: int) -> ScreenLink:
    return queries.link_within(event_id, screen_id) or abort(404)


def _address(link: ScreenLink) -> str:
    """Return what the code says: a poster's check-in page, in capitals for a coarser code, or a screen's own page."""
    if link.kind == "poster":
        code = codes.shown_code(link, keys=keys(), now=clock.now())
        return f"{public_url().upper()}/V/{link.id}/{code}"
    return public_url() + url_for("screens.show", token=codes.screen_token(link.id, link.serial, keys()))


def _page(event: Event, form: ScreenForm) -> str:
    links, lists, places = queries.links(event.id), checkin.lists(event.id), queries.places(event.id)
    page = {"event": event, "form": form, "links": links, "lists": lists, "places": places}
    return render_template("checkin/desk/screens.html", words=KIND_WORDS, now=clock.now(), **page)


def _form(event: Event) -> ScreenForm:
    now = clock.now()
    last = max(now + SHORTEST, (event.ends_at or now) + AFTER)
    form = ScreenForm(valid_from=wall(now), valid_until=wall(last))
    rows = checkin.lists(event.id)
    form.list_id.choices = [SelectChoice(row.id, row.name) for row in rows] or [
        SelectChoice(0, list_actions.DEFAULT_NAME)
    ]
    every = SelectChoice(ALL_SESSIONS, "全部场次")
    form.session_id.choices = [every, *(SelectChoice(part.id, session_words(part)) for part in event.sessions)]
    return form
