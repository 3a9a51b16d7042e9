"""Public pages: the list of events on the home page, the page of one event, and calendars."""

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.accounts.queries import any_account
from deqing_events.events import calendar_file, cards, queries
from deqing_events.events.detail import detail_parts
from deqing_events.events.filters import Asked
from deqing_events.events.hooks import offers
from deqing_events.events.models import Event
from deqing_events.events.months import Month
from deqing_events.organisations.queries import townships
from deqing_events.web import access, clock
from deqing_events.web.installation import public_url

blueprint = Blueprint("events", __name__)
FEED_MONTHS_BACK = 6


@blueprint.get("/")
@access.public
def home() -> ResponseReturnValue:
    """List what is coming (or what is over), narrowed by family, month, township and words."""
    if not any_account():
        return redirect("/setup")
    asked, now = Asked.of(request.args), clock.now()
    question = queries.past if asked.past else queries.upcoming
    page = question(asked.filters(), now=now, page=asked.page)
    return render_template(
        "events/home.html",
        asked=asked,
        page=page,
        cards=cards.event_cards(page.rows, now),
        card=offers.next_card(),
        chips=cards.family_chips(asked),
        towns=townships(clock.today()),
    )


@blueprint.get("/events/<slug>")
@access.public
def detail(slug: str) -> ResponseReturnValue:
    """Show one event that is not a draft."""
    return render_template("events/detail.html", **detail_parts(_known(slug), clock.now()))


@blueprint.get("/calendar")
@access.public
def calendar() -> ResponseReturnValue:
    """List the events of one month by day."""
    now = clock.now()
    month = Month.of(request.args.get("month", "")) or Month.at(now)
    days = cards.by_day(queries.in_month(month.start, month.end), month, now)
    feed = url_for("events.feed", _external=True).partition("//")[2]
    return render_template("events/calendar.html", month=month, days=days, feed=f"webcal://{feed}")


@blueprint.get("/events/<slug>/event.ics")
@access.public
def ics(slug: str) -> ResponseReturnValue:
    """Give one event to the phone's calendar."""
    event = _known(slug)
    return _calendar([event], event.title, f"{event.slug}.ics")


@blueprint.get("/calendar.ics")
@access.public
def feed() -> ResponseReturnValue:
    """Give every public event of the last months and to come, for calendars that subscribe."""
    since = Month.at(clock.now()).plus(-FEED_MONTHS_BACK).start
    return _calendar(queries.for_feed(since), "德清职工赛事", "deqing-events.ics")


def _known(slug: str) -> Event:
    return queries.published(slug) or abort(404)


def _calendar(events: list[Event], name: str, file_name: str) -> ResponseReturnValue:
    response = Response(calendar_file.write(events, name=name, site=public_url()), mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'inline; filename="{file_name}"'
    response.headers["Cache-Control"] = "no-cache"
    changed = [event.updated_at for event in events]
    if changed:
        response.last_modified = max(changed)
    response.add_etag()
    return response.make_conditional(request)
