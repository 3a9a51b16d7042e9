"""What a clerk does with a list: hand it in, look what would come of it, take all of it in or none; and single people.

Looking and taking in judge the lines by the same code under the event's lock; looking then takes everything back.
Nothing slow happens under the lock: the workbook is read and the people are recognised before.
"""

import contextlib
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import CursorResult, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.domain.roles import SYSTEM, Actor
from deqing_events.organisations.importing import uploads
from deqing_events.registration import actions, entering_actions, message_actions
from deqing_events.registration.entering_actions import Entry, Request
from deqing_events.registration.entries import queries
from deqing_events.registration.entries.models import EntryUpload
from deqing_events.registration.entries.outcomes import Line, changes, of_entry, of_problem, seen_as
from deqing_events.registration.entries.reading import Candidate
from deqing_events.registration.people import recognise_all
from deqing_events.registration.rules import RegistrationRefusedError
from deqing_events.settings import Keys

USED = "这份名单已经处理过了，要再报请重新上传。"
NOTHING = "名单里的人都已经报过名，不用再报。"
STILL_WRONG = "还有要改的行，改好再上传。一个人都没有报。"


class ListRefusedError(Exception):
    """A list was not taken in and nobody was registered; the text is a sentence for people."""


class ListChangedError(ListRefusedError):
    """What would come of a list is not what was shown any more; ``lines`` say how it stands now."""

    def __init__(self, lines: Sequence[Line], said: Sequence[str]) -> None:
        super().__init__("预览以后情况变了，一个人都没有报。请看过下面的结果，再确认一次。")
        self.lines = lines
        self.said = said


@dataclass(frozen=True)
class Circumstances:
    """With which keys, when, by whom, and as what (``source``) people are entered."""

    keys: Keys
    now: dt.datetime
    by: Actor
    source: str


@dataclass(frozen=True)
class File:
    """A workbook as it came, and from which account."""

    name: str
    content: bytes
    account_id: int


class _OnlyLookedError(Exception):
    """Ends the transaction of a preview: everything in it is taken back."""


def hand_in(event_id: int, file: File, folder: Path, *, now: dt.datetime, by: Actor) -> int:
    """Keep a workbook for a preview; returns the upload's id."""
    stored = uploads.keep(folder, file.content)
    made = EntryUpload(event_id=event_id, account_id=file.account_id, file_name=file.name[:200], stored_name=stored)
    made.state, made.people, made.created_at = "previewed", 0, now
    try:
        with database.transaction() as session:
            session.add(made)
            session.flush()
            record("entry_list.hand_in", "entry_upload", made.id, by=by, now=now, event=event_id)
    except BaseException:
        uploads.forget(folder, stored)
        raise
    return made.id


@database.retrying
def look(event_id: int, candidates: Sequence[Candidate], how: Circumstances) -> list[Line]:
    """Return what would come of each line now; nothing is stored. Raises RegistrationRefusedError for all of them."""
    entries = _entries(candidates, how)
    with contextlib.suppress(_OnlyLookedError), database.transaction() as session:
        _judge(session, event_id, entries)
        raise _OnlyLookedError
    return _lines(candidates, entries)


def take_in(upload_id: int, candidates: Sequence[Candidate], seen: str, folder: Path, how: Circumstances) -> int:
    """Register everybody on a list who is not yet, in one transaction; returns how many.

    ``seen`` is what the preview showed, line by line. Raises ListChangedError when that is not true any more,
    ListRefusedError or RegistrationRefusedError otherwise; then nothing at all is stored.
    """
    upload = queries.upload(upload_id)
    if upload is None:
        raise ListRefusedError(USED)
    stored, entries = upload.stored_name, _entries(candidates, how)
    try:
        count = _take_in(upload_id, upload.event_id, (candidates, entries), seen, how)
    except IntegrityError as error:
        raise ListRefusedError(database.violated(error) or "刚刚有变动，请重新上传再看一遍。") from error
    uploads.forget(folder, stored)
    return count


Judged = tuple[Sequence[Candidate], dict[int, Entry]]


@database.retrying
def _take_in(upload_id: int, event_id: int, judged: Judged, seen: str, how: Circumstances) -> int:
    candidates, entries = judged
    for entry in entries.values():
        entry.start_over()  # a conflict may have ended an earlier try
    with database.transaction() as session:
        _use(session, upload_id, "done", how.now)
        _judge(session, event_id, entries)
        lines = _lines(candidates, entries)
        if seen_as(lines) != seen:
            raise ListChangedError(lines, changes(lines, seen))
        if any(line.kind == "problem" for line in lines):
            raise ListRefusedError(STILL_WRONG)
        new = [entry for entry in entries.values() if entry.made is not None]
        if not new:
            raise ListRefusedError(NOTHING)
        entering_actions.store(session, new)
        session.execute(_changed(upload_id).values(people=len(new)))
        record("entry_list.take_in", "entry_upload", upload_id, by=how.by, now=how.now, event=event_id, count=len(new))
        return len(new)


def drop(upload_id: int, folder: Path, *, now: dt.datetime, by: Actor) -> None:
    """Give a list up. Raises ListRefusedError when it was used meanwhile."""
    upload = queries.upload(upload_id)
    stored = upload.stored_name if upload else ""
    with database.transaction() as session:
        _use(session, upload_id, "dropped", now)
        record("entry_list.drop", "entry_upload", upload_id, by=by, now=now)
    uploads.forget(folder, stored)


def forget_old(folder: Path, *, now: dt.datetime, days: int = uploads.KEPT_DAYS) -> int:
    """Delete lists that were handed in so many days ago, with their names; returns how many."""
    old = queries.older_than(now - dt.timedelta(days=days))
    for upload in old:
        uploads.forget(folder, upload.stored_name)
        with database.transaction() as session:
            state = "dropped" if upload.state == "previewed" else upload.state
            session.execute(_changed(upload.id).values(stored_name="", file_name="", state=state))
            record("entry_list.forget", "entry_upload", upload.id, by=SYSTEM, now=now)
    return len(old)


@database.retrying
def withdraw(registration_id: int, *, reason: str, now: dt.datetime, by: Actor) -> list[int]:
    """Take back somebody the workplace entered, within the worker's own deadline; returns the ids moved up.

    The person is told. Raises RegistrationRefusedError.
    """
    with database.transaction() as session:
        held = actions.locked(session, registration_id)
        if not queries.entered_for(held):
            raise RegistrationRefusedError("这条不是单位代报的，请本人取消，或请主办方处理。")
        actions.may_cancel(held, now)
        moved = actions.drop(session, held, "cancelled", reason=reason, by=by, now=now, staff=False)
        message_actions.cancelled_by_staff(held, now=now, by=by)
        return moved


def _entries(candidates: Sequence[Candidate], how: Circumstances) -> dict[int, Entry]:
    """Return by row those who can be judged; recognising asks the roster, so it happens before the lock."""
    usable = [each for each in candidates if each.details is not None]
    people = recognise_all([each.details for each in usable if each.details is not None], how.keys)
    entries = {}
    for each, person in zip(usable, people, strict=True):
        assert each.details is not None  # noqa: S101 - usable means just that
        request = Request(each.details, "", how.keys, how.now, how.by, source=how.source, vouched=each.vouched)
        entries[each.row] = Entry(person, request)
    return entries


def _judge(session: Session, event_id: int, entries: dict[int, Entry]) -> None:
    if entries:
        entering_actions.judge(session, event_id, list(entries.values()))


def _lines(candidates: Sequence[Candidate], entries: dict[int, Entry]) -> list[Line]:
    return [of_problem(each) if each.row not in entries else of_entry(each, entries[each.row]) for each in candidates]


def _use(session: Session, upload_id: int, state: str, now: dt.datetime) -> None:
    statement = _changed(upload_id).where(EntryUpload.state == "previewed")
    done: Any = session.execute(statement.values(state=state, finished_at=now, stored_name=""))
    assert isinstance(done, CursorResult)  # noqa: S101 - an update has no other result
    if done.rowcount != 1:
        raise ListRefusedError(USED)


def _changed(upload_id: int) -> Any:  # noqa: ANN401 - an update to be completed
    return update(EntryUpload).where(EntryUpload.id == upload_id).execution_options(synchronize_session=False)
