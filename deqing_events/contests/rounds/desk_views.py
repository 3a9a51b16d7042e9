"""The desk page of going on to the next round: who stands where, what is decided, and how many went on."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from deqing_events.contests.custody import queries as custody
from deqing_events.contests.doors import event_or_404
from deqing_events.contests.rounds import lines, queries
from deqing_events.domain.next_round import ROUND_WORDS, said
from deqing_events.domain.prospects import PROSPECT_WORDS
from deqing_events.domain.roles import Permission
from deqing_events.events.models import Event
from deqing_events.web import access

blueprint = Blueprint("rounds_desk", __name__, url_prefix="/desk/events/<int:event_id>/rounds")
RULE = Permission.RESULTS_PUBLISH


@blueprint.get("")
@access.staff(RULE)
def page(event_id: int) -> ResponseReturnValue:
    """Show where the event leads to and who goes on as things stand now."""
    return _page(event_or_404(event_id, RULE))


def _page(event: Event, problem: str = "") -> str:
    row, sealed = queries.link(event.id), custody.sealed(event.id)
    plan = queries.plan_of(row) if row else None
    this = queries.round_of_event(event.id)
    return render_template(
        "contests/rounds/page.html",
        event=event,
        problem=problem,
        link=row,
        plan_said=said(plan) if plan else "",
        sealed=sealed,
        live=lines.live(event.id, plan, sealed=sealed) if plan else None,
        round_word=ROUND_WORDS[this] if this else "",
        feeding=queries.feeding(event.id),
        prospect_words=PROSPECT_WORDS,
    )
