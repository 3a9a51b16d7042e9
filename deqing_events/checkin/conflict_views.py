"""What a supervisor looks at after a gate was without a line: people let in twice, or against the list."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from deqing_events.checkin import conflict_queries, gate_holders
from deqing_events.checkin.gate_holders import holder
from deqing_events.checkin.outcomes import Seen, describe
from deqing_events.web import access, clock, errors

blueprint = Blueprint("gate_conflicts", __name__, url_prefix="/gate/<token>/conflicts")
gate_link = access.link("gate", gate_holders.gate)


@blueprint.get("")
@gate_link
def listing(token: str) -> ResponseReturnValue:
    """List the conflicts of the supervisor's list."""
    held = holder()
    if not held.supervisor:
        return errors.answer(403, "这一页要用检录长的岗位链接打开。")
    rows = [(one, _word(one.reason)) for one in conflict_queries.conflicts(held.event_id, held.list_id)]
    return render_template("checkin/gate/conflicts.html", held=held, token=token, rows=rows)


def _word(reason: str) -> str:
    """Return what the gate would have said instead."""
    return describe(Seen("error", reason or "invalid", clock.now(), "", "")).word
