"""How far somebody is, in what is kept of it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.distance import BANDS, MOST_DOUBT, UNCHECKED, Spot, band_of, judge, metres_between

HALL = Spot(30.5423, 119.9775)
spots = st.builds(Spot, st.floats(-90, 90), st.floats(-180, 180))


def north(metres: float) -> Spot:
    return Spot(HALL.latitude + metres / 111_195, HALL.longitude)


@given(spots, spots)
def test_a_distance_is_the_same_both_ways_and_never_round_the_globe(one: Spot, other: Spot) -> None:
    there, back = metres_between(one, other), metres_between(other, one)
    assert math.isclose(there, back, abs_tol=1e-3)
    assert 0 <= there <= 20_100_000
    assert metres_between(one, one) == 0


@given(spots, spots, spots)
def test_no_way_round_is_shorter(one: Spot, other: Spot, third: Spot) -> None:
    round_about = metres_between(one, third) + metres_between(third, other)
    assert metres_between(one, other) <= round_about + 1


@pytest.mark.parametrize(("metres", "near", "band"), [(50, True, 100), (450, True, 1000), (2500, False, 3000)])
def test_near_and_far(metres: int, band: int, *, near: bool) -> None:
    verdict = judge(north(metres), 0, HALL, 500)
    assert (verdict.near, verdict.band) == (near, band)


@given(st.floats(0, 50_000), st.floats(0, MOST_DOUBT), st.integers(50, 5_000))
def test_doubt_speaks_for_the_person_and_a_wider_ring_never_shuts_out(metres: float, doubt: float, ring: int) -> None:
    there = north(metres)
    if judge(there, 0, HALL, ring).near:
        assert judge(there, doubt, HALL, ring).near
        assert judge(there, 0, HALL, ring + 1).near


@given(st.floats(0, 60_000))
def test_the_band_holds_the_distance(metres: float) -> None:
    band = band_of(metres)
    assert band == 0 if metres > BANDS[-1] else metres <= band
    assert all(metres > smaller for smaller in BANDS if band == 0 or smaller < band)


@pytest.mark.parametrize(
    ("here", "doubt"),
    [(None, 0), (Spot(91, 0), 0), (Spot(0, 181), 0), (HALL, MOST_DOUBT + 1), (HALL, -1), (HALL, math.nan),
     (Spot(math.nan, 0), 0), (Spot(math.inf, 0), 0)],
)  # fmt: skip
def test_what_says_nothing_is_not_checked(here: Spot | None, doubt: float) -> None:
    assert judge(here, doubt, HALL, 500) == UNCHECKED
