"""Marks of one group put on a common scale: centre + multiplier × (mark − middle) ÷ spread (WorldSkills style).

The square root of a standard deviation is never computed: the rounded value is found by comparing squares, so that a
mark at the edge of a whole number falls where the exact number does.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from statistics import median

from deqing_events.domain.rounding import whole


class ScaleMode(StrEnum):
    """What middle and spread are: mean and population standard deviation, or median and median absolute deviation."""

    MEAN_SD = "mean_sd_population"
    MEDIAN_MAD = "median_mad"


@dataclass(frozen=True, slots=True)
class Scale:
    """The scale of a contest; ``mad_factor`` makes the median absolute deviation comparable with a deviation."""

    centre: Fraction
    multiplier: Fraction
    mode: ScaleMode = ScaleMode.MEAN_SD
    mad_factor: Fraction = Fraction("1.4826")


def scaled(marks: Sequence[Fraction], scale: Scale) -> list[int]:
    """Put the marks of one group on the scale, half up to whole numbers, in their order.

    A group whose marks do not spread gets the centre for every mark.
    """
    if not marks:
        return []
    if scale.mode is ScaleMode.MEAN_SD:
        middle = sum(marks, Fraction(0)) / len(marks)
        squared = sum(((mark - middle) ** 2 for mark in marks), Fraction(0)) / len(marks)
    else:
        middle = median(marks)
        spread = scale.mad_factor * median(abs(mark - middle) for mark in marks)
        squared = spread**2
    if not squared:
        return [whole(scale.centre)] * len(marks)
    return [_rounded(scale.centre, scale.multiplier * (mark - middle), squared) for mark in marks]


def _rounded(centre: Fraction, distance: Fraction, squared: Fraction) -> int:
    """Round centre + distance ÷ √squared half up.

    Where the root is a fraction this is plain; else it is narrowed between two fractions until both round alike. It
    ends, because a root that is no fraction never lies on the edge between two whole numbers.
    """
    ratio, sign = distance**2 / squared, -1 if distance < 0 else 1
    exact = _root(ratio)
    if exact is not None:
        return whole(centre + sign * exact)
    power = 1 << 16
    while True:
        low = Fraction(math.isqrt(math.floor(ratio * power * power)), power)
        near, far = whole(centre + sign * low), whole(centre + sign * (low + Fraction(1, power)))
        if near == far:
            return near
        power *= power


def _root(ratio: Fraction) -> Fraction | None:
    """Return the square root where it is a fraction, else None."""
    top, bottom = math.isqrt(ratio.numerator), math.isqrt(ratio.denominator)
    exact = top * top == ratio.numerator and bottom * bottom == ratio.denominator
    return Fraction(top, bottom) if exact else None
