"""Reading a list of people: who is named where, and what has to be changed."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.entry_list import ListForm, NoListTable, read_list
from deqing_events.domain.identity import normalise_mobile
from deqing_events.domain.questions.catalogue import IDENTITY
from deqing_events.domain.questions.definition import Kind, Option, Question
from deqing_events.domain.sheets import MergedRange, Row, Sheet

TODAY = dt.date(2026, 11, 23)
HEADER: Row = ("序号", "姓名*", "手机*", "单位", "公示姓名")
SIZE = Question("q1", Kind.CHOICE, "衣服尺码", "做队服", options=(Option("m", "M 码"), Option("l", "L 码")))
NUMBER = Question("identity", Kind.IDENTITY, "身份证号", "办证书", field=IDENTITY)
GOOD_ID = "330599199001010013"


def sheet(*rows: Row, header: Row = HEADER, merged: tuple[MergedRange, ...] = ()) -> Sheet:
    return Sheet("报名名单", (("报名名单",), header, *rows), merged)


def test_lines_are_numbered_as_the_spreadsheet_shows_them_and_blank_ones_name_nobody() -> None:
    reading = read_list(
        [
            sheet(
                (1, "沈 示例", 19900000017, "甲厂", "是"),
                (2, None, None, "甲厂", None),
                (3, "王测试", "+86 199-0000-0034", None, "否"),
                ("合计", "2 人"),
            )
        ],
        ListForm(),
        TODAY,
    )
    assert [(line.row, line.name, line.mobile, line.unit, line.publish) for line in reading.lines] == [
        (3, "沈示例", "19900000017", "甲厂", True),
        (5, "王测试", "19900000034", "", False),
    ]
    assert [line.problems for line in reading.lines] == [(), ()]


def test_a_merged_workplace_is_that_of_all_its_rows() -> None:
    rows = [(1, "沈示例", "19900000017", "甲厂", None), (2, "王测试", "19900000034", None, None)]
    reading = read_list([sheet(*rows, merged=(MergedRange(2, 3, 3, 3),))], ListForm(), TODAY)
    assert [line.unit for line in reading.lines] == ["甲厂", "甲厂"]


def test_what_is_wrong_is_said_by_its_heading() -> None:
    form = ListForm((SIZE,), {"上午": 4})
    header = (*HEADER, "衣服尺码", "场次", "饮食")
    reading = read_list([sheet((1, "1", "123", "", "", "XXL", "下午", "素"), header=header)], form, TODAY)
    assert reading.lines[0].problems == (
        "姓名：请填写真实姓名。",
        "手机：手机号要 11 位，以 1 开头，请再看一遍。",
        "场次：请从下拉里选一个。",
        "衣服尺码：请从选项里选一个。",
    )
    assert reading.ignored == ("饮食",)


def test_answers_and_sessions_are_read_by_their_words() -> None:
    form = ListForm((SIZE,), {"上午": 4})
    header = (*HEADER, "衣服尺码", "场次", "行号", "原因")
    reading = read_list(
        [sheet((1, "沈示例", "19900000017", "", "", "L码", "上午", 9, "x"), header=header)], form, TODAY
    )
    assert (dict(reading.lines[0].answers), reading.lines[0].session_id) == ({"q1": "l"}, 4)
    assert reading.ignored == ()


def test_whoever_stands_there_twice_is_named_at_the_second_place() -> None:
    rows: list[Row] = [(1, "沈示例", "19900000017"), (2, "沈 示例", 19900000017), (3, "王测试", "19900000034")]
    reading = read_list([sheet(*rows)], ListForm(), TODAY)
    assert [line.problems for line in reading.lines] == [(), ("和第 3 行是同一个人，请删去一行。",), ()]


def test_one_identity_number_is_one_person_and_a_number_cell_has_lost_it() -> None:
    header = (*HEADER, "身份证号码")
    rows: list[Row] = [
        (1, "沈示例", "19900000017", "", "", GOOD_ID),
        (2, "王测试", "19900000034", "", "", GOOD_ID),
        (3, "陈样本", "19900000035", "", "", 330599199001010013),
    ]
    reading = read_list([sheet(*rows, header=header)], ListForm((NUMBER,)), TODAY)
    assert [line.problems for line in reading.lines] == [
        (),
        ("身份证号和第 3 行相同，请核对。",),
        ("身份证号：表格把号码变成了数字，后几位已经丢了。请把这一格设成文本再填。",),
    ]


def test_without_the_two_headings_there_is_no_list() -> None:
    with pytest.raises(NoListTable):
        read_list([sheet(("沈示例", "19900000017"), header=("名字", "手机"))], ListForm(), TODAY)
    with pytest.raises(NoListTable):
        read_list([Sheet("藏", (HEADER, (1, "沈示例", "19900000017")), hidden=True)], ListForm(), TODAY)


cells = st.one_of(
    st.none(),
    st.integers(0, 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.text(max_size=12),
    st.sampled_from(["沈示例", "19900000017", "无", "/", "合计", "姓名", dt.date(2026, 1, 2), dt.time(8)]),
)
rows = st.lists(st.lists(cells, min_size=0, max_size=7).map(tuple), max_size=12)


@given(rows)
def test_whatever_the_cells_hold_a_line_without_problems_can_be_taken(body: list[Row]) -> None:
    reading = read_list([sheet(*body, header=(*HEADER, "衣服尺码"))], ListForm((SIZE,)), TODAY)
    fine = [line for line in reading.lines if not line.problems]
    assert all(line.name and normalise_mobile(line.mobile) == line.mobile and line.answers["q1"] for line in fine)
    assert len({(line.name, line.mobile) for line in fine}) == len(fine)
    assert all(sentence.endswith("。") for line in reading.lines for sentence in line.problems)


@given(rows, st.integers(0, 12))
def test_a_blank_row_anywhere_changes_nothing_but_the_numbers(body: list[Row], at: int) -> None:
    blank: Row = (99, None, None, "甲厂", None)
    before = read_list([sheet(*body)], ListForm(), TODAY).lines
    after = read_list([sheet(*body[:at], blank, *body[at:])], ListForm(), TODAY).lines
    assert [(line.name, line.mobile, line.unit, bool(line.problems)) for line in after] == [
        (line.name, line.mobile, line.unit, bool(line.problems)) for line in before
    ]
