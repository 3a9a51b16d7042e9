"""Workbooks to fill in: text cells, lists to choose from, a frozen header, marked rows."""

import io
import re
import zipfile

from deqing_events.documents.fill_in import FillColumn, FillIn, fill_in_bytes
from deqing_events.documents.reading import read_sheets

COLUMNS = (
    FillColumn("姓名", required=True, note="和身份证件一致"),
    FillColumn("手机", 16, required=True),
    FillColumn("尺码", choices=("M", "L")),
)


def parts(**fields: object) -> dict[str, str]:
    """The XML parts of a workbook by name."""
    values = {"rows": [("=1+1", "19900000017", "")], "room": 20, "marked": frozenset({0}), **fields}
    sheet = FillIn("标题", "填报单位：甲厂", ("一", "二"), COLUMNS, sheet_name="名单", file_name="名单", **values)  # type: ignore[arg-type]
    with zipfile.ZipFile(io.BytesIO(fill_in_bytes(sheet))) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")}


def test_the_header_is_frozen_repeated_and_names_what_must_be_filled() -> None:
    found = parts()
    first = found["xl/worksheets/sheet1.xml"]
    assert re.search(r'<pane [^>]*ySplit="4"[^>]*state="frozen"', first)
    assert "名单!$4:$4" in found["xl/workbook.xml"]
    assert "<oddFooter>&amp;C第 &amp;P 页/共 &amp;N 页</oddFooter>" in first


def test_cells_are_text_also_where_nothing_stands_yet() -> None:
    found = parts()
    styles = re.findall(r'<xf numFmtId="(\d+)"', found["xl/styles.xml"].split("<cellXfs")[1])
    cells = re.findall(r'<c r="([A-C])(\d+)" s="(\d+)"', found["xl/worksheets/sheet1.xml"])
    body = [styles[int(style)] for _, row, style in cells if int(row) > 4]
    assert len(body) == 3 * 20
    text = re.findall(r'<numFmt numFmtId="(\d+)" formatCode="@"', found["xl/styles.xml"])
    assert set(body) == set(text)
    assert "<f>" not in found["xl/worksheets/sheet1.xml"]


def test_choices_come_from_a_hidden_sheet_and_notes_show_at_the_cell() -> None:
    first = parts()["xl/worksheets/sheet1.xml"]
    rules = re.findall(r"<dataValidation [^>]*?sqref=\"([A-Z0-9:]+)\"", first)
    assert rules == ["A5:A24", "C5:C24"]
    assert "<formula1>选项!$C$1:$C$2</formula1>" in first
    assert 'prompt="和身份证件一致"' in first


def test_what_was_written_is_read_back() -> None:
    sheet = FillIn("标题", "副题", (), COLUMNS, [("沈示例", "19900000017", "M")], 5, "名单", "名单")
    rows = read_sheets(fill_in_bytes(sheet))[0].rows
    assert rows[2] == ("姓名*", "手机*", "尺码")
    assert rows[3] == ("沈示例", "19900000017", "M")
