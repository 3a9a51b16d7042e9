"""The desk's page 代为报名: staff sign one person up, from the roster or typed in, and may let them in, saying why."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.domain.eligibility.facts import Finding
from deqing_events.domain.eligibility.wording import words
from deqing_events.domain.kinds import EntrantKind
from deqing_events.domain.roles import Permission
from deqing_events.domain.text import row_id
from deqing_events.events.models import Event
from deqing_events.events.queries import within
from deqing_events.organisations.asking import Asked
from deqing_events.organisations.members import queries as members
from deqing_events.organisations.models import Member
from deqing_events.registration import actions, prefill
from deqing_events.registration.eligibility import queries
from deqing_events.registration.eligibility.forms import OnBehalfForm
from deqing_events.registration.eligibility.gate_actions import IneligibleError
from deqing_events.registration.questions import queries as questions
from deqing_events.registration.teams import filled
from deqing_events.web import access, clock, installation

blueprint = Blueprint("on_behalf", __name__, url_prefix="/desk/events/<int:event_id>/registrations/new")
EDIT, ROSTER = Permission.REGISTRATIONS_EDIT, Permission.ROSTER_VIEW
SAID = {"confirmed": "已报上。", "waiting": "名额满了，已排进候补。", "pending": "已提交，等审核。"}
ALREADY = "这个人已经报了这一场。"
NEEDS_REASON = "不符合报名条件。要放行，请在下面写明原因；不放行就不用提交。"


@blueprint.route("", methods=["GET", "POST"])
@access.staff(EDIT)
def register(event_id: int) -> ResponseReturnValue:
    """Fill in for somebody; what the rules have against them is shown before a reason lets them in."""
    event = within(event_id, access.reach(EDIT)) or abort(404)
    if event.entrant_kind == EntrantKind.TEAM:
        flash("这一场按队报名，请在这里代登记一支队。", "info")
        return redirect(url_for("teams_desk.new", event_id=event.id))
    member = _member()
    form = OnBehalfForm.for_event(event, questions.current(event.id))
    if member is not None:
        prefill.fill(form, prefill.of_member(member))
    if request.method == "GET":
        return _page(event, form, member)
    place = filled.workplace(form)
    if place is None:
        return _page(event, form, member)
    outcome = actions.register_for(
        event.id,
        filled.details(form, place),
        keys=installation.keys(),
        now=clock.now(),
        by=access.acting(),
        override=form.override.data or "",
    )
    if outcome.registration is None:
        found = outcome.refusal.found if isinstance(outcome.refusal, IneligibleError) else ()
        sentence = NEEDS_REASON if found else ALREADY if outcome.kind == "already" else outcome.sentence
        return _page(within(event_id, access.reach(EDIT)) or abort(404), form, member, sentence, found)
    flash(f"{outcome.registration.name}：{SAID.get(outcome.kind, SAID['confirmed'])}", "ok")
    number = outcome.registration.id
    return redirect(url_for("registrations_desk.one", event_id=event_id, registration_id=number), 303)


def _member() -> Member | None:
    """Return the member of the roster this is about, within what the account may see; None for somebody typed in.

    A member without a mobile is typed in: nobody can be reached without one.
    """
    number = row_id(request.values.get("who"))
    found = members.within(number, access.reach(ROSTER)) if number is not None else None
    return found if found and found.mobile else None


def _page(
    event: Event, form: OnBehalfForm, member: Member | None, problem: str = "", found: tuple[Finding, ...] = ()
) -> ResponseReturnValue:
    reach, text = access.reach(ROSTER), request.args.get("q", "").strip()
    names = queries.names_for([each.rule for each in found])
    page = render_template(
        "registration/eligibility/on_behalf.html",
        event=event,
        form=form,
        known=prefill.of_member(member) if member else None,
        problem=problem,
        found=[(words(each.rule, names), each.note) for each in found],
        letting_in=bool(found or form.override.data or form.override.errors),
        may_search=bool(reach),
        q=text,
        hits=members.listing(Asked.of({"q": text}), reach).rows[:20] if text and reach else [],
        conditions=queries.lines(event.id, now=clock.now()),
    )
    return page, 200 if request.method == "GET" else 422
