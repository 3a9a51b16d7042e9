"""The desk's teams of an event: the list, one team, and what staff do to it."""

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.domain.kinds import EntrantKind
from deqing_events.domain.roles import Permission
from deqing_events.events.models import Event
from deqing_events.events.queries import within
from deqing_events.organisations.queries import townships
from deqing_events.registration import passes
from deqing_events.registration import rules as registration_rules
from deqing_events.registration.eligibility.gate_actions import IneligibleError
from deqing_events.registration.forms import ReasonForm
from deqing_events.registration.models import Registration
from deqing_events.registration.people import Details
from deqing_events.registration.plans.queries import plan_of
from deqing_events.registration.rules import RegistrationRefusedError
from deqing_events.registration.teams import (
    actions,
    composition,
    draft_actions,
    filled,
    queries,
    rules,
    showing,
    staff_actions,
    tokens,
)
from deqing_events.registration.teams.access_paths import circumstances
from deqing_events.registration.teams.forms import DeskMemberForm, DeskTeamForm, desk_substitute_form
from deqing_events.registration.teams.models import Team
from deqing_events.registration.teams.row_actions import Circumstances
from deqing_events.registration.wording import session_words
from deqing_events.web import access, clock

blueprint = Blueprint("teams_desk", __name__, url_prefix="/desk/events/<int:event_id>/teams")
VIEW, EDIT = Permission.REGISTRATIONS_VIEW, Permission.REGISTRATIONS_EDIT


@blueprint.get("")
@access.staff(VIEW)
def listing(event_id: int) -> ResponseReturnValue:
    """List the teams of one event with what is wrong with each."""
    event = _event(event_id, VIEW)
    plan, rows = plan_of(event.id, now=clock.now()), queries.listing(event.id)
    return render_template(
        "registration/teams/desk/listing.html",
        event=event,
        rows=[(row, showing.team_pill(row.team, row.captain), _wrong(row, event)) for row in rows],
        size=rules.size_words(plan),
        asked=composition.asked_words(plan),
        lock=registration_rules.roster_lock(event, plan),
        of_teams=event.entrant_kind == EntrantKind.TEAM,
        may_edit=_covers(event, EDIT),
    )


def _wrong(row: queries.Row, event: Event) -> list[str]:
    """Say what is wrong with a team that is alive; a team under its least size is 人数不足."""
    plan = plan_of(event.id, now=clock.now())
    if row.team.state == "cancelled":
        return []
    short = ["人数不足"] if row.team.state == "entered" and len(row.people) < plan.team_min else []
    waits = [f"{row.invited} 人没确认"] if row.invited else []
    found = composition.problems(event, plan, row.people)
    return [*short, *waits, *found]


@blueprint.route("/new", methods=["GET", "POST"])
@access.staff(EDIT)
def new(event_id: int) -> ResponseReturnValue:
    """Enter a team for others: its name and a pasted list, the captain first."""
    event, form, problem = _event(event_id, EDIT), DeskTeamForm(), ""
    if len(event.sessions) > 1:
        form.session_id.choices = [(str(part.id), session_words(part)) for part in event.sessions]
    else:
        del form.session_id
    if form.validate_on_submit():
        what = filled.represented(form.team_name.data, form.represents.data or "", None, townships(clock.today()))
        try:
            people = staff_actions.read_people(form.people.data)
            if "session_id" in form:
                people[0] = Details(**{**vars(people[0]), "session_id": int(form.session_id.data)})
            team = staff_actions.enter_team(event.id, what, people, _staff(form.reason.data or ""))
        except RegistrationRefusedError as refusal:
            problem = str(refusal)
        else:
            flash(f"{team.name}已登记，编号 {team.number}。", "ok")
            return redirect(url_for("teams_desk.one", event_id=event_id, team_id=team.id), 303)
    plan = plan_of(event_id, now=clock.now())
    shown = {"size": rules.size_words(plan), "asked": composition.asked_words(plan), "problem": problem}
    page = render_template("registration/teams/desk/new.html", event=_event(event_id, EDIT), form=form, **shown)
    return page, 422 if form.errors or problem else 200


@blueprint.get("/<int:team_id>")
@access.staff(VIEW)
def one(event_id: int, team_id: int) -> ResponseReturnValue:
    """Show one team and its people."""
    event, team = _team(event_id, team_id, VIEW)
    plan, people = plan_of(event.id, now=clock.now()), queries.people(team.id)
    held = tokens.current(team)
    return render_template(
        "registration/teams/desk/one.html",
        event=event,
        team=team,
        people=people,
        invited=queries.invited(team.id),
        declined=queries.declined(team.id),
        state=showing.team_pill(team, rules.captain_of(people)),
        row_pill=showing.row_pill,
        problems=actions.problems(team, plan, people) if team.state != "cancelled" else [],
        size=rules.size_words(plan),
        short_code=passes.spoken(held.short_code) if held and held.revoked_at is None else "",
        serial=held.serial if held else 0,
        may_edit=_covers(event, EDIT) and team.state != "cancelled",
    )


@blueprint.route("/<int:team_id>/add", methods=["GET", "POST"])
@access.staff(EDIT)
def add(event_id: int, team_id: int) -> ResponseReturnValue:
    """Put somebody into the team, whatever the lock, with a reason."""
    event, team = _team(event_id, team_id, EDIT)
    form, problem, unmet = DeskMemberForm(), "", False
    if form.validate_on_submit():
        details = Details(form.name.data, form.mobile.data, form.unit_text.data or "")
        try:
            number = staff_actions.add_person(team.id, details, _staff(form.reason.data, form.override.data))
        except RegistrationRefusedError as refusal:
            problem, unmet = str(refusal), isinstance(refusal, IneligibleError)
        else:
            return _back(event_id, team_id, f"已加上 {form.name.data}，编号 {number}。")
    event, team = _team(event_id, team_id, EDIT)
    page = render_template(
        "registration/teams/desk/add.html", event=event, team=team, form=form, problem=problem, unmet=unmet
    )
    return page, 422 if form.errors or problem else 200


@blueprint.route("/<int:team_id>/members/<int:registration_id>/remove", methods=["GET", "POST"])
@access.staff(EDIT)
def remove(event_id: int, team_id: int, registration_id: int) -> ResponseReturnValue:
    """Ask for the reason, then take somebody out of the team."""
    event, team = _team(event_id, team_id, EDIT)
    held, form = _person(team, registration_id), ReasonForm()
    if not form.validate_on_submit():
        return _asking(event, team, form, "remove", held)
    how = _staff(form.reason.data)
    return _done(event_id, team_id, lambda: draft_actions.remove(team.id, held.id, how), f"{held.name}已移出。")


@blueprint.route("/<int:team_id>/members/<int:registration_id>/substitute", methods=["GET", "POST"])
@access.staff(EDIT)
def substitute(event_id: int, team_id: int, registration_id: int) -> ResponseReturnValue:
    """Put somebody else in a person's place, with a reason."""
    event, team = _team(event_id, team_id, EDIT)
    held, form, problem, unmet = _person(team, registration_id), desk_substitute_form(event), "", False
    place = filled.workplace(form) if request.method == "POST" else None
    if place is not None:
        try:
            how = _staff(form.reason.data, form.override.data)
            made = actions.substitute(team.id, held.id, filled.details(form, place), how)
        except RegistrationRefusedError as refusal:
            problem, unmet = str(refusal), isinstance(refusal, IneligibleError)
        else:
            return _back(event_id, team_id, f"{held.name}已换成 {made.name}，旧通行码不能再用。")
    event, team = _team(event_id, team_id, EDIT)
    shown = {"held": _person(team, registration_id), "form": form, "problem": problem, "unmet": unmet}
    page = render_template("registration/teams/desk/substitute.html", event=event, team=team, **shown)
    return page, 200 if request.method == "GET" else 422


@blueprint.route("/<int:team_id>/cancel", methods=["GET", "POST"])
@access.staff(EDIT)
def cancel(event_id: int, team_id: int) -> ResponseReturnValue:
    """Ask for the reason, then take the whole team out."""
    event, team = _team(event_id, team_id, EDIT)
    form = ReasonForm()
    if not form.validate_on_submit():
        return _asking(event, team, form, "cancel")
    how = _staff(form.reason.data)
    return _done(event_id, team_id, lambda: actions.withdraw(team.id, how), "已取消，队员都会收到消息。")


@blueprint.route("/<int:team_id>/pass", methods=["GET", "POST"])
@access.staff(EDIT)
def reissue(event_id: int, team_id: int) -> ResponseReturnValue:
    """Ask for the reason, then issue a new team pass; the old code is dead."""
    event, team = _team(event_id, team_id, EDIT)
    form = ReasonForm()
    if not form.validate_on_submit():
        return _asking(event, team, form, "pass")
    how = _staff(form.reason.data)
    return _done(event_id, team_id, lambda: actions.reissue_pass(team.id, how), "新的队伍通行码已换好，旧码不能再用。")


def _staff(reason: str, override: str | None = "") -> Circumstances:
    return replace(circumstances(reason=reason, staff=True), override=override or "")


def _event(event_id: int, permission: Permission) -> Event:
    return within(event_id, access.reach(permission)) or abort(404)


def _team(event_id: int, team_id: int, permission: Permission) -> tuple[Event, Team]:
    event = _event(event_id, permission)
    return event, queries.of_event(event.id, team_id) or abort(404)


def _person(team: Team, registration_id: int) -> Registration:
    named = (*queries.people(team.id), *queries.invited(team.id))
    return next((held for held in named if held.id == registration_id), None) or abort(404)


def _covers(event: Event, permission: Permission) -> bool:
    return access.reach(permission).covers_event(event.id, event.township_id)


def _asking(
    event: Event, team: Team, form: ReasonForm, act: str, held: Registration | None = None
) -> ResponseReturnValue:
    shown = {"event": event, "team": team, "form": form, "act": act, "held": held}
    return render_template("registration/teams/desk/asking.html", **shown), 422 if form.errors else 200


def _done(event_id: int, team_id: int, act: Callable[[], object], sentence: str) -> ResponseReturnValue:
    try:
        act()
    except RegistrationRefusedError as refusal:
        return _back(event_id, team_id, str(refusal), "bad")
    return _back(event_id, team_id, sentence)


def _back(event_id: int, team_id: int, sentence: str, kind: str = "ok") -> ResponseReturnValue:
    flash(sentence, kind)
    return redirect(url_for("teams_desk.one", event_id=event_id, team_id=team_id), 303)
