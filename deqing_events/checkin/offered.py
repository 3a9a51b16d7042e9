"""What check-in tells the registration feature: when somebody came in, and where a gate phone goes from a pass."""

from flask import Response, make_response, redirect, request, url_for

from deqing_events.checkin import codes, gate_holders, gate_tokens, queries
from deqing_events.checkin.venue import following_actions
from deqing_events.registration import hooks, passes
from deqing_events.registration.models import Pass
from deqing_events.registration.teams import tokens as team_tokens
from deqing_events.registration.teams.models import TeamPass
from deqing_events.web import clock, errors
from deqing_events.web.installation import keys
from deqing_events.workers import hooks as workers

STALE = "这张队伍码过期了。请对方点“刷新”，再扫屏幕上的新码；截图不能用。"


def attach() -> None:
    """Fill the hooks of the registration feature, and follow the cookies of workers' phones."""
    hooks.offers.pass_seen = pass_seen
    hooks.offers.team_pass_seen = team_pass_seen
    hooks.offers.entered_at = queries.entered_at
    workers.offers.followers["checkin"] = workers.Follower(following_actions.moved, following_actions.forgotten)
    hooks.offers.absent = queries.absent


def _shown(token: str) -> str:
    """Return what the code said that led here: the pass, and behind it what a rotating one showed."""
    turning = (request.view_args or {}).get("turning", "")
    return f"/P/{token}/{turning}" if turning else token


def pass_seen(held: Pass) -> Response | None:
    """Lead a gate phone that opened a pass with its own scanner to the confirm page; None for any other phone."""
    holder = gate_holders.phone()
    if holder is None:
        return None
    token = gate_tokens.link_token(holder.link_id, holder.serial, keys())
    return make_response(redirect(url_for("gate.confirm", token=token, code=_shown(passes.token_for(held, keys())))))


def team_pass_seen(held: TeamPass) -> Response | None:
    """Lead a gate phone that opened a team's living pass to that team; None for other phones and for an old pass."""
    holder = gate_holders.phone()
    if holder is None or held.revoked_at is not None:
        return None
    code = codes.read(_shown(team_tokens.pass_token(held, keys())))
    if held.team.event.rotating_pass and code.stale(keys().passes, clock.now()):
        return make_response(errors.answer(410, STALE))
    token = gate_tokens.link_token(holder.link_id, holder.serial, keys())
    return make_response(redirect(url_for("gate_teams.one", token=token, team_id=held.team_id)))
