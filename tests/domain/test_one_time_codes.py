"""One-time codes: what counts as one, tries and waiting times."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.one_time_codes import TRIES, seconds_until, tries_left, typed_code, wait_words

NOW = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize("typed", ["012345", " 012 345 ", "０１２３４５", "012-345", "012\u200b345"])
def test_a_code_is_six_digits_however_they_are_typed(typed: str) -> None:
    assert typed_code(typed) == "012345"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "一二三四五六", "１２３４５", "٠١٢٣٤٥"])
def test_anything_else_is_none(typed: str) -> None:
    assert typed_code(typed) is None


@given(st.integers(min_value=0, max_value=999_999), st.sampled_from(["", " ", "\u3000", "-"]))
def test_every_six_digits_come_back(number: int, between: str) -> None:
    code = f"{number:06}"
    wide = code.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    assert typed_code(between.join(wide)) == code


@given(st.text(max_size=12))
def test_a_typed_code_is_six_ascii_digits_or_nothing(text: str) -> None:
    found = typed_code(text)
    assert found is None or (len(found) == 6 and found.isascii() and found.isdigit())


def test_tries_run_out_and_never_below_none() -> None:
    assert [tries_left(tries) for tries in range(TRIES + 2)] == [5, 4, 3, 2, 1, 0, 0]


@given(st.integers(min_value=-10_000, max_value=10_000))
def test_waiting_is_rounded_up(milliseconds: int) -> None:
    seconds = seconds_until(NOW + dt.timedelta(milliseconds=milliseconds), NOW)
    assert seconds >= 0
    assert seconds * 1000 >= milliseconds
    assert seconds == 0 or (seconds - 1) * 1000 < milliseconds


def test_waiting_times_in_words() -> None:
    assert [wait_words(seconds) for seconds in (1, 60, 119, 120, 121)] == [
        "1 秒",
        "60 秒",
        "119 秒",
        "2 分钟",
        "3 分钟",
    ]
