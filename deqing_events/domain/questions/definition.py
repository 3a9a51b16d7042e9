"""A question of a sign-up form as a value. A *key* names a question through all its versions; an *answer* is a value.

Answers by kind: text, number, date (YYYY-MM-DD), choice and identity are a text; many is a tuple of option keys;
consent is "yes"; a file is a ``StoredFile``. Nothing answered is no entry at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Kind(StrEnum):
    """How a question is answered."""

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    MANY = "many"
    DATE = "date"
    FILE = "file"
    CONSENT = "consent"
    IDENTITY = "identity"


KIND_WORDS: Mapping[Kind, str] = {
    Kind.TEXT: "文字",
    Kind.NUMBER: "数字",
    Kind.CHOICE: "单选",
    Kind.MANY: "多选",
    Kind.DATE: "日期",
    Kind.FILE: "照片或 PDF",
    Kind.CONSENT: "勾选确认",
    Kind.IDENTITY: "身份证号",
}
OWN_KINDS = tuple(kind for kind in Kind if kind is not Kind.IDENTITY)
"""Kinds of questions that staff may write themselves."""
WITH_OPTIONS = frozenset({Kind.CHOICE, Kind.MANY})
CONDITIONAL_ON = frozenset({Kind.CHOICE, Kind.MANY, Kind.CONSENT})
"""Kinds whose answer another question may depend on."""
YES = "yes"


class Retention(StrEnum):
    """How long an answer is kept."""

    EVENT = "event"
    IDENTITY = "identity"
    RECORD = "record"


RETENTION_DAYS: Mapping[Retention, int] = {Retention.EVENT: 30, Retention.IDENTITY: 180, Retention.RECORD: 5 * 365}
"""Days after the end of the event; identity numbers go 30 days after the promotion closes where there is one."""
RETENTION_WORDS: Mapping[Retention, str] = {
    Retention.EVENT: "结束后 30 天删除",
    Retention.IDENTITY: "结束后 180 天删除",
    Retention.RECORD: "保留 5 年，之后去掉姓名只留统计",
}


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: what is stored and what is shown. For own questions both are the same words."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Condition:
    """Ask only when the question ``on`` is answered with one of ``values``."""

    on: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a number (as decimal text, empty for none), its unit, and whether a file must be a photo."""

    minimum: str = ""
    maximum: str = ""
    unit: str = ""
    photo_only: bool = False


NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``field`` is its catalogue key, empty for an own one; ``row`` the stored version, 0 for none."""

    key: str
    kind: Kind
    label: str
    purpose: str
    hint: str = ""
    required: bool = True
    options: tuple[Option, ...] = ()
    retention: Retention = Retention.EVENT
    condition: Condition | None = None
    limits: Limits = NO_LIMITS
    field: str = ""
    row: int = 0

    @property
    def purpose_line(self) -> str:
        """Why it is asked and until when it is kept, as the worker reads it."""
        return f"{self.purpose.rstrip('。；，,.; ')}，{RETENTION_WORDS[self.retention]}。"

    def option_label(self, key: str) -> str:
        """Return the words of an option; the key itself when it is not one (any more)."""
        return next((option.label for option in self.options if option.key == key), key)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that was received: its random name, what it is and its size in bytes."""

    name: str
    media_type: str
    size: int


Value: TypeAlias = str | tuple[str, ...] | StoredFile
Answers: TypeAlias = Mapping[str, Value]
"""Valid answers by question key."""


def yes_no() -> tuple[Option, ...]:
    """Return the two options of a question that is answered with yes or no."""
    return Option("yes", "是"), Option("no", "否")
