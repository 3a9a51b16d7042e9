"""Shaping a sheet: what moves comes back, what is added has a key of its own, what goes takes its tie keys along."""

import copy
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.rule_sheet import parse
from deqing_events.domain.sheet_builders import SheetJson, SimpleContest, TierChoice, simple_sheet
from deqing_events.domain.sheet_editing import (
    NoSuchPlaceError,
    added,
    at,
    keys,
    moved,
    removed,
    tie_choices,
    with_tie_key,
)

SHEET: SheetJson = simple_sheet(
    SimpleContest(
        "电工",
        ("裁判1",),
        [("布线", Decimal(60)), ("排故", Decimal(40))],
        (TierChoice("一等奖", count=1), TierChoice("二等奖", count=2)),
    )
)
LISTS = ("parts", "parts[1].sections", "parts[1].sections[0].criteria", "penalties", "vetoes", "awards.tiers")
places = st.sampled_from(LISTS)
shapes = st.lists(places, max_size=12)


def grown(adds: list[str], used: tuple[str, ...] = ()) -> SheetJson:
    sheet = SHEET
    for path in adds:
        sheet = added(sheet, path, used)
    return sheet


@given(shapes)
def test_every_new_thing_has_a_key_nobody_used(adds: list[str]) -> None:
    used = ("c3", "s1", "p1", "c4", "tier3")
    found = [key for key in keys(grown(adds, used)) if key not in set(keys(SHEET))]
    assert len(found) == len(set(found))
    assert not set(found) & set(used)


@given(shapes, places, st.integers(0, 5), st.sampled_from((1, -1)))
def test_there_and_back_is_where_it_was(adds: list[str], path: str, index: int, by: int) -> None:
    sheet = grown(adds)
    rows = at(sheet, path)
    if index >= len(rows):
        with pytest.raises(NoSuchPlaceError):
            moved(sheet, f"{path}[{index}]", by)
        return
    before = copy.deepcopy(sheet)
    there = moved(sheet, f"{path}[{index}]", by)
    assert sheet == before
    assert sorted(map(str, at(there, path))) == sorted(map(str, rows))
    if 0 <= index + by < len(rows):
        assert moved(there, f"{path}[{index + by}]", -by) == sheet
    else:
        assert there == sheet


@given(shapes, places)
def test_what_is_added_last_and_taken_out_again_leaves_nothing(adds: list[str], path: str) -> None:
    sheet = grown(adds)
    assert removed(added(sheet, path, ()), f"{path}[{len(at(sheet, path))}]") == sheet


def test_what_goes_takes_its_tie_keys_along() -> None:
    sheet = with_tie_key(with_tie_key(SHEET, "criterion:c1"), "section:practical_all")
    assert sheet["tie_keys"][-2:] == ["criterion:c1", "section:practical_all"]
    left = removed(sheet, "parts[1]")
    assert left["tie_keys"] == ["elapsed", "part:theory"]
    parse(left)


def test_only_what_is_known_and_new_is_compared() -> None:
    assert with_tie_key(SHEET, "luck") is SHEET
    assert with_tie_key(SHEET, "elapsed") is SHEET
    assert tie_choices(SHEET)[:4] == ["part:theory", "part:practical", "elapsed", "penalties"]
    assert moved(SHEET, "tie_keys[1]", -1)["tie_keys"][0] == "elapsed"
    assert removed(SHEET, "tie_keys[0]")["tie_keys"] == ["elapsed", "part:theory"]


@pytest.mark.parametrize(
    "path",
    [
        "",
        "parts[",
        "parts[9]",
        "parts[-1]",
        "parts.sections[0]",
        "title",
        "awards",
        "parts[0].key",
        "parts[0][0]",
        "__class__",
    ],
)
def test_a_path_that_leads_nowhere_is_refused(path: str) -> None:
    with pytest.raises(NoSuchPlaceError):
        added(SHEET, path, ())
    with pytest.raises(NoSuchPlaceError):
        removed(SHEET, path)
    with pytest.raises(NoSuchPlaceError):
        moved(SHEET, path, 1)


def test_a_tie_key_is_chosen_and_not_made_up() -> None:
    with pytest.raises(NoSuchPlaceError):
        added(SHEET, "tie_keys", ())
