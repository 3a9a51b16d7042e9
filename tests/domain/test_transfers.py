"""Who may take a place over: what leaver and newcomer share, and unknown never counts as shared."""

from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.transfers import WORDS, Belonging, Within, looks_at_workplace, may_leave, may_take_over

NUMBERS = st.none() | st.integers(1, 3)
BELONGINGS = st.builds(Belonging, NUMBERS, NUMBERS, NUMBERS)


def test_each_rule_looks_at_its_own() -> None:
    here, same_union, same_town = Belonging(1, 1, 1), Belonging(2, 1, 1), Belonging(2, 2, 1)
    assert may_take_over(Within.UNIT, here, Belonging(1, 9, 9))
    assert not may_take_over(Within.UNIT, here, same_union)
    assert may_take_over(Within.UNION, here, same_union)
    assert not may_take_over(Within.UNION, here, same_town)
    assert may_take_over(Within.TOWNSHIP, here, same_town)
    assert may_take_over(Within.ANYONE, here, Belonging())
    assert not may_take_over(Within.NOBODY, here, here)


@given(st.sampled_from(Within), BELONGINGS, BELONGINGS)
def test_unknown_is_never_shared_and_sharing_goes_both_ways(within: Within, one: Belonging, other: Belonging) -> None:
    allowed = may_take_over(within, one, other)
    assert allowed == may_take_over(within, other, one)
    if looks_at_workplace(within) and allowed:
        assert one.within(within) is not None
        assert one.within(within) == other.within(within)
    assert not allowed or may_leave(within, one)


def test_every_rule_has_words() -> None:
    assert set(WORDS) == set(Within)
