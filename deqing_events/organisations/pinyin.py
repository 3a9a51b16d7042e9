"""Pinyin keys: Chinese names sorted and searched by their sound."""

import functools
import itertools

from deqing_events.domain.text import compact

_SURNAMES = {
    "单": "shan", "解": "xie", "仇": "qiu", "曾": "zeng", "查": "zha", "区": "ou", "盖": "ge", "朴": "piao",
    "任": "ren", "乐": "yue", "华": "hua", "员": "yun", "翟": "zhai", "冼": "xian", "缪": "miao", "覃": "qin",
    "尉迟": "yuchi", "万俟": "moqi", "长孙": "zhangsun", "澹台": "tantai",
}  # fmt: skip
"""Surnames that are read otherwise than the same character elsewhere."""


@functools.lru_cache(maxsize=20_000)
def pinyin_of(text: str) -> tuple[str, str]:
    """Return the whole pinyin without tones, joined (``wulianwang``), and the initials (``wlw``).

    Latin letters and digits stay, lower-case; white space and punctuation are left out. Characters with several
    readings are read in their context, as pypinyin knows them.
    """
    # Imported at the first name: its dictionaries would cost every start a third of a second.
    from pypinyin import Style, lazy_pinyin

    key, initials = "", ""
    clean = "".join(character for character in compact(text).lower() if character.isalnum())
    for is_plain, run in itertools.groupby(clean, str.isascii):
        characters = list(run)
        syllables = characters if is_plain else lazy_pinyin("".join(characters), style=Style.NORMAL)
        key += "".join(syllables)
        initials += "".join(part[:1] for part in syllables)
    return key, initials


def name_pinyin_of(name: str) -> tuple[str, str]:
    """Return pinyin and initials of a person's name; a surname is read as a surname (单 is shan)."""
    for length in (2, 1):
        reading = _SURNAMES.get(name[:length])
        if reading is not None:
            key, initials = pinyin_of(name[length:])
            surname_initials = pinyin_of(name[:length])[1] if length > 1 else reading[0]
            return reading + key, surname_initials + initials
    return pinyin_of(name)
