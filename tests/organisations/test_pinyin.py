"""Pinyin keys."""

import pytest

from deqing_events.organisations.pinyin import name_pinyin_of, pinyin_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("沈示例", ("shenshili", "ssl")),
        ("德清物联网 ABC（3号）", ("deqingwulianwangabc3hao", "dqwlwabc3h")),
        ("", ("", "")),
        ("Anna Beispiel", ("annabeispiel", "annabeispiel")),
        ("阿依·示例", ("ayishili", "aysl")),
    ],
)
def test_text_reads_as_pinyin(text: str, expected: tuple[str, str]) -> None:
    assert pinyin_of(text) == expected


@pytest.mark.parametrize(
    ("name", "key"), [("单示例", "shanshili"), ("曾示例", "zengshili"), ("尉迟示例", "yuchishili"), ("单", "shan")]
)
def test_a_surname_is_read_as_one(name: str, key: str) -> None:
    assert name_pinyin_of(name)[0] == key
