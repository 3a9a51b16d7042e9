"""What a list was asked for in its address: read leniently, written back into links."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from deqing_events.domain.kinds import EventState, Family
from deqing_events.events.months import Month
from deqing_events.events.queries import SORTS, Filters
from deqing_events.web.forms import tidy

TEXT_LIMIT = 60


@dataclass(frozen=True)
class Asked:
    """The narrowing of a list of events; a value that means nothing counts as not given."""

    family: str = ""
    month: Month | None = None
    town: int | None = None
    text: str = ""
    past: bool = False
    state: str = ""
    sort: str = ""
    campaign: int | None = None
    page: int = 1
    find: bool = False

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "Asked":
        """Read an address's parameters: family, month, town, q, when=past, state, sort, campaign, page, find."""
        return cls(
            family=_one_of(args.get("family", ""), [str(family) for family in Family]),
            month=Month.of(args.get("month", "")),
            town=_number(args.get("town", "")),
            text=str(tidy(args.get("q", "")))[:TEXT_LIMIT],
            past=args.get("when") == "past",
            state=_one_of(args.get("state", ""), [str(state) for state in EventState]),
            sort=_one_of(args.get("sort", ""), list(SORTS)),
            campaign=_number(args.get("campaign", "")),
            page=_number(args.get("page", "")) or 1,
            find="find" in args,
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything but the view and the page was asked for."""
        return bool(self.family or self.month or self.town or self.text or self.state or self.campaign)

    def filters(self) -> Filters:
        """Return the same as queries take it."""
        return Filters(
            family=self.family,
            township_id=self.town,
            text=self.text,
            since=self.month.start if self.month else None,
            until=self.month.end if self.month else None,
            state=self.state,
            campaign_id=self.campaign,
        )

    def href(self, **changes: object) -> str:
        """Return the query part of the same list with some things changed, from page 1 unless ``page`` is given."""
        asked = replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]  # the template names real fields
        named = {
            "family": asked.family,
            "month": asked.month or "",
            "town": asked.town or "",
            "q": asked.text,
            "when": "past" if asked.past else "",
            "state": asked.state,
            "sort": asked.sort,
            "campaign": asked.campaign or "",
            "page": asked.page if asked.page > 1 else "",
        }
        return "?" + urlencode({key: value for key, value in named.items() if value != ""})


def _one_of(value: str, known: list[str]) -> str:
    return value if value in known else ""


def _number(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None  # noqa: PLR2004 - 32 bits
