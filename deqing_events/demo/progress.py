"""How far a loading started at the desk is: a small file (mode 600) that the loading writes and the page reads.

The file holds passwords once the loading is done; ``take`` hands them out once and deletes them.
"""

import json
import os
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from deqing_events.demo.loading import Loaded

NAME = "demo-load.json"
SILENT_SECONDS = 90.0
"""A loading that wrote nothing for so long has died."""


@dataclass(frozen=True)
class Progress:
    """Where a loading is. ``state`` is working, done or failed; ``sign_ins`` are rows of words, gone once shown."""

    account_id: int
    state: str = "working"
    step: str = "正在排队"
    done: int = 0
    total: int = 0
    message: str = ""
    places: list[list[str]] = field(default_factory=list)
    counts: list[list[Any]] = field(default_factory=list)
    sign_ins: list[list[str]] = field(default_factory=list)
    beat: float = 0.0

    @property
    def alive(self) -> bool:
        """Tell whether a loading is at work."""
        return self.state == "working" and time.time() - self.beat < SILENT_SECONDS


def path_in(instance: Path) -> Path:
    """Return where the file is."""
    return instance / NAME


def read(path: Path) -> Progress | None:
    """Return what the file says; None when there is none."""
    try:
        stored: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Progress(**stored)


def write(path: Path, progress: Progress) -> None:
    """Replace the file in one step; nobody but the owner can read it."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(asdict(replace(progress, beat=time.time())), file, ensure_ascii=False)
    draft.replace(path)


def claim(path: Path, account_id: int) -> bool:
    """Begin a loading for an account; false while another one is at work."""
    held = read(path)
    if held is not None and held.alive:
        return False
    path.unlink(missing_ok=True)
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return False
    write(path, Progress(account_id))
    return True


def take(path: Path, account_id: int) -> list[list[str]]:
    """Hand out the sign-in list to the account that started the loading, and forget it."""
    held = read(path)
    if held is None or held.account_id != account_id or not held.sign_ins:
        return []
    write(path, replace(held, sign_ins=[]))
    return held.sign_ins


class Report:
    """Writes the file while a loading goes on."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.held = read(path) or Progress(0)

    def __call__(self, step: str, done: int = 0, total: int = 0) -> None:
        """Say how far it is."""
        self._write(step=step, done=done, total=total)

    def finish(self, loaded: Loaded) -> None:
        """Say what was loaded."""
        self._write(
            state="done",
            step="",
            places=[list(row) for row in loaded.places],
            counts=[list(row) for row in loaded.counts],
            sign_ins=[[row.role_word, row.name, row.username, row.password] for row in loaded.sign_ins],
        )

    def fail(self, message: str) -> None:
        """Say why it stopped."""
        self._write(state="failed", step="", message=message)

    def _write(self, **values: Any) -> None:  # noqa: ANN401 - fields of Progress
        self.held = replace(self.held, **values)
        write(self.path, self.held)
