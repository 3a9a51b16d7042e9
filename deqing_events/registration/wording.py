"""Words that several pages of this feature share."""

from deqing_events.events.models import Event, EventSession
from deqing_events.registration.models import Registration
from deqing_events.web.formatting import moment, period

Pill = tuple[str, str, str]

STATE_PILLS: dict[str, Pill] = {
    "draft": ("info", "edit", "草稿"),
    "invited": ("warn", "clock", "等本人确认"),
    "joined": ("ok", "check", "已入队"),
    "pending": ("warn", "clock", "等审核"),
    "confirmed": ("ok", "check", "已报名"),
    "waiting": ("hold", "hourglass", "候补中"),
    "cancelled": ("plain", "close", "已取消"),
    "rejected": ("bad", "alert", "不通过"),
}
"""Kind, icon and word of a registration's state."""

REVIEW_PILLS: dict[str, Pill] = {
    "submitted": ("warn", "clock", "审核中"),
    "unit_confirmed": ("warn", "clock", "单位已确认"),
    "returned": ("warn", "undo", "请补材料"),
    "approved": ("ok", "check", "已通过"),
}
"""The same where a review says more than the state; a state that is over comes first."""


def pill_of(held: Registration) -> Pill:
    """Return kind, icon and word of where a registration stands."""
    if held.state in ("pending", "confirmed") and held.review in REVIEW_PILLS:
        return REVIEW_PILLS[held.review]
    if held.state == "waiting" and held.review == "returned":
        return REVIEW_PILLS["returned"]
    return STATE_PILLS[held.state]


def session_words(part: EventSession) -> str:
    """Return when and where a session takes place."""
    title = f"{part.title} · " if part.title else ""
    return f"{title}{period(part.starts_at, part.ends_at)} · {part.venue}"


def where_and_when(held: Registration) -> str:
    """Return when and where somebody has to be."""
    part = held.session or (held.event.sessions[0] if held.event.sessions else None)
    return f"{moment(part.starts_at)} · {part.venue}" if part else moment(held.event.starts_at)


def day_line(event: Event) -> str:
    """Return title and day of an event, as the line under a page's title."""
    return f"{event.title} · {moment(event.starts_at)}" if event.starts_at else event.title
