"""Desk pages of marking: how far it is, one score sheet, seats of judges; and a judge's own list of contests."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.custody import queries as custody
from deqing_events.contests.doors import event_or_404, may
from deqing_events.contests.double_entry import queries as double_entry
from deqing_events.contests.entrants import queries as entrants
from deqing_events.contests.history import Change
from deqing_events.contests.marking import actions, queries
from deqing_events.contests.marking.change_words import change_words
from deqing_events.contests.marking.forms import ScoresForm
from deqing_events.contests.marking.grid import Grid, Naming, Typed, laid_out, read, total, visible_to
from deqing_events.contests.marking.progress import progress
from deqing_events.contests.marking.score_sheets import ScoreSheet, score_sheets
from deqing_events.contests.models import Entrant
from deqing_events.contests.results import queries as results
from deqing_events.contests.results.standings import worked_out
from deqing_events.contests.rule_sheets import queries as rules
from deqing_events.domain.roles import Permission
from deqing_events.domain.rule_sheet import parse
from deqing_events.domain.text import row_id
from deqing_events.events.models import Event
from deqing_events.web import access, clock

blueprint = Blueprint("contest_marks", __name__, url_prefix="/desk")
ENTER, EDIT = Permission.MARKS_ENTER, Permission.CONTESTS_EDIT
NOT_REFUSED = ("", Typed())
PUBLISHED = "成绩已经公布，裁判不能再改。要更正请告诉裁判长。"


@blueprint.get("/judging")
@access.staff(ENTER)
def judging() -> ResponseReturnValue:
    """List the contests a judge marks."""
    return render_template("contests/judging.html", events=queries.contests_within(access.reach(ENTER)))


@blueprint.get("/events/<int:event_id>/scores")
@access.staff(ENTER)
def overview(event_id: int) -> ResponseReturnValue:
    """Show how far the marking is; a judge goes straight to the own sheet."""
    event = event_or_404(event_id, ENTER)
    sheets = _sheets(event)
    if not may(event, EDIT):
        own = next((sheet for sheet in sheets if _is_own(event, sheet)), None)
        if own is None:
            return render_template("contests/no_seat.html", event=event)
        return redirect(url_for(".scores", event_id=event_id, key=own.key))
    return _overview(event, sheets)


@blueprint.route("/events/<int:event_id>/scores/<key>", methods=["GET", "POST"])
@access.staff(ENTER)
def scores(event_id: int, key: str) -> ResponseReturnValue:
    """Type one score sheet; a page is saved whole or not at all."""
    event, sheet = _opened(event_id, key)
    form = ScoresForm()
    if not form.is_submitted():
        return _grid_page(event, sheet, form)
    cells, typed = read(sheet, _rows(event, sheet), request.form, _naming(event, sheet))
    problem = _entered(event, sheet, cells, typed, form)
    if isinstance(problem, int):
        flash(f"已保存，改动 {problem} 格。" if problem else "没有改动。", "ok")
        return redirect(url_for(".scores", event_id=event_id, key=key))
    sentence, typed = problem
    return _grid_page(event, sheet, form, typed, sentence), 422


@blueprint.route("/events/<int:event_id>/scores/<key>/<who>", methods=["GET", "POST"])
@access.staff(ENTER)
def card(event_id: int, key: str, who: str) -> ResponseReturnValue:
    """Type one entrant's marks with large fields, as judges do on a phone; saving leads to the next one."""
    event, sheet = _opened(event_id, key)
    if not _twice(event, sheet).isdisjoint(column.key for column in sheet.columns):
        return redirect(url_for(".scores", event_id=event_id, key=key))
    if who not in {row.handle for row in _grid(event, sheet, Typed()).rows}:
        abort(404)
    form = ScoresForm()
    if not form.is_submitted():
        return _card_page(event, sheet, who, form)
    cells, typed = read(sheet, _rows(event, sheet), request.form, _naming(event, sheet))
    problem = _entered(event, sheet, cells, typed, form)
    if isinstance(problem, int):
        flash("已保存。", "ok")
        return redirect(_after(event, sheet, who))
    return _card_page(event, sheet, who, form, problem), 422


@blueprint.post("/events/<int:event_id>/seats")
@access.staff(EDIT)
def seats(event_id: int) -> ResponseReturnValue:
    """Let accounts sit as judges."""
    event = event_or_404(event_id)
    sheets = [sheet for sheet in _sheets(event) if sheet.judge]
    chosen = {sheet.judge: request.form.get(f"seat-{sheet.key}", "") for sheet in sheets}
    wanted = {judge: number for judge, value in chosen.items() if (number := row_id(value)) is not None}
    try:
        actions.seat_judges(event.id, wanted, Change(access.acting(), clock.now()))
    except actions.MarksRefusedError as refusal:
        return _overview(event, _sheets(event), str(refusal), chosen), 422
    flash("裁判席位已安排好。", "ok")
    return redirect(url_for(".overview", event_id=event_id))


def _opened(event_id: int, key: str) -> tuple[Event, ScoreSheet]:
    """Return the event and the sheet when the account may type it, else 404: a judge has the own sheet only."""
    event = event_or_404(event_id, ENTER)
    sheet = next((row for row in _sheets(event) if row.key == key), None) or abort(404)
    if not (may(event, EDIT) or _is_own(event, sheet)):
        abort(404)
    return event, sheet


def _entered(
    event: Event, sheet: ScoreSheet, cells: list[actions.Cell], typed: Typed, form: ScoresForm
) -> int | tuple[str, Typed]:
    """Save and return how many cells changed, or the sentence and the sentences per cell."""
    if not form.validate():
        return "这一页放得太久了，请再点一次保存。填的内容还在。", typed
    if typed.errors:
        return f"有 {len(typed.errors)} 格要改，全部都没有保存。请改好红色的格子。", typed
    if not may(event, EDIT) and results.latest(event.id) is not None:
        return PUBLISHED, typed
    try:
        change = Change(access.acting(), clock.now(), form.reason.data or "")
        return actions.enter(event.id, sheet, cells, change)
    except actions.MarksRefusedError as refusal:
        return str(refusal), Typed(typed.texts, refusal.cells)


def _sheets(event: Event) -> list[ScoreSheet]:
    held = rules.current(event.id)
    return score_sheets(parse(held.body)) if held else []


def _is_own(event: Event, sheet: ScoreSheet) -> bool:
    mine = access.principal().account_id
    return any(seat.judge == sheet.judge and seat.account_id == mine for seat in queries.seats(event.id))


def _naming(event: Event, sheet: ScoreSheet) -> Naming:
    """Return what the page calls entrants: a judge gets blind codes and no row's number.

    While the codes are sealed so does everybody, for whatever happened at the station.
    """
    if not may(event, EDIT):
        return Naming.CODED
    if sheet.by_code and custody.sealed(event.id):
        return Naming.SEALED
    return Naming.BLIND if sheet.judge and entrants.blind_codes(event.id) else Naming.OPEN


def _rows(event: Event, sheet: ScoreSheet) -> list[Entrant]:
    rows = entrants.for_event(event.id)
    if not may(event, EDIT):
        return visible_to(sheet.judge, rows)
    hidden = sheet.by_code and custody.sealed(event.id)
    return [row for row in rows if row.blind_code] if hidden else rows


def _grid(event: Event, sheet: ScoreSheet, typed: Typed) -> Grid:
    return laid_out(sheet, _rows(event, sheet), queries.marks(event.id), _naming(event, sheet), typed)


def _grid_page(event: Event, sheet: ScoreSheet, form: ScoresForm, typed: Typed | None = None, problem: str = "") -> str:
    return render_template(
        "contests/scores.html",
        event=event,
        sheet=sheet,
        grid=_grid(event, sheet, typed or Typed()),
        form=form,
        problem=problem,
        sheets=_sheets(event) if may(event, EDIT) else [],
        published=results.latest(event.id) is not None,
        twice=_twice(event, sheet),
        may_type=may(event, Permission.PAPERS_ENTER),
    )


def _twice(event: Event, sheet: ScoreSheet) -> set[str]:
    """Return the columns that are typed by two people elsewhere; once published, changes are corrections."""
    return set() if results.latest(event.id) is not None else double_entry.twice_columns(event.id, sheet.judge)


def _after(event: Event, sheet: ScoreSheet, who: str) -> str:
    """Return the address of the next entrant who can be marked, of the whole sheet after the last."""
    rows = [row.handle for row in _grid(event, sheet, Typed()).rows if not row.closed or row.handle == who]
    later = rows[rows.index(who) + 1 :]
    if not later:
        return url_for(".scores", event_id=event.id, key=sheet.key)
    return url_for(".card", event_id=event.id, key=sheet.key, who=later[0])


def _card_page(
    event: Event, sheet: ScoreSheet, who: str, form: ScoresForm, refused: tuple[str, Typed] = NOT_REFUSED
) -> str:
    problem, typed = refused
    grid = _grid(event, sheet, typed)
    index = next(at for at, row in enumerate(grid.rows) if row.handle == who)
    row = grid.rows[index]
    given, highest = total(row)
    return render_template(
        "contests/card.html",
        event=event,
        sheet=sheet,
        grid=grid,
        row=row,
        place=index + 1,
        before=grid.rows[index - 1] if index else None,
        missing=sum(not box.text for box in row.boxes),
        given=given,
        highest=highest,
        form=form,
        problem=problem,
    )


def _overview(event: Event, sheets: list[ScoreSheet], problem: str = "", chosen: dict[str, str] | None = None) -> str:
    rows, sealed = entrants.for_event(event.id), custody.sealed(event.id)
    if sealed:  # the order of the numbers would tell whose code is whose
        rows.sort(key=lambda row: row.blind_code)
    seated = {seat.judge: str(seat.account_id) for seat in queries.seats(event.id)}
    return render_template(
        "contests/scores_overview.html",
        event=event,
        sheets=sheets,
        rows=rows,
        pages=progress(sheets, rows, queries.marks(event.id), sealed=sealed, told=not sealed),
        sealed=sealed,
        standings=worked_out(event.id),
        judges=queries.judges_of(event.id),
        seated=seated if chosen is None else chosen,
        changes=[(row.at, change_words(row, who, sheets, sealed=sealed)) for row, who in entrants.changes(event.id)],
        problem=problem,
    )
