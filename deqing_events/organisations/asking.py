"""What a desk list was asked for in its address, and one page of its answer."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from deqing_events.web.forms import tidy

T = TypeVar("T")
PAGE_SIZE = 50
TEXT_LIMIT = 60
DIGITS = 9


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list and how many rows there are in all; ``number`` counts from 1."""

    rows: Sequence[T]
    total: int
    number: int = 1
    size: int = PAGE_SIZE

    @property
    def last(self) -> int:
        """The number of the last page, at least 1."""
        return max(1, -(-self.total // self.size))


@dataclass(frozen=True)
class Asked:
    """The narrowing of a list; a value that means nothing counts as not given.

    ``show`` picks a view of the list, ``kind`` and ``code`` the lines of an import, ``run`` one import's members.
    """

    q: str = ""
    town: int = 0
    unit: int = 0
    run: int = 0
    show: str = ""
    kind: str = ""
    code: str = ""
    page: int = 1

    @classmethod
    def of(cls, args: Mapping[str, str]) -> "Asked":
        """Read an address's parameters leniently."""
        return cls(
            q=_word(args, "q"),
            town=_number(args, "town"),
            unit=_number(args, "unit"),
            run=_number(args, "run"),
            show=_word(args, "show"),
            kind=_word(args, "kind"),
            code=_word(args, "code"),
            page=_number(args, "page") or 1,
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything but the view and the page was asked for."""
        return bool(self.q or self.town or self.unit or self.run or self.kind or self.code)

    def href(self, **changes: Any) -> str:  # noqa: ANN401 - text or numbers
        """Return the query part of a link that asks the same with ``changes``, from the first page on."""
        asked = asdict(replace(self, **{"page": 1, **changes}))
        if asked["page"] == 1:
            asked.pop("page")
        return "?" + urlencode({key: value for key, value in asked.items() if value})


def _word(args: Mapping[str, str], key: str) -> str:
    return str(tidy(args.get(key, "")))[:TEXT_LIMIT]


def _number(args: Mapping[str, str], key: str) -> int:
    text = args.get(key, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else 0
