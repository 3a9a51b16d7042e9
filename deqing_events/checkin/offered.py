"""What check-in tells the registration feature: when somebody came in, and where a gate phone goes from a pass."""

from flask import Response, make_response, redirect, url_for

from deqing_events.checkin import gate_holders, gate_tokens, queries
from deqing_events.registration import hooks, passes
from deqing_events.registration.models import Pass
from deqing_events.registration.teams.models import TeamPass
from deqing_events.web.installation import keys


def attach() -> None:
    """Fill the hooks of the registration feature."""
    hooks.offers.pass_seen = pass_seen
    hooks.offers.team_pass_seen = team_pass_seen
    hooks.offers.entered_at = queries.entered_at
    hooks.offers.absent = queries.absent


def pass_seen(held: Pass) -> Response | None:
    """Lead a gate phone that opened a pass with its own scanner to the confirm page; None for any other phone."""
    holder = gate_holders.phone()
    if holder is None:
        return None
    token = gate_tokens.link_token(holder.link_id, holder.serial, keys())
    return make_response(redirect(url_for("gate.confirm", token=token, code=passes.token_for(held, keys()))))


def team_pass_seen(held: TeamPass) -> Response | None:
    """Lead a gate phone that opened a team's living pass to that team; None for other phones and for an old pass."""
    holder = gate_holders.phone()
    if holder is None or held.revoked_at is not None:
        return None
    token = gate_tokens.link_token(holder.link_id, holder.serial, keys())
    return make_response(redirect(url_for("gate_teams.one", token=token, team_id=held.team_id)))
