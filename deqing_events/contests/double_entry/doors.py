"""The event and the paper behind an address, or 404."""

from flask import abort, make_response

from deqing_events.contests.custody import queries as custody
from deqing_events.contests.doors import event_or_404, knows_names
from deqing_events.contests.double_entry import queries
from deqing_events.contests.double_entry.papers import Paper
from deqing_events.domain.roles import Permission
from deqing_events.events.models import Event
from deqing_events.web import errors

SEALED = "盲码已封存。裁判的评分表请由记分员用自己的账号录，看得到名单的账号这时不能打开。"


def opened(event_id: int, key: str, permission: Permission) -> tuple[Event, Paper]:
    """Return the event and one of its papers that two people type.

    While the codes are sealed a judge's paper is not for who knows the names: it leaves out who is absent and whom the
    judge must not mark, and that would tell whose code is whose.
    """
    event = event_or_404(event_id, permission)
    paper = next((paper for paper in queries.twice(event.id) if paper.key == key), None) or abort(404)
    if paper.judge and custody.sealed(event.id) and knows_names(event):
        abort(make_response(errors.answer(403, SEALED)))
    return event, paper
