"""One judge's work: the blind codes in order, what the judge gave each, and which can still be marked.

Nothing else of an entrant gets here: rows are in the order of the codes, fields are named by their place on the page.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from deqing_events.contests.double_entry import queries as double_entry
from deqing_events.contests.entrants import queries as entrants
from deqing_events.contests.hand_ins import queries as hand_ins
from deqing_events.contests.judges.queries import Holder
from deqing_events.contests.locks import queries as locks
from deqing_events.contests.marking import queries as marking
from deqing_events.contests.marking.actions import Cell
from deqing_events.contests.marking.grid import Box, Row, seen_values, shown, stored, total, typed_text
from deqing_events.contests.marking.score_sheets import ScoreSheet, score_sheets
from deqing_events.contests.models import Entrant
from deqing_events.contests.results import queries as results
from deqing_events.contests.rule_sheets import queries as rules
from deqing_events.contests.spreads import queries as spreads
from deqing_events.domain.entrants import EntrantStatus
from deqing_events.domain.rule_sheet import RuleSheet, parse
from deqing_events.domain.sheet_types import Criterion, Kind
from deqing_events.domain.spreads import PART as PART_OF

TODO, PART, DONE, OUT, HANDED = "todo", "part", "done", "out", "handed"
OUT_WORDS = "这一位不用评。"
LOCKED = "成绩已经锁定，这里只能看。要更正请告诉裁判长。"
ON_PAPER = "这张评分表由记分员按纸面录入，这里只能看。"
PUBLISHED = "成绩已经公布，这里只能看。要更正请告诉裁判长。"


@dataclass(frozen=True)
class Typed:
    """What came back from a mark page: texts by field name, sentences by criterion."""

    texts: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Piece:
    """One blind code: its fields and how far the judge is with it. ``entrant_id`` never leaves the server.

    ``given`` is the sum of the points so far, ``highest`` that of the full marks of the criteria marked; levels from 0
    to 3 are no points. ``again`` names what the chief judge asks to look at once more,
    ``handed`` is when the judge handed it in.
    """

    code: str
    entrant_id: int
    state: str
    row: Row
    values: Mapping[str, str]
    given: str
    highest: str
    again: Sequence[str] = ()
    handed: dt.datetime | None = None

    @property
    def missing(self) -> int:
        """How many criteria have no mark."""
        return sum(not box.text for box in self.row.boxes)

    @property
    def seen(self) -> str:
        """What is stored now, as the page's hidden field carries it."""
        names = {box.column.key: box.name for box in self.row.boxes}
        return json.dumps({names[key]: value for key, value in self.values.items() if key in names})


@dataclass(frozen=True)
class Work:
    """Everything one judge marks in one event. ``closed`` says why nothing can be typed, empty when it can."""

    sheet: ScoreSheet
    criteria: Mapping[str, Criterion]
    pieces: Sequence[Piece]
    closed: str

    def piece(self, code: str) -> Piece | None:
        """Return the piece under a blind code, None for a code this judge has not."""
        return next((piece for piece in self.pieces if piece.code == code), None)

    @property
    def whole(self) -> list[Piece]:
        """The codes that are marked in full and can be handed in."""
        return [piece for piece in self.pieces if piece.state == DONE]

    @property
    def lacking(self) -> list[Piece]:
        """The codes that are not marked in full."""
        return [piece for piece in self.pieces if piece.state in {TODO, PART}]

    @property
    def handed(self) -> list[Piece]:
        """The codes that are handed in."""
        return [piece for piece in self.pieces if piece.state == HANDED]

    def read_back(self) -> list[tuple[int, str, str]]:
        """Return what would be handed in: entrant, criterion, mark."""
        return [(piece.entrant_id, key, value) for piece in self.whole for key, value in piece.values.items()]

    @property
    def digest(self) -> str:
        """What the read-back page carries, so that just what was read is handed in."""
        read = [(piece.code, sorted(piece.values.items())) for piece in self.whole]
        return hashlib.sha256(json.dumps(read).encode()).hexdigest()

    @property
    def timed(self) -> bool:
        """Whether the judge writes times and no marks."""
        return any(column.timed for column in self.sheet.columns)

    def judged(self, key: str) -> bool:
        """Tell whether a criterion is judged from 0 to 3."""
        return self.criteria[key].kind is Kind.JUDGEMENT


def work_of(holder: Holder, typed: Mapping[str, Typed] | None = None) -> Work | None:
    """Return the judge's work, None when the rules no longer have the seat. ``typed`` is by blind code."""
    held = rules.current(holder.event_id)
    rule_sheet = parse(held.body) if held else None
    pages = score_sheets(rule_sheet) if rule_sheet else []
    sheet = next((page for page in pages if page.judge == holder.judge), None)
    if rule_sheet is None or sheet is None:
        return None
    rows = [row for row in entrants.for_event(holder.event_id) if row.blind_code and holder.judge not in row.recused]
    values = stored(sheet, rows, marking.marks(holder.event_id))
    levels = {each.key for each in rule_sheet.criteria() if each.kind is Kind.JUDGEMENT}
    again, handed = _asked_again(holder, rule_sheet), hand_ins.standing(holder.event_id, holder.judge)
    pieces = []
    for row in sorted(rows, key=lambda row: row.blind_code):
        own = {key: value for (entrant_id, key), value in values.items() if entrant_id == row.id}
        piece = _piece(sheet, row, own, (typed or {}).get(row.blind_code, Typed()), levels)
        at = handed[row.id].at if row.id in handed else None
        pieces.append(replace(piece, again=again.get(row.id, ()), handed=at, state=HANDED if at else piece.state))
    return Work(sheet, {each.key: each for each in rule_sheet.criteria()}, pieces, _closed(holder))


def _asked_again(holder: Holder, rule_sheet: RuleSheet) -> dict[int, list[str]]:
    """Return by entrant what the judge was asked to look at again: titles, never marks."""
    titles = {row.key: row.title for row in rule_sheet.criteria()}
    titles |= {PART_OF + part.key: part.title for part in rule_sheet.parts}
    found: dict[int, list[str]] = {}
    for row in spreads.waiting_for(holder.event_id, holder.judge):
        found.setdefault(row.entrant_id, []).append(titles.get(row.key, ""))
    return found


def _closed(holder: Holder) -> str:
    """Return why nothing can be typed any more, empty when it can."""
    if results.latest(holder.event_id) is not None:
        return PUBLISHED
    if locks.standing(holder.event_id) is not None:
        return LOCKED
    return ON_PAPER if double_entry.twice_columns(holder.event_id, holder.judge) else ""


def _piece(sheet: ScoreSheet, entrant: Entrant, own: Mapping[str, str], typed: Typed, levels: Collection[str]) -> Piece:
    boxes = []
    for index, column in enumerate(sheet.columns):
        name = field_name(index)
        text = typed.texts.get(name, shown(column, own.get(column.key, "")))
        boxes.append(Box(name, text, typed.errors.get(column.key, ""), column))
    out = entrant.status != EntrantStatus.PRESENT
    state = OUT if out else TODO if not own else DONE if len(own) == len(sheet.columns) else PART
    row = Row(entrant.id, entrant.blind_code, entrant.blind_code, "", OUT_WORDS if out else "", boxes)
    points = [box for box in boxes if box.column.key not in levels]
    return Piece(entrant.blind_code, entrant.id, state, row, own, *total(replace(row, boxes=points)))


def field_name(index: int) -> str:
    """Return the name of the field of the criterion at this place of the sheet."""
    return f"m-{index}"


def read(work: Work, piece: Piece, form: Mapping[str, str]) -> tuple[list[Cell], Typed]:
    """Read a posted mark page: the cells that can be read, and what was typed with a sentence for each that cannot."""
    seen = seen_values(form.get("seen", ""))
    cells: list[Cell] = []
    texts: dict[str, str] = {}
    errors: dict[str, str] = {}
    for index, column in enumerate(work.sheet.columns):
        name = field_name(index)
        if name not in form:
            continue
        texts[name] = text = typed_text(form, name)
        try:
            cells.append(Cell(piece.entrant_id, column.key, column.read(text), seen.get(name)))
        except ValueError as error:
            errors[column.key] = str(error)
    return cells, Typed(texts, errors)
