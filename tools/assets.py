"""Copy the front-end libraries from ``node_modules`` into ``static/vendor``.

Nothing is built or fetched: ``npm ci`` has already put the locked versions on disk, and this puts the few files
the pages name where Flask serves them, each with its licence. Run ``python tools/assets.py``; a second run
changes nothing.
"""

import sys
from pathlib import Path

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


def main() -> int:
    """Copy the files and say what happened; return a process exit status."""
    try:
        written = copy_assets(SOURCE, TARGET)
    except FileNotFoundError as missing:
        print(f"assets: {missing.filename} is missing; run npm ci first", file=sys.stderr)
        return 1
    print(f"assets: {len(written)} of {len(FILES)} files written")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
