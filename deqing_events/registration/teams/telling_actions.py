"""Messages about teams, put into the outbox of the caller's transaction."""

from collections.abc import Mapping, Sequence

from deqing_events.domain.masking import mask_name
from deqing_events.messages import actions as messages
from deqing_events.messages.actions import Note
from deqing_events.registration import message_actions
from deqing_events.registration import rules as registration_rules
from deqing_events.registration.models import Registration
from deqing_events.registration.plans.queries import plan_of
from deqing_events.registration.teams.models import Team
from deqing_events.registration.teams.row_actions import Circumstances
from deqing_events.web.formatting import moment


def invited(team: Team, held: Registration, captain: str, link: str, how: Circumstances) -> None:
    """Tell somebody the captain named where to answer."""
    plan = plan_of(team.event_id, now=how.now)
    until = registration_rules.closes_at(team.event)
    if team.state == "entered":
        until = registration_rules.roster_lock(team.event, plan)
    values = {
        "captain": mask_name(captain),
        "team": team.name,
        "event": team.event.title,
        "until": moment(until) if until else "活动开始",
        "link": link,
    }
    _queue("team_invitation", held, values, f"team-invited:{held.id}", how)


def entered(team: Team, people: Sequence[Registration], how: Circumstances) -> None:
    """Tell the captain and everybody in a team that it has been submitted, and with what outcome."""
    for held in people:
        joined(held, how)
    captain = people[0]
    if captain.confirmed_at is not None:
        values = {"team": team.name, "event": team.event.title, "size": len(people), "number": team.number}
        _queue("team_entered", captain, values, f"team-entered:{team.id}", how)


def joined(held: Registration, how: Circumstances) -> None:
    """Tell one person of an entered team how it stands: in, waiting with the team, or under review."""
    message_actions.entered(held, now=how.now, by=how.by)


def cancelled(team: Team, people: Sequence[Registration], reason: str, how: Circumstances) -> None:
    """Tell everybody in a team that it is out."""
    for held in people:
        values = {"team": team.name, "event": team.event.title, "reason": reason or "队长退出"}
        _queue("team_cancelled", held, values, f"team-cancelled:{held.id}", how)


def _queue(template: str, held: Registration, values: Mapping[str, object], once_key: str, how: Circumstances) -> None:
    note = Note(template, held.mobile, values, ("registration", held.id), once_key)
    messages.queue(note, now=how.now, by=how.by)
