"""A zip file made while it is sent: one member at a time, nothing of it kept, the same members give the same bytes."""

import datetime as dt
import hashlib
import io
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO

CHUNK = 1 << 16
IN_MEMORY = 1 << 20
_EARLIEST = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - a zip file knows wall times only
_UNIX, _READABLE = 3, 0o100644


@dataclass(frozen=True)
class Packed:
    """One member as it went out: its path, size in bytes and SHA-256 (hex)."""

    path: str
    size: int
    sha256: str


class _Outbox(io.RawIOBase):
    """What the archive has written and nobody has taken yet. It cannot be sought in, so nothing is written twice."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        part = bytes(data)  # type: ignore[call-overload]  # the archive hands over bytes-like things
        self._parts.append(part)
        return len(part)

    def take(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


@dataclass
class ZipStream:
    """A zip file in the making. ``wall_time`` is written beside every member; ``packed`` lists what went out."""

    wall_time: dt.datetime
    packed: list[Packed] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._outbox = _Outbox()
        self._archive = zipfile.ZipFile(self._outbox, "w")
        at = max(self.wall_time.replace(tzinfo=None), _EARLIEST)
        self._at = (at.year, at.month, at.day, at.hour, at.minute, at.second)

    def add(self, path: str, write: Callable[[IO[bytes]], object]) -> Iterator[bytes]:
        """Yield the bytes of one member, whose content ``write`` puts into a file of its own first."""
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as made:
            write(made)
            made.seek(0)
            info = zipfile.ZipInfo(path, self._at)
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, _UNIX, _READABLE << 16
            digest, size = hashlib.sha256(), 0
            with self._archive.open(info, "w", force_zip64=True) as member:
                while part := made.read(CHUNK):
                    digest.update(part)
                    size += len(part)
                    member.write(part)
                    yield self._outbox.take()
        self.packed.append(Packed(path, size, digest.hexdigest()))
        yield self._outbox.take()

    def end(self) -> Iterator[bytes]:
        """Yield the directory that makes the file whole."""
        self._archive.close()
        yield self._outbox.take()
