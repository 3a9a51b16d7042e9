"""What is inside an uploaded zip file: the digest of every member, read piece by piece and within bounds."""

import hashlib
import lzma
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO

MAX_ENTRIES = 2_000
MAX_UNPACKED = 1024 * 1024 * 1024
MAX_KEPT = 2 * 1024 * 1024
CHUNK = 1 << 16
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError, OSError)

NO_ZIP = "这不是 zip 文件，或者没有下载完整。请重新下载后再传。"
BROKEN = "这个 zip 文件打不开，可能没有下载完整，也可能被改过。请重新下载后再传。"
TOO_MANY = "这个 zip 文件里的文件太多，不像一份台账。请核对是不是选错了文件。"
TOO_LARGE = "这个 zip 文件展开后太大，不像一份台账。请核对是不是选错了文件。"


class UnreadableZip(ValueError):  # noqa: N818 - named for what it is, not for being an error
    """The file cannot be read as a zip file of a sensible size; the text is a Chinese sentence saying what to do."""


@dataclass(frozen=True)
class Inside:
    """What a zip file holds: paths to SHA-256 (hex), and the content of the one member that was asked for, or None."""

    digests: dict[str, str]
    kept: bytes | None


def inside(content: IO[bytes], keep: str, *, most: int = MAX_UNPACKED) -> Inside:
    """Return the digest of each member and the content of ``keep`` where it is there and small.

    A directory of an archive may lie about sizes: what is measured is what comes out, ``most`` bytes in all. Of two
    members with one path both go into its digest, so that such a file agrees with no list. Raises UnreadableZip.
    """
    if not zipfile.is_zipfile(content):
        raise UnreadableZip(NO_ZIP)
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as archive:
            return _read(archive, keep, most)
    except _BROKEN as error:
        raise UnreadableZip(BROKEN) from error


def _read(archive: zipfile.ZipFile, keep: str, left: int) -> Inside:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > MAX_ENTRIES:
        raise UnreadableZip(TOO_MANY)
    found: dict[str, str] = {}
    kept = None
    for member in members:
        parts: list[bytes] = []
        digest = hashlib.sha256(found.get(member.filename, "").encode())
        with archive.open(member) as source:
            while part := source.read(min(CHUNK, left + 1)):
                left -= len(part)
                if left < 0:
                    raise UnreadableZip(TOO_LARGE)
                digest.update(part)
                if member.filename == keep and len(parts) * CHUNK < MAX_KEPT:
                    parts.append(part)
        found[member.filename] = digest.hexdigest()
        kept = b"".join(parts) if member.filename == keep else kept
    return Inside(found, kept)
