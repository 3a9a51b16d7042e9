"""Numbers that count up and never collide; codes read as people type them."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from deqing_events.domain.certificates import CODE_LENGTH, CODE_LETTERS, NumberPattern, grouped, is_code, tidy_code

codes = st.text(CODE_LETTERS, min_size=CODE_LENGTH, max_size=CODE_LENGTH)
patterns = st.sampled_from(["德工赛证 {year}-{serial:4}", "{serial}", "证{serial:6}号", "A{year}{serial:3}B"])


def full_width(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) for letter in text)


@given(codes)
def test_a_code_is_the_same_however_it_is_typed(code: str) -> None:
    assert unicodedata.normalize("NFKC", full_width(code)) == code
    wide = full_width(code), full_width(grouped(code))
    for typed in (grouped(code), code.lower(), f"  {code[:3]} {code[3:]} ", *wide):
        assert tidy_code(typed) == code
    assert is_code(code)


@given(st.text(max_size=40))
@example("A´")
def test_whatever_is_typed_is_a_code_or_is_not(text: str) -> None:
    tidied = tidy_code(text)
    assert tidy_code(tidied) == tidied
    assert is_code(tidied) == (len(tidied) == CODE_LENGTH and all(letter in CODE_LETTERS for letter in tidied))


def test_letters_that_look_alike_read_as_the_one_there_is() -> None:
    assert tidy_code("zsbu") == "258V"
    assert not set("01OIL") & set(CODE_LETTERS)


def test_a_number_is_written_as_the_county_wants_it() -> None:
    pattern = NumberPattern.of("德工赛证 {year}-{serial:4}")
    assert pattern.number(2025, 318) == "德工赛证 2025-0318"
    assert pattern.number(2025, 12345) == "德工赛证 2025-12345"
    assert pattern.series(2025) != pattern.series(2026)


@given(patterns, st.integers(2000, 2100), st.integers(1, 10**6), st.integers(1, 10**6))
def test_numbers_of_a_series_never_collide(text: str, year: int, one: int, other: int) -> None:
    pattern = NumberPattern.of(text)
    assert (pattern.number(year, one) == pattern.number(year, other)) == (one == other)


@pytest.mark.parametrize(
    "text",
    ["", "证书", "{serial}{serial}", "{year}{year}{serial}", "{year:2}{serial}", "{x}{serial}", "x" * 40 + "{serial}"],
)
def test_a_pattern_that_cannot_count_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must"):
        NumberPattern.of(text)
