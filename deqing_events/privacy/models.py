"""Requests for deletion, and the runs of the retention job."""

import datetime as dt
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from deqing_events.database import Base, check, once

REQUEST_STATES = ("open", "withdrawn", "refused", "done")
_STATES_SQL = ", ".join(f"'{state}'" for state in REQUEST_STATES)


class DataRequest(Base):
    """Somebody who proved a mobile asks that what is kept of it be deleted.

    ``mobile_key`` is the keyed hash that finds it again; ``mobile`` is emptied as soon as the request is answered.
    ``counts`` says what was deleted. ``reason`` is what the worker reads when it is refused.
    """

    __tablename__ = "data_request"
    __table_args__ = (
        once("mobile_key", sentence="你已经提过申请了，正在等工作人员答复。", where="state = 'open'"),
        check(f"state IN ({_STATES_SQL})", "state", sentence="没有这种申请状态。"),
        Index(None, "mobile_key", "asked_at"),
        Index(None, "state", "asked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mobile_key: Mapped[str] = mapped_column(String(64))
    mobile: Mapped[str] = mapped_column(String(11), default="")
    state: Mapped[str] = mapped_column(String(10), default="open")
    asked_at: Mapped[dt.datetime]
    decided_at: Mapped[dt.datetime | None]
    decided_by: Mapped[str] = mapped_column(String(80), default="")
    reason: Mapped[str] = mapped_column(String(200), default="")
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)


class RetentionRun(Base):
    """One run of the retention job: what each data class lost, what was still due afterwards (nothing, it is hoped).

    ``compacted`` says that the files of the database were written anew without what was deleted.
    """

    __tablename__ = "retention_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(index=True)
    cleared: Mapped[dict[str, Any]]
    left: Mapped[dict[str, Any]]
    compacted: Mapped[bool]
