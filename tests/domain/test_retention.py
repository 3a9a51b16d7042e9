"""The law of keeping: never longer than promised, and what is due stays due."""

import datetime as dt
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.masking import mask_name
from deqing_events.domain.retention import NOBODY, PROMISED, Keeping, cutoff, identity_due, kept_for, span

NOW = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
MOMENTS = st.timedeltas(dt.timedelta(days=-3000), dt.timedelta(days=3000)).map(NOW.__add__)


@pytest.mark.parametrize("name", [field.name for field in fields(Keeping)])
def test_every_period_may_be_what_it_is(name: str) -> None:
    assert kept_for(name, getattr(Keeping, name)) == ""
    assert kept_for(name, 0) != ""
    assert (kept_for(name, getattr(Keeping, name) + 1) == "") == (name not in PROMISED)


def test_messages_are_not_forgotten_before_nothing_tells_of_them_again() -> None:
    assert (kept_for("messages", 59), kept_for("messages", 60)) == ("must be at least 60", "")


@given(ended=MOMENTS, closed=st.none() | MOMENTS, wait=st.timedeltas(dt.timedelta(0), dt.timedelta(days=4000)))
def test_what_is_due_stays_due(ended: dt.datetime, closed: dt.datetime | None, wait: dt.timedelta) -> None:
    if identity_due(NOW, ended, Keeping(), closed):
        assert identity_due(NOW + wait, ended, Keeping(), closed)


@given(ended=MOMENTS, closed=MOMENTS)
def test_a_promotion_that_closed_decides_alone(ended: dt.datetime, closed: dt.datetime) -> None:
    assert identity_due(NOW, ended, Keeping(), closed) == (closed < cutoff(NOW, 30))


def test_the_last_moment_is_kept() -> None:
    end = cutoff(NOW, 180)
    assert not identity_due(NOW, end, Keeping())
    assert identity_due(NOW, end - SECOND, Keeping())


def test_periods_are_said_in_years_where_they_are_whole() -> None:
    assert [span(days) for days in (7, 365, 400, 1825)] == ["7 天", "1 年", "400 天", "5 年"]


def test_nobody_is_masked_as_it_stands() -> None:
    assert mask_name(NOBODY) == NOBODY
