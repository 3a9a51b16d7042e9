"""Quick ways to forms and answers for these tests."""

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import current_app
from PIL import Image
from sqlalchemy import select

from deqing_events import database
from deqing_events.domain.questions.catalogue import CATALOGUE, FormFacts
from deqing_events.domain.questions.definition import Answers, Condition, Kind, Option, Question
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event
from deqing_events.registration import actions as registering
from deqing_events.registration.questions import form_actions, queries
from deqing_events.registration.questions.models import Answer, QuestionRow
from deqing_events.settings import Settings
from tests import factories
from tests.conftest import NOW
from tests.factories_registration import try_to_register

NUMBER = "33059919900307001X"
OTHER_NUMBER = "330599199003070028"
WORKER = {"name": "沈示例", "mobile": "19900000017", "unit_text": "示例精工", "unit_choice": "own"} | {
    "agree": "y",
    "agree_number": "y",
}


def choice(label: str, *labels: str, kind: Kind = Kind.CHOICE, **changes: Any) -> Question:
    """An own question with options."""
    return replace(Question("", kind, label, "用于订餐", options=tuple(Option(o, o) for o in labels)), **changes)


def own(label: str, kind: Kind = Kind.TEXT, **changes: Any) -> Question:
    """An own question."""
    return replace(Question("", kind, label, "用于安排工位"), **changes)


def when(key: str, *values: str) -> Condition:
    """A condition."""
    return Condition(key, values)


def ask(event: Event, *questions: Question | str) -> list[QuestionRow]:
    """Put questions (or catalogue keys) on an event's form; everything the catalogue needs is stated."""
    form_actions.state_facts(event.id, FormFacts(True, True, True, True), now=NOW, by=SYSTEM)  # noqa: FBT003 - all four
    made = []
    for question in questions:
        value = CATALOGUE[question].question if isinstance(question, str) else question
        made.append(form_actions.add(event.id, value, now=NOW, by=SYSTEM))
    return made


def asking_event(*questions: Question | str, **fields: Any) -> Event:
    """An event with a form."""
    event = factories.event(**fields)
    ask(event, *questions)
    return event


def answered(event: Event, answers: Answers, **fields: Any) -> registering.Outcome:
    """Register somebody new with answers."""
    return try_to_register(event, answers=answers, **fields)


def stored(registration_id: int) -> Sequence[Answer]:
    """The answers in the database now."""
    database.session().expire_all()
    query = select(Answer).where(Answer.registration_id == registration_id).order_by(Answer.id)
    return list(database.session().scalars(query))


def values(registration_id: int) -> Answers:
    """What a registration answered, by key."""
    database.session().expire_all()
    return queries.values_of(registration_id, settings().keys)


def settings() -> Settings:
    """The settings of the app under test."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def photo(width: int = 60, height: int = 40, kind: str = "JPEG", **options: Any) -> bytes:
    """A picture."""
    made = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(made, kind, **options)
    return made.getvalue()


def sent(content: bytes, name: str = "我的照片.jpg") -> tuple[io.BytesIO, str]:
    """A file as a test client sends it."""
    return io.BytesIO(content), name
