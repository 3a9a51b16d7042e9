"""Making a team, naming and removing people, the invitation link, and joining or declining by it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.events.models import Event
from deqing_events.registration import actions, quota_actions
from deqing_events.registration import queries as registrations
from deqing_events.registration import rules as registration_rules
from deqing_events.registration.eligibility.gate_actions import admit, newcomer
from deqing_events.registration.hooks import offers
from deqing_events.registration.models import Registration
from deqing_events.registration.passes import hash_token
from deqing_events.registration.people import Details, Person
from deqing_events.registration.plans.queries import plan_of
from deqing_events.registration.rules import RegistrationRefusedError
from deqing_events.registration.teams import queries, row_actions, rules, telling_actions, tokens
from deqing_events.registration.teams.models import Team
from deqing_events.registration.teams.row_actions import Circumstances, verdict
from deqing_events.workers.hashes import phone_hash


@dataclass(frozen=True)
class Represented:
    """What a team is called and whom it plays for, as written and, where known, as rows."""

    name: str
    represents: str = ""
    unit_id: int | None = None
    township_id: int | None = None


@database.retrying
def create(event_id: int, what: Represented, captain: Details, how: Circumstances) -> Team:
    """Make a team with its captain in it, as a draft. Raises RegistrationRefusedError."""
    person = row_actions.known(captain, how.keys)
    with verdict(), database.transaction() as session:
        event = session.get(Event, event_id)
        if event is None:
            raise RegistrationRefusedError("没有找到这场活动。")
        rules.refuse(_closed(event, how))
        part = registration_rules.chosen_session(event, captain.session_id, how.now)
        quota_actions.lock_event(session, event.id)
        who = newcomer(person, captain, how.source, part.id if part else None)
        passed = admit(session, event, who, now=how.now, override=how.override)
        if registrations.active_of_person(event.id, person) is not None:
            raise RegistrationRefusedError(rules.IN_EVENT)
        team = new_team(session, event, what, how)
        held = row_actions.add(session, team, person, "joined", how)
        held.captain, held.session_id = True, part.id if part else None
        passed.keep(held, now=how.now, by=how.by)
        row_actions.consented(session, held, captain, how)
        record("team.create", "team", team.id, by=how.by, now=how.now, by_staff=how.staff)
    return team


def _closed(event: Event, how: Circumstances) -> str | None:
    return registration_rules.why_not_running(event) if how.staff else rules.why_not_gathering(event, how.now)


def new_team(session: Session, event: Event, what: Represented, how: Circumstances) -> Team:
    """Add an empty team to the open transaction, the event being locked."""
    team = Team(
        number=f"{event.code}-T{quota_actions.next_team_number(session, event.id):03}",
        event_id=event.id,
        **vars(what),
        state="draft",
        invite_serial=1,
        invite_code=tokens.new_code(),
        created_at=how.now,
        cancel_reason="",
        passes=[],
    )
    team.event = event
    team.invite_hash = hash_token(tokens.invitation_token(team, how.keys))
    session.add(team)
    session.flush()
    return team


def rename(team_id: int, what: Represented, how: Circumstances) -> None:
    """Change a team's name and whom it plays for, until its roster is fixed. Raises RegistrationRefusedError."""
    with verdict(), database.transaction() as session:
        team = row_actions.locked_team(session, team_id)
        if not how.staff:
            rules.may_change_people(team, plan_of(team.event_id, now=how.now), how.now)
        for key, value in vars(what).items():
            setattr(team, key, value)
        session.flush()
        record("team.change", "team", team.id, by=how.by, now=how.now, by_staff=how.staff)


@database.retrying
def invite(team_id: int, details: Details, link: str, how: Circumstances) -> Registration:
    """Name somebody for a team; they are told and answer themselves. Raises RegistrationRefusedError."""
    person = row_actions.known(details, how.keys)
    with verdict(), database.transaction() as session:
        team = row_actions.locked_team(session, team_id)
        _may_name(team, person, how)
        held = row_actions.add(session, team, person, "invited", how)
        captain = rules.captain_of(queries.people(team.id))
        telling_actions.invited(team, held, captain.name if captain else team.name, link, how)
        record("team.invite", "team", team.id, by=how.by, now=how.now, registration=held.id)
    return held


def _may_name(team: Team, person: Person, how: Circumstances) -> None:
    plan = plan_of(team.event_id, now=how.now)
    rules.may_change_people(team, plan, how.now)
    if queries.invitation_of(team.id, person) is not None:
        raise RegistrationRefusedError(rules.NAMED_ALREADY)
    if _taken_seats(team.id) >= plan.team_max:
        raise RegistrationRefusedError(f"每队最多 {plan.team_max} 人，已经满了。要换人请先把一位移出。")
    if queries.ever_named(team.id) >= 3 * plan.team_max + 10:
        raise RegistrationRefusedError(rules.TOO_MANY_NAMED)
    held = registrations.active_of_person(team.event_id, person)
    if held is None:
        return
    if held.team_id == team.id:
        raise RegistrationRefusedError(rules.NAMED_ALREADY)
    where = f"已在“{held.team.name}”名单中" if held.team else "已经报了这一场"
    raise RegistrationRefusedError(f"{person.name} {where}，请换一位。")


def _taken_seats(team_id: int) -> int:
    return len(queries.people(team_id)) + len(queries.invited(team_id))


def new_invitation(team_id: int, how: Circumstances) -> None:
    """Make a new invitation link; the one before is dead from now on. Raises RegistrationRefusedError."""
    with database.transaction() as session:
        team = row_actions.locked_team(session, team_id)
        if team.state == "cancelled":
            raise RegistrationRefusedError(rules.CANCELLED)
        team.invite_serial += 1
        team.invite_code = tokens.new_code()
        team.invite_hash = hash_token(tokens.invitation_token(team, how.keys))
        record("team.invitation", "team", team.id, by=how.by, now=how.now, serial=team.invite_serial)


@database.retrying
def join(team_id: int, token: str, details: Details, how: Circumstances) -> Registration:
    """Accept an invitation, or join by the link while the team is being gathered; returns the person's row.

    The same person on the same phone again gets the same row. Raises RegistrationRefusedError.
    """
    person = row_actions.known(details, how.keys)
    with verdict(), database.transaction() as session:
        team = row_actions.locked_team(session, team_id)
        row_actions.admitted(session, team, person, details, how)
        again = _already(team, person, how)
        if again is not None:
            return again
        named = queries.invitation_of(team.id, person)
        _may_join(team, token, named, how)
        held = named or row_actions.add(session, team, person, "joined", how)
        _accept(session, team, held, person, how)
        row_actions.consented(session, held, details, how)
        record("team.join", "team", team.id, by=how.by, now=how.now, registration=held.id)
    return held


def _already(team: Team, person: Person, how: Circumstances) -> Registration | None:
    held = registrations.active_of_person(team.event_id, person)
    if held is None:
        return None
    if held.team_id != team.id:
        raise RegistrationRefusedError(rules.IN_EVENT)
    if how.phone and registrations.holds(phone_hash(how.phone), held.id):
        return held
    raise RegistrationRefusedError(rules.IN_THIS_TEAM)


def why_shut(team: Team, how_now: Circumstances) -> str | None:
    """Say why nobody at all can join a team by its link now; None when somebody can."""
    plan = plan_of(team.event_id, now=how_now.now)
    try:
        rules.may_change_people(team, plan, how_now.now)
    except RegistrationRefusedError as refusal:
        return rules.SUBMITTED if str(refusal) == rules.LOCKED else str(refusal)
    return None


def _may_join(team: Team, token: str, named: Registration | None, how: Circumstances) -> None:
    if team.invite_hash != hash_token(token):
        raise RegistrationRefusedError(rules.OLD_LINK)
    rules.refuse(why_shut(team, how))
    if named is not None:
        return
    if team.state == "entered":
        raise RegistrationRefusedError(rules.SUBMITTED)
    if _taken_seats(team.id) >= plan_of(team.event_id, now=how.now).team_max:
        raise RegistrationRefusedError(rules.FULL_TEAM)


def _accept(session: Session, team: Team, held: Registration, person: Person, how: Circumstances) -> None:
    for key, value in vars(person).items():
        setattr(held, key, value)
    held.state, held.joined_at = "joined", how.now
    session.flush()
    if team.state == "entered":
        row_actions.enter(session, team, held, how)
        telling_actions.joined(held, how)


def decline(team_id: int, details: Details, how: Circumstances) -> None:
    """Turn an invitation down. Whether there was one is not told: the answer is the same either way."""
    person = row_actions.known(details, how.keys)
    with database.transaction() as session:
        team = row_actions.locked_team(session, team_id)
        held = queries.invitation_of(team.id, person)
        if held is None:
            return
        held.state, held.cancelled_at, held.cancelled_by = "cancelled", how.now, how.by.who
        held.cancel_reason = queries.DECLINED
        record("team.decline", "team", team.id, by=how.by, now=how.now, registration=held.id)


@database.retrying
def remove(team_id: int, registration_id: int, how: Circumstances) -> list[int]:
    """Take somebody out of a team (or its invitation back), by its captain, the person or staff.

    Returns the ids of registrations that moved up from the waiting list. Raises RegistrationRefusedError when the
    roster is fixed or the person has come in already, unless staff act.
    """
    with database.transaction() as session:
        team = row_actions.locked_team(session, team_id)
        held = session.get_one(Registration, registration_id, populate_existing=True)
        if held.team_id != team.id or held.state not in {"invited", *registrations.HELD}:
            return []  # the other tap of a double tap
        if not how.staff:
            _may_go(team, held, how)
        if held.state == "invited":
            held.state, held.cancelled_at, held.cancelled_by = "cancelled", how.now, how.by.who
            held.cancel_reason = "队长收回了邀请"
            moved: list[int] = []
        else:
            reason = how.reason or "离开队伍"
            moved = actions.drop(session, held, "cancelled", reason=reason, by=how.by, now=how.now, staff=how.staff)
        record("team.leave", "team", team.id, by=how.by, now=how.now, registration=held.id, reason=how.reason[:200])
        return moved


def _may_go(team: Team, held: Registration, how: Circumstances) -> None:
    if offers.entered_at(held.id) is not None:
        raise RegistrationRefusedError(rules.ENTERED)
    if team.state != "draft" and rules.locked(team.event, plan_of(team.event_id, now=how.now), how.now):
        raise RegistrationRefusedError(rules.LOCKED)
