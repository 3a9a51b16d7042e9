"""Bounds that speak against one another, and the pasted table of delegations."""

from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.place_checks import NamedBound, contradictions, short
from deqing_events.domain.place_table import PlaceLine, read
from deqing_events.domain.places import Claimant, Counter, Dimension, Kind, claim

TOWNS = {1: "武康街道", 2: "新市镇", 3: "新市街道", 4: "乾元镇"}


def bound(kind: Kind, capacity: int, target: str = "1", dimension: Dimension = Dimension.TOWNSHIP) -> NamedBound:
    return NamedBound(Counter(1, dimension, target, kind, capacity, 0), "武康街道")


def test_bounds_that_fit_say_nothing() -> None:
    assert contradictions(10, [bound(Kind.RESERVE, 3), bound(Kind.LIMIT, 5), bound(Kind.LIMIT, 5, "2")]) == []
    assert contradictions(None, [bound(Kind.LIMIT, 500)]) == []


def test_each_contradiction_is_said() -> None:
    assert contradictions(None, [bound(Kind.RESERVE, 1)]) == ["没有总名额，预留不起作用，请先设总名额"]
    assert contradictions(3, [bound(Kind.RESERVE, 2), bound(Kind.RESERVE, 2, "2")]) == ["预留合计 4，比总名额 3 多 1"]
    over = contradictions(9, [bound(Kind.RESERVE, 4), bound(Kind.LIMIT, 3, "*")])
    assert over == ["武康街道预留 4，它的上限只有 3，多出的没人能用"]
    assert contradictions(9, [bound(Kind.LIMIT, 10)]) == ["武康街道上限 10，比总名额 9 还多"]
    beyond = contradictions(9, [bound(Kind.LIMIT, 5), bound(Kind.LIMIT, 6, "2"), bound(Kind.LIMIT, 7, "*")])
    assert beyond == ["各代表队上限合计 11，比总名额 9 多 2，先报先得"]


@given(st.integers(0, 50), st.lists(st.integers(1, 20), max_size=6))
def test_reserves_are_too_many_exactly_when_their_sum_is(capacity: int, sizes: list[int]) -> None:
    reserves = [bound(Kind.RESERVE, size, str(number)) for number, size in enumerate(sizes)]
    assert bool(contradictions(capacity, reserves)) == (sum(sizes) > capacity)


def test_a_table_as_spreadsheets_paste_it() -> None:
    table = read("代表队\t名额\n武康街道\t16\n 乾元，\t 1２\n新市镇　3\n\n合计\t31\n", TOWNS)
    assert table.problems == []
    assert table.lines == [PlaceLine(1, "武康街道", 16), PlaceLine(4, "乾元镇", 12), PlaceLine(2, "新市镇", 3)]
    assert table.total == 31


def test_a_stem_of_two_delegations_names_neither() -> None:
    assert read("新市 3", TOWNS).problems == ["第 1 行：没有“新市”这个代表队，请照名册写名称。"]


def test_each_line_says_what_is_wrong_with_it() -> None:
    table = read("武康\n16\n武康 3\n武康街道 4\n乾元 -2\n乾元 1000000", TOWNS)
    assert [problem.split("：")[0] for problem in table.problems] == [f"第 {n} 行" for n in (1, 2, 4, 5, 6)]
    assert "后面少了名额" in table.problems[0]
    assert "少了代表队" in table.problems[1]


@given(st.text(max_size=300))
def test_whatever_is_pasted_there_is_an_answer(text: str) -> None:
    table = read(text, TOWNS)
    assert table.problems or table.lines
    assert len({line.target for line in table.lines}) == len(table.lines)


@given(st.dictionaries(st.sampled_from(sorted(TOWNS)), st.integers(0, 100_000), min_size=1), st.sampled_from("\t ,"))
def test_what_is_written_out_is_read_back(places: dict[int, int], between: str) -> None:
    text = "\n".join(f"{TOWNS[town]}{between}{number}" for town, number in places.items())
    assert {line.target: line.places for line in read(text, TOWNS).lines} == places


def of(unit: str, weight: int = 1) -> Claimant:
    return Claimant({Dimension.UNIT: unit}, weight)


def limit(number: int, dimension: Dimension, target: str, capacity: int, taken: int = 0) -> Counter:
    return Counter(number, dimension, target, Kind.LIMIT, capacity, taken)


def test_every_bound_without_room_is_named() -> None:
    held = [limit(1, Dimension.EVENT, "", 3, 3), limit(2, Dimension.UNIT, "7", 2, 2), limit(3, Dimension.UNIT, "8", 2)]
    assert [each.id for each in short([of("7")], held)] == [1, 2]
    assert [each.id for each in short([of("8")], held)] == [1]
    assert short([of("8", 0)], held) == []
    shared = [limit(1, Dimension.EVENT, "", 3, 1), limit(2, Dimension.OPEN, "", 1, 1)]
    shared.append(Counter(3, Dimension.UNIT, "7", Kind.RESERVE, 2, 0))
    assert [each.id for each in short([of("8")], shared)] == [2]
    assert short([of("7")], shared) == []


@given(
    st.lists(st.builds(of, st.sampled_from("78"), st.sampled_from((0, 1, 1))), min_size=1, max_size=4),
    st.lists(st.integers(0, 3), min_size=6, max_size=6),
)
def test_a_group_is_short_of_something_exactly_when_it_does_not_fit(group: list[Claimant], sizes: list[int]) -> None:
    event, one, other = sizes[:2], sizes[2:4], sizes[4:]
    held = [
        limit(1, Dimension.EVENT, "", event[0] + event[1], event[1]),
        limit(2, Dimension.UNIT, "7", one[0] + one[1], one[1]),
        limit(3, Dimension.UNIT, "8", other[0], other[1]),
    ]
    assert bool(short(group, held)) == (claim(group, held).full is not None)
