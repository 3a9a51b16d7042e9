"""Which team this phone may see, and as whom. Needs a request: it knows the phone."""

from dataclasses import dataclass
from functools import cached_property

from flask import abort, url_for

from deqing_events.registration import showing
from deqing_events.registration.models import Registration
from deqing_events.registration.plans.models import SignUpPlan
from deqing_events.registration.plans.queries import plan_of
from deqing_events.registration.teams import queries, rules, tokens
from deqing_events.registration.teams.models import Team
from deqing_events.registration.teams.row_actions import Circumstances
from deqing_events.web import access, clock, installation
from deqing_events.workers import phone


@dataclass(frozen=True)
class Seen:
    """A team as this phone sees it: its people, and which of them the phone belongs to."""

    team: Team
    people: list[Registration]
    me: Registration

    @property
    def leads(self) -> bool:
        """Whether the phone is the captain's."""
        return self.me.captain

    @cached_property
    def plan(self) -> SignUpPlan:
        """The plan of the team's event."""
        return plan_of(self.team.event_id, now=clock.now())

    @cached_property
    def invited(self) -> list[Registration]:
        """Whom the captain named and who has not answered."""
        return queries.invited(self.team.id)

    @property
    def fixed(self) -> bool:
        """Whether people can no longer be added or taken out."""
        return self.team.state == "entered" and rules.locked(self.team.event, self.plan, clock.now())


def seen(number: str) -> Seen:
    """Return the team with this number as this phone sees it; 404 for a phone of nobody in it."""
    team = queries.by_number(number) or abort(404)
    people = queries.people(team.id)
    me = next((held for held in people if showing.may_show(held)), None)
    return Seen(team, people, me or abort(404))


def led(number: str) -> Seen:
    """Return the team with this number for its captain's phone; 404 for every other."""
    found = seen(number)
    return found if found.leads else abort(404)


def circumstances(*, phone_cookie: str = "", reason: str = "", staff: bool = False) -> Circumstances:
    """Return the circumstances of this request, as the actions take them."""
    return Circumstances(installation.keys(), clock.now(), access.acting(), phone_cookie, staff, reason)


def this_phone() -> str:
    """Return this phone's cookie, a new one where it has none."""
    return phone.cookie() or phone.fresh()


def team_address(team: Team, *, invited: bool) -> str:
    """Return where somebody of a team that is being gathered goes: to the team, or to answer the invitation."""
    if invited:
        token = tokens.invitation_token(team, installation.keys())
        return url_for("team_invitations.join", token=token)
    return url_for("teams.one", number=team.number)


def invitation(team: Team) -> str:
    """Return the whole address of a team's invitation link."""
    return installation.public_url() + team_address(team, invited=True)
