"""Certificates as PDF: every character has a font or is named, nothing is read as markup, the codes can be scanned."""

import re
import struct
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import typst

from deqing_events.documents.certificates import Sheet, certificate_picture, certificates_pdf
from deqing_events.documents.font_coverage import uncovered
from deqing_events.documents.typesetting import TypesettingRefusedError
from deqing_events.documents.typesetting_child import chinese_faces
from deqing_events.web import qr

SHEET = Sheet(
    issuer="德清县总工会",
    name="沈示例",
    address="同志",
    item="2025年德清县职工技能运动会钳工技能比武",
    award="个人二等奖",
    number="德工赛证 2025-0318",
    code="7KQM-4TXR-92",
    day="2025年12月19日",
    qr=qr.svg("HTTPS://EXAMPLE.CN/VERIFY/7KQM4TXR92"),
)
PNG = b"\x89PNG\r\n\x1a\n"


def pages(pdf: bytes) -> int:
    found = re.search(rb"/Type\s*/Pages\s*/Count\s+(\d+)|/Count\s+(\d+)", pdf)
    assert found is not None
    return int(found[1] or found[2])


def test_a_batch_is_one_file_with_a_page_each() -> None:
    pdf = certificates_pdf([SHEET, replace(SHEET, name="陈样本"), replace(SHEET, name="示例队", address="", qr="")])
    assert pdf.startswith(b"%PDF-")
    assert pages(pdf) == 3


def test_long_texts_and_markup_stay_on_one_page() -> None:
    odd = '#panic("x") *粗* $x$ \\ [括号] <标签> "引号" // 注释'
    long = replace(SHEET, name="德清示例测试单位" * 15, item=odd + "很长的名称" * 15, award="特别长的奖项名称" * 7)
    assert pages(certificates_pdf([long])) == 1


def test_a_picture_shows_one() -> None:
    assert certificate_picture(SHEET).startswith(PNG)


@pytest.mark.parametrize("where", ["name", "also"])
def test_a_character_without_a_font_is_named(where: str) -> None:
    rare = "\ue123"
    with pytest.raises(TypesettingRefusedError, match=f"没有这些字：{rare}。"):
        if where == "name":
            certificates_pdf([SHEET, replace(SHEET, name=f"陈{rare}")])
        else:
            certificate_picture(SHEET, also=f"陈{rare}")


def test_without_any_chinese_font_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nothing = tmp_path / "fonts.conf"
    nothing.write_text('<?xml version="1.0"?><fontconfig><dir>/nowhere</dir></fontconfig>', encoding="utf-8")
    monkeypatch.setenv("FONTCONFIG_FILE", str(nothing))
    with pytest.raises(TypesettingRefusedError, match="fonts-noto-cjk"):
        certificates_pdf([SHEET])


def test_a_program_that_ends_badly_is_no_document(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = subprocess.CompletedProcess([], 1, stdout=b"", stderr=b"no memory")
    monkeypatch.setattr(subprocess, "run", lambda *_args, **_options: broken)
    with pytest.raises(RuntimeError, match="no memory"):
        certificates_pdf([SHEET])


def test_coverage_knows_what_a_font_holds(tmp_path: Path) -> None:
    faces = chinese_faces(typst.Fonts(include_system_fonts=True, include_embedded_fonts=False).fonts())
    assert faces, "these tests need a Chinese font: install fonts-noto-cjk"
    face = next(iter(faces.values()))
    assert uncovered(Path(face.path), face.index, "德清县Ab1\ue123\U0010fffd") == {"\ue123", "\U0010fffd"}
    junk = tmp_path / "junk.ttf"
    junk.write_bytes(b"not a font at all")
    assert uncovered(junk, 0, "德") == {"德"}
    assert uncovered(tmp_path / "none.ttf", 0, "德") == {"德"}


def test_a_basic_map_is_read_as_well(tmp_path: Path) -> None:
    """One segment by delta (A to C), one by an offset into glyphs (德 has one, the next character none)."""
    code = ord("德")
    arrays = [
        *(ord("C"), code + 1, 0xFFFF, 0),
        *(ord("A"), code, 0xFFFF),
        *(0x10000 - 60, 0, 1),
        *(0, 4, 0),
        *(7, 0),
    ]
    cmap = struct.pack(">HHHHI", 0, 1, 3, 1, 12) + struct.pack(">HHHHHHH", 4, 0, 0, 6, 0, 0, 0)
    cmap += struct.pack(f">{len(arrays)}H", *arrays)
    font = struct.pack(">IHHHH", 0x00010000, 1, 0, 0, 0) + b"cmap" + struct.pack(">III", 0, 28, len(cmap)) + cmap
    path = tmp_path / "basic.ttf"
    path.write_bytes(font)
    assert uncovered(path, 0, ["A", "C", "D", "德", chr(code + 1), "\U00020000"]) == {"D", chr(code + 1), "\U00020000"}
