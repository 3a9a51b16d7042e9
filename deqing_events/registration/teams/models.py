"""Teams. The people of a team are registrations that name it; the team itself holds name, invitation and pass.

An invitation and a team pass are derived from a row and a key outside the database, as a person's pass is; the tables
keep hashes only.
"""

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deqing_events.database import Base, check, once
from deqing_events.events.models import Event


class Team(Base):
    """A team of one event: draft (being gathered), entered (its people are registered) or cancelled.

    ``represents`` is the workplace or township it plays for, as written; unit and township are set where that is known.
    ``invite_serial`` grows with each new invitation link, which kills the one before; ``invite_code`` is the link's own
    random part, so that a restored database does not hand an old link to another team.
    """

    __tablename__ = "team"
    __table_args__ = (
        once("number", sentence="队伍编号重复，请再提交一次。"),
        once("event_id", "name", sentence="这一场已经有同名的队了，请换个队名。", where="state <> 'cancelled'"),
        once("invite_hash", sentence="邀请链接重复，请再试一次。"),
        check("state IN ('draft', 'entered', 'cancelled')", "state", sentence="队伍状态不在可用的几种里。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(10), default="draft")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    township_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    represents: Mapped[str] = mapped_column(String(120), default="")
    invite_serial: Mapped[int] = mapped_column(default=1)
    invite_code: Mapped[str] = mapped_column(String(8), default="")
    invite_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[dt.datetime]
    submitted_at: Mapped[dt.datetime | None]
    cancelled_at: Mapped[dt.datetime | None]
    cancel_reason: Mapped[str] = mapped_column(String(200), default="")
    event: Mapped[Event] = relationship()
    passes: Mapped[list["TeamPass"]] = relationship(back_populates="team", order_by="TeamPass.serial")


class TeamPass(Base):
    """The code a captain shows for the whole team. A re-issue adds a row and revokes the one before."""

    __tablename__ = "team_pass"
    __table_args__ = (
        once("token_hash", sentence="队伍通行码重复，请再试一次。"),
        once("short_code", sentence="短码重复，请再试一次。"),
        once("team_id", "serial", sentence="这张队伍通行码已经发过了。"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    serial: Mapped[int]
    token_hash: Mapped[str] = mapped_column(String(64))
    short_code: Mapped[str] = mapped_column(String(8))
    issued_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]
    team: Mapped[Team] = relationship(back_populates="passes")
