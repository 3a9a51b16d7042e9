"""Events as the macros draw them: cards of a list, and the facts, bars and timeline of the page of one event."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from deqing_events.domain.kinds import FAMILY_WORDS, EventState
from deqing_events.events.filters import Asked
from deqing_events.events.hooks import Places, offers
from deqing_events.events.looks import FAMILY_LOOKS, family_look
from deqing_events.events.models import Event, EventSession
from deqing_events.events.months import Month
from deqing_events.events.standing import Pill, Standing, days_left, places_words, standing
from deqing_events.web.formatting import WEEKDAYS, clock_time, local, moment, period

Shown = dict[str, Any]


def event_cards(events: Sequence[Event], now: dt.datetime) -> list[Shown]:
    """Return the cards of a list, with the places of all of them asked for at once."""
    places = offers.places([event.id for event in events])
    return [_card(event, places.get(event.id, Places(capacity=event.capacity)), now) for event in events]


def family_chips(asked: Asked) -> list[Shown]:
    """Return the row of families as links that keep the rest of what was asked."""
    everything = {"label": "全部", "href": asked.href(family=""), "current": not asked.family, "family": ""}
    return [everything] + [
        {"label": word, "href": asked.href(family=str(family)), "current": asked.family == family, "family": look}
        for family, word in FAMILY_WORDS.items()
        for look in [FAMILY_LOOKS[family]]
    ]


def by_day(events: Sequence[Event], month: Month, now: dt.datetime) -> list[tuple[dt.date, list[Shown]]]:
    """Return the cards of a month's events under the first day of each inside the month."""
    first = month.start.date()
    days: dict[dt.date, list[Shown]] = {}
    for event, card in zip(events, event_cards(events, now), strict=True):
        day = first if event.starts_at is None else max(first, local(event.starts_at).date())
        days.setdefault(day, []).append(card)
    return sorted(days.items(), key=lambda item: item[0])


def _card(event: Event, places: Places, now: dt.datetime) -> Shown:
    found = standing(event, places, now)
    look, word = family_look(event.family, event.kind)
    return {
        "href": url_for("events.detail", slug=event.slug),
        "title": event.title,
        "family": look,
        "family_word": word,
        "state": pill_of(found.pill),
        "cancelled": event.state == EventState.CANCELLED,
        "place": event.sessions[0].venue if event.sessions else "",
        **_leaf(event),
        **_foot(event, places, found),
    }


def _leaf(event: Event) -> Shown:
    if event.starts_at is None:
        return {"month": "待定", "day": "–", "weekday": "", "time": "时间待定"}
    start = local(event.starts_at)
    weekday = f"周{WEEKDAYS[start.weekday()]}"
    return {"month": f"{start.month}月", "day": f"{start.day:02}", "weekday": weekday, "time": clock_time(start)}


def _foot(event: Event, places: Places, found: Standing) -> Shown:
    if found.kind == "free":
        return {"quota": None, "note": "到现场扫码签到，座位先到先坐"}
    if found.kind == EventState.CANCELLED or (event.state_reason and found.kind == EventState.POSTPONED):
        return {"quota": None, "note": event.state_reason}
    if found.answer is None:
        return {"quota": None, "note": ""}
    if found.kind == "not_yet":
        return {"quota": None, "note": f"{moment(event.registration_opens_at)} 开始报名"}
    if event.capacity is None:
        return {"quota": None, "note": places_words(event, places, found)}
    text = places_words(event, places, found)
    return {"quota": {"taken": places.taken, "capacity": event.capacity, "text": text}, "note": ""}


def pill_of(pill: Pill) -> Mapping[str, str | None]:
    """Return a pill as the macros take it."""
    kind, icon, text = pill
    return {"kind": kind, "icon": icon, "text": text}


def fact_rows(event: Event, now: dt.datetime) -> list[Shown]:
    """Return time, place, deadline and phone; a row without a value is left out."""
    rows: list[Shown] = [
        {"icon": "clock", "label": "时间", "text": period(event.starts_at, event.ends_at), "strong": True}
    ]
    rows.extend(_place_rows(event.sessions))
    if event.needs_registration and event.registration_closes_at:
        late = days_left(event.registration_closes_at, now) if event.state == EventState.PUBLISHED else ""
        rows.append({"icon": "flag", "label": "报名截止", "text": moment(event.registration_closes_at), "late": late})
    if event.contact_phone:
        phone = {"icon": "phone", "label": "咨询", "text": event.contact_phone, "note": event.contact}
        rows.append({**phone, "href": f"tel:{event.contact_phone}", "link": "拨打"})
    if event.host or event.host_unit:
        host = event.host or event.host_unit
        rows.append({"icon": "org", "label": "主办", "text": host.name if host else ""})
    return rows


def _place_rows(sessions: Sequence[EventSession]) -> list[Shown]:
    places = dict.fromkeys((session.venue, session.address) for session in sessions)
    if not any(address for _, address in places):
        places = {("、".join(venue for venue, _ in places), ""): None} if places else {}
    return [{"icon": "pin", "label": "地点", "text": venue, "note": address} for venue, address in places]


def timeline_rows(event: Event) -> list[Shown]:
    """Return the sessions as a timeline; the day is named when they are on more than one."""
    days = {local(session.starts_at).date() for session in event.sessions}
    return [_timeline_row(session, several=len(days) > 1) for session in event.sessions]


def _timeline_row(session: EventSession, *, several: bool) -> Shown:
    start = local(session.starts_at)
    time = f"{start.month}-{start.day} {clock_time(start)}" if several else clock_time(start)
    venue = session.venue if session.title else ""
    note = " · ".join(part for part in (f"到 {clock_time(session.ends_at)}", venue, session.note) if part)
    return {"time": time, "text": session.title or session.venue, "note": note}


def quota_rows(event: Event, places: Places, found: Standing) -> list[Shown]:
    """Return one bar for the event when it has a limit, then one for each session that has its own."""
    rows: list[Shown] = []
    if event.capacity is not None:
        text = places_words(event, places, found)
        rows.append({"label": "全部", "taken": places.taken, "capacity": event.capacity, "text": text})
    limited = [session for session in event.sessions if session.capacity is not None]
    counted = offers.session_places([session.id for session in limited]) if limited else {}
    for session in limited:
        taken, capacity = counted.get(session.id, Places()).taken, session.capacity or 0
        label = session.title or moment(session.starts_at)
        rows.append({"label": label, "taken": taken, "capacity": capacity, "text": f"{taken} / {capacity}"})
    return rows
