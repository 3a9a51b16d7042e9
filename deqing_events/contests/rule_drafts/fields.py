"""The fields of the rules editor: how each is written on the page, and read from what was typed.

What cannot be read stays in the draft just as it was typed; the law then says what is wrong with it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from deqing_events.domain.rounding import number, plain_text
from deqing_events.domain.text import compact
from deqing_events.web.forms import tidy

_DECIMAL = re.compile(r"-?[0-9]{1,6}(?:\.[0-9]{1,6})?")
_WHOLE = re.compile(r"[0-9]{1,6}")
LONGEST = 60
LONGEST_TEXT = 200
Choices = Sequence[tuple[str, str]]


class Typed(StrEnum):
    """How a field is typed."""

    TEXT = "text"
    LONG = "long"
    PERCENT = "percent"
    NUMBER = "number"
    WHOLE = "whole"
    CHOICE = "choice"
    FLAG = "flag"
    LINES = "lines"


@dataclass(frozen=True)
class Field:
    """A field of one kind of thing; ``optional`` fields may stay empty."""

    key: str
    label: str
    typed: Typed = Typed.TEXT
    hint: str = ""
    choices: Choices = ()
    optional: bool = False
    reloads: bool = False
    """Whether other fields come and go with the choice."""


def read(field: Field, raw: str) -> Any:  # noqa: ANN401 - any JSON value
    """Return what is stored for a typed text."""
    match field.typed:
        case Typed.PERCENT:
            text = compact(raw).removesuffix("%")
            return plain_text(number(text) / 100) if _DECIMAL.fullmatch(text) else text[:LONGEST]
        case Typed.NUMBER:
            text = compact(raw)
            return plain_text(number(text)) if _DECIMAL.fullmatch(text) else text[:LONGEST] or None
        case Typed.WHOLE:
            text = compact(raw)
            return int(text) if _WHOLE.fullmatch(text) else text[:LONGEST] or None
        case Typed.LINES:
            return [line[:LONGEST] for line in map(_one_line, raw.splitlines()) if line][:99]
        case Typed.FLAG:
            return bool(raw)
        case _:
            longest = LONGEST_TEXT if field.typed is Typed.LONG else LONGEST
            return _one_line(raw)[:longest]


def shown(field: Field, value: object) -> str:
    """Return the text a field shows for what is stored."""
    if field.typed is Typed.FLAG:
        return "1" if value is True else ""
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, list):
        return ("\n" if field.typed is Typed.LINES else ",").join(str(item) for item in value)
    if field.typed is Typed.PERCENT:
        try:
            return plain_text(number(str(value)) * 100)
        except ValueError:
            return str(value)
    return str(value)


def _one_line(raw: str) -> str:
    """Single spaces and nothing invisible; the characters stay as typed: a judge's name is also a key."""
    return " ".join(str(tidy(raw)).split())
