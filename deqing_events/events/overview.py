"""The desk's overview of one event: what it is, what happened to it, and what comes next."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from deqing_events.accounts.queries import account_by_id
from deqing_events.domain.kinds import EVENT_STATE_WORDS, KIND_WORDS, LEVEL_WORDS, EventState, Level
from deqing_events.domain.roles import Permission
from deqing_events.events import cards, queries
from deqing_events.events.detail import CLASS_WORDS
from deqing_events.events.editing.checks import PARTS, before_publication, blocking, part_states
from deqing_events.events.hooks import EditorPart, Places, offers, places_of
from deqing_events.events.looks import STATE_PILLS, family_look
from deqing_events.events.models import Event, EventStep
from deqing_events.events.standing import standing
from deqing_events.events.steps.actions import allowed
from deqing_events.events.trades import TRADES
from deqing_events.web import access
from deqing_events.web.formatting import moment, period, stamp

WHO_WORDS = {"system": "系统", "public": "访客", "phone": "本人手机"}
Shown = dict[str, Any]


def state_pill(state: str) -> Shown:
    """Return the desk's pill of a state as the macros take it."""
    kind, icon = STATE_PILLS[EventState(state)]
    return {"kind": kind, "icon": icon, "text": EVENT_STATE_WORDS[EventState(state)]}


def may_edit(event: Event) -> bool:
    """Tell whether the current account may change this event."""
    return access.reach(Permission.EVENTS_EDIT).covers_event(event.id, event.township_id)


def frame_parts(event: Event, now: dt.datetime) -> Shown:
    """Return what every desk page of an event shows around its content."""
    checks = before_publication(event, now) if event.state in {EventState.DRAFT, EventState.POSTPONED} else []
    return {
        "event": event,
        "pill": state_pill(event.state),
        "checks": checks,
        "blocking": blocking(checks),
        "may_edit": may_edit(event),
        "may_create": bool(access.reach(Permission.EVENTS_CREATE)),
        "classified": _classified(event),
    }


def editor_frame(event: Event, part: str, now: dt.datetime) -> Shown:
    """Return what every page of the editor shows around part ``part``: one of its own or one offered from above."""
    states = part_states(event, now)
    own = [EditorPart(key, word, f"/desk/events/{event.id}/edit/{key}", states[key]) for key, word in PARTS.items()]
    parts = [*own, *offers.editor_parts(event)]
    items = [{"label": row.label, "href": row.href, "current": row.key == part, "state": row.state} for row in parts]
    word = next(row.label for row in parts if row.key == part)
    return {**frame_parts(event, now), "part": part, "part_word": word, "part_items": items}


def overview_parts(event: Event, now: dt.datetime) -> Shown:
    """Return what the overview shows."""
    places = places_of(event.id, event.capacity)
    return {
        **frame_parts(event, now),
        "places": places,
        "standing": standing(event, places, now),
        "rows": _rows(event, places),
        "times": cards.timeline_rows(event),
        "history": [_history_row(step) for step in queries.steps(event.id)],
        "next_steps": list(_next_steps(event, places, now)),
        "steps": _buttons(event, now),
    }


def _classified(event: Event) -> Shown:
    look, word = family_look(event.family, event.kind)
    level = LEVEL_WORDS[Level(event.organiser_level)] + CLASS_WORDS.get(event.contest_class, "")
    host = event.host_unit.name if event.host_unit else event.host.name if event.host else "还没填"
    return {
        "look": look,
        "word": word,
        "level": level,
        "host": host,
        "campaign": event.campaign.name if event.campaign else "",
    }


def _rows(event: Event, places: Places) -> list[tuple[str, str]]:
    kind = KIND_WORDS[event.kind]
    rows = [
        ("编号", event.code),
        ("类别", f"{kind} · {TRADES[event.trade]}" if event.trade in TRADES else kind),
        ("主办", _classified(event)["host"]),
        ("镇街", event.township.name if event.township else "县本级"),
        ("竞赛活动", event.campaign.name if event.campaign else "不属于"),
        ("时间", period(event.starts_at, event.ends_at)),
        ("报名", _window(event)),
        ("名额", f"已报 {places.taken} / {event.capacity or '不限'}，候补 {places.waiting}"),
        ("咨询", " ".join(part for part in (event.contact, event.contact_phone) if part) or "—"),
    ]
    return [row for row in rows if row[0] != "名额" or event.needs_registration]


def _window(event: Event) -> str:
    if not event.needs_registration:
        return "免报名"
    return f"{moment(event.registration_opens_at)} 至 {moment(event.registration_closes_at)}"


def _history_row(step: EventStep) -> Shown:
    words = EVENT_STATE_WORDS[EventState(step.after)]
    reason = f"：{step.reason}" if step.reason else ""
    return {"at": stamp(step.at), "word": words, "reason": reason, "who": who(step.by)}


def who(by: str) -> str:
    """Return who acted, by name where it was an account."""
    kind, _, number = by.partition(":")
    account = account_by_id(int(number)) if kind == "staff" and number.isdigit() else None
    return account.name if account else WHO_WORDS.get(kind, by)


def _next_steps(event: Event, places: Places, now: dt.datetime) -> Sequence[Shown]:
    desk = f"/desk/events/{event.id}"
    over = event.ends_at is not None and event.ends_at <= now
    review = {"icon": "id-card", "label": "看报名名单", "count": places.signed_up, "href": f"{desk}/registrations"}
    gate = {"icon": "qr", "label": "准备签到链接", "count": len(event.sessions), "href": f"{desk}/checkin"}
    rules = {"icon": "gavel", "label": "定评分规则", "count": "", "href": f"{desk}/rules"}
    scores = {"icon": "edit", "label": "录入成绩", "count": places.taken, "href": f"{desk}/scores"}
    results = {"icon": "trophy", "label": "核对并公布成绩", "count": "", "href": f"{desk}/results"}
    match EventState(event.state):
        case EventState.DRAFT:
            return ({"icon": "edit", "label": "补齐内容", "count": "", "href": f"{desk}/edit"}, rules)
        case EventState.PUBLISHED:
            return (scores, results) if over else (review, gate, rules)
        case EventState.POSTPONED:
            return ({"icon": "clock", "label": "定新时间", "count": "", "href": f"{desk}/edit/sessions"}, review)
        case EventState.CANCELLED:
            return (review,)
        case _:
            return (results,)


def _buttons(event: Event, now: dt.datetime) -> Shown:
    over = event.ends_at is not None and event.ends_at <= now
    return {
        "postpone": allowed(event.state, EventState.POSTPONED) and not over,
        "cancel": allowed(event.state, EventState.CANCELLED),
        "withdraw": allowed(event.state, EventState.DRAFT),
        "finish": allowed(event.state, EventState.FINAL) and over,
        "archive": allowed(event.state, EventState.ARCHIVED),
    }
