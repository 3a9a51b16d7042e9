"""What staff do for teams: entering one for others, adding somebody. Both without the people's own acceptance."""

from collections.abc import Sequence

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.domain.text import single_spaced
from deqing_events.events.models import Event
from deqing_events.registration import queries as registrations
from deqing_events.registration import quota_actions
from deqing_events.registration import rules as registration_rules
from deqing_events.registration.eligibility.gate_actions import admit_team, newcomer
from deqing_events.registration.people import Details, Person
from deqing_events.registration.rules import RegistrationRefusedError
from deqing_events.registration.teams import actions, draft_actions, queries, row_actions, rules, telling_actions
from deqing_events.registration.teams.draft_actions import Represented
from deqing_events.registration.teams.models import Team
from deqing_events.registration.teams.row_actions import Circumstances, verdict

MOST_LINES = 200
MOBILE_DIGITS = 11
SEPARATORS = str.maketrans(dict.fromkeys("，,;；\t、", " "))


def read_people(text: str) -> list[Details]:
    """Return the people of a pasted list: a line each with name, mobile and, if known, workplace.

    Raises RegistrationRefusedError naming the line that cannot be read.
    """
    found: list[Details] = []
    for number, line in enumerate(text.splitlines(), 1):
        words = single_spaced(line.translate(SEPARATORS)).split()
        if not words:
            continue
        if len(words) == 1:
            raise RegistrationRefusedError(f"第 {number} 行少了手机号：{words[0]}。每行写姓名、手机号，单位可以不写。")
        mobile, rest = _mobile_first(words[1:])
        found.append(Details(name=words[0], mobile=mobile, unit_text=" ".join(rest)))
    if len(found) > MOST_LINES:
        raise RegistrationRefusedError(f"一支队最多登记 {MOST_LINES} 人。")
    return found


def _mobile_first(words: list[str]) -> tuple[str, list[str]]:
    """Return the mobile at the beginning, which may be written in groups, and the words after it."""
    mobile = words[0]
    for number, word in enumerate(words[1:], 1):
        if len(mobile) >= MOBILE_DIGITS or not word.isdigit():
            return mobile, words[number:]
        mobile += word
    return mobile, []


@database.retrying
def enter_team(event_id: int, what: Represented, people: Sequence[Details], how: Circumstances) -> Team:
    """Make and submit a team at once, the first of ``people`` its captain.

    The window does not matter; places do. What the event asks of a team is overruled only with a reason. Raises
    RegistrationRefusedError with nothing stored.
    """
    known = [_known(number, details, how) for number, details in enumerate(people, 1)]
    with verdict(), database.transaction() as session:
        event = session.get_one(Event, event_id)
        rules.refuse(registration_rules.why_not_running(event))
        part = registration_rules.chosen_session(event, people[0].session_id, how.now)
        quota_actions.lock_event(session, event.id)
        who = [newcomer(*each, how.source, part.id if part else None) for each in zip(known, people, strict=True)]
        passed = admit_team(session, event, who, now=how.now, override=how.reason)
        team = draft_actions.new_team(session, event, what, how)
        for number, (person, details) in enumerate(zip(known, people, strict=True)):
            _may_come(event.id, person)
            held = row_actions.add(session, team, person, "joined", how)
            held.captain, held.session_id = number == 0, part.id if part else None
            passed[number].keep(held, now=how.now, by=how.by)
            row_actions.consented(session, held, details, how)
        session.flush()
        record("team.create", "team", team.id, by=how.by, now=how.now, by_staff=True, size=len(known))
        actions.enter(session, team, actions.ready(team, how), how)
    return team


def _known(number: int, details: Details, how: Circumstances) -> Person:
    try:
        return row_actions.known(details, how.keys)
    except RegistrationRefusedError as refusal:
        raise RegistrationRefusedError(f"第 {number} 人 {details.name}：{refusal}") from refusal


def _may_come(event_id: int, person: Person) -> None:
    held = registrations.active_of_person(event_id, person)
    if held is not None:
        where = queries.Elsewhere(held.id, held.team.name if held.team else "")
        raise RegistrationRefusedError(f"{person.name}{where.words}，一人只能进一支队。")


@database.retrying
def add_person(team_id: int, details: Details, how: Circumstances) -> str:
    """Put somebody into a team, whatever the roster lock; returns the number of the registration."""
    person = row_actions.known(details, how.keys)
    with verdict(), database.transaction() as session:
        team = row_actions.locked_team(session, team_id)
        if team.state == "cancelled":
            raise RegistrationRefusedError(rules.CANCELLED)
        passed = row_actions.admitted(session, team, person, details, how)
        _may_come(team.event_id, person)
        named = queries.invitation_of(team.id, person)
        held = named or row_actions.add(session, team, person, "joined", how)
        held.state, held.joined_at, held.override_reason = "joined", how.now, how.reason[:200]
        session.flush()
        passed.keep(held, now=how.now, by=how.by)
        row_actions.consented(session, held, details, how)
        if team.state == "entered":
            row_actions.enter(session, team, held, how)
            telling_actions.joined(held, how)
        record("team.join", "team", team.id, by=how.by, now=how.now, registration=held.id, reason=how.reason[:200])
        return held.number
