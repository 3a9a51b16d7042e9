"""Tables become workbooks and csv files that hold exactly what they were given."""

import csv
import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deqing_events.documents.csv_file import csv_bytes
from deqing_events.documents.reading import read_sheets
from deqing_events.documents.workbook import workbook_bytes
from deqing_events.domain.tables import Column, Kind, Table, shown
from deqing_events.web.download import content_disposition

INJECTIONS = [
    '=HYPERLINK("x")',
    "=1+1",
    "+86请联系班长",
    "-1",
    "@临时",
    "\t=1",
    "{=1}",
    "http://example.invalid/",
    "0012",
]
NOON = datetime(2026, 5, 1, 12, 30)  # noqa: DTZ001 - files hold wall times


def sample(rows: list[tuple[str | int | Decimal | date | None, ...]], **more: object) -> Table:
    columns = (
        Column("number", "序号", Kind.INTEGER, 6),
        Column("id", "身份证号", width=22),
        Column("score", "总成绩", Kind.DECIMAL),
        Column("rate", "到场率", Kind.PERCENT),
        Column("day", "日期", Kind.DATE),
        Column("at", "时间", Kind.DATETIME, 18),
    )
    given: dict[str, object] = {"title": "名次表", "file_name": "名次表", "subtitle": "填报单位：示例"} | more
    return Table(columns=columns, rows=rows, **given)  # type: ignore[arg-type]  # keywords of one call


def test_a_workbook_reads_back_as_it_was_written() -> None:
    row = (1, "330599198506150025", Decimal("92.345"), Decimal("95.24"), date(2026, 5, 1), NOON)
    table = sample([row], total=(None, "合计", Decimal(1), None, None, None), notes=("说明一",), signatures=("裁判长",))
    (sheet,) = read_sheets(workbook_bytes([table]))
    assert sheet.name == "名次表"
    assert sheet.rows[0][0] == "名次表"
    assert sheet.rows[1][0] == "填报单位：示例"
    assert sheet.rows[2] == ("序号", "身份证号", "总成绩", "到场率", "日期", "时间")
    assert sheet.rows[3] == (1, "330599198506150025", 92.35, 0.9524, date(2026, 5, 1), NOON)
    assert sheet.rows[4][1:3] == ("合计", 1)
    assert "裁判长" in str(sheet.rows[-1][0])
    assert {(area.first_row, area.last_column) for area in sheet.merged} >= {(0, 5), (1, 5)}


@pytest.mark.parametrize("text", INJECTIONS)
def test_what_people_type_stays_text_in_a_workbook(text: str) -> None:
    content = workbook_bytes([Table(text, (Column("a", text),), [(text,)], "x", notes=(text,))])
    (sheet,) = read_sheets(content)
    assert [row[0] for row in sheet.rows] == [text] * 4
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in xml
        assert "<hyperlink" not in xml


def test_the_page_is_ready_to_print() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook_bytes([sample([])]))) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
        book = archive.read("xl/workbook.xml").decode()
    assert 'orientation="landscape"' in xml
    assert 'paperSize="9"' in xml
    assert '<pane ySplit="3"' in xml
    assert "_xlnm.Print_Area" in book
    assert "$3:$3</definedName>" in book


def test_sheet_names_are_made_to_fit() -> None:
    names = ["甲" * 40, "甲" * 40, "a/b:c", "", "A b c"]
    made = [Table("题", (Column("a", "甲"),), [], "x", sheet_name=name) for name in names]
    got = [sheet.name for sheet in read_sheets(workbook_bytes(made))]
    assert got == ["甲" * 31, "甲" * 29 + " 2", "a b c", "题", "A b c 2"]


def test_csv_is_marked_and_safe() -> None:
    table = Table("x", (Column("a", "=甲"), Column("b", "数", Kind.INTEGER)), [(t, -1) for t in INJECTIONS], "x")
    content = csv_bytes(table)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["'=甲", "数"]
    assert [row[0] for row in rows[1:]] == [f"'{t}" if t[0] in "=+-@\t\r" else t for t in INJECTIONS]
    assert {row[1] for row in rows[1:]} == {"-1"}


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=5))
def test_no_csv_cell_can_be_a_formula(texts: list[str]) -> None:
    table = Table("x", (Column("a", "甲"),), [(text,) for text in texts], "x")
    rows = list(csv.reader(io.StringIO(csv_bytes(table).decode("utf-8-sig"), newline="")))
    assert not [row for row in rows if row and row[0].startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Decimal("0.125"), 2, "0.13"),
        (Decimal("-0.125"), 2, "-0.13"),
        (Decimal("-0.001"), 2, "0.00"),
        (Fraction(1, 3), 4, "0.3333"),
        (5, 2, "5.00"),
        (Decimal("9.50"), None, "9.50"),
        (Fraction(1, 4), None, "0.25"),
        (Fraction(100), None, "100"),
    ],
)
def test_numbers_are_rounded_half_up_once(value: Decimal | Fraction | int, places: int | None, text: str) -> None:
    assert shown(value, Column("a", "甲", Kind.DECIMAL, places=places)) == text


def test_a_row_must_fit_the_columns() -> None:
    with pytest.raises(ValueError, match="2 values for 1 columns"):
        Table("x", (Column("a", "甲"),), [("a", "b")], "x")


@pytest.mark.parametrize(
    ("name", "plain"),
    [("报名汇总表.xlsx", "download.xlsx"), ("list 1.csv", "list1.csv"), ("名单-2026.xlsx", "2026.xlsx"), ("", "file")],
)
def test_file_names_reach_the_browser(name: str, plain: str) -> None:
    header = content_disposition(name)
    assert header.isascii()
    assert f'filename="{plain}"' in header
    assert unquote(header.rpartition("''")[2]) == (name or "file")


def test_a_file_name_cannot_break_the_header() -> None:
    header = content_disposition('a"\r\nSet-Cookie: x=1/../b.xlsx')
    assert "\r" not in header
    assert "\n" not in header
    assert header.count('"') == 2
