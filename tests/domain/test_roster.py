"""The roster law gives the shared outcome, however the file is laid out."""

import csv
import json
import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from deqing_events.documents.reading import read_sheets
from deqing_events.domain.identity import Gender, check_id_number
from deqing_events.domain.roster.codes import RejectReason, UnitMatch, WarningCode
from deqing_events.domain.roster.planning import Action, StoredMember, plan_import
from deqing_events.domain.roster.reading import NoRosterTable, RosterReading, read_roster
from deqing_events.domain.roster.rejects import rejects_table
from deqing_events.domain.roster.report import reimport_counts, roster_report
from deqing_events.domain.roster.units import UnitIndex, UnitName
from deqing_events.domain.roster.values import parse_date, parse_mobile
from deqing_events.domain.sheets import MergedRange, Row, Sheet
from deqing_events.domain.skill_levels import SkillLevel, skill_level
from deqing_events.domain.units_sheet.reading import read_units, unit_names

DATA = Path(__file__).parents[1] / "data"
AS_OF = date(2026, 11, 22)
EXPECTED: dict[str, Any] = json.loads((DATA / "roster-expected.json").read_text("utf-8"))

UNITS = UnitIndex(
    [
        UnitName("U1", "德清样板珍珠有限公司", "样板珍珠", "武康街道"),
        UnitName("U2", "德清武康范例（第一）学校", "范例学校", "武康街道"),
        UnitName("U3", "德清乾元范例第一学校", "范例学校", "乾元镇"),
    ]
)
HEADER: Row = ("序号", "姓名", "身份证号", "手机", "单位", "镇街", "性别", "出生日期", "入会时间", "技能等级")
ID_ONE, ID_TWO = "330599198506150025", "33059919900307001X"


@pytest.fixture(scope="module")
def unit_index() -> UnitIndex:
    with (DATA / "townships.csv").open(encoding="utf-8") as source:
        townships = {row["code"]: row["name"] for row in csv.DictReader(source)}
    return UnitIndex(unit_names(read_units(read_sheets((DATA / "units.xlsx").read_bytes()), townships).units))


@pytest.fixture(scope="module")
def sheets() -> list[Sheet]:
    return read_sheets((DATA / "roster.xlsx").read_bytes())


def report(sheets: list[Sheet], units: UnitIndex) -> Any:
    made = roster_report(read_roster(sheets, units, AS_OF), file="roster.xlsx", units_file="units.xlsx")
    return json.loads(json.dumps(made))


@pytest.mark.parametrize("key", EXPECTED)
def test_the_shared_roster_gives_the_shared_outcome(key: str, sheets: list[Sheet], unit_index: UnitIndex) -> None:
    assert report(sheets, unit_index)[key] == EXPECTED[key]


def test_the_report_has_no_other_keys(sheets: list[Sheet], unit_index: UnitIndex) -> None:
    assert report(sheets, unit_index).keys() == EXPECTED.keys()


def with_columns(sheet: Sheet, order: list[int]) -> Sheet:
    """Return the sheet with its columns in another order, merged areas included."""
    place = {old: new for new, old in enumerate(order)}
    merged = [
        replace(area, first_column=place[area.first_column], last_column=place[area.first_column])
        for area in sheet.merged
        if area.first_column == area.last_column
    ]
    return replace(sheet, rows=[tuple(row[old] for old in order) for row in sheet.rows], merged=merged)


def renamed(sheet: Sheet) -> Sheet:
    other = {
        1: "职工姓名*",
        3: "公民身份号码：",
        4: "联系方式【手机】",
        5: "所在 单位",
        6: "乡镇街道",
        8: "入会日期",
        10: "现有技能等级",
    }
    header = tuple(other.get(index, word) for index, word in enumerate(sheet.rows[2]))
    return replace(sheet, rows=[*sheet.rows[:2], header, *sheet.rows[3:]])


def shuffled(sheet: Sheet) -> Sheet:
    # 序号 stays in front: the first filled cell tells a footer.
    order = [0, *random.Random(7).sample(range(1, 13), 12)]  # noqa: S311 - a repeatable order, not a secret
    return with_columns(sheet, order)


@pytest.mark.parametrize("change", [shuffled, renamed, lambda sheet: shuffled(renamed(sheet))])
def test_other_layouts_give_the_same_outcome(
    change: Callable[[Sheet], Sheet], sheets: list[Sheet], unit_index: UnitIndex
) -> None:
    assert report([sheets[1], change(sheets[0])], unit_index) == EXPECTED


def test_extra_columns_are_listed_and_ignored(sheets: list[Sheet], unit_index: UnitIndex) -> None:
    rows = [(*row, "x" if row[1] else None) for row in sheets[0].rows]
    rows[2] = (*rows[2][:-1], " 政治面貌 ")
    made = report([replace(sheets[0], rows=rows)], unit_index)
    assert made["ignored_columns"] == ["政治面貌"]
    assert made["records_digest"] == EXPECTED["records_digest"]


def test_blank_rows_only_move_the_numbers(sheets: list[Sheet], unit_index: UnitIndex) -> None:
    blank: Row = (7, "/", None, "无", "　", *[None] * 8)
    rows = [*sheets[0].rows[:100], blank, blank, *sheets[0].rows[100:]]
    merged = [replace(area, first_row=area.first_row + 2, last_row=area.last_row + 2) for area in sheets[0].merged]
    made = report([replace(sheets[0], rows=rows, merged=merged)], unit_index)
    assert made["totals"] == EXPECTED["totals"]
    assert [row["row"] for row in made["rejected"]] == [
        row["row"] + 2 * (row["row"] > 100) for row in EXPECTED["rejected"]
    ]


def read(*rows: Row, merged: tuple[MergedRange, ...] = ()) -> RosterReading:
    width = len(HEADER)
    padded = [tuple(row) + (None,) * (width - len(row)) for row in rows]
    return read_roster([Sheet("名单", [HEADER, *padded], merged)], UNITS, AS_OF)


def codes(reading: RosterReading, row: int) -> list[str]:
    return [warning.code for warning in reading.warnings if warning.row == row]


def outcome(reading: RosterReading) -> tuple[list[int], list[tuple[int, str]]]:
    return (
        [record.row for record in reading.records],
        [(reject.row, reject.reason) for reject in reading.rejects],
    )


def test_no_table_is_said_in_chinese() -> None:
    with pytest.raises(NoRosterTable, match="找不到名单表头"):
        read_roster([Sheet("x", [("姓名", "单位")])], UNITS, AS_OF)


def test_the_header_must_stand_in_the_first_ten_rows() -> None:
    filler: list[Row] = [("说明",)] * 10
    with pytest.raises(NoRosterTable):
        read_roster([Sheet("x", [*filler, ("姓名", "手机")])], UNITS, AS_OF)
    assert read_roster([Sheet("x", [*filler[:9], ("姓名", "手机")])], UNITS, AS_OF).start.header_row == 10


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ((1, "无", ID_ONE), RejectReason.NAME_MISSING),
        ((1, None, 330599198506150025), RejectReason.NAME_MISSING),
        ((1, "沈示例", 330599198506150025, "13800001234"), RejectReason.ID_NUMERIC_LOSSY),
        ((1, "沈示例", "330599850615002", "13800001234"), RejectReason.ID_15_DIGITS),
        ((1, "沈示例", "X", "13800001234"), RejectReason.ID_FORMAT),
        ((1, "沈示例", "33059920000230123X"), RejectReason.ID_DATE_INVALID),
        ((1, "沈示例", "330599198506150020"), RejectReason.ID_CHECKSUM),
        ((1, "沈示例", "无", "0572-8060123"), RejectReason.NO_IDENTIFIER),
    ],
)
def test_reject_reasons(row: Row, reason: RejectReason) -> None:
    assert outcome(read(row)) == ([], [(2, reason)])


def test_an_id_of_an_earlier_row_with_another_name_is_rejected() -> None:
    assert outcome(read((1, "沈示例", ID_ONE), (2, "陆示例", ID_ONE))) == ([2], [(3, "id_name_conflict")])


def test_merging_fills_empty_fields_and_keeps_the_earlier_mobile_and_unit() -> None:
    reading = read(
        (1, "沈示例", ID_ONE, "13800001234", "样板珍珠"),
        (2, "沈示例", ID_ONE, "13800009999", "范例学校", "乾元", None, None, "2020.1.2", "高级工"),
    )
    (merged,) = reading.merged
    assert (merged.row, merged.into_row, merged.by, merged.conflicts) == (3, 2, "id", ("mobile", "unit"))
    (record,) = reading.records
    assert record.person.mobile == "13800001234"
    assert record.person.unit_code == "U1"
    assert record.person.joined_on == date(2020, 1, 2)
    assert record.person.skill_level is SkillLevel.SENIOR


def test_an_arriving_id_brings_sex_and_birth_date() -> None:
    reading = read(
        (1, "沈示例", None, "13800001234", None, None, "男", "1990-01-01"),
        (2, "沈示例", ID_ONE, "13800001234"),
        (3, "沈示例", ID_ONE, "13800001234"),
        (4, "陆示例", ID_ONE, "13800001234"),
    )
    (record,) = reading.records
    assert (record.person.id_number, record.person.gender) == (ID_ONE, Gender.FEMALE)
    assert record.person.birth_date == date(1985, 6, 15)
    assert [merged.by for merged in reading.merged] == ["name_mobile", "id"]
    assert codes(reading, 3) == ["merged_by_name_mobile", "unit_missing"]
    assert reading.rejects[0].reason is RejectReason.ID_NAME_CONFLICT


def test_same_name_and_mobile_with_two_ids_stay_two_and_shared_mobiles_are_told() -> None:
    reading = read(
        (1, "沈示例", ID_ONE, "13800001234", "样板珍珠"),
        (2, "沈示例", ID_TWO, "13800001234", "样板珍珠"),
        (3, "陆示例", None, "13800001234", "样板珍珠"),
    )
    assert len(reading.records) == 3
    assert codes(reading, 3) == ["same_name_mobile_other_id"]
    assert codes(reading, 4) == ["id_missing", "mobile_shared"]


def test_units_are_found_by_full_short_and_township_never_by_guess() -> None:
    reading = read(
        (1, "甲示例", ID_ONE, None, "德清武康范例(第一) 学校"),
        (2, "乙示例", None, "13800000001", "样板珍珠"),
        (3, "丙示例", None, "13800000002", "范例学校", "乾元"),
        (4, "丁示例", None, "13800000003", "范例学校", "武康街道"),
        (5, "戊示例", None, "13800000004", "范例学校", "新市镇"),
        (6, "己示例", None, "13800000005", "样板珍珠公司"),
        (7, "庚示例", None, "13800000006", "/"),
    )
    assert [record.person.unit_code for record in reading.records] == ["U2", "U1", "U3", "U2", None, None, None]
    assert reading.unit_matches == {
        UnitMatch.FULL: 1,
        UnitMatch.SHORT: 1,
        UnitMatch.SHORT_BY_TOWNSHIP: 2,
        UnitMatch.AMBIGUOUS: 1,
        UnitMatch.UNKNOWN: 1,
        UnitMatch.MISSING: 1,
    }


def test_a_merged_unit_and_township_count_for_all_their_rows() -> None:
    reading = read(
        (1, "甲示例", ID_ONE, None, "范例学校", "乾元"),
        (2, "乙示例", None, "13800000001"),
        (3, "丙示例", None, "13800000002"),
        merged=(MergedRange(1, 4, 2, 4), MergedRange(1, 5, 2, 5)),
    )
    assert [record.person.unit_code for record in reading.records] == ["U3", "U3", None]


def test_footers_headers_and_blank_rows_are_not_read() -> None:
    reading = read(HEADER, ("合计", 3), (1, None), ("注：以上", None), (1, "沈示例", ID_ONE))
    assert reading.rows_read == 1
    assert (reading.skipped.footer_rows, reading.skipped.repeated_header_rows) == (2, 1)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (datetime(2020, 1, 2, 3), date(2020, 1, 2)),  # noqa: DTZ001 - a spreadsheet knows no zones
        ("2020-1-2", date(2020, 1, 2)),
        ("2020/01/02", date(2020, 1, 2)),
        ("2020.1.2", date(2020, 1, 2)),
        ("2020年1月2日", date(2020, 1, 2)),
        ("２０２００１０２", date(2020, 1, 2)),
        (20200102, date(2020, 1, 2)),
    ],
)
def test_written_dates(cell: Any, day: date) -> None:
    assert parse_date(cell) == (day, True)


@pytest.mark.parametrize("cell", ["2020年", "2020-1/2", "20.1.2", "2020-02-30", "去年", 43831, "2020-1-2x"])
def test_dates_that_are_not_understood(cell: Any) -> None:
    assert parse_date(cell) == (None, False)


@pytest.mark.parametrize(
    ("cell", "mobile", "warnings"),
    [
        ("13800001234／19900001234", "13800001234", ["mobile_multiple"]),
        ("13800001234；19900001234", "13800001234", ["mobile_multiple"]),
        ("13800001234、", "13800001234", []),
        ("0572-8060123,19900001234", None, ["mobile_multiple", "mobile_invalid"]),
        ("/", None, ["mobile_missing"]),
        (13800001234, "13800001234", []),
    ],
)
def test_mobile_cells(cell: Any, mobile: str | None, warnings: list[str]) -> None:
    assert parse_mobile(cell) == (mobile, warnings)


def test_skill_words() -> None:
    assert skill_level("五级/初级工") is SkillLevel.JUNIOR
    assert skill_level("五级/高级工") is None
    assert [level.rank for level in SkillLevel] == list(range(8))
    assert all(skill_level(level.label) is level for level in SkillLevel)


def test_every_code_has_a_sentence() -> None:
    assert all(code.sentence.endswith("。") for code in (*RejectReason, *WarningCode))


def stored(reading: RosterReading) -> list[StoredMember]:
    return [
        StoredMember(record.row, record.person.id_number, replace(record.person, id_number=None))
        for record in reading.records
    ]


def test_importing_again_changes_nothing(sheets: list[Sheet], unit_index: UnitIndex) -> None:
    reading = read_roster(sheets, unit_index, AS_OF)
    assert plan_import(reading, ()).created == 1921
    plan = plan_import(reading, stored(reading))
    assert reimport_counts(plan) == EXPECTED["reimport_same_file"]
    assert all(planned.stored_key == planned.row for planned in plan.records)


def test_a_stored_member_is_only_filled_where_empty() -> None:
    before = read((1, "沈示例", None, "13800001234", "样板珍珠"))
    after = read((1, "沈示例", ID_ONE, "13800001234", "范例学校", "乾元", None, None, "2020-01-02"))
    (planned,) = plan_import(after, stored(before)).records
    assert planned.action is Action.UPDATE
    assert planned.changed == ("id_number", "gender", "birth_date", "joined_on")
    assert planned.conflicts == ("unit",)
    assert planned.person.unit_code == "U1"
    assert planned.warning is WarningCode.MERGED_BY_NAME_MOBILE


def test_a_stored_id_with_another_name_rejects_the_row_and_those_merged_into_it() -> None:
    before = read((1, "沈示例", ID_ONE, "13800001234"))
    after = read((1, "陆示例", ID_ONE), (2, "陆示例", ID_ONE), (3, "陆示例", ID_TWO))
    plan = plan_import(after, stored(before))
    assert (plan.created, plan.merged, plan.rejected) == (1, 0, 2)
    table = rejects_table(after, plan)
    assert [row[-2] for row in table.rows] == [2, 3]


def test_persons_kept_apart_within_the_file_stay_apart() -> None:
    reading = read((1, "沈示例", None, "13800001234"), (2, "沈示例", ID_ONE), (3, "沈示例", ID_ONE, "13800001234"))
    assert [record.person.mobile for record in reading.records] == ["13800001234", "13800001234"]
    assert plan_import(reading, ()).created == 2
    assert plan_import(reading, stored(reading)).unchanged == 2


def test_two_stored_members_are_never_joined() -> None:
    before = read((1, "沈示例", None, "13800001234"), (2, "沈示例", ID_ONE, "13800009999"), (3, "沈示例", ID_TWO))
    after = read((1, "沈示例", ID_ONE, "13800001234"))
    plan = plan_import(after, stored(before))
    assert (plan.created, plan.updated, plan.unchanged) == (0, 0, 1)
    assert plan.records[0].stored_key == 3
    assert plan.records[0].conflicts == ("mobile",)


def test_rejects_can_be_corrected_and_imported_again() -> None:
    reading = read((1, "沈示例", 330599198506150025, "=1+1"), (2, None, ID_TWO))
    table = rejects_table(reading)
    assert [column.title for column in table.columns] == [*HEADER, "行号", "原因"]
    assert [row[-2] for row in table.rows] == [2, 3]
    header: Row = tuple(column.title for column in table.columns)
    corrected: Row = (1, "沈示例", ID_ONE)
    again = read_roster([Sheet("未导入的行", [(table.title,), header, corrected])], UNITS, AS_OF)
    assert len(again.records) == 1
    assert again.start.ignored == ("行号", "原因")


def many_rows(number: int) -> list[Row]:
    rows: list[Row] = []
    checks = "0123456789X"
    for index in range(number):
        body = f"330599{1960 + index // 28_000 % 40}{index // 2000 % 12 + 1:02d}{index // 1000 % 28 + 1:02d}"
        body += f"{index % 1000:03d}"
        good = next(body + c for c in checks if check_id_number(body + c, AS_OF).valid)
        rows.append((index, "沈示例", good, f"138{index // 3:08d}", "样板珍珠"))
    return rows


def test_a_county_is_planned_in_linear_time() -> None:
    rows = many_rows(30_000)
    started = time.process_time()
    seen: list[tuple[int, int]] = []
    reading = read_roster([Sheet("x", [HEADER, *rows])], UNITS, AS_OF, lambda *at: seen.append(at))
    plan = plan_import(reading, stored(reading), on_progress=lambda *at: seen.append(at))
    assert plan.unchanged + plan.merged + plan.rejected == 30_000
    assert (30_000, 30_001) in seen
    assert time.process_time() - started < 15
