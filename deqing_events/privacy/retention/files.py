"""Files on the disk that are past their time: whatever was uploaded to be read once, and photos never submitted."""

from collections.abc import Iterable
from pathlib import Path

from deqing_events.privacy.retention.data_class import Moment
from deqing_events.registration.questions import queries, stored_files


def old(moment: Moment) -> list[Path]:
    """Return the uploads past their time. Files of answers and appeals go with their rows and are not among them."""
    before = moment.cutoff(moment.keeping.imports).timestamp()
    found = (path for path in moment.settings.uploads.rglob("*") if path.is_file())
    apart = (path for path in found if path.parent.name != stored_files.FOLDER)
    return [path for path in apart if path.stat().st_mtime < before]


def abandoned(moment: Moment) -> list[str]:
    """Return the names of files that were sent for an answer and belong to none."""
    waiting = stored_files.waiting(moment.settings.uploads, moment.now.timestamp())
    return sorted(set(waiting) - (queries.names_in_use(waiting) if waiting else set()))


def forget(paths: Iterable[Path]) -> None:
    """Delete files; those that are gone already do not matter."""
    for path in paths:
        path.unlink(missing_ok=True)
