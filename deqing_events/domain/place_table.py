"""A pasted table of delegations and their places: a line each, all of it or nothing."""

import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from deqing_events.domain.roster.units import township_stem
from deqing_events.domain.text import compact

MOST_LINES = 200
MOST_PLACES = 100_000
HEADS = frozenset({"代表队", "镇街", "镇(街道)", "单位"})
FOOTERS = ("合计", "小计", "总计", "填表人", "审核人", "说明", "注:")
HOW = "每行写代表队和名额，中间用空格或制表符隔开"


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One delegation by its id and how many places it gets."""

    target: int
    name: str
    places: int


@dataclass(slots=True)
class PlaceTable:
    """What was read, and a sentence for each line that cannot be used; usable only without any."""

    lines: list[PlaceLine] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """All places together."""
        return sum(line.places for line in self.lines)


def read(text: str, names: Mapping[int, str]) -> PlaceTable:
    """Read a table of the delegations in ``names`` (by id). Heads, empty lines and sums are passed over."""
    table, first = PlaceTable(), dict[int, int]()
    known = _by_name(names)
    for number, line in enumerate(text.splitlines(), 1):
        words = unicodedata.normalize("NFKC", line).replace(",", " ").replace(";", " ").split()
        if not words or (compact(words[0]).startswith((*HEADS, *FOOTERS)) and compact(words[0]) not in known):
            continue
        found = _line(words, known, names)
        if isinstance(found, str):
            table.problems.append(f"第 {number} 行：{found}。")
        elif found.target in first:
            table.problems.append(f"第 {number} 行：{found.name}在第 {first[found.target]} 行写过了，留一行。")
        else:
            first[found.target] = number
            table.lines.append(found)
    if len(table.lines) > MOST_LINES:
        table.problems.append(f"最多贴 {MOST_LINES} 行。")
    if not table.lines and not table.problems:
        table.problems.append(f"一行也没有读到，{HOW}。")
    return table


def _by_name(names: Mapping[int, str]) -> dict[str, int]:
    stems = Counter(township_stem(name) for name in names.values())
    short = {township_stem(name): number for number, name in names.items() if stems[township_stem(name)] == 1}
    return short | {compact(name): number for number, name in names.items()}


def _line(words: list[str], known: Mapping[str, int], names: Mapping[int, str]) -> PlaceLine | str:
    if len(words) == 1:
        return f"“{words[0]}”后面少了名额" if not words[0].isdecimal() else f"少了代表队，{HOW}"
    name, places = compact("".join(words[:-1])), words[-1]
    target = known.get(name) or known.get(township_stem(name))
    if target is None:
        return f"没有“{name}”这个代表队，请照名册写名称"
    if not places.isdecimal() or len(places) > len(str(MOST_PLACES)) or int(places) > MOST_PLACES:
        return f"{names[target]}的名额“{places}”不是 0 到 {MOST_PLACES} 的整数"
    return PlaceLine(target, names[target], int(places))
