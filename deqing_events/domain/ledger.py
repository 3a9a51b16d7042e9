"""The list of files of a ledger (活动台账), written as sha256sum writes it, and what a copy of the ledger is worth.

Vocabulary: an entry is *settled* when its evidence is there, when none is needed, or when somebody wrote down why it is
missing. The *digest* of a ledger is the SHA-256 of its list of files, so that it does not depend on how the zip file
was packed. Source: domain.md §5, index lists every file with its digest.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

SUMS_NAME = "SHA256SUMS.txt"
_LINE = re.compile(r"([0-9a-fA-F]{64}) [ *](.{1,400})")
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|]+')
_LONGEST_NAME = 60


class State(StrEnum):
    """How one piece of evidence stands."""

    HELD = "held"
    """It is there."""
    WAITING = "waiting"
    """Something of it is not finished yet."""
    MISSING = "missing"
    """It is needed and not there."""
    EXPLAINED = "explained"
    """It is needed, not there, and somebody wrote down why."""
    NONE = "none"
    """It is not there and need not be."""


OPEN = frozenset({State.WAITING, State.MISSING})
"""States that keep an event from being archived."""


class Verdict(StrEnum):
    """What became of one file of a ledger."""

    SAME = "same"
    DIFFERENT = "different"
    MISSING = "missing"
    EXTRA = "extra"


@dataclass(frozen=True, slots=True)
class Judged:
    """One file that was compared."""

    path: str
    verdict: Verdict


def state_of(rows: int, *, needed: bool, waits: bool, explained: bool) -> State:
    """Return how a piece of evidence with so many rows stands."""
    if waits:
        return State.WAITING
    if rows:
        return State.HELD
    if not needed:
        return State.NONE
    return State.EXPLAINED if explained else State.MISSING


def sums_text(sums: Mapping[str, str]) -> str:
    """Return the list of files, by path: a digest, two spaces and the path to a line."""
    return "".join(f"{sums[path]}  {path}\n" for path in sorted(sums))


def sums_digest(sums: Mapping[str, str]) -> str:
    """Return the digest of a ledger."""
    return hashlib.sha256(sums_text(sums).encode()).hexdigest()


def read_sums(text: str) -> dict[str, str]:
    """Return what a list of files says, paths to digests. ValueError when a line is none of such a list."""
    found = {}
    for line in text.removeprefix("\ufeff").splitlines():
        if not line.strip():
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise ValueError("not a list of files with their digests")
        found[match[2]] = match[1].lower()
    return found


def compared(listed: Mapping[str, str], found: Mapping[str, str]) -> list[Judged]:
    """Return every file listed or found, by path, with what became of it."""
    return [Judged(path, _verdict(listed.get(path), found.get(path))) for path in sorted({*listed, *found})]


def _verdict(listed: str | None, found: str | None) -> Verdict:
    if listed is None:
        return Verdict.EXTRA
    if found is None:
        return Verdict.MISSING
    return Verdict.SAME if listed == found else Verdict.DIFFERENT


def agree(judged: Iterable[Judged]) -> bool:
    """Tell whether nothing differs, is missing or was added."""
    return all(one.verdict is Verdict.SAME for one in judged)


def file_name(text: str) -> str:
    """Return text as part of a file name that Windows takes, at most 60 characters; 未命名 for nothing left."""
    return _NOT_IN_NAMES.sub("_", text).strip(" ._")[:_LONGEST_NAME].strip(" ._") or "未命名"
