"""One live board per contest: what it may show, and the snapshot it shows while it stands still."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deqing_events.database import Base, check
from deqing_events.events.models import Event


class LiveBoard(Base):
    """How a contest is shown live. ``state`` is shut, open, frozen or ceremony.

    ``hold_back`` is how many totals stay hidden until the ceremony, 0 for none. ``content`` is empty while the board
    follows the marks; frozen it is what the public sees, in a ceremony the whole ranking of which the first
    ``revealed`` steps are seen. ``version`` counts the changes of this row.
    """

    __tablename__ = "live_board"
    __table_args__ = (
        check(
            "state IN ('shut', 'open', 'frozen', 'ceremony')",
            "state",
            sentence="实时榜只有没开、开着、封榜、揭晓四种状态。",
        ),
        check("naming IN ('name', 'number', 'blind')", "naming", sentence="请选一种：显示姓名、参赛号或盲码。"),
        check("steps IN ('row', 'prize')", "steps", sentence="请选一种：一名一名揭晓，或者一个奖一个奖揭晓。"),
        check("shown_rows BETWEEN 3 AND 200", "shown_rows", sentence="显示的名次请填 3 到 200。"),
        check("hold_back BETWEEN 0 AND 50", "hold_back", sentence="留到揭晓的个数请填 0 到 50。"),
        check("revealed >= 0", "revealed", sentence="揭晓的步数刚有变化，请刷新后再点。"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(8), default="shut")
    shown_rows: Mapped[int] = mapped_column(default=20)
    chips: Mapped[bool] = mapped_column(default=True)
    naming: Mapped[str] = mapped_column(String(6), default="name")
    hold_back: Mapped[int] = mapped_column(default=0)
    steps: Mapped[str] = mapped_column(String(5), default="row")
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    revealed: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[dt.datetime]
    changed_by: Mapped[str] = mapped_column(String(80))
    event: Mapped[Event] = relationship()
