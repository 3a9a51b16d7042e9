"""The county's shape: organisations, unions, units, members, and import runs.

Union and unit are two tables: a joint union covers many units, and the two are counted apart (domain.md §1). A
member's identity number is only ever stored encrypted, with a keyed blind index to find it again.
"""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deqing_events.database import Base, check, once


class Organisation(Base):
    """The county federation, or a town, street, zone, industry or system federation, or a regional centre.

    ``enterprises`` and ``workers`` are the coverage that a regional centre states, never a sum of rows here.
    """

    __tablename__ = "organisation"
    __table_args__ = (once("code", sentence="这个组织编码已经有了，请核对。"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(30), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    sort: Mapped[int] = mapped_column(default=0)
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]
    enterprises: Mapped[int | None]
    workers: Mapped[int | None]


class LabourUnion(Base):
    """A grassroots union: single (one unit) or joint (several)."""

    __tablename__ = "labour_union"
    __table_args__ = (once("code", sentence="这个工会编码已经有了，请核对。"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(10))
    uscc: Mapped[str] = mapped_column(String(40), default="")
    township_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]


class Unit(Base):
    """A workplace (基层单位). ``name_key`` and ``short_key`` are NFKC without white space, for matching.

    ``pinyin_key`` and ``initials`` hold the reading of the full name and, after a space, of the short name. A credit
    code that does not check is kept as typed. ``township_text`` is what the workbook said of an unknown township.
    """

    __tablename__ = "unit"
    __table_args__ = (once("code", sentence="这个单位编码已经有了，请核对。"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))
    name_key: Mapped[str] = mapped_column(String(120), index=True)
    short_name: Mapped[str] = mapped_column(String(60), default="")
    short_key: Mapped[str] = mapped_column(String(60), default="", index=True)
    pinyin_key: Mapped[str] = mapped_column(String(400), default="", index=True)
    initials: Mapped[str] = mapped_column(String(120), default="", index=True)
    uscc: Mapped[str] = mapped_column(String(40), default="")
    township_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    township_text: Mapped[str] = mapped_column(String(60), default="")
    industry: Mapped[str] = mapped_column(String(40), default="")
    ownership: Mapped[str] = mapped_column(String(40), default="")
    staff_count: Mapped[int | None]
    above_scale: Mapped[bool] = mapped_column(default=False)
    union_id: Mapped[int | None] = mapped_column(ForeignKey("labour_union.id"), index=True)
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]
    township: Mapped[Organisation | None] = relationship(foreign_keys=[township_id])
    union: Mapped[LabourUnion | None] = relationship()


class Member(Base):
    """A worker on the roster. ``identity_index`` is the keyed hash of the identity number, null without one.

    ``unit_text`` is what a workbook said of a unit that could not be resolved. ``revision`` grows with each change, so
    that an import notices members that changed after its preview.
    """

    __tablename__ = "member"
    __table_args__ = (
        once("identity_index", sentence="这个身份证号已经在会员名册里了。", where="identity_index IS NOT NULL"),
        Index(None, "mobile", "name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    pinyin_key: Mapped[str] = mapped_column(String(200), default="", index=True)
    initials: Mapped[str] = mapped_column(String(60), default="")
    identity_cipher: Mapped[str | None] = mapped_column(Text)
    identity_index: Mapped[str | None] = mapped_column(String(64))
    mobile: Mapped[str] = mapped_column(String(11), default="")
    gender: Mapped[str] = mapped_column(String(6), default="")
    birth_date: Mapped[dt.date | None]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    unit_text: Mapped[str] = mapped_column(String(120), default="")
    joined_on: Mapped[dt.date | None]
    job: Mapped[str] = mapped_column(String(60), default="")
    skill_level: Mapped[str] = mapped_column(String(20), default="")
    migrant: Mapped[str] = mapped_column(String(3), default="")
    remark: Mapped[str] = mapped_column(String(200), default="")
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"))
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]
    revision: Mapped[int] = mapped_column(default=1)
    unit: Mapped[Unit | None] = relationship()
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy's name, declared by it as an instance's


class ImportRun(Base):
    """One workbook on its way: reading → previewed → confirming → done, or refused (unreadable), failed, dropped.

    ``worker`` names the process that may write to the run, ``beat_at`` is its last sign of life. ``mark`` says
    what was stored when the preview was made. ``report`` holds totals only; lines are in ``ImportLine``.
    """

    __tablename__ = "import_run"
    __table_args__ = (
        check("done <= total OR total = 0", "progress", sentence="进度超出了总行数。"),
        check("kind IN ('units', 'roster')", "kind", sentence="请选择导入单位还是会员。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    file_name: Mapped[str] = mapped_column(String(200))
    stored_name: Mapped[str] = mapped_column(String(80), default="")
    rejects_name: Mapped[str] = mapped_column(String(80), default="")
    digest: Mapped[str] = mapped_column(String(64), default="")
    as_of: Mapped[dt.date]
    state: Mapped[str] = mapped_column(String(12), index=True)
    step: Mapped[str] = mapped_column(String(40), default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    message: Mapped[str] = mapped_column(Text, default="")
    mark: Mapped[str] = mapped_column(String(80), default="")
    worker: Mapped[str] = mapped_column(String(32), default="")
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)
    by_account: Mapped[int | None] = mapped_column(ForeignKey("staff_account.id"))
    created_at: Mapped[dt.datetime]
    beat_at: Mapped[dt.datetime]
    finished_at: Mapped[dt.datetime | None]


class ImportLine(Base):
    """One thing to look at in one row of an import: a reject, merge, conflict or warning. The name is masked."""

    __tablename__ = "import_line"
    __table_args__ = (Index(None, "run_id", "kind", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"))
    row: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(String(200), default="")


class StagedMember(Base):
    """A prepared roster row waiting for the confirm, which moves all rows of a run in one statement."""

    __tablename__ = "staged_member"
    __table_args__ = (once("run_id", "row", sentence="这一行已经准备好了。"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"))
    row: Mapped[int]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    name: Mapped[str] = mapped_column(String(60))
    pinyin_key: Mapped[str] = mapped_column(String(200))
    initials: Mapped[str] = mapped_column(String(60))
    identity_cipher: Mapped[str | None] = mapped_column(Text)
    identity_index: Mapped[str | None] = mapped_column(String(64))
    mobile: Mapped[str] = mapped_column(String(11))
    gender: Mapped[str] = mapped_column(String(6))
    birth_date: Mapped[dt.date | None]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    unit_text: Mapped[str] = mapped_column(String(120))
    joined_on: Mapped[dt.date | None]
    job: Mapped[str] = mapped_column(String(60))
    skill_level: Mapped[str] = mapped_column(String(20))
    migrant: Mapped[str] = mapped_column(String(3))
    remark: Mapped[str] = mapped_column(String(200))


def room_for(table: type[Base], column: str) -> int:
    """Return how many characters a text column holds; what workbooks say is cut to that."""
    kind = table.__table__.c[column].type
    if not isinstance(kind, String) or kind.length is None:
        raise TypeError(f"{table.__name__}.{column} has no length")
    return kind.length
