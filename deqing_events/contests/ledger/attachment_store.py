"""Where attached files lie: photos written anew without their place and device, PDFs as they came."""

import hashlib

from deqing_events.contests.ledger.attachment_actions import Attachment
from deqing_events.registration.questions import stored_files
from deqing_events.web import installation

FOLDER = "ledger"


def stored(content: bytes, folder: str, title: str, *, nameless: bool) -> Attachment:
    """Store a sent file. Raises stored_files.UnusableFileError."""
    place = installation.settings().uploads / FOLDER
    held = stored_files.take(place, content)
    kept = stored_files.content_of(place, held.name) or b""
    return Attachment(folder, title, held.name, held.size, hashlib.sha256(kept).hexdigest(), nameless)


def content_of(name: str) -> bytes | None:
    """Return a stored file, or None when it is gone."""
    return stored_files.content_of(installation.settings().uploads / FOLDER, name)


def is_there(name: str) -> bool:
    """Tell whether a file is still stored."""
    return stored_files.found(installation.settings().uploads / FOLDER, name) is not None


def media_type(name: str) -> str:
    """Return what a stored file is."""
    return stored_files.PDF if name.endswith(".pdf") else stored_files.PHOTO


def forget(name: str) -> None:
    """Delete a stored file."""
    stored_files.forget(installation.settings().uploads / FOLDER, [name])
