"""Putting a photo of a paper beside it, and taking one's own away again."""

from pathlib import Path

from deqing_events.audit.actions import record
from deqing_events.contests.double_entry import photo_queries
from deqing_events.contests.double_entry.actions import EntryRefusedError, refusals, require_twice
from deqing_events.contests.double_entry.models import SheetPhoto
from deqing_events.contests.double_entry.papers import Paper
from deqing_events.contests.history import Change
from deqing_events.contests.locks.guard import require_unlocked
from deqing_events.registration.questions import stored_files

MOST = 8
TOO_MANY = f"一张表最多 {MOST} 张照片，先删掉用不着的。"
NONE_SENT = "请先选一张照片。"
ONLY_PHOTOS = "这里只收照片。请选 JPG、PNG 格式的照片。"
NOT_OWN = "照片只能由传的人删掉。"


def add(event_id: int, paper: Paper, folder: Path, content: bytes, change: Change) -> None:
    """Keep a photo of a paper; raises EntryRefusedError for what is no photo, for too many, and once locked."""
    if not content:
        raise EntryRefusedError(NONE_SENT)
    if content.startswith(b"%PDF-"):
        raise EntryRefusedError(ONLY_PHOTOS)
    try:
        name = stored_files.take(folder, content).name
    except stored_files.UnusableFileError as error:
        raise EntryRefusedError(str(error)) from error
    try:
        _added(event_id, paper, name, change)
    except BaseException:
        stored_files.forget(folder, [name])
        raise


def _added(event_id: int, paper: Paper, name: str, change: Change) -> None:
    with refusals() as session:
        require_twice(event_id, paper)
        if len(photo_queries.photos(event_id, paper)) >= MOST:
            raise EntryRefusedError(TOO_MANY)
        made = SheetPhoto(event_id=event_id, part=paper.part, judge=paper.judge, file_name=name)
        made.by, made.at = change.by.who, change.now
        session.add(made)
        session.flush()
        told = {"part": paper.part, "judge": paper.judge}
        record("double_entry.photo", "event", event_id, by=change.by, now=change.now, **told)


def remove(event_id: int, paper: Paper, folder: Path, photo_id: int, change: Change) -> None:
    """Take one's own photo away, file and all. Raises EntryRefusedError for another's, and once locked."""
    with refusals() as session:
        require_unlocked(event_id)
        held = photo_queries.photo(event_id, paper, photo_id)
        if held is None or held.by != change.by.who:
            raise EntryRefusedError(NOT_OWN)
        name = held.file_name
        session.delete(held)
        session.flush()
        told = {"part": paper.part, "judge": paper.judge}
        record("double_entry.photo_removed", "event", event_id, by=change.by, now=change.now, **told)
    stored_files.forget(folder, [name])
