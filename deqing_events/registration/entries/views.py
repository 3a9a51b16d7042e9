"""Entering people for a workplace or a delegation: the events, one event with its people, one person in, one out."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.documents.fill_in import fill_in_bytes
from deqing_events.domain.kinds import EventState
from deqing_events.events.models import Event
from deqing_events.organisations.models import Unit
from deqing_events.organisations.queries import UnitHit, unit_by_id
from deqing_events.registration import actions, desk_queries, rules
from deqing_events.registration.asked import Asked
from deqing_events.registration.desk_queries import Filters
from deqing_events.registration.entries import actions as entries
from deqing_events.registration.entries import queries, template
from deqing_events.registration.entries.doors import (
    ENTER,
    circumstances,
    enterer,
    event_or_404,
    person_or_404,
    why_shut,
)
from deqing_events.registration.entries.forms import ListForm, PersonForm
from deqing_events.registration.entries.naming import named, workplaces
from deqing_events.registration.entries.reading import LARGEST_BYTES, MOST_LINES, Enterer
from deqing_events.registration.forms import ReasonForm
from deqing_events.registration.queries import ACTIVE
from deqing_events.registration.questions import queries as questions
from deqing_events.registration.teams import filled
from deqing_events.registration.wording import day_line, pill_of
from deqing_events.registration.workplaces import Workplace, settle
from deqing_events.web import access, clock, download

blueprint = Blueprint("entries", __name__, url_prefix="/unit/events")


@blueprint.get("")
@access.staff(ENTER)
def listing() -> ResponseReturnValue:
    """List the events people can be entered for, with how many of the own workplaces are in."""
    found = queries.events(clock.now())
    own = queries.own_people([event.id for event in found], access.reach(ENTER))
    rows = [(event, day_line(event), own.get(event.id, 0), why_shut(event, enterer(event))) for event in found]
    return render_template("registration/entries/listing.html", rows=rows, of=named(access.reach(ENTER)))


@blueprint.get("/<slug>")
@access.staff(ENTER)
def one(slug: str) -> ResponseReturnValue:
    """Show the own people of an event, and the ways to enter more."""
    return page(event_or_404(slug), ListForm())


def page(event: Event, form: ListForm) -> str:
    """Draw the page of one event."""
    asked, who = Asked.of(request.args), enterer(event)
    filters = Filters(asked.state, asked.town, asked.text, inside=who.reach)
    return render_template(
        "registration/entries/one.html",
        event=event,
        form=form,
        asked=asked,
        page=desk_queries.page_of_event(event.id, filters, asked.page),
        shut=why_shut(event, who),
        closes_at=rules.closes_at(event),
        of=named(who.reach),
        pill_of=pill_of,
        entered_for=queries.entered_for,
        active=ACTIVE,
        running=event.state == EventState.PUBLISHED,
        most=MOST_LINES,
        megabytes=LARGEST_BYTES // 1024**2,
    )


@blueprint.get("/<slug>/template.xlsx")
@access.staff(ENTER)
def blank(slug: str) -> ResponseReturnValue:
    """Download the workbook to fill in."""
    event, reach = event_or_404(slug), access.reach(ENTER)
    sheet = template.blank(event, workplaces(reach), of=named(reach), day=clock.today())
    return download.xlsx(fill_in_bytes(sheet), f"{sheet.file_name}.xlsx")


@blueprint.route("/<slug>/add", methods=["GET", "POST"])
@access.staff(ENTER)
def add(slug: str) -> ResponseReturnValue:
    """Enter one person by form."""
    event = event_or_404(slug)
    who = enterer(event)
    shut = why_shut(event, who)
    if shut is not None:
        flash(shut, "warn")
        return redirect(url_for(".one", slug=slug), 303)
    form = PersonForm.for_one(event, questions.current(event.id))
    if not form.is_submitted():
        only = unit_by_id(who.only_unit) if who.only_unit is not None else None
        form.unit_text.data = only.name if only else ""
        return _form(event, form)
    place = _checked(form, who)
    if place is None:
        return _form(event, form), filled.status(form)
    outcome = _entered(event, form, place, who)
    if outcome.registration is None:
        already = "这个人已经报过这一场了，不用再报。"
        return _form(event, form, already if outcome.kind == "already" else outcome.sentence), 422
    made = outcome.registration
    flash(f"已报名：{made.name}，编号 {made.number}，{pill_of(made)[2]}。已经通知本人。", "ok")
    return redirect(url_for(".one", slug=slug), 303)


@blueprint.route("/<slug>/people/<int:registration_id>/withdraw", methods=["GET", "POST"])
@access.staff(ENTER)
def withdraw(slug: str, registration_id: int) -> ResponseReturnValue:
    """Ask for the reason, then take somebody back whom the workplace entered."""
    event = event_or_404(slug)
    line, form = person_or_404(event, registration_id), ReasonForm()
    if not form.validate_on_submit():
        page = render_template("registration/entries/withdraw.html", event=event, held=line.registration, form=form)
        return page, 422 if form.errors else 200
    try:
        moved = entries.withdraw(registration_id, reason=form.reason.data, now=clock.now(), by=access.acting())
        flash(f"已撤回，{len(moved)} 位候补转入。" if moved else "已撤回，已经通知本人。", "ok")
    except rules.RegistrationRefusedError as refusal:
        flash(str(refusal), "bad")
    return redirect(url_for(".one", slug=slug), 303)


def _checked(form: PersonForm, who: Enterer) -> Workplace | None:
    if not form.validate():
        return None
    found: Workplace | list[UnitHit] = settle(form.unit_text.data, form.chosen_unit_id, form.unit_choice.data or "")
    if isinstance(found, list):
        form.offer([hit for hit in found if _covers(who, unit_by_id(hit.id))])
        if len(form.unit_choice.choices) > 1:
            return None
        found = Workplace(form.unit_text.data)
    if who.reach.county or _covers(who, unit_by_id(found.unit_id) if found.unit_id else None):
        return found
    form.unit_text.errors = ["这不是你能代报的单位，请写登记的全称。"]
    return None


def _covers(who: Enterer, unit: Unit | None) -> bool:
    return unit is not None and who.covers(unit)


def _entered(event: Event, form: PersonForm, place: Workplace, who: Enterer) -> actions.Outcome:
    details = filled.details(form, place)
    how = circumstances(who)
    if who.manages:
        return actions.register_for(event.id, details, keys=how.keys, now=how.now, by=how.by)
    vouched = place.unit_id in who.own
    return actions.register_by_workplace(event.id, details, vouched=vouched, keys=how.keys, now=how.now, by=how.by)


def _form(event: Event, form: PersonForm, problem: str = "") -> str:
    return render_template("registration/entries/add.html", event=event, form=form, problem=problem)
