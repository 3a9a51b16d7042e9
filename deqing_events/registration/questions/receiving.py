"""Files as a form sends them: a new one, or the name of one that was received with an earlier try."""

from pathlib import Path

from werkzeug.datastructures import FileStorage

from deqing_events.domain.questions.definition import StoredFile
from deqing_events.registration.questions import stored_files


def receive(folder: Path, sent: object, kept_name: str) -> StoredFile | None:
    """Return the file that is meant, None for none. Raises UnusableFileError for a new one that cannot be taken."""
    if isinstance(sent, FileStorage) and sent.filename:
        return stored_files.take(folder, sent.stream.read(stored_files.LARGEST_BYTES + 1))
    return stored_files.found(folder, kept_name) if kept_name else None
