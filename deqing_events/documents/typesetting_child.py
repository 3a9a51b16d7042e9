"""The program that sets a document with typst, in a process of its own: what it needs of memory goes with it.

Reads one JSON object from standard input: ``source`` (path of the template), ``data`` (any JSON value), ``kind`` (pdf
or png). Writes the document to standard output; with exit status 3 a JSON object with the characters that have no font.
A character without a font would be left out silently, so that is looked at before anything is set.
"""

import json
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import typst

from deqing_events.documents.font_coverage import REFUSED, uncovered

SAMPLE = "证书编号"
SONG = ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC", "FZShuSong-Z01", "SimSun", "Songti SC", "STSong")
HEI = ("Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "Microsoft YaHei", "SimHei", "PingFang SC", "Heiti SC")
_REGULAR = 400
_INVISIBLE = {"Cc", "Cf", "Zl", "Zp", "Zs"}


def main() -> int:
    """Set one document; returns the exit status."""
    asked = json.loads(sys.stdin.buffer.read())
    source = Path(asked["source"]).read_text(encoding="utf-8")
    fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False)
    chinese = chinese_faces(fonts.fonts())
    missing = _missing(chinese, {*source, *_characters(asked["data"])})
    if missing:
        sys.stdout.buffer.write(json.dumps({"missing": "".join(sorted(missing))}).encode())
        return REFUSED
    inputs = {"data": json.dumps(asked["data"]), "song": _order(SONG, HEI, chinese), "hei": _order(HEI, SONG, chinese)}
    compiler = typst.Compiler(font_paths=fonts, ignore_system_fonts=True)
    made = compiler.compile(source.encode(), format=asked["kind"], sys_inputs=inputs, ppi=110.0, pdf_tags=False)
    sys.stdout.buffer.write(made if isinstance(made, bytes) else made[0])  # type: ignore[index]  # bytes, or one per page
    return 0


def chinese_faces(faces: Iterable[Any]) -> dict[str, Any]:
    """Return the face nearest to regular of each family that can write Chinese, by family."""
    upright = [face for face in faces if face.style == "normal" and face.path]
    nearest: dict[str, Any] = {}
    for face in sorted(upright, key=lambda face: abs(face.weight - _REGULAR)):
        nearest.setdefault(face.family, face)
    return {name: face for name, face in nearest.items() if not uncovered(Path(face.path), face.index, SAMPLE)}


def _missing(chinese: dict[str, Any], characters: Iterable[str]) -> set[str]:
    left = {one for one in characters if unicodedata.category(one) not in _INVISIBLE}
    for name in [*SONG, *HEI, *chinese]:
        face = chinese.get(name)
        if face is not None and left:
            left = uncovered(Path(face.path), face.index, left)
    return left


def _order(first: Iterable[str], second: Iterable[str], chinese: dict[str, Any]) -> str:
    """Return the families as JSON in the order in which they are tried."""
    known = [name for name in (*first, *second) if name in chinese]
    return json.dumps(list(dict.fromkeys([*known, *chinese])))


def _characters(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _characters(part)
    elif isinstance(value, list):
        for part in value:
            yield from _characters(part)


if __name__ == "__main__":
    sys.exit(main())
