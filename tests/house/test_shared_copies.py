"""The cases and data in this repository are whole, and equal their originals where those are beside it."""

import csv
import filecmp
import json
from pathlib import Path

import pytest

from deqing_events.documents.reading import read_sheets

TESTS = Path(__file__).parents[1]
SHARED = TESTS.parents[1] / "shared"

JSON_COUNTS = {
    "cases/competition.json": ("cases", 147),
    "cases/identity.json": ("cases", 77),
    "data/roster-expected.json": ("rejected", 49),
}
CSV_ROWS = {"data/townships.csv": 15, "data/trades.csv": 31}
SHEET_ROWS = {
    "data/roster.xlsx": {"花名册": 2010, "说明": 5},
    "data/units.xlsx": {"单位": 121, "工会": 98, "区域工建服务中心": 12},
    "data/skills-contest-example.xlsx": {
        "规则": 20,
        "参赛名单": 40,
        "理论成绩": 40,
        "加密对照": 37,
        "实操评分": 177,
        "用时与扣分": 37,
    },
}


def copies() -> list[Path]:
    return sorted(path for folder in ("cases", "data") for path in (TESTS / folder).iterdir() if path.is_file())


def test_copies_equal_their_originals() -> None:
    """Where the originals are not there, the copies must at least be there and not be empty."""
    if not SHARED.is_dir():
        assert all(path.stat().st_size for path in copies())
        return
    originals = [*SHARED.glob("cases/*.json"), *SHARED.glob("data/*.*")]
    names = sorted(str(path.relative_to(SHARED)) for path in originals)
    assert names == [str(path.relative_to(TESTS)) for path in copies()]
    assert [name for name in names if not filecmp.cmp(SHARED / name, TESTS / name, shallow=False)] == []


@pytest.mark.parametrize(("name", "key", "count"), [(name, *at) for name, at in JSON_COUNTS.items()])
def test_json_copies_hold_what_they_state(name: str, key: str, count: int) -> None:
    content = json.loads((TESTS / name).read_text("utf-8"))
    assert len(content[key]) == count
    assert content.get("count", count) == count


@pytest.mark.parametrize(("name", "count"), CSV_ROWS.items())
def test_csv_copies_hold_their_rows(name: str, count: int) -> None:
    with (TESTS / name).open(encoding="utf-8-sig", newline="") as source:
        assert len(list(csv.DictReader(source))) == count


@pytest.mark.parametrize(("name", "sheets"), SHEET_ROWS.items())
def test_workbook_copies_hold_their_sheets(name: str, sheets: dict[str, int]) -> None:
    found = {sheet.name: len(sheet.rows) for sheet in read_sheets((TESTS / name).read_bytes())}
    assert found == sheets


def test_every_copy_is_looked_at() -> None:
    known = {*JSON_COUNTS, *CSV_ROWS, *SHEET_ROWS, "data/seed-baseline.json", "data/skills-contest-expected.json"}
    assert {str(path.relative_to(TESTS)) for path in copies()} == known
    for name in ("data/seed-baseline.json", "data/skills-contest-expected.json"):
        assert json.loads((TESTS / name).read_text("utf-8"))
