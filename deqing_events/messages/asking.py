"""What the desk's list of messages was asked for in its address, and one page of its answer."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlencode

from deqing_events.domain.text import row_id
from deqing_events.messages.models import STATES, Message
from deqing_events.messages.templates import TEMPLATES
from deqing_events.web.forms import tidy

PAGE_SIZE = 50
TEXT_LIMIT = 60


@dataclass(frozen=True)
class Asked:
    """The narrowing of the list: a state, a template, and a mobile's tail or words of the text."""

    state: str = ""
    template: str = ""
    q: str = ""
    page: int = 1

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "Asked":
        """Read an address's parameters leniently: what means nothing counts as not given."""
        state, template = args.get("state", ""), args.get("template", "")
        return cls(
            state=state if state in STATES else "",
            template=template if template in TEMPLATES else "",
            q=str(tidy(args.get("q", "")))[:TEXT_LIMIT],
            page=row_id(args.get("page")) or 1,
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything but the state and the page was asked for."""
        return bool(self.q or self.template)

    def href(self, **changes: Any) -> str:  # noqa: ANN401 - text or numbers
        """Return the query part of a link that asks the same with ``changes``, from the first page on."""
        asked = asdict(replace(self, **{"page": 1, **changes}))
        if asked["page"] == 1:
            asked.pop("page")
        return "?" + urlencode({key: value for key, value in asked.items() if value})


@dataclass(frozen=True)
class Page:
    """One page of messages and how many there are in all; ``number`` counts from 1."""

    rows: Sequence[Message]
    total: int
    number: int = 1
    size: int = PAGE_SIZE

    @property
    def last(self) -> int:
        """The number of the last page, at least 1."""
        return max(1, -(-self.total // self.size))
