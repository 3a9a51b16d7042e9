"""When may somebody register or cancel? Sentences for people when they may not."""

import datetime as dt
from zoneinfo import ZoneInfo

from deqing_events.domain.kinds import EntrantKind, EventState
from deqing_events.domain.places import Counter, Dimension, Kind
from deqing_events.domain.windows import RegistrationWindow, WindowState, registration_answer, why
from deqing_events.events.models import Event, EventSession
from deqing_events.registration.plans.models import SignUpPlan

ZONE = ZoneInfo("Asia/Shanghai")

STATE_SENTENCES = {
    EventState.DRAFT: "这场活动还没有发布。",
    EventState.POSTPONED: "这场活动延期了，报名先停一停，新时间会写在活动页上。",
    EventState.CANCELLED: "这场活动取消了，不用再报名。",
}
OTHER_WAY = {
    EntrantKind.PERSON: "这一场是个人报名，不用组队，请回活动页报名。",
    EntrantKind.TEAM: "这一场要组队报名：队长在活动页点“组队报名”，队员打开队长发的邀请链接。",
    EntrantKind.UNIT: "这一场由单位统一报名，请联系主办方。",
}
OVER = "这场活动已经结束，报名停了。"

FULL = "名额满了，有人退出时会重新开放。"
FULL_OF = {
    Dimension.SESSION: "这个场次的名额满了，请换一个场次。",
    Dimension.TRADE: "这个工种的名额满了，有人退出时会重新开放。",
    Dimension.TOWNSHIP: "你们代表队的名额满了，有人退出时会重新开放。",
    Dimension.UNION: "你们工会的名额满了，有人退出时会重新开放。",
    Dimension.UNIT: "你们单位的名额满了，有人退出时会重新开放。",
}
UNKNOWN_OF = {
    Dimension.TRADE: "这一场按工种分名额，请先选工种。",
    Dimension.TOWNSHIP: "这一场按代表队分名额，请从列表里选你的单位；没有的话请联系主办方登记。",
    Dimension.UNION: "这一场按工会分名额，请从列表里选你的单位；没有的话请联系主办方登记。",
    Dimension.UNIT: "这一场按单位分名额，请从列表里选你的单位；没有的话请联系主办方登记。",
}


class RegistrationRefusedError(Exception):
    """A registration, cancellation or change was refused; the text is a sentence for people. Nothing was changed."""


def full_sentence(counter: Counter) -> str:
    """Say which bound has no place left."""
    return FULL if counter.kind is Kind.RESERVE else FULL_OF.get(counter.dimension, FULL)


def closes_at(event: Event) -> dt.datetime | None:
    """Return when sign-up ends: the set time, else when the event begins."""
    return event.registration_closes_at or event.starts_at


def cancel_deadline(event: Event) -> dt.datetime | None:
    """Return until when workers may cancel by themselves: the set time, else the end of sign-up."""
    return event.cancel_until or closes_at(event)


def edit_deadline(event: Event, plan: SignUpPlan) -> dt.datetime | None:
    """Return until when workers may change what they filled in: the set time, else the end of sign-up."""
    return plan.edit_until or closes_at(event)


def transfer_deadline(event: Event, plan: SignUpPlan) -> dt.datetime | None:
    """Return until when somebody else may take a place over: the set time, else the event's start."""
    return plan.transfer_until or event.starts_at


def roster_lock(event: Event, plan: SignUpPlan) -> dt.datetime | None:
    """Return until when a team may change its people freely: the set time, else the end of sign-up."""
    return plan.roster_lock_at or closes_at(event)


def waiting_end(event: Event, plan: SignUpPlan) -> dt.datetime | None:
    """Return until when places are still given to those who wait: the set time, at the latest the event's start."""
    times = [each for each in (plan.waiting_until, event.starts_at) if each is not None]
    return min(times) if times else None


def why_not_running(event: Event) -> str | None:
    """Say why an event takes nobody at all, not even at the door; None while it is published."""
    if event.state == EventState.PUBLISHED:
        return None
    return STATE_SENTENCES.get(EventState(event.state), OVER)


def why_closed(event: Event, now: dt.datetime, kind: EntrantKind = EntrantKind.PERSON) -> str | None:
    """Say why nobody can register now as a person (or as another ``kind``), whatever the places; None when open."""
    stopped = why_not_running(event)
    if stopped is not None:
        return stopped
    if not event.needs_registration:
        return "这场活动不用报名，直接到场就行。"
    if event.entrant_kind != kind:
        return OTHER_WAY[EntrantKind(event.entrant_kind)]
    window = RegistrationWindow(event.registration_opens_at, closes_at(event), capacity=None, taken=0)
    answer = registration_answer(window, now)
    return None if answer.state is WindowState.OPEN else why(answer, ZONE)


def why_closed_to(source: str, event: Event, now: dt.datetime) -> str | None:
    """Say why a sign-up from this source is too early, too late or not wanted; None when it is not.

    A clerk may also enter people where workplaces compete. Staff are bound by no window.
    """
    if source not in ("self", "clerk"):
        return why_not_running(event)
    units = source == "clerk" and event.entrant_kind == EntrantKind.UNIT
    return why_closed(event, now, EntrantKind.UNIT if units else EntrantKind.PERSON)


def chosen_session(event: Event, session_id: int | None, now: dt.datetime) -> EventSession | None:
    """Return the session somebody registers for; the only one needs no choice, None when the event has none.

    Raises RegistrationRefusedError for a missing or foreign choice and for a session that is over.
    """
    if not event.sessions:
        return None
    if len(event.sessions) == 1:
        return event.sessions[0]
    found = next((part for part in event.sessions if part.id == session_id), None)
    if found is None:
        raise RegistrationRefusedError("请选一个场次。")
    if now >= found.ends_at:
        raise RegistrationRefusedError("这个场次已经结束了，请换一个。")
    return found
