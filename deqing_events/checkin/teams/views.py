"""The gate's page of one team, without a script: tick who is there, let them in, see who is missing."""

import secrets

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from deqing_events.checkin import gate_holders
from deqing_events.checkin.gate_holders import holder
from deqing_events.checkin.teams import actions, queries, telling
from deqing_events.checkin.teams.forms import TeamForm
from deqing_events.web import access, clock, errors

blueprint = Blueprint("gate_teams", __name__, url_prefix="/gate/<token>/team")
ELSEWHERE = "这支队不在这一场的名单里。请他换出这一场的队伍码，或到服务台核对。"


@blueprint.route("/<int:team_id>", methods=["GET", "POST"])
@access.link("gate", gate_holders.gate)
def one(token: str, team_id: int) -> ResponseReturnValue:
    """Show a team and let in those who are ticked."""
    held, form = holder(), TeamForm()
    if held.device_id is None:
        return redirect(url_for("gate.post", token=token))
    team = queries.entered(team_id, held.event_id)
    if team is None:
        return errors.answer(404, ELSEWHERE)
    post, now = gate_holders.post(), clock.now()
    if form.validate_on_submit() and form.chosen():
        nonce = form.nonce.data or secrets.token_urlsafe(18)
        sheet = actions.admit(team, form.chosen(), post, nonce=nonce, now=now, by=gate_holders.acting())
    else:
        sheet = actions.look(team, post, now=now)
        if form.is_submitted() and not form.errors:
            form.form_errors.append("先勾上到了的人，再放行。")
    form.nonce.data = secrets.token_urlsafe(18)
    page = {"outcome": telling.outcome(sheet, held.list_name), "people": [telling.line(mate) for mate in sheet.mates]}
    code = 422 if form.errors or form.form_errors else 200
    return render_template("checkin/gate/team.html", held=held, token=token, form=form, sheet=sheet, **page), code
