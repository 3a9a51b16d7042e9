"""What a change of the rules does to marks that are given already: which fall out, which must be given anew.

A mark *counts* under a sheet when the sheet has its criterion, expects its judge and can read its value. A criterion
that is changed so that its marks would mean something else becomes a new one (`rekeyed`): old marks stay with the old.
"""

import copy
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from deqing_events.domain.mark_reading import cell
from deqing_events.domain.sheet_editing import keys
from deqing_events.domain.sheet_pieces import SheetJson
from deqing_events.domain.sheet_types import By, Criterion, RuleSheet


@dataclass(frozen=True, slots=True)
class GivenMark:
    """A stored mark: of an entrant (any short name), on a criterion, by a judge (empty: agreed), as typed."""

    entrant: str
    criterion: str
    judge: str
    value: str


class Effect(StrEnum):
    """What happens to marks."""

    REMOVED = "removed"
    RANGE = "range"
    JUDGE_GONE = "judge_gone"
    WANTED = "wanted"


@dataclass(frozen=True, slots=True)
class Affected:
    """Marks of one criterion that share an effect: whose, by whom (empty: agreed), how many."""

    effect: Effect
    title: str
    entrants: tuple[str, ...]
    judges: tuple[str, ...]
    count: int


_Cell = tuple[str, str, str]


def rekeyed(old: SheetJson, new: SheetJson, used: Collection[str]) -> SheetJson:
    """Give a new key to each criterion whose marks would be read another way; tie keys follow.

    Points and bonuses are read alike; any other change of kind, and of who marks, is another way. Both sheets can be
    parsed; ``used`` are keys not to take.
    """
    before = {row["key"]: row for row in _criteria(old)}
    made = copy.deepcopy(new)
    taken = {*used, *keys(new), *before}
    renamed: dict[str, str] = {}
    for row in _criteria(made):
        held = before.get(row["key"])
        if held is not None and _reading(held) != _reading(row):
            key = next(f"c{number}" for number in range(1, len(taken) + 2) if f"c{number}" not in taken)
            taken.add(key)
            renamed[row["key"]] = key
            row["key"] = key
    ties = {f"criterion:{key}": f"criterion:{fresh}" for key, fresh in renamed.items()}
    made["tie_keys"] = [ties.get(key, key) for key in made["tie_keys"]]
    return made


def affected(
    old: RuleSheet, new: RuleSheet, marks: Iterable[GivenMark], present: Mapping[str, Collection[str]]
) -> list[Affected]:
    """List what the change from ``old`` to ``new`` does to the marks; ``present`` maps entrants to recused judges."""
    given = list(marks)
    counted_before, counted_after = ({_place(m) for m in given if _counts(sheet, m)} for sheet in (old, new))
    lost = [mark for mark in given if _place(mark) in counted_before - counted_after]
    rows: dict[tuple[Effect, str], list[_Cell]] = {}
    titles = {c.key: c.title for sheet in (old, new) for c in sheet.criteria()}
    for mark in lost:
        rows.setdefault((_why(new, mark), mark.criterion), []).append(_place(mark))
    gaps_before = set(_expected(old, present)) - counted_before
    for place in _expected(new, present):
        if place not in counted_after and place not in gaps_before:
            rows.setdefault((Effect.WANTED, place[1]), []).append(place)
    return [_row(effect, titles[key], places) for (effect, key), places in rows.items()]


def _row(effect: Effect, title: str, places: Sequence[_Cell]) -> Affected:
    entrants = tuple(sorted({place[0] for place in places}))
    judges = tuple(dict.fromkeys(place[2] for place in places if place[2]))
    return Affected(effect, title, entrants, judges, len(places))


def _reading(row: SheetJson) -> tuple[str, str]:
    kind = row["kind"]
    by = {"measurement": "agreed", "judgement": "panel"}.get(kind) or row["by"]
    return ("points" if kind == "bonus" else kind), by


def _criteria(sheet: SheetJson) -> Iterator[SheetJson]:
    for part in sheet["parts"]:
        for section in part["sections"]:
            yield from section["criteria"]


def _place(mark: GivenMark) -> _Cell:
    return mark.entrant, mark.criterion, mark.judge


def _found(sheet: RuleSheet, key: str) -> Criterion | None:
    return next((criterion for criterion in sheet.criteria() if criterion.key == key), None)


def _sits(sheet: RuleSheet, criterion: Criterion, judge: str) -> bool:
    return judge in sheet.panel.judges if criterion.by is By.PANEL else not judge


def _counts(sheet: RuleSheet, mark: GivenMark) -> bool:
    criterion = _found(sheet, mark.criterion)
    if criterion is None or not _sits(sheet, criterion, mark.judge):
        return False
    return isinstance(cell(criterion, mark.value), Fraction)


def _why(sheet: RuleSheet, mark: GivenMark) -> Effect:
    criterion = _found(sheet, mark.criterion)
    if criterion is None:
        return Effect.REMOVED
    return Effect.RANGE if _sits(sheet, criterion, mark.judge) else Effect.JUDGE_GONE


def _expected(sheet: RuleSheet, present: Mapping[str, Collection[str]]) -> Iterator[_Cell]:
    for criterion in sheet.criteria():
        for entrant in sorted(present):
            if criterion.by is By.AGREED:
                yield entrant, criterion.key, ""
            else:
                yield from (
                    (entrant, criterion.key, judge) for judge in sheet.panel.judges if judge not in present[entrant]
                )
