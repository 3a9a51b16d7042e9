"""Who may open a judge's pages: the resolver behind ``access.link``."""

from typing import cast

from flask import g, request

from deqing_events.checkin import gate_tokens, link_doors
from deqing_events.contests.judges import queries
from deqing_events.contests.judges.queries import Holder
from deqing_events.domain.roles import Actor

WORDS = link_doors.Words(
    "没有这个裁判链接。请对照裁判长发来的链接或二维码，再打开一次。",
    "这个裁判链接从 {} 起可以用，到时候再打开。",
    {
        "revoked": "这个裁判链接已经收回。请向裁判长要一个新的，之前交上来的分都在。",
        "cancelled": "这场比赛已经取消或归档，裁判链接也停用了。有疑问请问裁判长。",
        "late": "这个裁判链接过了使用时间。请向裁判长要一个新的，之前交上来的分都在。",
    },
)


def holder() -> Holder:
    """Return the judge that the current request's resolver found."""
    return cast("Holder", g.holder)


def acting() -> Actor:
    """Return the judge as the ``by`` of an action."""
    return Actor(f"judge:{holder().panel_judge_id}", "judge", request.remote_addr or "")


def judge(token: str, **_: object) -> Holder:
    """Resolve the link in the address; a strange one answers 404, a closed one 410, one not open yet 403."""
    found = queries.by_token(gate_tokens.token_hash(token))
    return link_doors.opened(found, WORDS, lambda held: held.valid_from)
