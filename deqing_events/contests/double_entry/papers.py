"""The papers of a contest, and one of them as a page: rows by code, a field per cell, never a name.

Fields are called by code and criterion, never by a row's number: who types papers by number and papers by code must
not be able to join the two.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from deqing_events.contests.marking.score_sheets import Column, ScoreSheet, criterion_column
from deqing_events.contests.models import Entrant
from deqing_events.domain.double_entry import Entry, place_of
from deqing_events.domain.entrants import EntrantStatus
from deqing_events.domain.sheet_types import By, Part, RuleSheet
from deqing_events.domain.timing import stored_text

LONGEST = 40
"""How many characters of a cell are kept."""


@dataclass(frozen=True)
class Paper:
    """One paper: ``key`` in addresses, ``part`` of the rules, and what is typed from it."""

    key: str
    part: str
    sheet: ScoreSheet

    @property
    def judge(self) -> str:
        """Who wrote it; empty for what was agreed on."""
        return self.sheet.judge

    @property
    def title(self) -> str:
        """What people call it."""
        return self.sheet.title


@dataclass(frozen=True)
class Box:
    """One field: where it belongs, its name as posted, its text as shown, what is wrong with it."""

    place: str
    name: str
    text: str
    error: str
    column: Column


@dataclass(frozen=True)
class Row:
    """One entrant by code."""

    label: str
    boxes: Sequence[Box]


@dataclass(frozen=True)
class Typed:
    """A page as it was typed: texts and what was read, by place; sentences by place for what cannot be read."""

    texts: Mapping[str, str] = field(default_factory=dict)
    cells: Entry = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def blank(self) -> int:
        """How many cells are left blank."""
        return sum(value is None for value in self.cells.values())


def papers(rules: RuleSheet) -> list[Paper]:
    """Return every paper of a contest, part by part: what was agreed on, then each judge's."""
    return [paper for number, part in enumerate(rules.parts, 1) for paper in _of_part(number, part, rules)]


def _of_part(number: int, part: Part, rules: RuleSheet) -> Iterable[Paper]:
    criteria = [row for section in part.sections for row in section.criteria]
    agreed = tuple(criterion_column(row) for row in criteria if row.by is By.AGREED)
    panel = tuple(criterion_column(row) for row in criteria if row.by is By.PANEL)
    if agreed:
        title = f"{part.title} · 共同评分" if panel else part.title
        yield Paper(f"p{number}", part.key, ScoreSheet(f"p{number}", title, "", agreed))
    for seat, judge in enumerate(rules.panel.judges if panel else (), 1):
        key = f"p{number}-{seat}"
        yield Paper(key, part.key, ScoreSheet(key, f"{part.title} · {judge}", judge, panel))


def labels(paper: Paper, entrants: Sequence[Entrant]) -> dict[int, str]:
    """Return what stands on the paper for whoever can be marked on it: the blind code, on agreed papers the number."""
    blind = bool(paper.judge) and any(row.blind_code for row in entrants)
    marked = [row for row in entrants if row.status == EntrantStatus.PRESENT and not _kept_away(paper, row)]
    return {row.id: row.blind_code if blind else row.number for row in marked if row.blind_code or not blind}


def _kept_away(paper: Paper, row: Entrant) -> bool:
    return bool(paper.judge) and paper.judge in row.recused


def places(paper: Paper, entrants: Sequence[Entrant]) -> set[str]:
    """Return every cell that has to be filled on a paper."""
    return {place_of(one, column.key) for one in labels(paper, entrants) for column in paper.sheet.columns}


def rows(paper: Paper, entrants: Sequence[Entrant], wanted: Collection[str], typed: Typed) -> list[Row]:
    """Return the page of a paper for the wanted places, by code."""
    named = sorted(labels(paper, entrants).items(), key=lambda one: (len(one[1]), one[1]))
    found = [Row(label, _boxes(paper, entrant_id, label, wanted, typed)) for entrant_id, label in named]
    return [row for row in found if row.boxes]


def _boxes(paper: Paper, entrant_id: int, label: str, wanted: Collection[str], typed: Typed) -> list[Box]:
    cells = [(place_of(entrant_id, column.key), column) for column in paper.sheet.columns]
    return [
        Box(place, field_name(label, column), typed.texts.get(place, ""), typed.errors.get(place, ""), column)
        for place, column in cells
        if place in wanted
    ]


def field_name(label: str, column: Column) -> str:
    """Return the name of a cell's field."""
    return f"c-{label}-{column.key}"


def read(page: Sequence[Row], form: Mapping[str, str]) -> Typed:
    """Read a posted page; a cell that was not sent keeps what was typed before."""
    texts: dict[str, str] = {}
    cells: dict[str, str | None] = {}
    errors: dict[str, str] = {}
    for box in (box for row in page for box in row.boxes):
        text = texts[box.place] = form.get(box.name, box.text)[:LONGEST]
        try:
            cells[box.place] = box.column.read(text)
        except ValueError as error:
            errors[box.place] = str(error)
    return Typed(texts, cells, errors)


def value_words(column: Column, value: str | None) -> str:
    """Return a stored value as people read it."""
    if value is None:
        return "空"
    return stored_text(value) if column.timed else dict(column.words).get(value, value)
