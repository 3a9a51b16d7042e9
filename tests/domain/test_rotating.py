"""Codes that change every half minute: who accepts what when."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.rotating import CODE_LENGTH, PERIOD_SECONDS, code_at, is_fresh, seconds_left, step_at

KEY = b"a key of the tests, thirty-two by"
moments = st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2036, 1, 1), timezones=st.just(dt.UTC))  # noqa: DTZ001 - aware by timezones
subjects = st.text(min_size=1, max_size=30)


@given(moments, st.integers(min_value=-400, max_value=400), subjects)
def test_a_code_is_good_in_its_step_and_the_ones_beside_it_only(now: dt.datetime, later: int, subject: str) -> None:
    shown = code_at(KEY, subject, step_at(now))
    then = now + dt.timedelta(seconds=later)
    assert is_fresh(KEY, subject, shown, then) == (abs(step_at(then) - step_at(now)) <= 1)


@given(moments, subjects)
def test_whoever_reads_a_code_has_half_a_minute_and_nobody_has_more_than_ninety_seconds(
    now: dt.datetime, subject: str
) -> None:
    shown = code_at(KEY, subject, step_at(now))
    assert is_fresh(KEY, subject, shown, now + dt.timedelta(seconds=PERIOD_SECONDS))
    assert not is_fresh(KEY, subject, shown, now + dt.timedelta(seconds=3 * PERIOD_SECONDS))
    assert not is_fresh(KEY, subject, shown, now - dt.timedelta(seconds=3 * PERIOD_SECONDS))


@given(moments, st.tuples(subjects, subjects).filter(lambda pair: pair[0] != pair[1]))
def test_a_code_of_something_else_is_never_good(now: dt.datetime, pair: tuple[str, str]) -> None:
    shown = code_at(KEY, pair[0], step_at(now))
    assert not is_fresh(KEY, pair[1], shown, now)
    assert not is_fresh(b"another key", pair[0], shown, now)


@given(moments, subjects, st.text(max_size=40))
def test_no_other_text_is_good(now: dt.datetime, subject: str, shown: str) -> None:
    near = {code_at(KEY, subject, step_at(now) + beside) for beside in (-1, 0, 1)}
    assert is_fresh(KEY, subject, shown, now) == (shown.upper() in near)


@given(moments, subjects)
def test_case_does_not_matter_and_the_letters_fit_the_coarser_code(now: dt.datetime, subject: str) -> None:
    shown = code_at(KEY, subject, step_at(now))
    assert is_fresh(KEY, subject, shown.lower(), now)
    assert len(shown) == CODE_LENGTH
    assert set(shown) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


@given(moments)
def test_the_countdown_ends_where_the_next_step_begins(now: dt.datetime) -> None:
    left = seconds_left(now)
    assert 1 <= left <= PERIOD_SECONDS
    whole = now.replace(microsecond=0)
    assert step_at(whole + dt.timedelta(seconds=left)) == step_at(now) + 1
    assert step_at(whole + dt.timedelta(seconds=left - 1)) == step_at(now)
