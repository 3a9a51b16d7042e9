"""Uploaded workbooks and what was worked out from them: files with random names, readable by this user only."""

import os
import secrets
from pathlib import Path

FOLDER = "imports"
KEPT_DAYS = 7
"""How long files of an import are kept at most (domain.md §4.1, failed-import files)."""


def keep(folder: Path, content: bytes) -> str:
    """Store ``content`` under a random name (mode 600) and return the name."""
    place = folder / FOLDER
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{secrets.token_hex(16)}.xlsx"
    descriptor = os.open(place / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    return name


def content_of(folder: Path, name: str) -> bytes | None:
    """Return a stored file's content, or None when it is gone already."""
    if not name:
        return None
    try:
        return (folder / FOLDER / name).read_bytes()
    except FileNotFoundError:
        return None


def forget(folder: Path, *names: str) -> None:
    """Delete the named files; those that are gone already do not matter."""
    for name in names:
        if name:
            (folder / FOLDER / name).unlink(missing_ok=True)


def forget_older_than(folder: Path, seconds: float, now: float) -> int:
    """Delete files last written more than ``seconds`` before ``now`` (both POSIX seconds); return how many."""
    place = folder / FOLDER
    old = [path for path in place.glob("*.xlsx") if now - path.stat().st_mtime > seconds] if place.exists() else []
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
