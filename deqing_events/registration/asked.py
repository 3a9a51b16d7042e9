"""What a list of registrations was asked for in its address: read leniently, written back into links."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from deqing_events.registration.desk_queries import Filters
from deqing_events.web.forms import tidy

STATES = ("pending", "confirmed", "waiting", "cancelled", "rejected")
TABS = ("todo", "unit", "returned", "in")
"""What a list under review is divided into besides."""
EVERYTHING = "all"
"""The state that narrows to nothing, where a list is narrowed unless somebody says so."""
TEXT_LIMIT = 60
LONGEST_NUMBER = 9


@dataclass(frozen=True)
class Asked:
    """The narrowing of a list; a value that means nothing counts as not given."""

    state: str = ""
    town: int | None = None
    text: str = ""
    page: int = 1
    warned: bool = False

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "Asked":
        """Read an address's parameters: state, town, q, page, warn."""
        state = args.get("state", "")
        return cls(
            state=state if state in (*STATES, *TABS, EVERYTHING) else "",
            town=_number(args.get("town", "")),
            text=str(tidy(args.get("q", "")))[:TEXT_LIMIT],
            page=_number(args.get("page", "")) or 1,
            warned=args.get("warn") == "1",
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything but the state and the page was asked for."""
        return bool(self.town or self.text or self.warned)

    def filters(self) -> Filters:
        """Return it as the queries take it."""
        return Filters("" if self.state == EVERYTHING else self.state, self.town, self.text)

    def href(self, **changes: str | int) -> str:
        """Return the query part of a link that asks for the same with changes; the page starts over."""
        asked = replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]  # the caller names fields of this class
        pairs = {
            "state": asked.state,
            "town": asked.town,
            "q": asked.text,
            "warn": 1 if asked.warned else "",
            "page": asked.page if asked.page > 1 else "",
        }
        return "?" + urlencode({key: value for key, value in pairs.items() if value})


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else None
