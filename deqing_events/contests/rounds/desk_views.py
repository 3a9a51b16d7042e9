"""The desk page of going on to the next round: who stands where, what is decided, and how many went on."""

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from deqing_events.contests.custody import queries as custody
from deqing_events.contests.doors import event_or_404, may
from deqing_events.contests.rounds import figure_queries, lines, queries
from deqing_events.contests.rounds.basis import basis, blockers
from deqing_events.contests.rounds.showing import decided
from deqing_events.domain.next_round import ROUND_WORDS, said
from deqing_events.domain.prospects import PROSPECT_WORDS
from deqing_events.domain.roles import Permission
from deqing_events.events.models import Event
from deqing_events.web import access, clock

blueprint = Blueprint("rounds_desk", __name__, url_prefix="/desk/events/<int:event_id>/rounds")
RULE = Permission.RESULTS_PUBLISH


@blueprint.get("")
@access.staff(RULE)
def page(event_id: int) -> ResponseReturnValue:
    """Show where the event leads to and who goes on as things stand now."""
    return _page(event_or_404(event_id, RULE))


def _page(event: Event) -> str:
    row, sealed = queries.link(event.id), custody.sealed(event.id)
    plan = queries.plan_of(row) if row else None
    this = queries.round_of_event(event.id)
    return render_template(
        "contests/rounds/page.html",
        event=event,
        link=row,
        plan_said=said(plan) if plan else "",
        sealed=sealed,
        live=lines.live(event.id, plan, sealed=sealed) if plan else None,
        figures=figure_queries.figures(event.id) if this else [],
        **_decision(event, sealed=sealed),
        round_word=ROUND_WORDS[this] if this else "",
        feeding=queries.feeding(event.id),
        prospect_words=PROSPECT_WORDS,
    )


def _decision(event: Event, *, sealed: bool) -> dict[str, Any]:
    """Return what is decided and what stands before deciding; nothing while codes are sealed."""
    held, now = queries.standing(event.id), clock.now()
    found = None if sealed else basis(event.id)
    return {
        "held": held,
        "decided": decided(event, held, found, now) if held else None,
        "found": found,
        "stops": [] if sealed else blockers(event, found, now),
        "may_full": may(event, Permission.FULL_PERSONAL_DATA),
    }
