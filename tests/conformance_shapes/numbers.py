"""Reading numbers, instants and sets from a case."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from deqing_events.domain.rounding import number, shown

Json = Any


def fractions(values: Sequence[str]) -> list[Fraction]:
    return [number(value) for value in values]


def optional(value: str | None) -> Fraction | None:
    return None if value is None else number(value)


def optional_shown(value: Fraction | None, places: int) -> str | None:
    return None if value is None else shown(value, places)


def instant(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def some(values: list[str] | None) -> frozenset[str] | None:
    return None if values is None else frozenset(values)
