"""Runs of scheduled jobs, and the lease that lets one process at a time do a job."""

import datetime as dt
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from deqing_events.database import Base, check, once

STATES = ("running", "done", "failed", "left")
_STATES_SQL = ", ".join(f"'{state}'" for state in STATES)


class JobLease(Base):
    """Who does a job and until when; free once ``until`` has passed, so that a killed process blocks nobody long."""

    __tablename__ = "job_lease"
    __table_args__ = (once("name", sentence="这项定时任务已经有一行了。"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    holder: Mapped[str] = mapped_column(String(40), default="")
    until: Mapped[dt.datetime]


class JobRun(Base):
    """One run of a job: running, done, failed, or left (its process was gone before the end).

    ``error`` says where it broke and with which kind of error, never what the error says: that may be personal data.
    """

    __tablename__ = "job_run"
    __table_args__ = (
        check(f"state IN ({_STATES_SQL})", "state", sentence="没有这种任务状态。"),
        Index(None, "name", "started_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(10), default="running")
    started_at: Mapped[dt.datetime] = mapped_column(index=True)
    finished_at: Mapped[dt.datetime | None]
    counts: Mapped[dict[str, Any]]
    error: Mapped[str] = mapped_column(String(200), default="")
    run_by: Mapped[str] = mapped_column(String(80), default="")
