"""Is registration open now, and if not, why? Windows are half open: the first instant is in, the last is not.

All instants are aware. The sentence shown to people speaks local time.
"""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

_WEEKDAYS = "一二三四五六日"


class WindowState(StrEnum):
    """What a person who wants to register meets."""

    OPEN = "open"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    FULL = "full"
    WAITING_LIST = "waiting_list"


@dataclass(frozen=True, slots=True)
class RegistrationWindow:
    """When and how many; None = no limit. `taken` counts held places, `waiting` the people on the list."""

    opens_at: datetime | None
    closes_at: datetime | None
    capacity: int | None
    taken: int
    waiting: int = 0
    waiting_list: bool = False


@dataclass(frozen=True, slots=True)
class WindowAnswer:
    """State and numbers: `places_left` for a newcomer (None = unlimited), `ahead` how many wait already."""

    state: WindowState
    opens_at: datetime | None
    closes_at: datetime | None
    places_left: int | None
    ahead: int

    @property
    def accepts(self) -> bool:
        """Whether a registration is taken now, for a place or for the waiting list."""
        return self.state in {WindowState.OPEN, WindowState.WAITING_LIST}


def inside(now: datetime, start: datetime | None, end: datetime | None) -> bool:
    """Whether now is in [start, end); None = no limit."""
    return (start is None or now >= start) and (end is None or now < end)


def registration_answer(window: RegistrationWindow, now: datetime) -> WindowAnswer:
    """Say what happens to someone who registers now. People already waiting come first for a free place."""
    left = None if window.capacity is None else max(0, window.capacity - window.taken - window.waiting)
    return WindowAnswer(_state(window, now, left), window.opens_at, window.closes_at, left, window.waiting)


def why(answer: WindowAnswer, zone: tzinfo) -> str:
    """Tell a worker what the window means, in one short sentence with the next step."""
    match answer.state:
        case WindowState.NOT_YET:
            return f"{_local(answer.opens_at, zone)} 开始报名，到时再来。"
        case WindowState.CLOSED:
            return f"报名在 {_local(answer.closes_at, zone)} 截止了，有事请联系主办方。"
        case WindowState.FULL:
            return "名额满了，有人退出时会重新开放。"
        case WindowState.WAITING_LIST:
            return f"名额满了，可以候补。前面有 {answer.ahead} 人。"
        case WindowState.OPEN:
            return _open(answer, zone)


def _state(window: RegistrationWindow, now: datetime, left: int | None) -> WindowState:
    if window.closes_at is not None and now >= window.closes_at:
        return WindowState.CLOSED
    if not inside(now, window.opens_at, window.closes_at):
        return WindowState.NOT_YET
    if left is None or left > 0:
        return WindowState.OPEN
    return WindowState.WAITING_LIST if window.waiting_list else WindowState.FULL


def _open(answer: WindowAnswer, zone: tzinfo) -> str:
    until = "" if answer.closes_at is None else f"{_local(answer.closes_at, zone)} 截止。"
    left = "" if answer.places_left is None else f"还有 {answer.places_left} 个名额。"
    return f"正在报名。{left}{until}"


def _local(instant: datetime | None, zone: tzinfo) -> str:
    if instant is None:
        return ""
    here = instant.astimezone(zone)
    return f"{here.month}月{here.day}日 周{_WEEKDAYS[here.weekday()]} {here:%H:%M}"
