"""Uploaded workbooks between preview and confirmation: kept under a random name, for one week at most."""

import datetime as dt
import re
import secrets
from pathlib import Path

KEEP = dt.timedelta(days=7)
_TOKEN = re.compile(r"[0-9a-f]{32}")


def keep(folder: Path, event_id: int, content: bytes, *, now: dt.datetime) -> str:
    """Store an upload of an event and return its token; uploads older than a week are deleted (domain.md §4.1)."""
    place = folder / "contests"
    place.mkdir(parents=True, exist_ok=True)
    for old in place.glob("*.xlsx"):
        if old.stat().st_mtime < (now - KEEP).timestamp():
            old.unlink(missing_ok=True)
    token = secrets.token_hex(16)
    _path(folder, event_id, token).write_bytes(content)
    return token


def content(folder: Path, event_id: int, token: str) -> bytes | None:
    """Return a stored upload of this event, or None when there is none any more."""
    if not _TOKEN.fullmatch(token):
        return None
    path = _path(folder, event_id, token)
    return path.read_bytes() if path.exists() else None


def drop(folder: Path, event_id: int, token: str) -> None:
    """Delete an upload that was taken in."""
    _path(folder, event_id, token).unlink(missing_ok=True)


def _path(folder: Path, event_id: int, token: str) -> Path:
    return folder / "contests" / f"{event_id}-{token}.xlsx"
