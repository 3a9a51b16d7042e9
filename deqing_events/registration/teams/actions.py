"""Submitting a team, withdrawing it, putting somebody in another's place, and the team's pass."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.registration import passes, seating_actions, substitution_actions
from deqing_events.registration import queries as registrations
from deqing_events.registration import rules as registration_rules
from deqing_events.registration.eligibility import facts_queries
from deqing_events.registration.eligibility.applying import stored
from deqing_events.registration.eligibility.gate_actions import MET, Passed, admit_team
from deqing_events.registration.hooks import offers
from deqing_events.registration.models import Registration
from deqing_events.registration.people import Details
from deqing_events.registration.plans.models import SignUpPlan
from deqing_events.registration.plans.queries import plan_of
from deqing_events.registration.rules import RegistrationRefusedError
from deqing_events.registration.substitution_actions import Handing
from deqing_events.registration.teams import (
    composition,
    queries,
    row_actions,
    rules,
    succession_actions,
    telling_actions,
    tokens,
)
from deqing_events.registration.teams.models import Team, TeamPass
from deqing_events.registration.teams.row_actions import Circumstances


@database.retrying
def submit(team_id: int, how: Circumstances) -> Team:
    """Enter a team: all its people get places, or all wait as one group, or nobody gets anything.

    A second tap changes nothing. Raises RegistrationRefusedError while something is missing (staff may overrule with a
    reason), when sign-up is closed, and when an event without a waiting list is full.
    """
    with database.transaction() as session:
        team = row_actions.locked_team(session, team_id)
        if team.state == "entered":
            return team
        people = ready(team, how)
        for held, passed in zip(people, _admitted(session, team, people, how), strict=True):
            passed.keep(held, now=how.now, by=how.by)
        enter(session, team, people, how)
    return team


def _admitted(session: Session, team: Team, people: Sequence[Registration], how: Circumstances) -> list[Passed]:
    """Look at everybody once more: since they joined the rules and what else they do may have changed."""
    asked = [held for held in people if not held.eligibility_override]
    ids = [held.id for held in asked]
    answers, known = facts_queries.answers_of(ids), facts_queries.proved(ids)
    who = [
        stored(held, answers[held.id], on_file=how.staff or held.source == "staff" or held.id in known)
        for held in asked
    ]  # fmt: skip
    passed = dict(zip(ids, admit_team(session, team.event, who, now=how.now, override=how.reason), strict=True))
    return [passed.get(held.id, MET) for held in people]


def ready(team: Team, how: Circumstances) -> list[Registration]:
    """Return the people of a draft that may be submitted. Raises RegistrationRefusedError saying what is missing."""
    if team.state == "cancelled":
        raise RegistrationRefusedError(rules.CANCELLED)
    people = queries.people(team.id)
    plan = plan_of(team.event_id, now=how.now)
    missing = problems(team, plan, people)
    if how.staff:
        rules.refuse(registration_rules.why_not_running(team.event))
        missing = [] if how.reason else missing
    else:
        rules.refuse(rules.why_not_gathering(team.event, how.now))
    if missing:
        raise RegistrationRefusedError("还不能提交：" + "".join(missing))
    return people


def problems(team: Team, plan: SignUpPlan, people: Sequence[Registration]) -> list[str]:
    """Say what keeps a team from being submitted."""
    invited = queries.invited(team.id)
    elsewhere = queries.elsewhere(team.event_id, invited)
    expected = len(invited) - len(elsewhere)
    missing = composition.problems(team.event, plan, people, expected=expected)
    return [*missing, *composition.open_ends(invited, elsewhere)]


def enter(session: Session, team: Team, people: Sequence[Registration], how: Circumstances) -> None:
    """Seat or queue the people of a team inside the caller's transaction, and issue every pass."""
    plan = plan_of(team.event_id, now=how.now)
    for held in people:
        row_actions.prepare(held, plan, how, captain=held.captain)
        held.state = "pending"
    if plan.review == "none" or plan.claim_at == "submit":
        _place(session, team, people, how)
    team.state, team.submitted_at = "entered", how.now
    session.flush()
    for held in people:
        passes.issue(held, keys=how.keys, now=how.now)
    issue_pass(session, team, how)
    record("team.submit", "team", team.id, by=how.by, now=how.now, size=len(people), state=people[0].state)
    telling_actions.entered(team, people, how)


def _place(session: Session, team: Team, people: Sequence[Registration], how: Circumstances) -> None:
    full = seating_actions.seat(session, team.event, people, now=how.now)
    if full is None:
        return
    if not team.event.waiting_list:
        raise RegistrationRefusedError(f"整队 {len(people)} 人放不下：{registration_rules.full_sentence(full)}")
    seating_actions.queue_up(session, team.event_id, people)


def issue_pass(session: Session, team: Team, how: Circumstances) -> TeamPass:
    """Issue the next pass of a team; the one before is dead."""
    for held in team.passes:
        held.revoked_at = held.revoked_at or how.now
    made = TeamPass(team=team, serial=len(team.passes) + 1, short_code=tokens.new_code(), issued_at=how.now)
    made.team_id = team.id
    made.token_hash = passes.hash_token(tokens.pass_token(made, how.keys))
    session.add(made)
    session.flush()
    return made


def reissue_pass(team_id: int, how: Circumstances) -> None:
    """Issue a new team pass and revoke the old one. Raises RegistrationRefusedError unless the team is entered."""
    with database.transaction() as session:
        team = row_actions.locked_team(session, team_id)
        if team.state != "entered":
            raise RegistrationRefusedError("这支队还没有报上名，没有队伍通行码。")
        made = issue_pass(session, team, how)
        record("team.pass", "team", team.id, by=how.by, now=how.now, serial=made.serial, reason=how.reason[:200])


@database.retrying
def withdraw(team_id: int, how: Circumstances) -> list[int]:
    """Take a whole team out of the event and let the waiting list move up; returns the ids moved up.

    Raises RegistrationRefusedError past the deadline or when somebody has come in already, unless staff act.
    """
    with database.transaction() as session:
        team = row_actions.locked_team(session, team_id)
        if team.state == "cancelled":
            return []  # the other tap of a double tap
        people, was_entered = queries.people(team.id), team.state == "entered"
        if was_entered and not how.staff:
            _may_withdraw(team, people, how)
        return _withdraw(session, team, people, how)


def _may_withdraw(team: Team, people: Sequence[Registration], how: Circumstances) -> None:
    if any(offers.entered_at(held.id) is not None for held in people):
        raise RegistrationRefusedError(rules.ENTERED)
    deadline = registration_rules.cancel_deadline(team.event)
    if deadline is not None and how.now >= deadline:
        raise RegistrationRefusedError("自己退出的时间过了，来不了请联系主办方。")


def _withdraw(session: Session, team: Team, people: Sequence[Registration], how: Circumstances) -> list[int]:
    had_place = any(held.state == "confirmed" for held in people)
    told = [held for held in people if team.state == "entered" and (how.staff or not held.captain)]
    telling_actions.cancelled(team, told, how.reason, how)
    seating_actions.unseat(session, team.event, people, now=how.now)
    reason = how.reason or "队长退出了报名"
    for held in people:
        held.state, held.cancelled_at, held.cancelled_by = "cancelled", how.now, how.by.who
        held.cancel_reason = reason[:200]
        record("registration.cancel", "registration", held.id, by=how.by, now=how.now, by_staff=how.staff)
    session.flush()
    succession_actions.end(session, team, reason, now=how.now, by=how.by)
    if not had_place:
        return []
    return seating_actions.move_up(team.event, plan_of(team.event_id, now=how.now), now=how.now, by=how.by)


@database.retrying
def substitute(team_id: int, registration_id: int, details: Details, how: Circumstances) -> Registration:
    """Put somebody else in a team member's place, in one step; returns the new registration.

    The captain may do so inside one union and until the deadline for taking places over, also when the roster is fixed;
    staff always, with a reason. Raises RegistrationRefusedError.
    """
    person = row_actions.known(details, how.keys)
    with row_actions.verdict(), database.transaction() as session:
        team = row_actions.locked_team(session, team_id)
        held = session.get_one(Registration, registration_id, populate_existing=True)
        if team.state != "entered" or held.team_id != team.id or held.state not in registrations.ACTIVE:
            raise RegistrationRefusedError("这位队员已经不在名单里了。")
        if not how.staff:
            _may_substitute(team, held, person.union_id, how)
        handing = Handing(how.keys, how.now, how.by, how.staff, how.reason, details, how.override)
        return substitution_actions.substitute(session, held, person, handing)


def _may_substitute(team: Team, held: Registration, union_id: int | None, how: Circumstances) -> None:
    plan = plan_of(team.event_id, now=how.now)
    rules.refuse(registration_rules.why_not_running(team.event))
    deadline = registration_rules.transfer_deadline(team.event, plan)
    if deadline is not None and how.now >= deadline:
        raise RegistrationRefusedError("换人的时间过了，请联系主办方。")
    if not rules.same_union(held, union_id):
        raise RegistrationRefusedError(rules.NOT_SAME_UNION)
