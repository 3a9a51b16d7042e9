"""How families and states look: the names that styles use for a family, and the pill of a state."""

from collections.abc import Mapping

from deqing_events.domain.kinds import FAMILY_WORDS, EventState, Family

FAMILY_LOOKS: Mapping[str, str] = {
    Family.SKILLS: "skill",
    Family.LABOUR: "merit",
    Family.SAFETY: "ankang",
    Family.IDEAS: "idea",
    Family.CULTURE: "culture",
    Family.SPORT: "sport",
    Family.OTHER: "other",
}
OUTREACH_KINDS = frozenset({"grassroots_show", "book_delivery"})

STATE_PILLS: Mapping[str, tuple[str, str]] = {
    EventState.DRAFT: ("info", "edit"),
    EventState.PUBLISHED: ("ok", "check"),
    EventState.POSTPONED: ("warn", "clock"),
    EventState.CANCELLED: ("bad", "close"),
    EventState.PUBLIC_NOTICE: ("info", "flag"),
    EventState.FINAL: ("plain", "check"),
    EventState.ARCHIVED: ("plain", "lock"),
}
"""Kind and icon of a state's pill at the desk."""


def family_look(family: str, kind: str = "") -> tuple[str, str]:
    """Return the style name and the word of an event's family; 送文艺 and 送图书 have a look of their own."""
    if kind in OUTREACH_KINDS:
        return "outreach", "送文艺" if kind == "grassroots_show" else "送图书"
    return FAMILY_LOOKS.get(family, "other"), FAMILY_WORDS.get(Family(family), family) if family else ""
