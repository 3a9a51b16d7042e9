"""Who is proposed for the next round, who stands by, and what has to be drawn first."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from deqing_events.domain.advancement import AdvancementRule, Condition, CountFrom, TieAtLevel
from deqing_events.domain.next_round import Field, Plan, Proposal, Round, proposal, round_of

ABCDEF = (("a",), ("b",), ("c", "d"), ("e",), ("f",))


def plan(level: int = 3, reserves: int = 2, tie: str = "include", **fields: Any) -> Plan:
    rule = {"condition": Condition.RANKING, "cap_percent": 100, "base": CountFrom.REGISTERED, **fields}
    consume = bool(rule.pop("consume", False))
    return Plan(AdvancementRule(level=level, tie_at_level=TieAtLevel(tie), **rule), reserves, consume)


def field(*groups: tuple[str, ...], guests: str = "", entrants: int | None = None) -> Field:
    ranked = [each for group in groups for each in group if each not in guests]
    return Field(groups, len(ranked) if entrants is None else entrants, frozenset(guests))


@pytest.mark.parametrize(
    ("tie", "expected"),
    [
        ("include", Proposal(tuple("abcd"), tuple("ef"), ())),
        ("exclude", Proposal(tuple("ab"), tuple("cd"), (("c", "d"),))),
        ("draw", Proposal(tuple("ab"), tuple("cd"), (("c", "d"),))),
    ],
)
def test_a_tie_at_the_cut(tie: str, expected: Proposal) -> None:
    assert proposal(field(*ABCDEF), plan(tie=tie)) == expected


def test_a_draw_at_the_cut_lets_one_of_them_in() -> None:
    drawn = proposal(field(*ABCDEF), plan(tie="draw"), [("d", "c"), ("c", "d")])
    assert drawn == Proposal(tuple("abd"), tuple("ce"), ())


def test_a_draw_among_reserves_orders_them_and_lets_nobody_in() -> None:
    assert proposal(field(*ABCDEF), plan(tie="exclude"), [("d", "c")]) == Proposal(tuple("ab"), tuple("dc"), ())
    assert proposal(field(*ABCDEF), plan(level=2), [("d", "c")]) == Proposal(tuple("ab"), tuple("dc"), ())


def test_a_needless_draw_changes_nothing() -> None:
    """A correction made the drawn tie go on whole."""
    assert proposal(field(*ABCDEF), plan(), [("d", "c")]).going == tuple("abcd")


def test_guests_never_go_on_and_take_a_place_only_where_the_rule_says_so() -> None:
    ranked = field(("a",), ("g",), ("b",), ("c",), ("d",), guests="g")
    assert proposal(ranked, plan(level=2, reserves=1)) == Proposal(("a", "b"), ("c",), ())
    assert proposal(ranked, plan(level=2, reserves=1, consume=True)) == Proposal(("a",), ("b",), ())


def test_a_guest_in_a_drawn_group_stays_behind() -> None:
    ranked = field(("a",), ("b", "g", "c"), ("d",), guests="g")
    waiting = proposal(ranked, plan(level=2, tie="draw", reserves=1, consume=True))
    assert waiting.to_draw == (("b", "c"),)
    drawn = proposal(ranked, plan(level=2, tie="draw", reserves=1, consume=True), [("c", "b")])
    assert drawn == Proposal(("a", "c"), ("b",), ())


def test_a_percent_is_taken_of_everybody_or_of_the_ranked() -> None:
    ranked = field(("a",), ("b",), ("c",), ("d",), entrants=6)
    half: dict[str, Any] = {"condition": Condition.PERCENT, "reserves": 0}
    assert proposal(ranked, plan(50, **half)).going == tuple("abc")
    assert proposal(ranked, plan(50, **half, base=CountFrom.PRESENT)).going == tuple("ab")


@given(
    some.lists(some.integers(1, 3), max_size=6),
    some.integers(1, 8),
    some.integers(0, 4),
    some.sampled_from(TieAtLevel),
    some.sets(some.integers(0, 17)),
    some.booleans(),
)
def test_nobody_twice_no_guest_and_no_gap(  # noqa: PLR0917 - what makes a field
    sizes: Sequence[int],
    level: int,
    reserves: int,
    tie: TieAtLevel,
    guests: set[int],
    consume: bool,  # noqa: FBT001
) -> None:
    numbers = iter(range(18))
    groups = tuple(tuple(f"{next(numbers):02}" for _ in range(size)) for size in sizes)
    invited = frozenset(f"{number:02}" for number in guests)
    own = [each for group in groups for each in group if each not in invited]
    wanted = plan(level, reserves, tie.value, consume=consume)
    ranked = Field(groups, len(own), invited & {each for group in groups for each in group})
    found = proposal(ranked, wanted)
    # Whoever goes on, then the reserves, are the first of the ranking: nobody is passed over.
    assert [*found.going, *found.reserves] == own[: len(found.going) + len(found.reserves)]
    assert len(found.reserves) == min(reserves, len(own) - len(found.going))
    if tie is not TieAtLevel.INCLUDE:
        assert len(found.going) <= level
    settled = found
    draws: list[tuple[str, ...]] = []
    while settled.to_draw:
        # A draw at the cut can leave a reserve's place to a tie behind it: one more draw each, never the same again.
        assert not any(sorted(group) == sorted(drawn) for group in settled.to_draw for drawn in draws)
        draws += [tuple(reversed(group)) for group in settled.to_draw]
        settled = proposal(ranked, wanted, draws)
    assert len(settled.going) >= len(found.going)
    assert set(found.going) <= set(settled.going)


@pytest.mark.parametrize(
    ("fed", "feeds", "expected"),
    [(False, True, Round.PRELIMINARY), (True, True, Round.SEMIFINAL), (True, False, Round.FINAL)],
)
def test_which_round_it_is(fed: bool, feeds: bool, expected: Round) -> None:  # noqa: FBT001 - the table
    assert round_of(fed=fed, feeds=feeds) is expected


def test_who_has_no_time_never_goes_on() -> None:
    ranked = Field((("a",), ("b", "c")), 3, unfinished=frozenset("bc"))
    assert proposal(ranked, plan(level=3)) == Proposal(("a",), (), ())
