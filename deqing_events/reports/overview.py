"""The parts of the overview: cards, townships, months, what waits for somebody, and this week."""

import datetime as dt
import math
from typing import Any

from deqing_events.domain.indicators import BY_ID
from deqing_events.domain.measures import Measure
from deqing_events.domain.participation import Dimension
from deqing_events.domain.periods import Period, a_year_before
from deqing_events.domain.roles import Reach
from deqing_events.events.hooks import Places, offers
from deqing_events.events.models import Event
from deqing_events.events.queries import Filters, desk_list
from deqing_events.events.standing import standing
from deqing_events.organisations.models import Unit
from deqing_events.reports import queries_people
from deqing_events.reports.asked import Asked
from deqing_events.reports.pages import part_bars
from deqing_events.reports.queries import midnight
from deqing_events.reports.queries_people import Waiting
from deqing_events.reports.report import Report
from deqing_events.reports.wording import COUNTY, Names
from deqing_events.web.clock import SHANGHAI

CARDS = {
    "skill_contest_sessions": "技能比武",
    "labour_competition_events": "劳动竞赛",
    "culture_sport_contests": "文体比赛",
    "person_times": "参赛职工",
    "contest_units": "参赛单位",
    "show_rate": "到场率",
}
LATEST_MONTHS = 12
TOP_TOWNS = 9
WEEK_EVENTS = 12
GRID_LINES = 4
HEADROOM = 1.1


def same_days_before(period: Period, today: dt.date) -> Period:
    """Return the days of a year before, up to the day that today is in the year."""
    so_far = Period(period.start, max(period.start, min(period.end, today)))
    return a_year_before(so_far)


def cards(found: Report, before: Report, asked: Asked) -> list[dict[str, str]]:
    """Return the six cards; each opens its rows and says what it was a year before."""
    shown = []
    for key, label in CARDS.items():
        indicator = BY_ID[key]
        count, earlier = found.count(indicator), before.count(indicator)
        is_rate = indicator.measure is Measure.SHOW_RATE
        unit, parts = ("", f"{count.amount:,} ÷ {count.base:,} · ") if is_rate else (indicator.unit, "")
        note = f"{parts}上年同期 {earlier.text}"
        href = f"/desk/reports/{key}{asked.href()}"
        shown.append({"label": label, "value": count.text, "unit": unit, "note": note, "href": href})
    return shown


def town_bars(found: Report, asked: Asked, towns: Names) -> list[dict[str, Any]]:
    """Return the townships with the most person-times, ranked."""
    bars = sorted(part_bars(found, BY_ID["person_times"], asked, towns), key=lambda bar: -bar["share"])
    return [{**bar, "rank": rank} for rank, bar in enumerate(bars[:TOP_TOWNS], 1)]


def month_points(found: Report, today: dt.date) -> dict[str, Any]:
    """Return person-times by month as points of a series from zero: at most a year, up to this month."""
    parts = found.parts(BY_ID["person_times"], Dimension.MONTH)
    this = f"{today:%Y-%m}"
    months = [month for month in found.months if month <= this][-LATEST_MONTHS:]
    events = found.parts(BY_ID["sessions"], Dimension.MONTH)
    points = []
    top = 0
    for month in months:
        amount = parts[month].amount if month in parts else 0
        held = events[month].amount if month in events else 0
        label, top = f"{int(month[5:])}月", max(top, amount)
        facts = {"value": amount, "text": f"{amount:,}", "fraction": f"{held} 场", "open": month == this}
        points.append({"label": label, **facts})
    words = "，".join(f"{point['label']} {point['text']} 人次" for point in points)
    return {"points": points, "high": _axis_top(top), "description": words}


def _axis_top(highest: int) -> int:
    """Return the end of an axis whose grid lines are round numbers, with room for the highest label."""
    step = max(1, math.ceil(highest * HEADROOM / GRID_LINES))
    scale = int("1" + "0" * (len(str(step)) - 1))
    return GRID_LINES * scale * math.ceil(step / scale)


def todos(waiting: Waiting) -> list[dict[str, Any]]:
    """Return what waits for somebody, with where to do it; nothing that counts 0."""
    found = (
        ("gavel", "赛完待公布成绩", waiting.unsettled, "场", "/desk/events?state=published"),
        ("edit", "草稿待发布", waiting.drafts, "场", "/desk/events?state=draft"),
        ("upload", "导入待确认", waiting.imports, "份", "/desk/imports"),
    )
    return [
        {"icon": icon, "label": label, "count": f"{count} {unit}", "href": href}
        for icon, label, count, unit, href in found
        if count
    ]


def week(reach: Reach, now: dt.datetime) -> list[dict[str, Any]]:
    """Return the events of this week, Monday to Sunday, each with its next step."""
    today = now.astimezone(SHANGHAI).date()
    monday = today - dt.timedelta(days=today.weekday())
    days = Filters(since=midnight(monday), until=midnight(monday + dt.timedelta(days=7)))
    events = desk_list(reach, days, sort="start", size=WEEK_EVENTS).rows
    ids = [event.id for event in events]
    places, came = offers.places(ids), queries_people.arrivals(ids)
    return [_week_row(event, places.get(event.id, Places()), came.get(event.id), now) for event in events]


def _week_row(event: Event, places: Places, came: int | None, now: dt.datetime) -> dict[str, Any]:
    host = event.host.name if event.host else event.host_unit.name if event.host_unit else COUNTY
    taken = f"{places.taken:,} / {event.capacity:,}" if event.capacity is not None else f"{places.taken:,}"
    step, href = _next_step(event, now)
    return {
        "event": event,
        "host": event.township.name if event.township and not event.host else host,
        "taken": taken,
        "came": "—" if came is None else f"{came:,}",
        "pill": standing(event, places, now).pill,
        "step": step,
        "href": href,
    }


def _next_step(event: Event, now: dt.datetime) -> tuple[str, str]:
    here = f"/desk/events/{event.id}"
    if event.state == "draft":
        return "补全并发布", f"{here}/edit"
    if event.state != "published":
        return "看赛事", here
    if event.starts_at is None or now < event.starts_at - dt.timedelta(hours=2):
        return "看报名", f"{here}/registrations"
    if event.ends_at is not None and now >= event.ends_at:
        return "录成绩", f"{here}/scores"
    return "去签到", f"{here}/checkin"


def is_fresh() -> bool:
    """Tell whether nobody has stored an event or a unit yet."""
    return not queries_people.has_any(Event) and not queries_people.has_any(Unit)
