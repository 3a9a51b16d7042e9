"""Who was let in first: the same for every order of arrival."""

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.admission_facts import Mode, ScanType
from deqing_events.domain.presence import LetIn, counting

ZONE = ZoneInfo("Asia/Shanghai")
START = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)


def at(minute: int, nonce: str = "", direction: str = "entry", session: str | None = None) -> LetIn:
    return LetIn(START + dt.timedelta(minutes=minute), nonce or f"n{minute}", ScanType(direction), session)


def nonces(mode: str, *scans: LetIn) -> list[str]:
    return [scan.nonce for scan in counting(Mode(mode), ZONE, scans)]


def test_the_earliest_of_several_gates_counts() -> None:
    assert nonces("once", at(5), at(2), at(9)) == ["n2"]
    assert nonces("once") == []


def test_at_one_instant_the_nonce_decides_so_that_every_server_says_the_same() -> None:
    assert nonces("once", at(0, "b"), at(0, "a")) == ["a"]


def test_each_day_and_each_session_counts_once() -> None:
    day = 24 * 60
    assert nonces("once_per_day", at(day + 1), at(1), at(2), at(day)) == ["n1", f"n{day}"]
    assert nonces("once_per_session", at(3, session="B"), at(2, session="A"), at(1, session="A")) == ["n1", "n3"]


def test_who_went_out_may_come_in_again() -> None:
    moves = (at(4), at(3, direction="exit"), at(1), at(2), at(5), at(6, direction="exit"))
    assert nonces("reentry", *moves) == ["n1", "n3", "n4", "n6"]
    assert nonces("many", at(2), at(1), at(3)) == ["n1", "n2", "n3"]


scans = st.lists(
    st.builds(at, st.integers(0, 3000), st.text("abc", min_size=1, max_size=6), st.sampled_from(["entry", "exit"])),
    max_size=8,
    unique_by=lambda scan: scan.nonce,
)


@given(st.sampled_from(list(Mode)), scans, st.randoms(use_true_random=False))
def test_no_order_of_arrival_changes_what_counts(mode: Mode, come: list[LetIn], chance: object) -> None:
    mixed = list(come)
    chance.shuffle(mixed)  # type: ignore[attr-defined]  # Hypothesis gives a random.Random
    assert counting(mode, ZONE, mixed) == counting(mode, ZONE, come)


@given(st.sampled_from(list(Mode)), scans)
def test_settling_what_counts_changes_nothing_more(mode: Mode, come: list[LetIn]) -> None:
    counted = counting(mode, ZONE, come)
    assert counting(mode, ZONE, counted) == counted
    exits = [scan for scan in come if scan.type is ScanType.EXIT]
    assert [scan for scan in counted if scan.type is ScanType.EXIT] == sorted(exits, key=lambda s: (s.at, s.nonce))
