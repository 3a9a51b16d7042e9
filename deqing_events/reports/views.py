"""Reports at the desk: the overview, the tally of any period, the rows behind each number, and the workbook."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.documents.workbook import workbook_bytes
from deqing_events.domain.indicators import Indicator
from deqing_events.domain.kinds import EventState
from deqing_events.domain.participation_rows import Policy
from deqing_events.domain.periods import Cuts, name_of
from deqing_events.domain.roles import Permission
from deqing_events.domain.tally import Line
from deqing_events.organisations.queries import townships
from deqing_events.reports import overview as overview_parts
from deqing_events.reports import pages, queries, queries_people
from deqing_events.reports.asked import Asked
from deqing_events.reports.report import Report, report
from deqing_events.reports.tables import FILE_NAME, title, workbook_tables
from deqing_events.reports.wording import COUNTY_OR_UNRESOLVED, agreement, line_rows
from deqing_events.web import access, clock, download, installation

blueprint = Blueprint("reports", __name__)
PAGE_SIZE = 50


@blueprint.get("/desk/overview")
@access.staff(Permission.REPORTS_VIEW)
def overview() -> ResponseReturnValue:
    """Show the year at a glance: cards, townships, months, what waits, and this week's events."""
    asked = _asked()
    found = _report(asked)
    reach = access.reach(Permission.EVENTS_VIEW)
    now = clock.now()
    return render_template(
        "reports/overview.html",
        **_common(asked),
        cards=overview_parts.cards(found, _year_before(asked), asked),
        towns=overview_parts.town_bars(found, asked, queries.organisation_names()),
        months=overview_parts.month_points(found, clock.today()),
        todos=overview_parts.todos(queries_people.waiting(reach, now=now)),
        week=overview_parts.week(reach, now),
        fresh=overview_parts.is_fresh(),
    )


@blueprint.get("/desk/reports")
@access.staff(Permission.REPORTS_VIEW)
def tally() -> ResponseReturnValue:
    """Show every indicator of a period with its rule, and the rows behind the chosen one beside it."""
    asked = _asked()
    found, towns = _report(asked), queries.organisation_names()
    shown = pages.chosen(found, asked.show) or found.indicators[0]
    page = render_template(
        "reports/tally.html",
        **_common(asked),
        shorter=pages.shorter(asked, clock.today()),
        filters=_choices(towns),
        rows=pages.indicator_rows(found, pages.compared(asked, _towns(asked)), asked, shown),
        panel=pages.panel(found, shown, asked, towns),
        parts=pages.breakdown(found, asked, towns),
    )
    return page, 422 if asked.problem else 200


@blueprint.get("/desk/reports.xlsx")
@access.staff(Permission.REPORTS_VIEW)
def workbook() -> ResponseReturnValue:
    """Download the figures with a detail sheet for each; a question that cannot be read goes back to the page."""
    asked = _asked()
    if asked.problem:
        return redirect(url_for("reports.tally") + asked.href())
    made_at = clock.now().astimezone(clock.SHANGHAI)
    days = f"期间：{asked.period.start} 至 {asked.period.end}"
    about = f"填报单位：{_about(asked)}    {days}    生成时间：{made_at:%Y-%m-%d %H:%M}"
    tables = workbook_tables(_report(asked), queries.organisation_names(), about=about, made_at=made_at)
    return download.xlsx(workbook_bytes(tables), f"{FILE_NAME}.xlsx")


@blueprint.get("/desk/reports/<key>")
@access.staff(Permission.REPORTS_VIEW)
def rows(key: str) -> ResponseReturnValue:
    """List the rows behind one number, or the people behind one of those rows."""
    asked = _asked()
    found = _report(asked)
    indicator = pages.chosen(found, key) or abort(404)
    lines = found.lines(indicator)
    held, sentence = agreement(indicator, found.count(indicator), lines)
    parts = {**_common(asked), "indicator": indicator, "title": title(indicator), "count": found.count(indicator)}
    if asked.event is None and asked.unit is None and asked.union is None:
        shown = _lines(lines, found, indicator, asked)
        return render_template("reports/rows.html", **parts, held=held, sentence=sentence, **shown)
    line = pages.line_asked(asked, lines) or abort(404)
    return render_template("reports/people.html", **parts, **_people(line, found, indicator, asked))


def _lines(lines: Sequence[Line], found: Report, indicator: Indicator, asked: Asked) -> dict[str, Any]:
    part, at = _page(lines, asked)
    ids = [line.id for line in part if line.thing == "event" and line.id is not None]
    visible = queries_people.visible(ids, access.reach(Permission.EVENTS_VIEW))
    return {"rows": pages.with_links(line_rows(part, found.facts), indicator, asked, visible), **at}


def _people(line: Line, found: Report, indicator: Indicator, asked: Asked) -> dict[str, Any]:
    everybody = found.people(indicator, line)
    part, at = _page(everybody, asked, event=asked.event, unit=asked.unit, union=asked.union)
    people = queries_people.named(part)
    ids = [one.event_id for one in people]
    visible = queries_people.visible(ids, access.reach(Permission.EVENTS_VIEW))
    proven = queries_people.visible(ids, access.reach(Permission.CHECKIN_MANAGE))
    events = {key: event.title for key, event in found.facts.known.items()}
    head = line_rows([line], found.facts)[0]
    return {"people": people, "events": events, "visible": visible, "proven": proven, "head": head, "line": line, **at}


def _page(rows: Sequence[Any], asked: Asked, **line: int | None) -> tuple[Sequence[Any], dict[str, Any]]:
    last = max(1, -(-len(rows) // PAGE_SIZE))
    number = min(asked.page, last)
    first = (number - 1) * PAGE_SIZE
    near = sorted({1, last, *range(max(1, number - 2), min(last, number + 2) + 1)})
    links = [{"label": one, "href": asked.href(page=one, **line), "current": one == number} for one in near]
    part = rows[first : first + PAGE_SIZE]
    at = {"first": first + 1, "last": first + len(part), "total": len(rows)}
    return part, {"nav": {**at, "pages": links if last > 1 else []}}


def _asked() -> Asked:
    held = installation.settings()
    policy = Policy(EventState(held.count_from_state), held.count_preliminary)
    cuts = Cuts(held.statistical_month, held.term_start)
    return Asked.of(request.args, today=clock.today(), policy=policy, cuts=cuts)


def _report(asked: Asked) -> Report:
    return report(asked.period, asked.narrowing(), _towns(asked), asked.filters)


def _year_before(asked: Asked) -> Report:
    return report(overview_parts.same_days_before(asked.period, clock.today()), asked.narrowing(), _towns(asked))


def _towns(asked: Asked) -> Any:  # noqa: ANN401 - a collection of ids or None
    try:
        return pages.towns_within(access.reach(Permission.REPORTS_VIEW), asked.town)
    except LookupError:
        abort(404)


def _choices(towns: Any) -> dict[str, Any]:  # noqa: ANN401 - names by id
    return pages.choices(access.reach(Permission.REPORTS_VIEW), towns, {row.id for row in townships(clock.today())})


def _about(asked: Asked) -> str:
    names, reach = queries.organisation_names(), access.reach(Permission.REPORTS_VIEW)
    if asked.town is not None:
        return names[asked.town][0] if asked.town in names else COUNTY_OR_UNRESOLVED
    return "全县" if reach.county else "、".join(names[town][0] for town in names if town in reach.townships)


def _common(asked: Asked) -> dict[str, Any]:
    today: dt.date = clock.today()
    return {
        "asked": asked,
        "about": _about(asked),
        "period_name": name_of(asked.period, today, asked.cuts),
        "presets": pages.presets(asked, today),
        "made_at": clock.now(),
        "today": today,
    }
