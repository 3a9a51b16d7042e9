"""All marks of one entrant as one text, as a database can add them up: read only where somebody asks.

A hundred thousand entrants with fifty marks each would be five million objects; packed they are as many texts as there
are entrants. Read as a mapping they are the marks of ``entrants.Entrant``.
"""

from collections.abc import Iterator, Mapping

from deqing_events.domain.entrants import Cell, Mark

BETWEEN, WITHIN = "\x1f", "\x1e"
"""What stands between keys and values, and within a key between criterion and judge; no name or number holds them."""


class PackedMarks(Mapping[str, Mark]):
    """Marks packed as key and value in turn, of ``place``; ``panel`` are the criteria that each judge marks."""

    __slots__ = ("_panel", "_text")

    def __init__(self, text: str, panel: frozenset[str]) -> None:
        self._text = text
        self._panel = panel

    def cells(self) -> dict[str, str]:
        """Return each value by criterion and judge (``place`` gives the key)."""
        pieces = iter(self._text.split(BETWEEN) if self._text else ())
        return dict(zip(pieces, pieces, strict=True))

    def __getitem__(self, criterion: str) -> Mark:
        return self._read()[criterion]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())

    def _read(self) -> dict[str, Mark]:
        by_judge: dict[str, dict[str, Cell]] = {}
        agreed: dict[str, Mark] = {}
        for where, value in self.cells().items():
            criterion, _, judge = where.partition(WITHIN)
            if criterion in self._panel:
                by_judge.setdefault(criterion, {})[judge] = value
            else:
                agreed[criterion] = value
        return {**agreed, **by_judge}


def place(criterion: str, judge: str) -> str:
    """Return the key of a mark in ``PackedMarks.cells``; the judge of an agreed mark is empty."""
    return f"{criterion}{WITHIN}{judge}"
