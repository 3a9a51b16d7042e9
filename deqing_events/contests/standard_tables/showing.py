"""The contests of a campaign put into one order by their standard scores, from what is published and nothing else.

Only scores of one and the same scale can be compared; each scale has a table of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from deqing_events.contests.models import Publication
from deqing_events.contests.results.showing import of_today
from deqing_events.domain.ranking import Key, ranked

Row = dict[str, Any]


@dataclass(frozen=True)
class Compared:
    """One scale in words, the contests that use it, and everybody in them with a result, the highest score first."""

    scale: str
    contests: Sequence[str]
    rows: Sequence[Row]


@dataclass(frozen=True)
class Overview:
    """Everything the page shows. ``left_out`` are contests published without standard scores."""

    tables: Sequence[Compared]
    left_out: Sequence[str]
    complete: bool
    """Whether every contest that is compared is final."""


def compared(publications: Sequence[Publication]) -> Overview:
    """Put published results into one order per scale; equal scores share a place, of the most comes the next."""
    scales: dict[str, list[Publication]] = {}
    for publication in publications:
        scales.setdefault(publication.content.get("scale", ""), []).append(publication)
    left_out = [publication.event.title for publication in scales.pop("", [])]
    tables = [Compared(scale, [one.event.title for one in held], _rows(held)) for scale, held in scales.items()]
    complete = all(one.stage == "final" for held in scales.values() for one in held)
    return Overview(tables, left_out, complete)


def _rows(publications: Sequence[Publication]) -> list[Row]:
    found: dict[str, Row] = {}
    for at, publication in enumerate(publications):
        for index, row in enumerate(of_today(publication)["rows"]):
            if row.get("standard") is not None:
                found[f"{at:03}-{index:06}"] = {**row, "item": publication.event.title}
    scores = Key("standard", {id_: Fraction(row["standard"]) for id_, row in found.items()})
    return [_shown(found[place.id], place.rank, tied=place.tied) for place in ranked(list(found), [scores])]


def _shown(row: Row, rank: int, *, tied: bool) -> Row:
    """Return one line as the macro ``ranking_row`` takes it."""
    where = [place for place in (row["unit"], row["delegation"]) if place and place != row["name"]]
    return {
        "place": rank,
        "tied": tied,
        "name": row["name"],
        "unit": " · ".join(where),
        "award": None,
        "total": row["standard"],
        "parts": "",
        "tries": f"{row['item']} 第 {row['rank']} 名，成绩 {row['total']}",
        "why": "",
        "mine": False,
    }
