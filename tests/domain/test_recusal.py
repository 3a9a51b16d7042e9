"""Working together, by unit on file or by a shared name."""

from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.recusal import same_workplace, workplace

PLACES = st.builds(
    workplace, st.none() | st.integers(1, 3), st.lists(st.sampled_from(["示例精工", "样板木业", " ", ""]), max_size=2)
)


@given(PLACES, PLACES)
def test_it_goes_both_ways(one: object, other: object) -> None:
    assert same_workplace(one, other) == same_workplace(other, one)  # type: ignore[arg-type]


def test_the_unit_on_file_decides_before_the_name() -> None:
    assert same_workplace(workplace(7, ["示例精工"]), workplace(7, ["示例精工有限公司"]))
    assert not same_workplace(workplace(7, ["示例精工"]), workplace(8, ["示例精工"]))


def test_names_count_where_a_unit_is_unknown() -> None:
    assert same_workplace(workplace(None, ["示例 精工"]), workplace(8, ["", "示例精工"]))
    assert not same_workplace(workplace(None, ["", " "]), workplace(None, ["", " "]))
