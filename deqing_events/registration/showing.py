"""Registrations as the macros draw them: pass cards and rows of one's own list. Needs a request: it knows the phone."""

import datetime as dt
from typing import Any

from flask import current_app, url_for

from deqing_events.domain.kinds import EventState
from deqing_events.domain.masking import mask_name
from deqing_events.events.looks import family_look
from deqing_events.registration import passes, queries, waiting_queries, workplaces
from deqing_events.registration.hooks import offers
from deqing_events.registration.models import DONE_REVIEWS, Pass, Registration
from deqing_events.registration.teams import queries as teams
from deqing_events.registration.turning import code_on_card
from deqing_events.registration.wording import Pill, pill_of, where_and_when
from deqing_events.web.formatting import clock_time, local
from deqing_events.web.installation import keys
from deqing_events.workers import phone, recognised

Shown = dict[str, Any]
OWN_DATA = "/my/privacy"
_UNFINISHED_WORDS = {"draft": "还没提交", "invited": "等你确认", "joined": "等队长提交"}


def held_registrations() -> list[Registration]:
    """Return what this phone may show: what it holds, and everything of the mobile its owner has proved.

    Nothing while the proof is too old.
    """
    if not phone.cookie() or recognised.stale():
        return []
    return queries.held_by(phone.hashed(), recognised.owner() or "")


def may_show(held: Registration) -> bool:
    """Tell whether this phone may show a registration."""
    if not phone.cookie():
        return False
    return held.mobile == recognised.owner() or queries.holds(phone.hashed(), held.id)


def held_for(event_id: int) -> Registration | None:
    """Return the active registration of an event on this phone, or None."""
    found = (held for held in held_registrations() if held.event_id == event_id and held.state in queries.ACTIVE)
    return next(found, None)


def alive(held: Registration) -> bool:
    """Tell whether somebody signed up and is not out again."""
    return held.state in queries.HELD


def held_of(event_id: int, name: str) -> Registration | None:
    """Return the living registration of somebody in an event when this phone may show it, else None."""
    found = (held for held in held_registrations() if held.event_id == event_id and held.name == name and alive(held))
    return next(found, None)


def own_data_address() -> str:
    """Return where a worker sees, takes along and withdraws what is kept; empty while no feature has such a page."""
    return OWN_DATA if any(rule.rule == OWN_DATA for rule in current_app.url_map.iter_rules()) else ""


def held_number(number: str) -> Registration | None:
    """Return the registration with this number when this phone may show it, else None."""
    held = queries.by_number(number)
    return held if held and may_show(held) else None


def running(held: Registration, now: dt.datetime) -> bool:
    """Tell whether a registration is still of use: alive, its event neither over nor cancelled."""
    event = held.event
    over = event.ends_at is not None and event.ends_at < now
    return held.state in {*queries.HELD, "draft", "invited"} and not over and event.state != EventState.CANCELLED


def has_pass(held: Registration) -> bool:
    """Tell whether there is a pass to show: a place, and nothing left to review."""
    return held.state == "confirmed" and held.review in DONE_REVIEWS and bool(held.passes)


def pass_address(held: Registration) -> str:
    """Return the address of the pass that counts."""
    return url_for("passes.one", token=passes.token_for(passes.current(held), keys()))


def state_pill(held: Registration, shown: Pass | None = None) -> Pill:
    """Return the pill of a registration, or of one of its passes: what would happen at the door."""
    if shown is not None and shown.revoked_at is not None:
        return "bad", "close", "旧码，已换新"
    if held.event.state == EventState.CANCELLED:
        return "bad", "close", "活动已取消"
    if held.state == "waiting":
        return "hold", "hourglass", f"候补第 {waiting_queries.ahead_of(held) + 1} 位"
    if held.state == "confirmed" and held.blocked:
        return "bad", "alert", "请到服务台"
    return pill_of(held)


def pass_card(held: Registration) -> Shown:
    """Return the card of the pass that counts, for the phone that holds it. The name is masked even there."""
    shown = passes.current(held)
    token = passes.token_for(shown, keys())
    entered = offers.entered_at(held.id)
    kind, icon, word = state_pill(held, shown)
    if held.state == "confirmed" and kind == "ok":
        kind, icon, word = (
            ("plain", "check", f"{clock_time(entered)} 已进场") if entered else ("ok", "check", "可以进场")
        )
    family, family_word = family_look(held.event.family, held.event.kind)
    return {
        "family": family,
        "family_word": family_word,
        "state": {"kind": kind, "icon": icon, "text": word},
        "title": held.event.title,
        "when": where_and_when(held),
        **code_on_card(token, held.event),
        "code_alt": f"通行码，短码 {passes.spoken(shown.short_code)}",
        "number": passes.spoken(shown.short_code),
        "used": entered is not None,
        "people": [
            ("姓名", mask_name(held.name)),
            ("手机尾号", held.mobile_tail),
            ("单位", held.unit_text or "—"),
            *([("队伍", held.team.name)] if held.team else []),
            *_team(held),
            ("报名编号", held.number),
        ],
    }


def _team(held: Registration) -> list[tuple[str, str]]:
    """Only what follows from the workplace the worker wrote: the roster's own knowledge is not shown."""
    unit = held.unit
    if unit is None or unit.township is None or not workplaces.named(unit, held.unit_text):
        return []
    return [("代表队", unit.township.name)]


def my_item(held: Registration, now: dt.datetime) -> Shown:
    """Return a row of one's own list, with the next act."""
    kind, icon, word = state_pill(held)
    family, family_word = family_look(held.event.family, held.event.kind)
    row: Shown = {
        "family": family,
        "family_word": family_word,
        "state": {"kind": kind, "icon": icon, "text": word},
        "title": held.event.title,
        "when": where_and_when(held),
        "note": mask_name(held.name),
        "href": url_for("my.registration", number=held.number),
        "link": "看报名",
    }
    if held.team is not None and held.state in {*queries.HELD, "invited"}:
        row["title"] = f"{held.event.title}（{held.team.name}）"
    if running(held, now) and held.team is not None and held.state == "joined":
        row.update(team_item(held))
    elif running(held, now):
        row["note"] = f"{mask_name(held.name)} · {_next_word(held, now)}"
        if has_pass(held):
            row.update(href=pass_address(held), link="通行码", icon="qr")
        else:
            row["link"] = _next_act(held)
    elif (result := offers.own_result(held.id)) is not None:
        place = f"第 {result.place} 名" if result.place else result.status
        row["note"] = " · ".join(word for word in (mask_name(held.name), place, result.award) if word)
        row["link"] = "看成绩"
    return row


def team_item(held: Registration) -> Shown:
    """Return what is different in a row of one's own list while the team is still being gathered."""
    lacking, waits = teams.lacking(held.team_id or 0, held.event_id)
    open_end = f"等 {waits} 人确认" if waits else "人够了，可以核对提交"
    word = f"还差 {lacking} 名队员" if lacking else open_end
    href = url_for("teams.one", number=held.team.number if held.team else "")
    if not held.captain:
        return {"href": href, "link": "看队伍", "note": f"{mask_name(held.name)} · 等队长提交"}
    pill = {"kind": "info", "icon": "edit", "text": "草稿"}
    return {"href": href, "link": "继续填", "note": word, "state": pill}


def _next_act(held: Registration) -> str:
    if held.review == "returned" and held.state in queries.ACTIVE:
        return "去补充"
    return {"draft": "继续填", "invited": "去确认"}.get(held.state, "看进度")


def _next_word(held: Registration, now: dt.datetime) -> str:
    if held.state in queries.ACTIVE and (held.state == "pending" or held.review not in DONE_REVIEWS):
        return (held.review_note or "还差一点，补上就能继续") if held.review == "returned" else "有结果马上告诉你"
    if held.state == "waiting":
        ahead = waiting_queries.ahead_of(held)
        return f"前面还有 {ahead} 人" if ahead else "有空位就轮到你"
    if held.state in _UNFINISHED_WORDS:
        return _UNFINISHED_WORDS[held.state]
    start = held.session.starts_at if held.session else held.event.starts_at
    if start is None:
        return "时间定了会写在活动页上"
    days = (local(start).date() - local(now).date()).days
    if days <= 0:
        return "今天" if days == 0 else "进行中"
    return f"还有 {days} 天"
