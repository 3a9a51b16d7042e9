"""Ranking by whole numbers and by fractions are one: whatever the values, the order is that of the positions."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain import ranking
from deqing_events.domain.ranking import Key, first_difference, groups

VALUES = st.one_of(st.none(), st.fractions(-10, 10, max_denominator=12), st.fractions())
TABLES = st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=8)


def keys_of(table: list[tuple[Fraction | None, Fraction | None]], *, lower: bool) -> list[Key]:
    ids = [f"N{number}" for number in range(len(table))]
    columns = zip(*table, strict=True)
    return [Key(f"k{n}", dict(zip(ids, column, strict=True)), lower) for n, column in enumerate(columns)]


@pytest.mark.parametrize("bits", [128, 0])
@given(table=TABLES, lower=st.booleans())
def test_the_order_is_that_of_the_positions(
    bits: int, table: list[tuple[Fraction | None, Fraction | None]], *, lower: bool
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranking, "LONGEST_UNIT_BITS", bits)
        keys = keys_of(table, lower=lower)
        ids = list(keys[0].values)
        found = groups(ids, keys)
    positions = {entrant: tuple(key.position(entrant) for key in keys) for entrant in ids}
    assert [one for members in found for one in members] == sorted(ids, key=lambda one: (positions[one], one))
    assert all(len({positions[one] for one in members}) == 1 for members in found)
    assert len(found) == len(set(positions.values()))


@given(table=st.lists(st.tuples(VALUES, VALUES), min_size=2, max_size=2))
def test_the_first_difference_is_that_of_the_positions(table: list[tuple[Fraction | None, Fraction | None]]) -> None:
    keys = keys_of(table, lower=False)
    by_position = [key for key in keys if key.position("N0") != key.position("N1")]
    assert first_difference("N0", "N1", keys) == (by_position[0] if by_position else None)
