"""Adding a question to a list and asking one no more. What was answered stays with its scan, in words."""

import datetime as dt
import secrets
from dataclasses import replace

from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.checkin.models import CheckinList
from deqing_events.domain.door_questions import DoorQuestion, read_all, stored
from deqing_events.domain.roles import Actor

MOST = 5
"""A queue of 300 people stands behind each question."""


class QuestionRefusedError(ValueError):
    """The question cannot be kept; the text is a sentence for people."""


def add(list_id: int, text: str, choices: tuple[str, ...], *, now: dt.datetime, by: Actor) -> str:
    """Ask a further question on a list and return its key. Raises QuestionRefusedError: too many, or asked already."""
    with database.transaction() as session:
        row = _locked(session, list_id)
        every = read_all(row.questions)
        held = [each for each in every if not each.retired]
        if len(held) >= MOST:
            raise QuestionRefusedError(f"一份名单最多问 {MOST} 项，先去掉一项再加。")
        if any(each.text == text for each in held):
            raise QuestionRefusedError("这一项已经在问了。")
        made = DoorQuestion(secrets.token_hex(4), text, choices)
        row.questions = stored((*every, made))
        _note(row, added=1, now=now, by=by)
        return made.key


def remove(list_id: int, key: str, *, now: dt.datetime, by: Actor) -> bool:
    """Stop asking a question; false when it is not asked any more."""
    with database.transaction() as session:
        row = _locked(session, list_id)
        every = read_all(row.questions)
        if not any(each.key == key and not each.retired for each in every):
            return False
        row.questions = stored(replace(each, retired=True) if each.key == key else each for each in every)
        _note(row, added=-1, now=now, by=by)
        return True


def _locked(session: Session, list_id: int) -> CheckinList:
    return session.get_one(CheckinList, list_id, with_for_update=True, populate_existing=True)


def _note(row: CheckinList, *, added: int, now: dt.datetime, by: Actor) -> None:
    record("checkin_list.questions", "checkin_list", row.id, by=by, now=now, event=row.event_id, added=added)
