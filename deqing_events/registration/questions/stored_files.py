"""Files that were sent as answers: kept under random names, readable by this user only.

What a file is follows from its content, never from its name. A photo is decoded, turned upright, bounded and written
anew, so that neither EXIF (with its place) nor anything hidden behind the picture is kept. A PDF is kept as it is and
only ever sent as an attachment.
"""

import io
import os
import re
import secrets
import warnings
from collections.abc import Iterable
from pathlib import Path

from PIL import Image, ImageOps

from deqing_events.domain.questions.definition import StoredFile

FOLDER = "answers"
LARGEST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 1600
QUALITY = 88
PHOTO, PDF = "image/jpeg", "application/pdf"
ENDINGS = {PHOTO: "jpg", PDF: "pdf"}
FORMATS = ("JPEG", "PNG", "WEBP")
WAIT_SECONDS = 24 * 3600
"""How long a file may wait for its form to be submitted."""

TOO_LARGE = "文件太大了，请选 10 MB 以内的。"
UNKNOWN = "看不懂这个文件。请选 JPG、PNG 格式的照片，或 PDF 文件。"
HEIC = "这是 HEIC 格式的照片，请在手机相机设置里选“兼容性最佳”，或截图后再传。"
EMPTY = "这个文件是空的，请重新选一次。"
TOO_MANY_PIXELS = "照片尺寸太大了，请缩小后再传。"

_NAME = re.compile(r"[0-9a-f]{32}\.(jpg|pdf)")


class UnusableFileError(ValueError):
    """A file cannot be taken; the text is a sentence for people."""


def take(folder: Path, content: bytes) -> StoredFile:
    """Store a sent file and return what it is. Raises UnusableFileError."""
    if not content:
        raise UnusableFileError(EMPTY)
    if len(content) > LARGEST_BYTES:
        raise UnusableFileError(TOO_LARGE)
    if content.startswith(b"%PDF-"):
        return _keep(folder, content, PDF)
    if content[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc"}:
        raise UnusableFileError(HEIC)
    return _keep(folder, _written_anew(content), PHOTO)


def _written_anew(content: bytes) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd pictures; what cannot be read raises
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                clean = _bounded(picture)
    except UnusableFileError:
        raise
    except Exception as error:  # a decoder may raise anything on a broken picture
        raise UnusableFileError(UNKNOWN) from error
    made = io.BytesIO()
    clean.save(made, "JPEG", quality=QUALITY, optimize=True)
    return made.getvalue()


def _bounded(picture: Image.Image) -> Image.Image:
    if picture.width * picture.height > MOST_PIXELS:
        raise UnusableFileError(TOO_MANY_PIXELS)
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    clean = Image.new("RGB", upright.size, "white")
    layer = upright.convert("RGBA")
    clean.paste(layer, mask=layer.getchannel("A"))
    return clean


def _keep(folder: Path, content: bytes, media_type: str) -> StoredFile:
    place = folder / FOLDER
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{secrets.token_hex(16)}.{ENDINGS[media_type]}"
    descriptor = os.open(place / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    return StoredFile(name, media_type, len(content))


def found(folder: Path, name: str) -> StoredFile | None:
    """Return the file with a name that a form sent back; None for anything else."""
    if not _NAME.fullmatch(name):
        return None
    try:
        size = (folder / FOLDER / name).stat().st_size
    except FileNotFoundError:
        return None
    return StoredFile(name, PDF if name.endswith(".pdf") else PHOTO, size)


def content_of(folder: Path, name: str) -> bytes | None:
    """Return a stored file's content, or None when it is gone."""
    try:
        return (folder / FOLDER / name).read_bytes() if _NAME.fullmatch(name) else None
    except FileNotFoundError:
        return None


def forget(folder: Path, names: Iterable[str]) -> None:
    """Delete the named files; those that are gone already do not matter."""
    for name in names:
        if _NAME.fullmatch(name):
            (folder / FOLDER / name).unlink(missing_ok=True)


def waiting(folder: Path, now: float) -> list[str]:
    """Return the names of files that were sent more than ``WAIT_SECONDS`` before ``now`` (POSIX seconds)."""
    place = folder / FOLDER
    files = place.iterdir() if place.exists() else ()
    return [path.name for path in files if _NAME.fullmatch(path.name) and now - path.stat().st_mtime > WAIT_SECONDS]
