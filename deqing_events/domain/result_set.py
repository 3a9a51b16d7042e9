"""The canonical result set of a contest: what is signed and locked, as one digest.

It names entrants by the code the judges saw, never by name, and holds everything the ranking follows from (marks as
typed, times, penalties, vetoes, recusals, draws, the version of the rules) beside the exact totals.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from deqing_events.domain.rounding import exact_text

Marked = tuple[str, str, str]
"""A mark: criterion, judge (empty when agreed), value as typed."""


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One entrant. ``total`` is None for whoever has none; ``elapsed`` in seconds."""

    code: str
    status: str
    marks: Sequence[Marked]
    total: Fraction | None
    elapsed: int | None = None
    penalties: Mapping[str, str] | None = None
    vetoes: Sequence[str] = ()
    recused: Sequence[str] = ()


def result_digest(rule_version: int, lines: Iterable[ResultLine], draws: Iterable[Sequence[str]] = ()) -> str:
    """Return the SHA-256 (hex) of a result set. The order of entrants and of their marks does not matter.

    ``draws`` are the recorded draws in the order they were made, as codes in drawn order. Raises ValueError when two
    lines have one code.
    """
    rows = [_line(line) for line in sorted(lines, key=lambda line: line.code)]
    if len({row[0] for row in rows}) != len(rows):
        raise ValueError("two lines have one code")
    return _digest({"rules": rule_version, "lines": rows, "draws": [list(draw) for draw in draws]})


def line_digest(line: ResultLine) -> str:
    """Return the SHA-256 (hex) of one entrant's line: what somebody who compared it with the paper stands for."""
    return _digest(_line(line))


def judge_digest(judge: str, lines: Iterable[ResultLine]) -> str:
    """Return the SHA-256 (hex) of what one judge gave: what that judge signs. Other judges' marks do not touch it."""
    rows = sorted(
        [line.code, sorted([criterion, value] for criterion, by, value in line.marks if by == judge)] for line in lines
    )
    return _digest({"judge": judge, "lines": [row for row in rows if row[1]]})


def _digest(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _line(line: ResultLine) -> list[object]:
    return [
        line.code,
        line.status,
        sorted(list(mark) for mark in line.marks),
        None if line.total is None else exact_text(line.total),
        line.elapsed,
        sorted((line.penalties or {}).items()),
        sorted(line.vetoes),
        sorted(line.recused),
    ]
