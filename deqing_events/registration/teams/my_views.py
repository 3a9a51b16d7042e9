"""A team on its captain's phone (and, to look at, on its members'): the people, checking, submitting, changing."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.accounts import throttling
from deqing_events.organisations.queries import townships
from deqing_events.registration.forms import EmptyForm
from deqing_events.registration.models import Registration
from deqing_events.registration.people import Details
from deqing_events.registration.plans.queries import plan_of
from deqing_events.registration.rules import RegistrationRefusedError
from deqing_events.registration.teams import actions, composition, draft_actions, filled, queries, rules, showing
from deqing_events.registration.teams.access_paths import Seen, circumstances, invitation, led, seen
from deqing_events.registration.teams.forms import PersonForm, TeamNameForm, substitute_form
from deqing_events.registration.wording import where_and_when
from deqing_events.web import access, clock

blueprint = Blueprint("teams", __name__, url_prefix="/my/teams/<number>")

NAMING = throttling.Limit("team-naming", most=60, seconds=600)
"""How many people one address may name: whether somebody is in another team is an answer."""


@blueprint.get("")
@access.public
def one(number: str) -> ResponseReturnValue:
    """Show the team: step 2 while it is gathered, how it stands afterwards."""
    found = seen(number)
    elsewhere = queries.elsewhere(found.team.event_id, found.invited)
    return render_template(
        "registration/teams/one.html",
        found=found,
        team=found.team,
        event=found.team.event,
        when=where_and_when(found.me),
        rows=showing.roster(found, elsewhere),
        declined=queries.declined(found.team.id) if found.leads else [],
        problems=actions.problems(found.team, found.plan, found.people),
        asked=composition.asked_words(found.plan),
        size=rules.size_words(found.plan),
        pill_of_team=showing.team_pill(found.team, rules.captain_of(found.people)),
        pass_href=showing.pass_address(found.team) if found.leads else "",
    )


@blueprint.route("/edit", methods=["GET", "POST"])
@access.public
def edit(number: str) -> ResponseReturnValue:
    """Change the team's name and whom it plays for."""
    found, form = led(number), TeamNameForm()
    if request.method == "GET":
        form.team_name.data, form.represents.data = found.team.name, found.team.represents
    problem = ""
    if form.validate_on_submit():
        what = filled.represented(form.team_name.data, form.represents.data or "", None, townships(clock.today()))
        try:
            draft_actions.rename(found.team.id, what, circumstances())
        except RegistrationRefusedError as refusal:
            problem = str(refusal)
        else:
            return _back(number, "已保存。")
    page = render_template("registration/teams/edit.html", team=led(number).team, form=form, problem=problem)
    return page, 422 if form.errors or problem else 200


@blueprint.route("/add", methods=["GET", "POST"])
@access.public
def add(number: str) -> ResponseReturnValue:
    """Name somebody by name and mobile; they are told and accept by the invitation link."""
    found, form, problem = led(number), PersonForm(), ""
    if form.validate_on_submit():
        if not throttling.count_try(NAMING, access.acting().address, now=clock.now()):
            problem = "加得太快了，请过 10 分钟再来，或者把邀请链接发到群里。"
        else:
            try:
                details = Details(name=form.name.data, mobile=form.mobile.data)
                draft_actions.invite(found.team.id, details, invitation(found.team), circumstances())
            except RegistrationRefusedError as refusal:
                problem = str(refusal)
            else:
                return _back(number, f"已加上 {form.name.data}，等本人打开邀请链接确认。")
    page = render_template("registration/teams/add.html", team=led(number).team, form=form, problem=problem)
    return page, 422 if form.errors or problem else 200


@blueprint.get("/members/<member>")
@access.public
def member(number: str, member: str) -> ResponseReturnValue:
    """Show one person of the team and what the captain can do."""
    found, held = _member(number, member)
    return render_template("registration/teams/member.html", found=found, team=found.team, held=held,
                           pill_of_row=showing.row_pill(held))  # fmt: skip


@blueprint.route("/members/<member>/remove", methods=["GET", "POST"])
@access.public
def remove(number: str, member: str) -> ResponseReturnValue:
    """Ask, then take somebody out of the team or an invitation back."""
    found, held = _member(number, member)
    if not EmptyForm().validate_on_submit():
        short = found.team.state == "entered" and len(found.people) - 1 < found.plan.team_min
        shown = {"team": found.team, "held": held, "short": short, "plan": found.plan}
        return render_template("registration/teams/remove.html", **shown)
    how = circumstances(reason="队长移出")
    return _done(number, lambda: draft_actions.remove(found.team.id, held.id, how), f"{held.name}已移出名单。")


@blueprint.post("/members/<member>/swap")
@access.public
def swap(number: str, member: str) -> ResponseReturnValue:
    """Take the invitation of somebody who is in another team back, and go on to naming another."""
    found, held = _member(number, member)
    if not EmptyForm().validate_on_submit() or held.state != "invited":
        abort(400)
    draft_actions.remove(found.team.id, held.id, circumstances(reason="换人"))
    flash(f"{held.name}已移出名单，请加另一位。", "info")
    return redirect(url_for("teams.add", number=number), 303)


@blueprint.route("/members/<member>/substitute", methods=["GET", "POST"])
@access.public
def substitute(number: str, member: str) -> ResponseReturnValue:
    """Put somebody of the same union in a member's place, in one step, once the roster is fixed."""
    found, held = led(number), _any_member(number, member)
    form, problem = substitute_form(found.team.event), ""
    place = filled.workplace(form) if request.method == "POST" else None
    if place is not None:
        try:
            made = actions.substitute(found.team.id, held.id, filled.details(form, place), circumstances())
        except RegistrationRefusedError as refusal:
            problem = str(refusal)
        else:
            return _back(number, f"已换成 {made.name}，编号 {made.number}，旧通行码不能再用。")
    held = _any_member(number, member)
    page = render_template("registration/teams/substitute.html", team=led(number).team, held=held, form=form,
                           problem=problem)  # fmt: skip
    return page, 200 if request.method == "GET" else 422


@blueprint.route("/invite", methods=["GET", "POST"])
@access.public
def invite(number: str) -> ResponseReturnValue:
    """Show link, code and text for a chat group; a new link kills the old one."""
    found = led(number)
    if EmptyForm().validate_on_submit():
        return _done(number, lambda: draft_actions.new_invitation(found.team.id, circumstances()),
                     "新链接已生成，旧链接不能再用。", "teams.invite")  # fmt: skip
    captain, size = found.me.name, rules.size_words(found.plan)
    return render_template("registration/teams/invite.html", team=found.team, link=invitation(found.team),
                           text=showing.group_text(found.team, captain, size))  # fmt: skip


@blueprint.route("/check", methods=["GET", "POST"])
@access.public
def check(number: str) -> ResponseReturnValue:
    """Step 3: read the team back, then submit it as a whole; a second tap changes nothing."""
    found = led(number)
    if EmptyForm().validate_on_submit():
        return _done(number, lambda: actions.submit(found.team.id, circumstances()), "")
    problems = actions.problems(found.team, found.plan, found.people)
    if found.team.state != "draft" or problems:
        return redirect(url_for("teams.one", number=number), 303)
    free = queries.free_places(found.team.event)
    wanted = 1 if found.plan.counts == "team" else len(found.people)
    return render_template(
        "registration/teams/check.html",
        team=found.team,
        event=found.team.event,
        people=found.people,
        when=where_and_when(found.me),
        plan=plan_of(found.team.event_id, now=clock.now()),
        waits=free is not None and free < wanted,
        lock=rules.lock_of(found.team.event, found.plan),
    )


@blueprint.route("/leave", methods=["GET", "POST"])
@access.public
def leave(number: str) -> ResponseReturnValue:
    """Ask, then leave the team; a captain's office goes to who joined next."""
    found = seen(number)
    if not EmptyForm().validate_on_submit():
        heir = found.people[1] if found.leads and len(found.people) > 1 else None
        return render_template("registration/teams/leave.html", team=found.team, found=found, heir=heir)
    try:
        draft_actions.remove(found.team.id, found.me.id, circumstances(reason="本人退出"))
    except RegistrationRefusedError as refusal:
        return _back(number, str(refusal), "bad")
    flash(f"已退出{found.team.name}。", "ok")
    return redirect(url_for("my.home"), 303)


@blueprint.route("/withdraw", methods=["GET", "POST"])
@access.public
def withdraw(number: str) -> ResponseReturnValue:
    """Ask, then take the whole team out."""
    found = led(number)
    if not EmptyForm().validate_on_submit():
        return render_template("registration/teams/withdraw.html", team=found.team, found=found)
    try:
        actions.withdraw(found.team.id, circumstances())
    except RegistrationRefusedError as refusal:
        return _back(number, str(refusal), "bad")
    flash(f"{found.team.name}已退出，队员都会收到通知。", "ok")
    return redirect(url_for("my.home"), 303)


def _member(number: str, member: str) -> tuple[Seen, Registration]:
    found = led(number)
    named = (*found.people, *found.invited)
    held = next((each for each in named if each.number == member and each.id != found.me.id), None)
    return found, held or abort(404)


def _any_member(number: str, member: str) -> Registration:
    return next((each for each in led(number).people if each.number == member), None) or abort(404)


def _done(number: str, act: Callable[[], object], sentence: str, endpoint: str = "teams.one") -> ResponseReturnValue:
    try:
        act()
    except RegistrationRefusedError as refusal:
        return _back(number, str(refusal), "bad", endpoint)
    return _back(number, sentence, "ok", endpoint)


def _back(number: str, sentence: str, kind: str = "ok", endpoint: str = "teams.one") -> ResponseReturnValue:
    if sentence:
        flash(sentence, kind)
    return redirect(url_for(endpoint, number=number), 303)
