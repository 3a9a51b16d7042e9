"""Public pages of results: the list, a ranking, its teams, earlier versions, and the rules behind it."""

from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.models import Publication, RuleSheet
from deqing_events.contests.results import board, queries
from deqing_events.contests.results.content import STAGE_WORDS
from deqing_events.contests.results.showing import STAGE_PILLS, found_in, ranking_page
from deqing_events.contests.rule_sheets import queries as rules
from deqing_events.contests.rule_sheets.explaining import explained
from deqing_events.events import queries as events
from deqing_events.events.models import Event
from deqing_events.registration import showing
from deqing_events.web import access
from deqing_events.web.pages import large_text
from deqing_events.workers import phone

blueprint = Blueprint("results", __name__)
LONGEST_SEARCH = 40


@blueprint.get("/results")
@access.public
def listing() -> ResponseReturnValue:
    """List published results, filtered by stage, contest or workplace; this phone's own on top."""
    text, stage = request.args.get("q", "").strip()[:LONGEST_SEARCH], request.args.get("stage", "")
    found = [row for row in queries.published() if found_in(row, text)]
    held = {held.event_id for held in showing.held_registrations()}
    mine = [row for row in found if row.event_id in held]
    shown = [row for row in found if row not in mine and stage in ("", row.stage)]
    return render_template(
        "contests/public_listing.html",
        mine=mine,
        rows=shown,
        text=text,
        stage=stage,
        words=STAGE_WORDS,
        pills=STAGE_PILLS,
    )


@blueprint.get("/results/<slug>", defaults={"view": "people"})
@blueprint.get("/results/<slug>/<any(teams):view>")
@access.public
def one(slug: str, view: str) -> ResponseReturnValue:
    """Show a ranking as it was published; the same page as for an unknown address before that."""
    held = board.standing(slug) or abort(404)
    own = _own_registrations(held.event_id)
    if own or request.query_string or "_flashes" in session:
        return _personal(_ranking(queries.by_id(held.publication_id), view, own))
    board.offer(slug)
    return board.answer(
        held, (view, large_text()), lambda: _ranking(queries.by_id(held.publication_id), view, frozenset())
    )


@blueprint.get("/results/<slug>/v<int:version>")
@access.public
def earlier(slug: str, version: int) -> ResponseReturnValue:
    """Show an earlier version, marked as replaced."""
    held = board.standing(slug) or abort(404)
    publication = queries.readable(held.event_id, version) or abort(404)
    return _ranking(publication, "people", _own_registrations(held.event_id), newest=held.version)


@blueprint.get("/results/<slug>/rules")
@access.public
def rule_page(slug: str) -> ResponseReturnValue:
    """Say in plain words how the ranking is worked out."""
    event, sheet = _rules(slug)
    told = explained(sheet.body, sheet.league)
    published = board.standing(slug) is not None
    return render_template("contests/public_rules.html", event=event, sheet=sheet, told=told, published=published)


@blueprint.get("/results/<slug>/rules/print")
@access.public
def rule_paper(slug: str) -> ResponseReturnValue:
    """Show the rules as a page to print."""
    event, sheet = _rules(slug)
    back = {"href": url_for(".rule_page", slug=slug), "label": "返回规则"}
    told = explained(sheet.body, sheet.league)
    return render_template("contests/rules_print.html", event=event, sheet=sheet, told=told, back=back)


def _rules(slug: str) -> tuple[Event, RuleSheet]:
    """Return a public event and the rules its published ranking used, else those that hold."""
    event = events.published(slug) or abort(404)
    publication = queries.latest(event.id)
    used = rules.at(event.id, publication.rule_version) if publication else None
    return event, used or rules.current(event.id) or abort(404)


def _own_registrations(event_id: int) -> frozenset[int]:
    if not phone.cookie():
        return frozenset()
    return frozenset(held.id for held in showing.held_registrations() if held.event_id == event_id)


def _personal(page: str) -> Response:
    response = make_response(page)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _ranking(publication: Publication, view: str, own: frozenset[int], newest: int | None = None) -> str:
    values: dict[str, Any] = ranking_page(publication, own)
    if view == "teams" and not values["teams"]:
        abort(404)
    return render_template("contests/public_ranking.html", view=view, newest=newest, **values)
