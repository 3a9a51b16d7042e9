"""The search box in the desk's top bar."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from deqing_events.domain.roles import Permission
from deqing_events.domain.text import compact
from deqing_events.reports import search_queries
from deqing_events.web import access

blueprint = Blueprint("desk_search", __name__)
LONGEST = 60


@blueprint.get("/desk/search")
@access.signed_in
def results() -> ResponseReturnValue:
    """Show events, workplaces and registrations that match; each only within what the account may see."""
    text = compact(request.args.get("q", ""))[:LONGEST]
    hits = _hits(text) if text else search_queries.Hits([], [], [])
    return render_template("reports/search.html", text=text, hits=hits)


def _hits(text: str) -> search_queries.Hits:
    events, units = access.reach(Permission.EVENTS_VIEW), access.reach(Permission.ROSTER_VIEW)
    people = access.reach(Permission.REGISTRATIONS_VIEW)
    return search_queries.Hits(
        search_queries.events_matching(text, events) if events else [],
        search_queries.units_matching(text, units) if units else [],
        search_queries.registrations_matching(text, people) if people else [],
    )
