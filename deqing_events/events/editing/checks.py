"""What stands between a draft and its publication. A bad line blocks; each line leads to the part that mends it."""

import datetime as dt
from collections.abc import Iterator, Sequence

from deqing_events.domain.kinds import Level
from deqing_events.events.hooks import Check, offers
from deqing_events.events.models import Event

PARTS = {
    "basic": "基本信息",
    "sessions": "时间地点",
    "registration": "报名与名额",
    "eligibility": "资格条件",
    "notice": "通知与联系",
}
"""The parts of the editor, in order: key in the address and word."""


def before_publication(event: Event, now: dt.datetime) -> list[Check]:
    """Return every line of the list, blocking ones first; features above add theirs through the hook."""
    further = [line for check in offers.checks.values() for line in check(event.id)]
    lines = [*_basic(event), *_sessions(event, now), *_registration(event), *_texts(event), *further]
    order = {"bad": 0, "warn": 1, "ok": 2}
    return sorted(lines, key=lambda line: order[line.state])


def blocking(checks: Sequence[Check]) -> int:
    """Return how many lines block publication."""
    return sum(check.state == "bad" for check in checks)


def part_states(event: Event, now: dt.datetime) -> dict[str, str]:
    """Return "bad" or "ok" for each part of the editor."""
    own = [*_basic(event), *_sessions(event, now), *_registration(event), *_texts(event)]
    bad = {check.href.rpartition("/")[2] for check in own if check.state == "bad"}
    filled = {"basic": True, "sessions": bool(event.sessions), "registration": True}
    filled |= {"eligibility": bool(event.who_may), "notice": bool(event.notice)}
    return {part: "bad" if part in bad else ("ok" if filled[part] else "") for part in PARTS}


def _line(event: Event, state: str, text: str, part: str = "", link: str = "") -> Check:
    return Check(state, text, f"/desk/events/{event.id}/edit/{part}" if part else "", link)


def _basic(event: Event) -> Iterator[Check]:
    if event.host_id is None and event.host_unit_id is None:
        yield _line(event, "bad", "还没有主办方", "basic", "去填主办方")
    if event.organiser_level == Level.GRASSROOTS and event.host_unit_id is None:
        yield _line(event, "warn", "基层单位主办的，写上是哪个单位", "basic", "去填单位")
    if event.kind == "skill_contest" and not event.trade:
        yield _line(event, "warn", "还没选工种，统计会归到其他", "basic", "去选工种")


def _sessions(event: Event, now: dt.datetime) -> Iterator[Check]:
    if not event.sessions:
        yield _line(event, "bad", "还没有场次", "sessions", "去加场次")
        return
    if event.ends_at is not None and event.ends_at <= now:
        yield _line(event, "bad", "场次的时间已经过去", "sessions", "去改时间")
    else:
        yield _line(event, "ok", f"{len(event.sessions)} 个场次")
    parts = [session.capacity for session in event.sessions if session.capacity is not None]
    if event.capacity is not None and sum(parts) > event.capacity:
        text = f"各场次名额合计 {sum(parts)}，比上限 {event.capacity} 多 {sum(parts) - event.capacity}"
        yield _line(event, "bad", text, "sessions", "去改名额")


def _registration(event: Event) -> Iterator[Check]:
    if not event.needs_registration:
        yield _line(event, "ok", "免报名，到现场签到")
        return
    opens, closes = event.registration_opens_at, event.registration_closes_at
    if opens is None or closes is None:
        yield _line(event, "bad", "还没有报名开始和截止时间", "registration", "去填时间")
        return
    if event.ends_at is not None and closes > event.ends_at:
        yield _line(event, "bad", "报名截止比活动结束还晚", "registration", "去改时间")
    elif event.starts_at is not None and closes > event.starts_at:
        yield _line(event, "warn", "报名截止晚于活动开始，请核对", "registration", "去看时间")
    else:
        yield _line(event, "ok", "报名时间已定")
    if event.capacity is None:
        yield _line(event, "warn", "没有名额上限", "registration", "去设名额")


def _texts(event: Event) -> Iterator[Check]:
    if not event.who_may:
        yield _line(event, "warn", "没有写谁能报名，会显示全县职工都可以", "eligibility", "去写")
    if not event.notice:
        yield _line(event, "warn", "还没有通知原文（可以先发布）", "notice", "去写")
    if not event.contact_phone:
        yield _line(event, "warn", "还没有咨询电话", "notice", "去填")
