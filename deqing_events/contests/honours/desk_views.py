"""The desk's register of honours."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from urllib.parse import urlencode

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.full_names import FullForm, asked_page, note_full, stamp, stamped
from deqing_events.contests.history import Change
from deqing_events.contests.honours import actions, queries
from deqing_events.contests.honours.forms import HonourForm, StrikeForm
from deqing_events.contests.honours.tables import register_table
from deqing_events.documents.workbook import workbook_bytes
from deqing_events.domain.honours import HOLDER_WORDS, HONOUR_WORDS
from deqing_events.domain.kinds import LEVEL_WORDS
from deqing_events.domain.roles import Permission
from deqing_events.domain.text import row_id
from deqing_events.web import access, clock, download
from deqing_events.web.formatting import iso_day
from deqing_events.web.forms import tidy

blueprint = Blueprint("honours_desk", __name__, url_prefix="/desk/honours")
MANAGE, FULL = Permission.HONOURS_MANAGE, Permission.FULL_PERSONAL_DATA
COUNTY = "德清县总工会"
LONGEST_SEARCH = 60
FIRST_YEAR, LAST_YEAR = 1949, 2100


@blueprint.get("")
@access.staff(MANAGE)
def listing() -> ResponseReturnValue:
    """List honours by words, kind and year."""
    asked = _asked(request.args)
    page = queries.register(asked)
    links = [
        {"label": label, "href": _href(asked, number)}
        for label, number in (("上一页", page.number - 1), ("下一页", page.number + 1))
        if 1 <= number <= page.last
    ]
    words = {"honours": HONOUR_WORDS, "levels": LEVEL_WORDS, "holders": HOLDER_WORDS}
    return render_template(
        "contests/honours/listing.html",
        asked=asked,
        page=page,
        links=links,
        size=queries.PAGE_SIZE,
        years=queries.years(),
        here=_href(asked, 1),
        may_full=access.reach(FULL).county,
        **words,
    )


@blueprint.route("/honours.xlsx", methods=["GET", "POST"])
@access.staff(MANAGE)
def workbook() -> ResponseReturnValue:
    """Download the honours asked for that stand; full names need the right and a reason, which goes to the log."""
    asked, full, line = _asked(request.args), request.args.get("full") == "1", ""
    if full:
        access.reach(FULL).county or abort(403)
        form = FullForm()
        if not form.validate_on_submit():
            return asked_page(None, form, url_for(".listing") + _href(asked, 1))
        note_full("honour.full_file", None, "honour", form.reason.data)
        line = stamp(form.reason.data)
    subtitle = f"填报单位：{COUNTY}    日期：{iso_day(clock.now())}"
    table = stamped(register_table(queries.every(asked), subtitle, full=full), line)
    return download.xlsx(workbook_bytes([table]), f"{table.file_name}.xlsx")


@blueprint.route("/new", methods=["GET", "POST"])
@access.staff(MANAGE)
def new() -> ResponseReturnValue:
    """Record an honour."""
    form = HonourForm()
    if not form.is_submitted():
        code = str(request.args.get("event", ""))[:16]
        form = HonourForm(formdata=None, level="county", awarded_by=COUNTY, event_code=code)
        return render_template("contests/honours/new.html", form=form)
    problem = _added(form) if form.validate() else ""
    if form.errors or problem:
        return render_template("contests/honours/new.html", form=form, problem=problem), 422
    flash(f"已登记：{form.name.data}，{HONOUR_WORDS[form.kind.data]}。", "ok")
    return redirect(url_for(".listing"), 303)


@blueprint.route("/<int:honour_id>/strike", methods=["GET", "POST"])
@access.staff(MANAGE)
def strike(honour_id: int) -> ResponseReturnValue:
    """Ask for the reason, then strike an honour out."""
    row, form, problem = queries.one(honour_id) or abort(404), StrikeForm(), ""
    if form.validate_on_submit():
        try:
            actions.strike(row.id, Change(access.acting(), clock.now(), form.reason.data))
        except actions.HonourRefusedError as refusal:
            problem = str(refusal)
        else:
            flash("已划掉，登记表里还查得到。", "ok")
            return redirect(url_for(".listing"), 303)
    page = render_template("contests/honours/strike.html", row=row, form=form, problem=problem, words=HONOUR_WORDS)
    return page, (422 if form.is_submitted() else 200)


def _added(form: HonourForm) -> str:
    """Record what the form holds; the sentence when it was refused, empty when done."""
    event = queries.event_by_code(form.event_code.data) if form.event_code.data else None
    if form.event_code.data and event is None:
        form.event_code.errors = ["没有这个编号的赛事，请对照赛事页上的编号，或者空着。"]
        return ""
    if form.awarded_on.data > clock.today():
        form.awarded_on.errors = ["授予日期还没到，请对照文件再看一遍。"]
        return ""
    details = actions.Details(
        kind=form.kind.data,
        level=form.level.data,
        holder_kind=form.holder_kind.data,
        name=form.name.data,
        unit_name=form.unit_name.data or "",
        event_id=event.id if event else None,
        awarded_by=form.awarded_by.data,
        awarded_on=form.awarded_on.data,
        document_number=form.document_number.data,
    )
    try:
        actions.add(details, Change(access.acting(), clock.now()))
    except actions.HonourRefusedError as refusal:
        return str(refusal)
    return ""


def _asked(args: Mapping[str, str]) -> queries.Asked:
    year, kind = row_id(args.get("year")), args.get("kind", "")
    return queries.Asked(
        text=str(tidy(args.get("text", "")))[:LONGEST_SEARCH],
        kind=kind if kind in list(HONOUR_WORDS) else "",
        year=year if year and FIRST_YEAR <= year <= LAST_YEAR else None,
        page=row_id(args.get("page")) or 1,
    )


def _href(asked: queries.Asked, page: int) -> str:
    wanted = asdict(replace(asked, page=page))
    return "?" + urlencode({key: value for key, value in wanted.items() if value and (key, value) != ("page", 1)})
