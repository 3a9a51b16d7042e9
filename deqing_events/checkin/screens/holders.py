"""Who may open a screen's page: the resolver behind ``access.link``."""

from typing import cast

from flask import g

from deqing_events.checkin import link_doors
from deqing_events.checkin.screens import codes, queries
from deqing_events.checkin.screens.queries import Screen

WORDS = link_doors.Words(
    "没有这个大屏链接。请对照组织者发来的链接，再打开一次。",
    "这个大屏从 {} 起可以用，到时候再打开。",
    {
        "revoked": "这个大屏链接已经收回。请向发链接的人要一个新的。",
        "cancelled": "这场活动已经取消，大屏也停用了。有疑问请问组织者。",
        "late": "这个大屏链接过了使用时间。要继续用，请向发链接的人要一个新的。",
    },
)


def holder() -> Screen:
    """Return the screen that the current request's resolver found."""
    return cast("Screen", g.holder)


def screen(token: str, **_: object) -> Screen:
    """Resolve the link in the address; a strange one answers 404, a closed one 410, one not open yet 403."""
    found = queries.by_token(codes.token_hash(token))
    return link_doors.opened(found, WORDS, lambda held: held.opens_at)
