"""The list of files of a ledger: written, read back, compared."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.ledger import (
    State,
    Verdict,
    agree,
    compared,
    file_name,
    read_sums,
    state_of,
    sums_digest,
    sums_text,
)

PATHS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=40)
SUMS = st.dictionaries(PATHS, st.binary(max_size=8).map(lambda held: hashlib.sha256(held).hexdigest()), max_size=8)


@given(SUMS)
def test_what_is_written_is_read_back(sums: dict[str, str]) -> None:
    assert read_sums(sums_text(sums)) == sums
    assert read_sums("\ufeff" + sums_text(sums).replace("\n", "\r\n")) == sums
    assert sums_digest(sums) == hashlib.sha256(sums_text(sums).encode()).hexdigest()


@given(SUMS, SUMS)
def test_a_copy_agrees_only_with_itself(one: dict[str, str], other: dict[str, str]) -> None:
    assert agree(compared(one, other)) == (one == other)
    assert {row.path for row in compared(one, other)} == {*one, *other}


def test_each_file_has_its_verdict() -> None:
    verdicts = {
        row.path: row.verdict for row in compared({"a": "1", "b": "2", "c": "3"}, {"a": "1", "b": "x", "d": "4"})
    }
    assert verdicts == {
        "a": Verdict.SAME, "b": Verdict.DIFFERENT, "c": Verdict.MISSING, "d": Verdict.EXTRA,
    }  # fmt: skip


@pytest.mark.parametrize("text", ["x", "0" * 64, "0" * 63 + "  a", "g" * 64 + "  a"])
def test_other_texts_are_no_list(text: str) -> None:
    with pytest.raises(ValueError, match="not a list"):
        read_sums(text)


@pytest.mark.parametrize(
    ("rows", "needed", "waits", "explained", "state"),
    [
        (1, True, False, False, State.HELD),
        (1, False, True, False, State.WAITING),
        (0, True, False, False, State.MISSING),
        (0, True, False, True, State.EXPLAINED),
        (0, False, False, False, State.NONE),
    ],
)
def test_states(rows: int, needed: bool, waits: bool, explained: bool, state: State) -> None:  # noqa: FBT001 - a table
    assert state_of(rows, needed=needed, waits=waits, explained=explained) is state


@given(st.text(max_size=200))
def test_names_open_on_windows(text: str) -> None:
    name = file_name(text)
    assert 1 <= len(name) <= 60
    assert not set(name) & set('\\/:*?"<>|\n\t')
    assert name == name.strip(" .")


def test_a_name_of_nothing_is_named() -> None:
    assert file_name("焊工/技能 比武：决赛?") == "焊工_技能 比武：决赛"
    assert file_name(" .. ") == "未命名"
