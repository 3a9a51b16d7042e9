"""What registration tells the features below: places, one's own registration, following a capacity or a cookie."""

import datetime as dt
from collections.abc import Mapping, Sequence

from flask import url_for

from deqing_events.domain.roles import Actor
from deqing_events.events import hooks
from deqing_events.events.hooks import EditorPart, MyPlace, NextCard, Places
from deqing_events.events.models import Event
from deqing_events.registration import holding_actions, promotion, queries, showing
from deqing_events.registration.wording import where_and_when
from deqing_events.web import clock
from deqing_events.workers import hooks as workers


def attach() -> None:
    """Fill the hooks of the events and workers features."""
    workers.offers.followers["registration"] = workers.Follower(holding_actions.moved, holding_actions.forgotten)
    workers.offers.last_name = queries.last_name
    hooks.offers.next_card = next_card
    hooks.offers.my_place = my_place
    hooks.offers.places = places
    hooks.offers.session_places = session_places
    hooks.offers.capacity_changed = capacity_changed
    hooks.offers.editor_parts = editor_parts


def next_card() -> NextCard | None:
    """Return the nearest event this phone is registered for; None without one."""
    now = clock.now()
    held = next((row for row in showing.held_registrations() if showing.running(row, now)), None)
    if held is None:
        return None
    if held.state == "waiting":
        href = url_for("my.registration", number=held.number)
        state = showing.state_pill(held)
        return NextCard(held.event.title, where_and_when(held), href, button="看进度", icon="hourglass", state=state)
    return NextCard(held.event.title, where_and_when(held), showing.pass_address(held))


def my_place(event_id: int) -> MyPlace | None:
    """Return where this phone's registration of an event shows; None without one."""
    held = showing.held_for(event_id)
    if held is None:
        return None
    if held.state == "waiting":
        return MyPlace(url_for("my.registration", number=held.number), "候补中，看进度")
    return MyPlace(showing.pass_address(held))


def places(event_ids: Sequence[int]) -> Mapping[int, Places]:
    """Return the places of events."""
    limits = queries.capacities(event_ids)
    return {
        event_id: Places(found.get("confirmed", 0), limits.get(event_id), found.get("waiting", 0))
        for event_id, found in queries.counts(event_ids).items()
    }


def session_places(session_ids: Sequence[int]) -> Mapping[int, Places]:
    """Return the places of sessions."""
    limits = queries.session_capacities(session_ids)
    return {
        session_id: Places(found.get("confirmed", 0), limits.get(session_id), found.get("waiting", 0))
        for session_id, found in queries.session_counts(session_ids).items()
    }


def capacity_changed(event_id: int, now: dt.datetime, by: Actor) -> None:
    """Follow a changed capacity inside the caller's transaction."""
    promotion.move_up(event_id, now=now, by=by)


def editor_parts(event: Event) -> Sequence[EditorPart]:
    """Return this feature's pages of the event editor, in order."""
    del event
    return ()
