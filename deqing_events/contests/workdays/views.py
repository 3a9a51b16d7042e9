"""Desk pages of the calendar of working days."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.workdays import actions, queries
from deqing_events.contests.workdays.forms import YearForm
from deqing_events.domain.calendar_text import written
from deqing_events.domain.roles import Permission
from deqing_events.web import access, clock

blueprint = Blueprint("workdays", __name__, url_prefix="/desk/workdays")
EDIT = Permission.WORKDAYS_EDIT


@blueprint.get("")
@access.staff(EDIT)
def listing() -> ResponseReturnValue:
    """List the years on file, and say which of this year and the next is missing."""
    rows = queries.years()
    known, this_year = {row.year for row in rows}, clock.today().year
    missing = [year for year in (this_year, this_year + 1) if year not in known]
    return render_template("contests/workdays/listing.html", rows=rows, missing=missing)


@blueprint.route("/edit", methods=["GET", "POST"])
@access.staff(EDIT)
def edit() -> ResponseReturnValue:
    """Write or paste one year; ``?year=`` opens a year that is on file."""
    form = YearForm()
    if not form.is_submitted():
        _filled(form)
        return render_template("contests/workdays/edit.html", form=form)
    days = form.read() if form.validate() else None
    if days is None:
        return render_template("contests/workdays/edit.html", form=form), 422
    try:
        actions.save(form.year.data, days, form.source.data or "", by=access.acting(), now=clock.now())
    except actions.CalendarRefusedError as refusal:
        return render_template("contests/workdays/edit.html", form=form, problem=str(refusal)), 409
    flash(f"{form.year.data} 年的日历已存：放假 {len(days.holidays)} 天，调休上班 {len(days.workdays)} 天。", "ok")
    return redirect(url_for(".listing"), 303)


def _filled(form: YearForm) -> None:
    year = request.args.get("year", type=int)
    held = queries.one(year) if year and 2000 <= year <= 2100 else None  # noqa: PLR2004 - as the form allows
    form.year.data = year or clock.today().year
    if held is not None:
        form.holidays.data = written(queries.days(held.holidays))
        form.workdays.data = written(queries.days(held.workdays))
        form.source.data = held.source
