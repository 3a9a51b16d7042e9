"""Claiming from several bounds at once: all or nothing, never past a bound, reserves before the open places."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.places import (
    BY_PERSON,
    Claimant,
    Counter,
    Dimension,
    Kind,
    any_room,
    claim,
    claim_each,
    gives_back,
    together,
    unplaced,
)

TOWNS, UNITS, TRADES = ("1", "2"), ("11", "12", "13"), ("welder", "fitter")
TARGETS = {
    Dimension.SESSION: ("5", "6"),
    Dimension.TRADE: TRADES,
    Dimension.TOWNSHIP: TOWNS,
    Dimension.UNION: ("8", "9"),
    Dimension.UNIT: UNITS,
}


def limit(number: int, dimension: Dimension, target: str, capacity: int, taken: int = 0) -> Counter:
    return Counter(number, dimension, target, Kind.LIMIT, capacity, taken)


def reserve(number: int, dimension: Dimension, target: str, capacity: int, taken: int = 0) -> Counter:
    return Counter(number, dimension, target, Kind.RESERVE, capacity, taken)


def of(township: str = "", unit: str = "", weight: int = 1) -> Claimant:
    return Claimant({Dimension.TOWNSHIP: township, Dimension.UNIT: unit}, weight)


def test_one_person_takes_a_place_of_every_bound_that_covers_them() -> None:
    held = [
        limit(1, Dimension.EVENT, "", 10),
        limit(2, Dimension.TOWNSHIP, "1", 3),
        limit(3, Dimension.TOWNSHIP, "2", 3),
        limit(4, Dimension.UNIT, "11", 1),
    ]
    taken = claim([of("1", "11")], held)
    assert (dict(taken.takes), taken.reserves, taken.full) == ({1: 1, 2: 1, 4: 1}, [None], None)


def test_the_full_bound_is_named_and_nothing_is_taken() -> None:
    held = [limit(1, Dimension.EVENT, "", 10), limit(2, Dimension.TOWNSHIP, "1", 3, 3)]
    refused = claim([of("1")], held)
    assert (refused.takes, refused.full) == ({}, held[1])


def test_a_team_of_five_does_not_fit_into_three_places_even_in_part() -> None:
    held = [limit(1, Dimension.EVENT, "", 10, 7)]
    assert claim([of("1")] * 5, held).full == held[0]
    assert claim([of("1")] * 3, held).takes == {1: 3}


def test_reserved_places_go_to_their_own_first_and_to_nobody_else() -> None:
    held = [
        limit(1, Dimension.EVENT, "", 4),
        limit(2, Dimension.OPEN, "", 1),
        reserve(3, Dimension.TOWNSHIP, "1", 2),
        reserve(4, Dimension.UNIT, "11", 1),
    ]
    three = claim([of("1", "11"), of("1", "11"), of("1")], held)
    assert (three.reserves, dict(three.takes)) == ([4, 3, 3], {1: 3, 3: 2, 4: 1})
    assert dict(claim([of("2")], held).takes) == {1: 1, 2: 1}
    assert claim([of("2")] * 2, held).full == held[1]
    assert claim([of("1")] * 3, held).reserves == [3, 3, None]


def test_a_lowered_event_blocks_reserved_places_too() -> None:
    held = [
        limit(1, Dimension.EVENT, "", 2, 3),
        limit(2, Dimension.OPEN, "", 0, 3),
        reserve(3, Dimension.UNIT, "11", 2),
    ]
    assert claim([of("1", "11")], held).full == held[0]


def test_whoever_takes_no_place_needs_none() -> None:
    held = [limit(1, Dimension.EVENT, "", 1)]
    assert dict(claim([of("1"), of("1", weight=0), of("1", weight=0)], held).takes) == {1: 1}


def test_a_bound_by_workplace_needs_a_known_workplace() -> None:
    held = [limit(1, Dimension.EVENT, "", 5), limit(2, Dimension.UNIT, "*", 3)]
    assert unplaced([of("1")], held) is Dimension.UNIT
    assert unplaced([of("1", "11")], held) is None
    assert unplaced([of("1", weight=0)], held) is None
    assert unplaced([of()], held[:1]) is None


def test_room_is_in_the_open_places_or_in_a_reserve() -> None:
    full_open = [limit(1, Dimension.EVENT, "", 5, 4), limit(2, Dimension.OPEN, "", 3, 3)]
    assert any_room([*full_open, reserve(3, Dimension.UNIT, "11", 2, 1)])
    assert not any_room([*full_open, reserve(3, Dimension.UNIT, "11", 2, 2)])
    assert not any_room([limit(1, Dimension.EVENT, "", 5, 5), reserve(3, Dimension.UNIT, "11", 2, 1)])
    assert any_room([])


numbers = st.integers(0, 4)
claimants = st.builds(
    Claimant,
    st.fixed_dictionaries({dimension: st.sampled_from(("", *targets)) for dimension, targets in TARGETS.items()}),
    st.sampled_from((0, 1, 1, 1)),
)


@st.composite
def sets_of_counters(draw: st.DrawFn) -> list[Counter]:
    """Counters of one event: consistent kinds, any capacities and any taken, even above them."""
    bounds = [(Dimension.EVENT, "", Kind.LIMIT), (Dimension.OPEN, "", Kind.LIMIT)]
    for dimension, targets in TARGETS.items():
        kinds = (Kind.LIMIT, Kind.RESERVE) if dimension in BY_PERSON else (Kind.LIMIT,)
        bounds += [(dimension, target, kind) for target in targets for kind in kinds]
    chosen = draw(st.lists(st.sampled_from(bounds), unique=True, max_size=8))
    return [
        Counter(number, *bound, capacity=draw(numbers), taken=draw(numbers)) for number, bound in enumerate(chosen, 1)
    ]


@given(st.lists(claimants, max_size=6), sets_of_counters())
def test_no_claim_passes_a_bound_and_each_takes_what_it_needs(group: list[Claimant], held: list[Counter]) -> None:
    answer = claim(group, held)
    by_id = {counter.id: counter for counter in held}
    if answer.full is not None:
        assert answer.takes == {}
        return
    for quota_id, number in answer.takes.items():
        assert number <= by_id[quota_id].free
    wanted: dict[int, int] = {}
    for claimant, reserve_id in zip(group, answer.reserves, strict=True):
        for quota_id, number in gives_back(claimant, reserve_id, held).items():
            wanted[quota_id] = wanted.get(quota_id, 0) + number
            assert number == claimant.weight
    assert dict(answer.takes) == wanted
    reserves = {each for each in answer.reserves if each is not None}
    assert all(by_id[each].kind is Kind.RESERVE for each in reserves)


@given(st.lists(claimants, max_size=5), sets_of_counters(), st.randoms(use_true_random=False))
def test_the_order_of_the_counters_does_not_matter(group: list[Claimant], held: list[Counter], chance: object) -> None:
    shuffled = list(held)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert claim(group, shuffled) == claim(group, held)


@given(st.lists(claimants, min_size=1, max_size=5), sets_of_counters())
def test_what_fits_fits_with_more_room_and_what_is_given_back_fits_again(
    group: list[Claimant], held: list[Counter]
) -> None:
    answer = claim(group, held)
    if answer.full is not None:
        return
    roomier = [replace(counter, capacity=counter.capacity + 1) for counter in held]
    assert claim(group, roomier).full is None
    after = [replace(each, taken=each.taken + answer.takes.get(each.id, 0)) for each in held]
    last, reserve_id = group[-1], answer.reserves[-1]
    back = gives_back(last, reserve_id, after)
    freed = [replace(each, taken=each.taken - back.get(each.id, 0)) for each in after]
    assert claim([last], freed).full is None


@given(st.lists(claimants, min_size=1, max_size=4), sets_of_counters())
def test_without_room_nobody_with_a_place_to_take_fits(group: list[Claimant], held: list[Counter]) -> None:
    if not any_room(held) and any(each.weight for each in group):
        assert claim(group, held).full is not None


@given(st.lists(claimants, max_size=6), sets_of_counters())
def test_one_after_the_other_each_gets_what_the_ones_before_left(group: list[Claimant], held: list[Counter]) -> None:
    left, expected = held, []
    for each in group:
        alone = claim([each], left)
        expected.append(alone)
        left = [replace(counter, taken=counter.taken + alone.takes.get(counter.id, 0)) for counter in left]
    answers = claim_each(group, held)
    assert [(dict(each.takes), list(each.reserves)) for each in answers] == [
        (dict(each.takes), list(each.reserves)) for each in expected
    ]
    assert [each.full and each.full.id for each in answers] == [each.full and each.full.id for each in expected]
    taken = {counter.id: counter.taken - before.taken for counter, before in zip(left, held, strict=True)}
    assert together(answers) == {key: number for key, number in taken.items() if number or key in together(answers)}


def test_whoever_does_not_fit_is_passed_over() -> None:
    held = [limit(1, Dimension.EVENT, "", 3), limit(2, Dimension.UNIT, "11", 1)]
    answers = claim_each([of(unit="11"), of(unit="11"), of(unit="12")], held)
    assert [each.full for each in answers] == [None, replace(held[1]), None]
    assert together(answers) == {1: 2, 2: 1}
