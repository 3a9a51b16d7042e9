"""Where a visitor stands with an event right now: the pill, the sentence, and the one button of its page."""

import datetime as dt
from dataclasses import dataclass

from deqing_events.domain.kinds import EntrantKind, EventState
from deqing_events.domain.windows import RegistrationWindow, WindowAnswer, WindowState, registration_answer, why
from deqing_events.events.hooks import Places
from deqing_events.events.models import Event
from deqing_events.web.clock import SHANGHAI

Pill = tuple[str, str | None, str]


@dataclass(frozen=True)
class Standing:
    """``pill`` is (kind, icon or None, word). ``verb`` is the button's word, empty when there is nothing to do."""

    kind: str
    pill: Pill
    sentence: str
    verb: str = ""
    answer: WindowAnswer | None = None

    @property
    def accepts(self) -> bool:
        """Whether somebody can register now, for a place or for the waiting list."""
        return self.answer is not None and self.answer.accepts


FIXED: dict[str, tuple[Pill, str]] = {
    EventState.DRAFT: (("info", "edit", "草稿"), "还没有发布，只有工作人员看得到。"),
    EventState.CANCELLED: (("bad", "close", "已取消"), "这一场取消了，不用到场。"),
    EventState.POSTPONED: (("warn", "clock", "延期"), "这一场延期了，新时间定下后在这里公布。"),
    EventState.PUBLIC_NOTICE: (("info", "flag", "公示中"), "成绩正在公示。"),
    EventState.FINAL: (("plain", None, "已结束"), "这一场已经结束。"),
    EventState.ARCHIVED: (("plain", None, "已结束"), "这一场已经结束。"),
}
OPEN_PILLS: dict[WindowState, Pill] = {
    WindowState.OPEN: ("brand", None, "报名中"),
    WindowState.NOT_YET: ("info", "clock", "未开始"),
    WindowState.CLOSED: ("plain", None, "报名截止"),
    WindowState.FULL: ("hold", "people", "已满"),
    WindowState.WAITING_LIST: ("hold", "hourglass", "可候补"),
}
TOGETHER = "这一场由单位统一报名，请联系主办方。"
VERBS = {WindowState.OPEN: "我要报名", WindowState.WAITING_LIST: "候补报名"}
TEAM_VERBS = {WindowState.OPEN: "组队报名", WindowState.WAITING_LIST: "组队候补"}


def window_of(event: Event, places: Places) -> RegistrationWindow:
    """Return an event's registration window with its count of places; closing is at the start when none is set."""
    closes = event.registration_closes_at or event.starts_at
    return RegistrationWindow(
        event.registration_opens_at, closes, event.capacity, places.taken, places.waiting, event.waiting_list
    )


def standing(event: Event, places: Places, now: dt.datetime) -> Standing:
    """Say where a visitor stands: the event's state first, then whether it is over, then the window.

    Teams have a button of their own; workplaces are entered by their clerks, so their events offer a worker none.
    """
    if event.state in FIXED:
        pill, sentence = FIXED[event.state]
        return Standing(event.state, pill, sentence)
    if event.ends_at is not None and event.ends_at <= now:
        return Standing("over", ("plain", None, "已结束"), "这一场已经结束，成绩公布后在这里看。")
    if not event.needs_registration:
        return Standing("free", ("plain", None, "免报名"), "到现场扫码签到，不用报名。")
    answer = registration_answer(window_of(event, places), now)
    if event.entrant_kind == EntrantKind.UNIT and answer.accepts:
        return Standing("together", OPEN_PILLS[answer.state], TOGETHER, "", answer)
    sentence = why(answer, SHANGHAI)
    verbs = TEAM_VERBS if event.entrant_kind == EntrantKind.TEAM else VERBS
    return Standing(answer.state, OPEN_PILLS[answer.state], sentence, verbs.get(answer.state, ""), answer)


def places_words(event: Event, places: Places, found: Standing) -> str:
    """Return what stands beside the bar of places: 余 34 名, 已满 · 候补 7 人, or how many signed up.

    How many signed up is said where no place can be taken any more, or where there is no limit.
    """
    if event.capacity is None:
        return f"已报 {places.taken} 人" if places.taken else "不限名额"
    if found.kind != EventState.DRAFT and (found.answer is None or found.kind == WindowState.CLOSED):
        return f"已报 {places.taken} 人"
    if found.answer is not None and found.answer.places_left:
        return f"余 {found.answer.places_left} 名"
    if places.taken >= event.capacity:
        return f"已满 · 候补 {places.waiting} 人" if event.waiting_list else "已满"
    return f"余 {event.capacity - places.taken} 名"


def days_left(until: dt.datetime | None, now: dt.datetime) -> str:
    """Return 还有 3 天 (calendar days in Deqing), 今天截止, or nothing for the past and for no date."""
    if until is None or until <= now:
        return ""
    days = (until.astimezone(SHANGHAI).date() - now.astimezone(SHANGHAI).date()).days
    return f"还有 {days} 天" if days else "今天截止"
