"""Uploads are read with true row numbers, and anything else is refused fast with advice."""

import io
import random
import time
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter

from deqing_events.documents import archive
from deqing_events.documents.reading import UnreadableWorkbook, read_sheets

SHEET = "xl/worksheets/sheet1.xml"


def made(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        fill(book)
    return target.getvalue()


def simple() -> bytes:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("名单").write("C4", "沈示例")

    return made(fill)


def changed(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            data = old.read(member)
            new.writestr(member, change(data) if member == name else data)
    return target.getvalue()


def test_row_and_column_numbers_are_those_of_the_spreadsheet() -> None:
    (sheet,) = read_sheets(simple())
    assert sheet.rows[3][2] == "沈示例"
    assert sheet.rows[0] == (None, None, None)


def test_kinds_of_cells_hidden_sheets_and_merged_areas() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("甲")
        sheet.write_row("A1", [1, 1.5, "x", True])
        sheet.merge_range("A2:A4", "并")
        book.add_worksheet("乙").hide()

    one, two = read_sheets(made(fill))
    assert one.rows[0] == (1, 1.5, "x", True)
    assert [type(value) for value in one.rows[0]] == [int, float, str, bool]
    (area,) = one.merged
    assert (area.first_row, area.last_row, area.first_column) == (1, 3, 0)
    assert (one.hidden, two.hidden) == (False, True)


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"", "文件是空的"),
        ("姓名,手机\n沈示例,13800001234".encode(), "文本文件"),
        ("姓名,手机".encode("gb18030"), "文本文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版 .xls"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        (b"\x89PNG\r\n\x1a\n\x00", "不是 Excel"),
        (b"PK\x03\x04 broken", "已损坏"),
        (simple()[:2000], "已损坏"),
    ],
)
def test_other_files_are_refused_with_advice(content: bytes, advice: str) -> None:
    with pytest.raises(UnreadableWorkbook, match=advice):
        read_sheets(content)


@pytest.mark.parametrize("lead", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_ten_megabytes_of_junk_are_refused_at_once(lead: bytes) -> None:
    junk = lead + random.Random(1).randbytes(10_000_000)  # noqa: S311 - repeatable junk
    started = time.process_time()
    with pytest.raises(UnreadableWorkbook):
        read_sheets(junk)
    assert time.process_time() - started < 1


def test_another_kind_of_archive_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as other:
        other.writestr("word/document.xml", "<x/>")
    with pytest.raises(UnreadableWorkbook, match=r"不是 \.xlsx"):
        read_sheets(target.getvalue())


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = changed(simple(), SHEET, lambda data: data + b" " * 20_000_000)
    assert len(bomb) < 100_000
    with pytest.raises(UnreadableWorkbook, match="展开后太大"):
        read_sheets(bomb, max_unpacked=5_000_000)


def test_too_many_parts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_ENTRIES", 5)
    with pytest.raises(UnreadableWorkbook, match="内容太多"):
        read_sheets(simple())


def test_too_many_rows_are_refused_and_the_limit_itself_is_not() -> None:
    assert read_sheets(simple(), max_rows=4)
    with pytest.raises(UnreadableWorkbook, match="超过 3 行"):
        read_sheets(simple(), max_rows=3)


def test_a_far_away_cell_does_not_fill_the_memory() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write("A150000", 1)
        sheet.write("XFD1", 1)

    with pytest.raises(UnreadableWorkbook, match="列太多"):
        read_sheets(made(fill))


def test_entities_are_refused() -> None:
    def attack(data: bytes) -> bytes:
        head, rest = data.split(b"?>", 1)
        return head + b'?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + rest

    with pytest.raises(UnreadableWorkbook, match="已损坏"):
        read_sheets(changed(simple(), SHEET, attack))


def test_damaged_parts_never_raise_anything_else() -> None:
    content, dice = simple(), random.Random(3)  # noqa: S311 - repeatable damage
    refused = 0
    for _ in range(150):

        def damage(data: bytes) -> bytes:
            broken = bytearray(data)
            for _ in range(3):
                broken[dice.randrange(len(broken))] = dice.randrange(256)
            return bytes(broken)

        name = dice.choice([SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"])
        try:
            read_sheets(changed(content, name, damage))
        except UnreadableWorkbook:
            refused += 1
    assert refused > 15
