"""Masks hide what they promise to hide, for any input."""

from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.identity import normalise_mobile
from deqing_events.domain.masking import mask_id, mask_mobile, mask_name
from deqing_events.domain.names import normalise_name

CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=12)


@given(st.text(max_size=30))
def test_normalising_a_name_twice_changes_nothing(text: str) -> None:
    once = normalise_name(text)
    assert normalise_name(once) == once


@given(CHINESE)
def test_a_masked_name_keeps_its_length_and_shows_at_most_two_characters(name: str) -> None:
    masked = mask_name(name)
    assert len(masked) == len(name)
    assert masked.count("*") == (1 if len(name) <= 2 else len(name) - 2)


@given(st.integers(0, 9999), st.integers(0, 9999))
def test_two_mobiles_with_equal_ends_are_masked_alike(one: int, two: int) -> None:
    assert mask_mobile(f"138{one:04d}1234") == mask_mobile(f"138{two:04d}1234") == "138****1234"


@given(st.text(max_size=30))
def test_a_mask_never_shows_a_whole_value(text: str) -> None:
    assert normalise_mobile(mask_mobile(text)) is None
    assert mask_id(text) in {"", "***"} or mask_id(text)[6:14] == "********"
