"""The form of an event, the versions of its questions, and the answers.

A question keeps its ``key`` through all versions. A change adds a row and retires the one before; an answer points to
the row it answered, so that label and options stay as they were read. Only ``position`` is changed in place.
"""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deqing_events.database import Base, once

NUMBER_IN_USE = "这个身份证号在这一场已经报过名了。请核对号码，要改请联系主办方。"


class QuestionForm(Base):
    """What the form of an event states about the event; each fact opens the fields that need it."""

    __tablename__ = "question_form"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    certificate_follows: Mapped[bool] = mapped_column(default=False)
    badge: Mapped[bool] = mapped_column(default=False)
    limited_by_sex: Mapped[bool] = mapped_column(default=False)
    limited_by_age: Mapped[bool] = mapped_column(default=False)
    updated_at: Mapped[dt.datetime]


class QuestionRow(Base):
    """One version of a question; ``field`` is its catalogue key, empty for an own question.

    ``options`` are pairs of key and label, ``condition`` names a question's key and values, ``limits`` the bounds.
    """

    __tablename__ = "question"
    __table_args__ = (
        once("event_id", "key", sentence="这一项已经在问了。", where="retired_at IS NULL"),
        once("event_id", "key", "version", sentence="别人刚改过这一项，请看看现在的样子再改。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    key: Mapped[str] = mapped_column(String(20))
    version: Mapped[int]
    position: Mapped[int]
    field: Mapped[str] = mapped_column(String(20), default="")
    kind: Mapped[str] = mapped_column(String(10))
    label: Mapped[str] = mapped_column(String(60))
    purpose: Mapped[str] = mapped_column(String(80))
    hint: Mapped[str] = mapped_column(String(120), default="")
    required: Mapped[bool]
    options: Mapped[list[Any]]
    condition: Mapped[dict[str, Any] | None]
    limits: Mapped[dict[str, Any]]
    retention: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[dt.datetime]
    created_by: Mapped[str] = mapped_column(String(80))
    retired_at: Mapped[dt.datetime | None]


class Answer(Base):
    """What somebody answered: ``value`` (JSON), or ``sealed`` for an identity number, never both.

    ``identity_index`` finds the same number again within the event; it is taken off answers of registrations that are
    not active any more when somebody else gives the number. ``cleared_at`` says when the retention class ended it.
    """

    __tablename__ = "registration_answer"
    __table_args__ = (
        once("registration_id", "key", sentence="这一项已经答过了，请再提交一次。"),
        once(
            "event_id",
            "identity_index",
            sentence=NUMBER_IN_USE,
            where="identity_index IS NOT NULL",
        ),
        once("file_name", sentence="这张照片已经交过了，请重新选一次。", where="file_name IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    key: Mapped[str] = mapped_column(String(20))
    value: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    sealed: Mapped[str | None] = mapped_column(Text)
    identity_index: Mapped[str | None] = mapped_column(String(64))
    file_name: Mapped[str | None] = mapped_column(String(40))
    retention: Mapped[str] = mapped_column(String(10), index=True)
    answered_at: Mapped[dt.datetime]
    cleared_at: Mapped[dt.datetime | None]
    question: Mapped[QuestionRow] = relationship()
