"""A score sheet as a page of fields: one row per entrant, what stands there, what was typed, what is wrong with it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from deqing_events.contests.entrants.elapsed import elapsed_text
from deqing_events.contests.marking.actions import Cell, Place
from deqing_events.contests.marking.score_sheets import DECIMAL, ELAPSED, PENALTY, Column, ScoreSheet
from deqing_events.contests.models import Entrant, Mark
from deqing_events.domain.attempts import NoResult
from deqing_events.domain.entrants import STATUS_WORDS, EntrantStatus
from deqing_events.domain.rounding import number, plain_text
from deqing_events.domain.timing import stored_text

_WORDS = {status.value: word for word, status in STATUS_WORDS.items()}


class Naming(StrEnum):
    """What a page calls entrants: by name; by blind code (else number) without a name; or so in its addresses too.

    A sealed page says nothing but codes to people who know the names: not who is absent or whose judge stands aside.
    """

    OPEN = "open"
    BLIND = "blind"
    CODED = "coded"
    SEALED = "sealed"


@dataclass(frozen=True)
class Box:
    """One field: ``name`` as posted, ``text`` as shown."""

    name: str
    text: str
    error: str
    column: Column


@dataclass(frozen=True)
class Row:
    """One entrant. ``closed`` says why nothing can be typed, empty when it can.

    ``handle`` stands for it in addresses and field names: no number of a row gets to a judge, it would tell the order
    of the list.
    """

    entrant_id: int
    handle: str
    label: str
    about: str
    closed: str
    boxes: Sequence[Box]


@dataclass(frozen=True)
class Grid:
    """The page: ``seen`` is what stands there now, as the hidden field carries it."""

    sheet: ScoreSheet
    rows: Sequence[Row]
    seen: str
    done: int
    wanted: int


@dataclass(frozen=True)
class Typed:
    """What came back from the page: texts by field name, sentences by cell."""

    texts: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[Place, str] = field(default_factory=dict)


NOTHING_TYPED = Typed()


def stored(sheet: ScoreSheet, entrants: Iterable[Entrant], marks: Iterable[Mark]) -> dict[Place, str]:
    """Return what is stored in the cells of a sheet for these entrants; empty cells are left out."""
    rows = {row.id: row for row in entrants}
    own = (mark for mark in marks if mark.judge == sheet.judge and mark.entrant_id in rows)
    found = {(mark.entrant_id, mark.criterion): mark.value for mark in own}
    for row in rows.values():
        if row.elapsed_seconds is not None:
            found[row.id, ELAPSED] = str(row.elapsed_seconds)
        found.update({(row.id, PENALTY + key): times for key, times in row.penalties.items()})
    keys = {column.key for column in sheet.columns}
    return {place: value for place, value in found.items() if place[1] in keys}


def laid_out(
    sheet: ScoreSheet,
    entrants: Sequence[Entrant],
    marks: Iterable[Mark],
    naming: Naming,
    typed: Typed = NOTHING_TYPED,
) -> Grid:
    """Return the page of a sheet; entrants stand in the order of what they are called."""
    values = stored(sheet, entrants, marks)
    ordered = sorted(entrants, key=lambda entrant: _label(entrant, naming))
    handles = {entrant.id: handle_of(entrant, naming) for entrant in entrants}
    rows = [_row(sheet, entrant, values, typed, naming) for entrant in ordered]
    due = [entrant.id for entrant in entrants if not closed(sheet, entrant)]
    marked = [column for column in sheet.columns if column.is_mark]
    done = sum((id_, column.key) in values for id_ in due for column in marked)
    seen = {field_name(handles[place[0]], _index(sheet, place[1])): value for place, value in values.items()}
    return Grid(sheet, rows, json.dumps(seen, ensure_ascii=False, sort_keys=True), done, len(due) * len(marked))


def total(row: Row) -> tuple[str, str]:
    """Return the sum of the points typed so far in a row, and the sum of the full marks of those criteria.

    Of timed attempts, which do not add up, how many are typed and how many there are.
    """
    if any(box.column.timed for box in row.boxes):
        return str(sum(bool(box.text) for box in row.boxes)), str(len(row.boxes))
    given = [box for box in row.boxes if box.text and not box.error and box.column.top and not box.column.words]
    marks = (number(box.text) for box in given if DECIMAL.fullmatch(box.text))
    tops = (number(box.column.top) for box in given)
    return plain_text(sum(marks, Fraction(0))), plain_text(sum(tops, Fraction(0)))


def read(
    sheet: ScoreSheet, entrants: Iterable[Entrant], form: Mapping[str, str], naming: Naming
) -> tuple[list[Cell], Typed]:
    """Read a posted page: the cells that can be read, and what was typed with a sentence for each that cannot."""
    seen = seen_values(form.get("seen", ""))
    cells: list[Cell] = []
    texts: dict[str, str] = {}
    errors: dict[Place, str] = {}
    for entrant in entrants:
        for index, column in enumerate(sheet.columns):
            name = field_name(handle_of(entrant, naming), index)
            if name not in form:
                continue
            texts[name] = text = typed_text(form, name)
            try:
                cells.append(Cell(entrant.id, column.key, column.read(text), seen.get(name)))
            except ValueError as error:
                errors[entrant.id, column.key] = str(error)
    return cells, Typed(texts, errors)


def visible_to(judge: str, rows: Sequence[Entrant]) -> list[Entrant]:
    """Return the entrants a judge may see: those with a code who are not kept from the judge.

    Not even the code of somebody related: it would tell whose it is. In a contest without blind codes it is everybody.
    """
    coded = any(row.blind_code for row in rows)
    return [row for row in rows if judge not in row.recused and (row.blind_code or not coded)]


def closed(sheet: ScoreSheet, entrant: Entrant) -> str:
    """Return why nothing can be typed for an entrant on a sheet, empty when it can."""
    if entrant.status != EntrantStatus.PRESENT:
        return _WORDS[entrant.status]
    return "已回避" if sheet.judge and sheet.judge in entrant.recused else ""


def handle_of(entrant: Entrant, naming: Naming) -> str:
    """Return what stands for an entrant in addresses and field names: the row's number, or the blind code."""
    return (naming in {Naming.CODED, Naming.SEALED} and entrant.blind_code) or str(entrant.id)


def field_name(handle: str, index: int) -> str:
    """Return the name of a cell's field."""
    return f"c-{handle}-{index}"


def typed_text(form: Mapping[str, str], name: str) -> str:
    """Return what was typed in a field and chosen beside it: a time, or that there is none; both is no time."""
    chosen = form.get(f"{name}-none", "")
    return " ".join(filter(None, (form[name].strip(), chosen if chosen in set(NoResult) else "")))[:40]


def seen_values(text: str) -> dict[str, str]:
    """Read the hidden field that says what stood in the cells when the page was opened; anything else is nothing."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return {name: value for name, value in found.items() if isinstance(value, str)} if isinstance(found, dict) else {}


def _row(sheet: ScoreSheet, entrant: Entrant, values: Mapping[Place, str], typed: Typed, naming: Naming) -> Row:
    handle = handle_of(entrant, naming)
    boxes = []
    for index, column in enumerate(sheet.columns):
        name, place = field_name(handle, index), (entrant.id, column.key)
        text = typed.texts.get(name, shown(column, values.get(place, "")))
        boxes.append(Box(name, text, typed.errors.get(place, ""), column))
    why = "" if naming is Naming.SEALED else closed(sheet, entrant)
    about = "" if naming is not Naming.OPEN else " · ".join(part for part in (entrant.name, entrant.delegation) if part)
    return Row(entrant.id, handle, _label(entrant, naming), about, why, boxes)


def _label(entrant: Entrant, naming: Naming) -> str:
    return (naming is not Naming.OPEN and entrant.blind_code) or entrant.number


def _index(sheet: ScoreSheet, key: str) -> int:
    return next(index for index, column in enumerate(sheet.columns) if column.key == key)


def shown(column: Column, value: str) -> str:
    """Return a stored value as its field shows it."""
    if column.key == ELAPSED:
        return elapsed_text(int(value)) if value else ""
    if column.timed:
        return stored_text(value) if value else ""
    return dict(column.words).get(value, value)
