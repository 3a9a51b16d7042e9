"""Desk pages of the list of entrants."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.contests.custody import queries as custody
from deqing_events.contests.doors import event_or_404
from deqing_events.contests.entrants import actions, queries
from deqing_events.contests.entrants.elapsed import elapsed_text, parse_elapsed
from deqing_events.contests.entrants.forms import EnrolForm, EntrantForm, StatusForm, entrant_form
from deqing_events.contests.history import Change
from deqing_events.contests.models import Entrant
from deqing_events.contests.rule_sheets import queries as rules
from deqing_events.domain.entrants import STATUS_WORDS
from deqing_events.domain.kinds import ENTRANT_WORDS, EntrantKind
from deqing_events.domain.roles import Permission
from deqing_events.domain.rounding import number
from deqing_events.domain.rule_sheet import RuleSheet, parse
from deqing_events.domain.text import row_id
from deqing_events.events.models import Event
from deqing_events.web import access, clock

blueprint = Blueprint("contest_entrants", __name__, url_prefix="/desk/events/<int:event_id>/entrants")
EDIT = Permission.CONTESTS_EDIT
WORDS = {status.value: word for word, status in STATUS_WORDS.items()}


@blueprint.get("")
@access.staff(EDIT)
def listing(event_id: int) -> ResponseReturnValue:
    """List the entrants and what can be done with them."""
    return _listing(event_or_404(event_id))


@blueprint.post("/enrol")
@access.staff(EDIT)
def enrol(event_id: int) -> ResponseReturnValue:
    """Make entrants of the confirmed registrations."""
    event, form = event_or_404(event_id), EnrolForm()
    if not form.validate_on_submit():
        return _listing(event, enrol=form), 422
    made = _done(
        lambda: actions.enrol(
            event.id,
            form.prefix.data or "",
            attended_only=form.attended_only.data,
            by=access.acting(),
            now=clock.now(),
        )
    )
    if isinstance(made, str):
        return _listing(event, problem=made, enrol=form), 422
    flash(f"新加 {made} 名参赛者。" if made else "没有新的名单，报名的都已经在里面了。", "ok" if made else "info")
    return redirect(url_for(".listing", event_id=event_id))


@blueprint.post("/blind-codes")
@access.staff(EDIT)
def blind_codes(event_id: int) -> ResponseReturnValue:
    """Give everybody without one a blind code."""
    event = event_or_404(event_id)
    made = _done(lambda: actions.assign_blind_codes(event.id, by=access.acting(), now=clock.now()))
    if isinstance(made, str):
        return _listing(event, problem=made), 422
    flash(f"新编 {made} 个盲码。裁判只看得到盲码；这样编的没有封存，赛务人员看得到对照。", "ok")
    return redirect(url_for(".listing", event_id=event_id))


@blueprint.post("/status")
@access.staff(EDIT)
def status(event_id: int) -> ResponseReturnValue:
    """Give the ticked rows a status."""
    event, form = event_or_404(event_id), StatusForm()
    ids = [known for value in request.form.getlist("ids") if (known := row_id(value)) is not None]
    if not form.validate_on_submit() or not ids:
        return _listing(event, problem="请先勾选人，再选一个状态。", status=form, picked=ids), 422
    change = Change(access.acting(), clock.now(), form.reason.data or "")
    done = _done(lambda: actions.set_status(event.id, ids, form.status.data, change))
    if isinstance(done, str):
        return _listing(event, problem=done, status=form, picked=ids), 422
    flash(f"已把 {done} 人改为“{WORDS[form.status.data]}”。", "ok")
    return redirect(url_for(".listing", event_id=event_id))


@blueprint.route("/new", methods=["GET", "POST"])
@access.staff(EDIT)
def new(event_id: int) -> ResponseReturnValue:
    """Add one by hand."""
    event, sheet = event_or_404(event_id), _sheet(event_id)
    form = entrant_form(sheet)()
    if not form.is_submitted():
        return _edit_page(event, form, sheet)
    made: Entrant | str = "请从这一页提交。"
    if form.validate():
        made = _done(lambda: actions.add(event.id, _details(form, sheet), by=access.acting(), now=clock.now()))
        if not isinstance(made, str):
            flash(f"{made.number} 已加进名单。", "ok")
            return redirect(url_for(".listing", event_id=event_id))
    return _edit_page(event, form, sheet, problem="" if form.errors else str(made)), 422


@blueprint.route("/<int:entrant_id>", methods=["GET", "POST"])
@access.staff(EDIT)
def edit(event_id: int, entrant_id: int) -> ResponseReturnValue:
    """Change one entrant."""
    event, sheet = event_or_404(event_id), _sheet(event_id)
    entrant = queries.one(event_id, entrant_id) or abort(404)
    form = entrant_form(sheet)(**_filled(entrant, sheet))
    if not form.is_submitted():
        return _edit_page(event, form, sheet, entrant)
    problem: str | None = ""
    if form.validate():
        change = Change(access.acting(), clock.now(), form.reason.data or "")
        problem = _done(lambda: actions.change(event.id, entrant_id, _details(form, sheet), change))
        if problem is None:
            flash("已保存。", "ok")
            return redirect(url_for(".listing", event_id=event_id))
    return _edit_page(event, form, sheet, entrant, problem or ""), 422


@blueprint.route("/<int:entrant_id>/remove", methods=["GET", "POST"])
@access.staff(EDIT)
def remove(event_id: int, entrant_id: int) -> ResponseReturnValue:
    """Take somebody off the list, after asking."""
    event = event_or_404(event_id)
    entrant = queries.one(event_id, entrant_id) or abort(404)
    if request.method == "GET":
        return render_template("contests/entrant_remove.html", event=event, entrant=entrant)
    problem = _done(lambda: actions.remove(event.id, entrant_id, by=access.acting(), now=clock.now()))
    if problem is not None:
        return _listing(event, problem=problem), 422
    flash(f"{entrant.number} 已从名单里删去。", "ok")
    return redirect(url_for(".listing", event_id=event_id))


def _done(act: Any) -> Any:  # noqa: ANN401 - what the action returns, or its refusal as a sentence
    try:
        return act()
    except actions.EntrantRefusedError as refusal:
        return str(refusal)


def _sheet(event_id: int) -> RuleSheet | None:
    held = rules.current(event_id)
    return parse(held.body) if held else None


def _listing(event: Event, **more: Any) -> str:  # noqa: ANN401 - template values
    values = {"enrol": EnrolForm(formdata=None), "status": StatusForm(formdata=None), "picked": [], **more}
    return render_template(
        "contests/entrants.html",
        event=event,
        rows=queries.for_event(event.id),
        waiting=len(queries.not_enrolled(event.id, attended_only=False)),
        came=len(queries.not_enrolled(event.id, attended_only=True)),
        words=WORDS,
        sealed=custody.sealed(event.id),
        officer=custody.officer_named(event.id),
        kind=ENTRANT_WORDS[EntrantKind(event.entrant_kind)],
        elapsed_text=elapsed_text,
        **values,
    )


def _edit_page(
    event: Event, form: EntrantForm, sheet: RuleSheet | None, entrant: Entrant | None = None, problem: str = ""
) -> str:
    sealed = custody.sealed(event.id)
    if sealed or (custody.officer_named(event.id) and not (entrant and entrant.blind_code)):
        del form.blind_code
    penalties = [form[f"penalty{index}"] for index in range(len(sheet.penalties) if sheet and not sealed else 0)]
    return render_template(
        "contests/entrant_edit.html",
        event=event,
        form=form,
        entrant=entrant,
        penalties=penalties,
        sealed=sealed,
        problem=problem,
    )


def _filled(entrant: Entrant, sheet: RuleSheet | None) -> dict[str, Any]:
    keys = [penalty.key for penalty in sheet.penalties] if sheet else []
    return {
        **{name: getattr(entrant, name) for name in ("number", "name", "delegation", "unit_name", "blind_code")},
        **{f"penalty{index}": entrant.penalties.get(key, "") for index, key in enumerate(keys)},
        "status": entrant.status,
        "elapsed": elapsed_text(entrant.elapsed_seconds),
        "guest": entrant.guest,
        "vetoes": entrant.vetoes,
        "recused": entrant.recused,
    }


def _details(form: EntrantForm, sheet: RuleSheet | None) -> actions.Details:
    keys = [penalty.key for penalty in sheet.penalties] if sheet else []
    times = {key: form[f"penalty{index}"].data or "0" for index, key in enumerate(keys)}
    return actions.Details(
        number=form.number.data,
        name=form.name.data,
        delegation=form.delegation.data or "",
        unit_name=form.unit_name.data or "",
        blind_code=(form.blind_code.data or "") if "blind_code" in form else "",
        status=form.status.data,
        elapsed_seconds=parse_elapsed(form.elapsed.data or ""),
        guest=bool(form.guest.data),
        penalties={key: value for key, value in times.items() if number(value)},
        vetoes=form["vetoes"].data if "vetoes" in form else [],
        recused=form["recused"].data if "recused" in form else [],
    )
