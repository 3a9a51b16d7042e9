"""Promises of the roster law for any file: nothing is lost, and a second import changes nothing."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.roster.planning import StoredMember, plan_import
from deqing_events.domain.roster.reading import RosterReading, read_roster
from deqing_events.domain.roster.report import roster_report
from deqing_events.domain.roster.units import UnitIndex, UnitName
from deqing_events.domain.sheets import Row, Sheet

AS_OF = date(2026, 11, 22)
HEADER: Row = ("姓名", "身份证号", "手机", "单位", "出生日期", "入会时间")
UNITS = UnitIndex([UnitName("U1", "德清示例一厂", "一厂"), UnitName("U2", "德清示例二厂", "二厂")])
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["沈示例", "陆示例", None]),
        st.sampled_from([None, "无", "330599198506150025", "33059919900307001X", "330599198506150020", 1.0]),
        st.sampled_from([None, "13800000001", "13800000002", "0572-8060123", "13800000001/13800000002"]),
        st.sampled_from([None, "一厂", "德清示例二厂", "三厂"]),
        st.sampled_from([None, "1985-06-15", "不详"]),
        st.sampled_from([None, "2020-01-02", "2021.3.4"]),
    ),
    max_size=12,
)


def read(rows: list[Row]) -> RosterReading:
    return read_roster([Sheet("名单", [HEADER, *rows])], UNITS, AS_OF)


def stored(reading: RosterReading) -> list[StoredMember]:
    return [
        StoredMember(record.row, record.person.id_number, replace(record.person, id_number=None))
        for record in reading.records
    ]


@given(ROWS)
def test_every_filled_row_is_accepted_merged_or_rejected_once(rows: list[Row]) -> None:
    reading = read(rows)
    met = [record.row for record in reading.records]
    met += [merged.row for merged in reading.merged] + [reject.row for reject in reading.rejects]
    blank = {None, "无"}
    assert sorted(met) == [number for number, row in enumerate(rows, 2) if not set(row) <= blank]


@given(ROWS)
def test_a_second_import_changes_nothing(rows: list[Row]) -> None:
    reading = read(rows)
    first = plan_import(reading, [])
    assert (first.created, first.updated, first.unchanged) == (len(reading.records), 0, 0)
    again = plan_import(reading, stored(reading))
    assert (again.created, again.updated) == (0, 0)
    assert again.unchanged == len(reading.records)
    assert (again.merged, again.rejected) == (len(reading.merged), len(reading.rejects))


@given(ROWS, ROWS)
def test_an_import_over_other_members_accounts_for_every_row(before: list[Row], rows: list[Row]) -> None:
    reading = read(rows)
    plan = plan_import(reading, stored(read(before)))
    assert plan.created + plan.updated + plan.unchanged + plan.merged + plan.rejected == reading.rows_read


@given(ROWS)
def test_the_report_adds_up(rows: list[Row]) -> None:
    made = roster_report(read(rows), file="a.xlsx", units_file="b.xlsx")
    totals = made["totals"]
    assert totals["rows_read"] == totals["accepted"] + totals["merged"] + totals["rejected"]
    for key in ("gender_counts", "skill_counts", "accepted_by_unit"):
        assert sum(made[key].values()) == totals["accepted"]
    assert sum(made["rejected_by_reason"].values()) == totals["rejected"]
    assert sum(made["warnings_by_code"].values()) == totals["warnings"]
    assert made["records_digest"]["lines"] == totals["accepted"]
