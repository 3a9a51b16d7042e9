"""The call room's law: late, absent, and until when that can be taken back."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.call_room import Call, CallState

CALLED = dt.datetime(2026, 11, 28, 0, 0, tzinfo=dt.UTC)
CALL = Call(CALLED, CALLED + dt.timedelta(minutes=30), 15)
MINUTES = st.integers(-60, 120)


def after(minutes: float) -> dt.datetime:
    return CALLED + dt.timedelta(minutes=minutes)


def test_exactly_at_the_limit_is_not_too_late() -> None:
    assert CALL.state("present", None, after(-1)) is CallState.EXPECTED
    assert CALL.state("present", None, after(0)) is CallState.CALLED
    assert CALL.state("present", None, after(15)) is CallState.CALLED
    assert CALL.state("present", None, after(15.01)) is CallState.LATE
    assert CALL.state("present", after(15), after(40)) is CallState.PRESENT
    assert CALL.state("present", after(16), after(16)) is CallState.PRESENT_LATE


@given(MINUTES, st.none() | MINUTES, st.sampled_from(["present", "absent", "withdrawn", "disqualified"]))
def test_only_the_late_may_be_marked_and_only_before_the_start_taken_back(
    now: int, came: int | None, status: str
) -> None:
    came_at = None if came is None else after(came)
    may = CALL.may_mark_absent(status, came_at, after(now))
    assert may == (status == "present" and (now if came is None else came) > 15)
    assert CALL.may_take_back(status, after(now)) == (status == "absent" and now < 30)


@given(MINUTES)
def test_who_came_in_time_is_never_late_again(now: int) -> None:
    assert CALL.state("present", after(10), after(now)) is CallState.PRESENT
