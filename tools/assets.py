"""Copy the front-end libraries from ``node_modules`` into ``static/vendor``, and draw the icons of the gate there.

Nothing is built or fetched: ``npm ci`` has already put the locked versions on disk, and this puts the few files
the pages name where Flask serves them, each with its licence. Run ``python tools/assets.py``; a second run
changes nothing.
"""

import sys
from pathlib import Path

from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules"
TARGET = ROOT / "static" / "vendor"

# decode.js imports ./index.js by that name, so both must lie in one folder to load as plain modules.
FILES: tuple[tuple[str, str], ...] = (
    ("weui/dist/style/weui.min.css", "weui/weui.min.css"),
    ("weui/LICENSE.txt", "weui/LICENSE.txt"),
    ("htmx.org/dist/htmx.min.js", "htmx/htmx.min.js"),
    ("htmx.org/LICENSE", "htmx/LICENSE"),
    ("qr/decode.js", "qr/decode.js"),
    ("qr/index.js", "qr/index.js"),
    ("qr/LICENSE", "qr/LICENSE"),
    ("qr/LICENSE-MIT", "qr/LICENSE-MIT"),
)


def copy_assets(source: Path, target: Path) -> list[str]:
    """Copy every file of ``FILES`` that differs from its copy; return the relative names written.

    Raises FileNotFoundError naming the first missing file, which means ``npm ci`` has not run.
    """
    written: list[str] = []
    for origin, name in FILES:
        content = (source / origin).read_bytes()
        place = target / name
        if place.is_file() and place.read_bytes() == content:
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        written.append(name)
    return written


ICON_SIZES = (192, 512)
FINE = 4
"""Drawn so many times larger, then made smaller: smooth edges."""

INK, WHITE, GREEN = "#231d1a", "#ffffff", "#5fd99b"


def draw_icons(target: Path) -> None:
    """Draw the home-screen icon of a gate as PNG, as static/img/gate.svg has it."""
    place = target / "icons"
    place.mkdir(parents=True, exist_ok=True)
    for size in ICON_SIZES:
        one = size * FINE / 192
        picture = Image.new("RGB", (size * FINE, size * FINE), INK)
        pen = ImageDraw.Draw(picture)
        for x, y, start in ((58, 58, 180), (134, 58, 270), (134, 134, 0), (58, 134, 90)):
            pen.arc(
                [(x - 19) * one, (y - 19) * one, (x + 19) * one, (y + 19) * one],
                start,
                start + 90,
                WHITE,
                round(10 * one),
            )
        for x, y, dx, dy in ((44, 58, 0, 18), (58, 44, 18, 0), (148, 58, 0, 18), (134, 44, -18, 0)):
            pen.line([x * one, y * one, (x + dx) * one, (y + dy) * one], WHITE, round(10 * one))
        for x, y, dx, dy in ((148, 134, 0, -18), (134, 148, -18, 0), (44, 134, 0, -18), (58, 148, 18, 0)):
            pen.line([x * one, y * one, (x + dx) * one, (y + dy) * one], WHITE, round(10 * one))
        tick = [(70 * one, 98 * one), (89 * one, 117 * one), (125 * one, 77 * one)]
        pen.line(tick, GREEN, round(14 * one), joint="curve")
        picture.resize((size, size), Image.Resampling.LANCZOS).save(place / f"gate-{size}.png", optimize=True)


def main() -> int:
    """Copy the files and say what happened; return a process exit status."""
    try:
        written = copy_assets(SOURCE, TARGET)
    except FileNotFoundError as missing:
        print(f"assets: {missing.filename} is missing; run npm ci first", file=sys.stderr)
        return 1
    draw_icons(TARGET)
    print(f"assets: {len(written)} of {len(FILES)} files written")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
