"""Exact numbers in, shown numbers out.

Marks, weights, percents and points travel as decimal strings and are calculated as `Fraction`. Nothing in the
law ever becomes a binary float, and a value is rounded once: when it is shown.
"""

import math
import re
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

_DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_HALF = Fraction(1, 2)


class Rounding(StrEnum):
    """How a fraction becomes a whole number; `HALF_UP` goes away from zero."""

    HALF_UP = "half_up"
    FLOOR = "floor"
    CEIL = "ceil"


def number(value: str | int | Decimal | Fraction) -> Fraction:
    """Read a decimal string (`"9.20"`), whole number or `Decimal` exactly.

    Raises ValueError for anything else, exponents, fractions written as text, floats and booleans included.
    """
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return Fraction(value)
    text = format(value, "f") if isinstance(value, Decimal) else value
    if not isinstance(text, str) or not _DECIMAL.fullmatch(text):
        raise ValueError(f"not a decimal number: {value!r}")
    return Fraction(text)


def whole(value: Fraction, rounding: Rounding = Rounding.HALF_UP) -> int:
    """Round to a whole number."""
    if rounding is Rounding.FLOOR:
        return math.floor(value)
    if rounding is Rounding.CEIL:
        return math.ceil(value)
    magnitude = math.floor(abs(value) + _HALF)
    return -magnitude if value < 0 else magnitude


def rounded(value: Fraction, places: int) -> Fraction:
    """Round half up to `places` decimals and keep the number exact."""
    scale = 10**places
    return Fraction(whole(value * scale), scale)


def shown(value: Fraction, places: int) -> str:
    """Write with exactly `places` decimals, rounded half up (away from zero)."""
    scaled = whole(value * 10**places)
    sign = "-" if scaled < 0 else ""
    digits = str(abs(scaled)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else sign + digits


def exact_text(value: Fraction) -> str:
    """Write as a reduced fraction `p/q`, or as an integer."""
    return str(value)


def plain_text(value: Fraction) -> str:
    """Write with as many decimals as the number has and no trailing zero; `p/q` when it never ends."""
    for places in range(13):
        if (value * 10**places).denominator == 1:
            return shown(value, places)
    return exact_text(value)
