"""Heats without clashes: the law against brute force."""

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.heats import Clash, Plan, Span, Use, clashes, planned, spread
from deqing_events.domain.slots import clash

SPANS = st.tuples(st.integers(0, 20), st.integers(1, 6)).map(lambda pair: (pair[0], pair[0] + pair[1]))
USES = st.lists(st.builds(Use, st.sampled_from("abc"), st.sampled_from("xyz"), SPANS, st.integers(0, 3)), max_size=8)


@st.composite
def contests(draw: st.DrawFn) -> tuple[list[str], list[tuple[str, Span]], int, dict[str, list[Span]], int]:
    """Up to six people, heats one after the other, some of them needed elsewhere."""
    count, length = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    heats = [(f"H{index}", (index * length, (index + 1) * length)) for index in range(count)]
    order = [f"P{index}" for index in range(draw(st.integers(0, 6)))]
    busy = {entrant: draw(st.lists(SPANS, max_size=2)) for entrant in order}
    return order, heats, draw(st.integers(1, 3)), busy, draw(st.integers(0, 2))


Case = tuple[list[str], list[tuple[str, Span]], int, dict[str, list[Span]], int]


def allowed(case: Case, entrant: str) -> list[str]:
    _, heats, _, busy, gap = case
    return [key for key, span in heats if not any(clash(span, other, gap) for other in busy[entrant])]


def most_placeable(case: Case) -> int:
    """How many of the people some arrangement seats, by trying all."""
    order, heats, stations, _, _ = case
    best = 0
    for chosen in product(*([None, *allowed(case, entrant)] for entrant in order)):
        if all(chosen.count(key) <= stations for key, _ in heats):
            best = max(best, sum(key is not None for key in chosen))
    return best


@given(contests())
def test_nobody_is_placed_where_busy_or_full_and_as_many_as_possible_are(case: Case) -> None:
    order, heats, stations, busy, gap = case
    plan = planned(order, heats, {key: stations for key, _ in heats}, busy, gap)
    assert set(plan.heats) | set(plan.left) == set(order)
    assert not set(plan.heats) & set(plan.left)
    assert all(key in allowed(case, entrant) for entrant, key in plan.heats.items())
    assert all(list(plan.heats.values()).count(key) <= stations for key, _ in heats)
    assert len(plan.heats) == most_placeable(case)


@given(st.integers(0, 12), st.integers(1, 5), st.integers(1, 4))
def test_free_people_fill_the_heats_in_drawn_order(people: int, count: int, stations: int) -> None:
    order = [f"P{index}" for index in range(people)]
    heats = [(f"H{index}", (index, index + 1)) for index in range(count)]
    plan = planned(order, heats, {key: stations for key, _ in heats}, {}, 0)
    assert plan == Plan(
        {order[index]: f"H{index // stations}" for index in range(min(people, count * stations))},
        tuple(order[count * stations :]),
    )


@given(USES)
def test_clashes_are_exactly_the_pairs_that_need_one_thing_at_once(uses: list[Use]) -> None:
    found = clashes(uses)
    for one in found:
        assert one.first.what == one.second.what
        assert one.rest != clash(one.first.span, one.second.span)
    expected = sum(
        a.what == b.what and clash(a.span, b.span, max(a.gap, b.gap))
        for index, a in enumerate(uses)
        for b in uses[index + 1 :]
    )
    assert len(found) == expected


@given(st.lists(st.integers(1, 5), min_size=1, max_size=6))
def test_spans_that_touch_do_not_clash(lengths: list[int]) -> None:
    ends = [sum(lengths[: index + 1]) for index in range(len(lengths))]
    spans = list(pairwise([0, *ends]))
    assert clashes([Use("station:1", str(span), span) for span in spans]) == ()


def test_too_little_rest_is_told_apart_from_an_overlap() -> None:
    early, late, same = Use("p", "A", (0, 10), 5), Use("p", "B", (12, 20), 5), Use("p", "C", (15, 30), 5)
    assert clashes([late, early, same]) == (Clash(early, late, rest=True), Clash(late, same, rest=False))


@given(st.integers(0, 5), st.integers(0, 3), st.randoms(use_true_random=False))
def test_a_heat_gives_everybody_a_station_of_their_own(people: int, spare: int, mixer: object) -> None:
    names = [f"P{index}" for index in range(people)]
    stations = [f"S{index}" for index in range(people + spare)]
    given_stations = spread(names, stations, mixer.shuffle)  # type: ignore[attr-defined]  # Hypothesis gives a Random
    assert list(given_stations) == names
    assert len(set(given_stations.values())) == people
    with pytest.raises(ValueError, match="more people"):
        spread([*names, *stations, "one more"], stations, mixer.shuffle)  # type: ignore[attr-defined]  # Hypothesis gives a Random
