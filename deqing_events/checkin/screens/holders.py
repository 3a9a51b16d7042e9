"""Who may open a screen's page: the resolver behind ``access.link``."""

from typing import NoReturn, cast

from flask import abort, g, make_response

from deqing_events.checkin.screens import codes, queries
from deqing_events.checkin.screens.queries import Screen
from deqing_events.web import clock, errors
from deqing_events.web.formatting import moment

CLOSED = {
    "revoked": "这个大屏链接已经收回。请向发链接的人要一个新的。",
    "cancelled": "这场活动已经取消，大屏也停用了。有疑问请问组织者。",
    "late": "这个大屏链接过了使用时间。要继续用，请向发链接的人要一个新的。",
}
UNKNOWN = "没有这个大屏链接。请对照组织者发来的链接，再打开一次。"


def holder() -> Screen:
    """Return the screen that the current request's resolver found."""
    return cast("Screen", g.holder)


def screen(token: str, **_: object) -> Screen:
    """Resolve the link in the address; a strange one answers 404, a closed one 410, one not open yet 403."""
    found = queries.by_token(codes.token_hash(token))
    if found is None:
        _refuse(404, UNKNOWN)
    closed = found.closed(clock.now())
    if closed == "early":
        _refuse(403, f"这个大屏从 {moment(found.opens_at)} 起可以用，到时候再打开。")
    if closed is not None:
        _refuse(410, CLOSED[closed])
    return found


def _refuse(code: int, note: str) -> NoReturn:
    abort(make_response(errors.answer(code, note)))
