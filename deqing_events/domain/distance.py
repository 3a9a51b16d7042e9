"""How far somebody is from a place, and what is kept of it: near or not, and a band. Never where they are.

Vocabulary: a *band* is the smallest of a few round distances that holds the distance, 0 when none does.
"""

import math
from dataclasses import dataclass

EARTH_METRES = 6_371_000
BANDS = (100, 300, 1_000, 3_000, 10_000, 30_000)
MOST_DOUBT = 1_000
"""A phone that is less sure than this says nothing about whether somebody is there."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A point on the map, in degrees."""

    latitude: float
    longitude: float

    @property
    def real(self) -> bool:
        """Tell whether there is such a point."""
        return abs(self.latitude) <= 90 and abs(self.longitude) <= 180  # noqa: PLR2004 - degrees of the globe


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is kept: ``near`` is None when the position says nothing."""

    near: bool | None
    band: int = 0


UNCHECKED = Verdict(None)


def metres_between(one: Spot, other: Spot) -> float:
    """Return the distance along the surface."""
    up = math.radians(other.latitude - one.latitude)
    along = math.radians(other.longitude - one.longitude)
    shrink = math.cos(math.radians(one.latitude)) * math.cos(math.radians(other.latitude))
    half = math.sin(up / 2) ** 2 + shrink * math.sin(along / 2) ** 2
    return 2 * EARTH_METRES * math.asin(math.sqrt(min(1.0, half)))


def band_of(metres: float) -> int:
    """Return the band of a distance."""
    return next((band for band in BANDS if metres <= band), 0)


def judge(here: Spot | None, doubt: float, place: Spot, radius: int) -> Verdict:
    """Tell whether somebody is within ``radius`` metres of a place; the phone's own ``doubt`` speaks for them."""
    if here is None or not here.real or not 0 <= doubt <= MOST_DOUBT:
        return UNCHECKED
    metres = metres_between(here, place)
    return Verdict(metres - doubt <= radius, band_of(metres))
