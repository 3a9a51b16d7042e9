"""The event editor's part 名额分配: every bound with what is taken, limits, reserves, and a pasted table."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.domain import place_table
from deqing_events.domain.place_checks import WORDS
from deqing_events.domain.places import BY_PERSON, Dimension, Kind
from deqing_events.domain.roles import Permission
from deqing_events.events import queries as events
from deqing_events.events.models import Event
from deqing_events.events.overview import editor_frame
from deqing_events.events.trades import TRADES
from deqing_events.organisations.queries import townships
from deqing_events.registration.bounds import actions, checks, queries, showing
from deqing_events.registration.bounds.actions import Bound
from deqing_events.registration.bounds.forms import BoundForm, EachForm, TableForm, bound_form, releases
from deqing_events.registration.bounds.queries import Line
from deqing_events.registration.forms import EmptyForm
from deqing_events.registration.workplaces import settle
from deqing_events.web import access, clock

blueprint = Blueprint("sign_up_places", __name__, url_prefix="/desk/events/<int:event_id>/sign-up/places")
EDIT = Permission.EVENTS_EDIT
NEW = f"/<any({','.join(Kind)}):kind>/<any({','.join(BY_PERSON)}):dimension>"
UNKNOWN_UNION = "没有这个工会，请照登记的全称写。"
UNKNOWN_UNIT = "没有这个单位，请从列表里选，或先在“单位与人员”里登记。"


@blueprint.route("", methods=["GET", "POST"])
@access.staff(EDIT)
def listing(event_id: int) -> ResponseReturnValue:
    """Show every bound, and save how many each workplace, union, delegation or trade may take."""
    event = _known(event_id)
    form = EachForm(data={each.value: number for each, number in queries.each_most(event.id).items()})
    if form.validate_on_submit():
        moved = actions.save_each(event.id, form.most(), now=clock.now(), by=access.acting())
        return _back(event, showing.saved_words(moved))
    page = _page("registration/bounds/listing.html", event, form=form, shown=showing.shown(event),
                 warnings=checks.warnings(event), room_pill=showing.room_pill, words=WORDS, kinds=Kind,
                 dimensions=BY_PERSON, elsewhere=showing.EDITED_ELSEWHERE)  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.route(NEW, methods=["GET", "POST"])
@access.staff(EDIT)
def add(event_id: int, kind: str, dimension: str) -> ResponseReturnValue:
    """Set a limit on, or places aside for, one trade, delegation, union or workplace."""
    event, of, what = _known(event_id), Dimension(dimension), Kind(kind)
    form = bound_form(what, of, _choices(of))
    if form.validate_on_submit():
        target = _target(form, of)
        if target is not None:
            taken = queries.taken(event.id, of, target) if what is Kind.LIMIT else 0
            return _save(event, Bound(what, of, target, form.places.data or 0, releases(form)), taken)
    page = _page("registration/bounds/one.html", event, form=form, kind=what, kinds=Kind, line=None, word=WORDS[of])
    return page, 422 if form.errors else 200


@blueprint.route("/<int:quota_id>", methods=["GET", "POST"])
@access.staff(EDIT)
def change(event_id: int, quota_id: int) -> ResponseReturnValue:
    """Change how many places a limit or reserve holds, and when a reserve gives back."""
    event = _known(event_id)
    line = _line(event, quota_id)
    held = line.counter
    form = bound_form(held.kind, None, {})
    if form.validate_on_submit():
        bound = Bound(held.kind, held.dimension, held.target, form.places.data or 0, releases(form))
        return _save(event, bound, held.taken)
    if not form.is_submitted():
        form.places.process_data(held.capacity)
        if "release_at" in form:
            form.release_at.process_data(line.release_at)
    page = _page("registration/bounds/one.html", event, form=form, kind=held.kind, kinds=Kind, line=line, word="")
    return page, 422 if form.errors else 200


@blueprint.route("/<int:quota_id>/remove", methods=["GET", "POST"])
@access.staff(EDIT)
def remove(event_id: int, quota_id: int) -> ResponseReturnValue:
    """Ask, then take a limit away."""
    event = _known(event_id)
    line = _line(event, quota_id)
    if line.counter.kind is not Kind.LIMIT:
        abort(404)
    if EmptyForm().validate_on_submit():
        moved = actions.remove_limit(event.id, quota_id, now=clock.now(), by=access.acting())
        return _back(event, f"上限已去掉，{len(moved)} 位候补转入。" if moved else "上限已去掉。")
    each = queries.each_most(event.id).get(line.counter.dimension)
    word = WORDS[line.counter.dimension]
    return render_template("registration/bounds/remove.html", event=event, line=line, each=each, word=word)


@blueprint.route("/<int:quota_id>/release", methods=["GET", "POST"])
@access.staff(EDIT)
def release(event_id: int, quota_id: int) -> ResponseReturnValue:
    """Ask, then give what a reserve did not use back to everybody."""
    event = _known(event_id)
    line = _line(event, quota_id)
    if line.counter.kind is not Kind.RESERVE or line.released_at is not None:
        abort(404)
    if EmptyForm().validate_on_submit():
        moved = actions.release(event.id, quota_id, now=clock.now(), by=access.acting())
        return _back(event, f"已放回，{len(moved)} 位候补转入。" if moved else "已放回。")
    return render_template("registration/bounds/release.html", event=event, line=line)


@blueprint.route("/paste", methods=["GET", "POST"])
@access.staff(EDIT)
def paste(event_id: int) -> ResponseReturnValue:
    """Set the places of many delegations at once from a pasted table: every line, or none."""
    event, form, problems = _known(event_id), TableForm(), list[str]()
    if form.validate_on_submit():
        table = place_table.read(form.table.data, {town.id: town.name for town in townships(clock.today())})
        problems = table.problems
        if not problems:
            bounds = actions.of_table(table.lines, Kind(form.kind.data), form.release_at.data)
            moved = actions.save(event.id, bounds, now=clock.now(), by=access.acting())
            tail = f"，{len(moved)} 位候补转入" if moved else ""
            return _back(event, f"已设 {len(table.lines)} 个代表队，合计 {table.total}{tail}。")
    page = _page("registration/bounds/paste.html", event, form=form, problems=problems)
    return page, 422 if form.errors or problems else 200


def _known(event_id: int) -> Event:
    return events.within(event_id, access.reach(EDIT)) or abort(404)


def _line(event: Event, quota_id: int) -> Line:
    return queries.line_of(event, quota_id) or abort(404)


def _choices(dimension: Dimension) -> dict[str, str]:
    if dimension is Dimension.TRADE:
        return dict(TRADES)
    return {str(town.id): town.name for town in townships(clock.today())} if dimension is Dimension.TOWNSHIP else {}


def _target(form: BoundForm, dimension: Dimension) -> str | None:
    """Return whom the form names; None when it does not say so yet, with the sentence on the field."""
    if dimension is Dimension.UNION:
        union = queries.union_named(form.named.data)
        form.named.errors = [] if union else [UNKNOWN_UNION]
        return str(union) if union else None
    if dimension is not Dimension.UNIT:
        return str(form.target.data)
    found = settle(form.unit_text.data, form.chosen_unit_id, form.unit_choice.data or "")
    if isinstance(found, list):
        form.offer(found)
        return None
    form.unit_text.errors = [] if found.unit_id else [UNKNOWN_UNIT]
    return str(found.unit_id) if found.unit_id else None


def _save(event: Event, bound: Bound, taken: int) -> ResponseReturnValue:
    moved = actions.save(event.id, [bound], now=clock.now(), by=access.acting())
    return _back(event, showing.saved_words(moved, taken, bound.places))


def _back(event: Event, sentence: str) -> ResponseReturnValue:
    flash(sentence, "ok")
    return redirect(url_for("sign_up_places.listing", event_id=event.id), 303)


def _page(template: str, event: Event, **shown: object) -> str:
    return render_template(template, **{**editor_frame(event, "places", clock.now()), **shown})
