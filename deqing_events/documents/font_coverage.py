"""Which characters a font file holds, looked up in its character map (OpenType ``cmap``, formats 4 and 12)."""

import mmap
import struct
from bisect import bisect_left
from collections.abc import Callable, Iterable
from pathlib import Path

_COLLECTION = b"ttcf"
_FULL, _BASIC = 12, 4
_HIGHEST_BASIC = 0xFFFF
REFUSED = 3
"""Exit status of the program that sets documents: a character has no font."""
Glyph = Callable[[int], int]


def uncovered(path: Path, index: int, characters: Iterable[str]) -> set[str]:
    """Return the characters that font number ``index`` of a file has no glyph for.

    A file that cannot be read as a font covers nothing.
    """
    wanted = set(characters)
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            glyph = _map(data, index)
            return {one for one in wanted if not glyph(ord(one))}
    except (OSError, ValueError, struct.error, LookupError):
        return wanted


def _map(data: mmap.mmap, index: int) -> Glyph:
    """Return the function that gives the glyph of a character, 0 for none. Raises LookupError without a usable map."""
    start = _long(data, 12 + 4 * index) if data[:4] == _COLLECTION else 0
    cmap = _table(data, start)
    places = (cmap + _long(data, cmap + 8 + 8 * number) for number in range(_short(data, cmap + 2)))
    found = {_short(data, place): place for place in places}
    if _FULL in found:
        return lambda code: _in_groups(data, found[_FULL], code)
    return (lambda code: _in_segments(data, found[_BASIC], code)) if found[_BASIC] else lambda _: 0


def _table(data: mmap.mmap, start: int) -> int:
    for number in range(_short(data, start + 4)):
        record = start + 12 + 16 * number
        if data[record : record + 4] == b"cmap":
            return _long(data, record + 8)
    raise LookupError("the font has no character map")


def _in_groups(data: mmap.mmap, start: int, code: int) -> int:
    """Look in groups of first code, last code, first glyph, in rising order."""
    groups = range(_long(data, start + 12))
    place = start + 16 + 12 * bisect_left(groups, code, key=lambda number: _long(data, start + 20 + 12 * number))
    if place == start + 16 + 12 * len(groups):
        return 0
    first, glyph = _long(data, place), _long(data, place + 8)
    return glyph + code - first if code >= first else 0


def _in_segments(data: mmap.mmap, start: int, code: int) -> int:
    """Look in segments in four arrays: last codes, first codes, deltas, and offsets into the glyphs."""
    size = _short(data, start + 6)
    if code >= _HIGHEST_BASIC:
        return 0
    number = 2 * bisect_left(range(size // 2), code, key=lambda number: _short(data, start + 14 + 2 * number))
    first = _short(data, start + 16 + size + number)
    if code < first:
        return 0
    delta, place = _short(data, start + 16 + 2 * size + number), start + 16 + 3 * size + number
    step = _short(data, place)
    if not step:
        return (code + delta) & _HIGHEST_BASIC
    glyph = _short(data, place + step + 2 * (code - first))
    return (glyph + delta) & _HIGHEST_BASIC if glyph else 0


def _short(data: mmap.mmap, offset: int) -> int:
    return int.from_bytes(data[offset : offset + 2], "big")


def _long(data: mmap.mmap, offset: int) -> int:
    return int.from_bytes(data[offset : offset + 4], "big")
