"""The gate: does somebody meet the rules of an event? Asked inside the transaction, with the event locked.

What keeps somebody out is refused in sentences; staff may let them in with a reason, which is kept with the
registration and in the log.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deqing_events.audit.actions import record
from deqing_events.domain.eligibility.deciding import Days, findings, in_the_way, told
from deqing_events.domain.eligibility.facts import Finding, Verdict
from deqing_events.domain.eligibility.rules import Rule, RuleKind, UnusableRuleError
from deqing_events.domain.eligibility.wording import Names, words
from deqing_events.domain.roles import Actor
from deqing_events.events.models import Event
from deqing_events.registration.eligibility import facts_queries, queries
from deqing_events.registration.eligibility.applying import TRUSTED, Applicant, typed
from deqing_events.registration.models import Registration
from deqing_events.registration.people import Details, Person
from deqing_events.registration.rules import ZONE, RegistrationRefusedError

THEMSELVES = "这一场要核对本人的会员信息和报名记录，请本人验证手机号后自己报名，或联系主办方登记。"
BY_STAFF = "这一场要核对新队员的报名条件，换人请联系主办方。"
ELSEWHERE = frozenset({RuleKind.ITEMS, RuleKind.CLASH})
"""Kinds whose answer changes when the same person signs up for another event at the same moment."""
LOCK_DIGITS = 15


class IneligibleError(RegistrationRefusedError):
    """Somebody does not meet the rules; the text tells them what to do. ``found`` is everything in the way."""

    def __init__(self, found: Sequence[Finding], sentence: str) -> None:
        super().__init__(sentence)
        self.found = tuple(found)

    @property
    def prove(self) -> bool:
        """Whether proving the mobile is what is to be done."""
        return all(each.verdict is Verdict.PROVE for each in told(self.found))


@dataclass(frozen=True)
class Passed:
    """Somebody may come in; with ``found`` in the way only because staff said why."""

    found: tuple[Finding, ...] = ()
    reason: str = ""

    def keep(self, held: Registration, *, now: dt.datetime, by: Actor) -> None:
        """Keep the reason with the registration, which is stored by now, and in the log."""
        if not self.found:
            return
        held.eligibility_override = self.reason[:200]
        notes = [each.note for each in self.found]
        record("registration.override", "registration", held.id, by=by, now=now, reason=self.reason[:200], holds=notes)


MET = Passed()


def newcomer(person: Person, details: Details, source: str, session_id: int | None) -> Applicant:
    """Return one person who comes to the gate, for a session that is settled."""
    return replace(newcomers([(person, details)], source)[0], session_id=session_id)


def newcomers(people: Sequence[tuple[Person, Details]], source: str) -> list[Applicant]:
    """Return who comes to the gate: ``source`` is that of a registration, or captain for a substitute named by one.

    Files speak for staff, for a proved mobile, and to a clerk about own people.
    """
    ids = [person.member_id for person, _ in people if person.member_id is not None]
    units = facts_queries.roster_units(ids) if source == "clerk" else {}
    asker = source if source in {"clerk", "captain"} else "self"
    found = []
    for person, details in people:
        own = details.unit_id is not None and units.get(person.member_id or 0) == details.unit_id
        on_file = own or source in TRUSTED or details.proved_mobile == person.mobile
        found.append(typed(person, details, session_id=details.session_id, on_file=on_file, asker=asker))
    return found


def obstacles(
    session: Session, event: Event, people: Sequence[Applicant], *, now: dt.datetime
) -> list[tuple[Finding, ...]]:
    """Return what keeps each applicant out; nothing for somebody who meets every rule.

    Raises RegistrationRefusedError when the rules cannot be read: nobody comes in until staff have mended them.
    """
    try:
        rules = queries.rules_of(event.id, now=now)
    except UnusableRuleError as error:
        raise RegistrationRefusedError(queries.UNREADABLE) from error
    if not rules or not people:
        return [()] * len(people)
    if any(rule.kind in ELSEWHERE for rule in rules):
        _lock_people(session, people)
    return decided(event, rules, people, now=now)


def decided(
    event: Event, rules: Sequence[Rule], people: Sequence[Applicant], *, now: dt.datetime
) -> list[tuple[Finding, ...]]:
    """Return what the rules have against each applicant."""
    day = (event.starts_at or event.created_at).astimezone(ZONE).date()
    days, names = Days(day, now.astimezone(ZONE).date()), queries.names_for(rules)
    facts = facts_queries.facts_of(event, rules, people, now=now)
    return [in_the_way(findings(rules, each, days, names)) for each in facts]


def admit(session: Session, event: Event, who: Applicant, *, now: dt.datetime, override: str = "") -> Passed:
    """Let somebody in who meets the rules, or for whom staff give a reason. Raises IneligibleError otherwise."""
    return let_in(who, obstacles(session, event, [who], now=now)[0], override)


def let_in(who: Applicant, found: tuple[Finding, ...], override: str) -> Passed:
    """Let somebody in with nothing in the way, or with a reason. Raises IneligibleError otherwise."""
    if not found:
        return MET
    if override:
        return Passed(found, override)
    raise IneligibleError(found, _sentence(found, who.asker))


def admit_team(
    session: Session, event: Event, people: Sequence[Applicant], *, now: dt.datetime, override: str = ""
) -> list[Passed]:
    """Let a whole team in, or nobody of it. Raises IneligibleError naming each person and the rule, nothing more."""
    found = obstacles(session, event, people, now=now)
    if any(found) and not override:
        names = queries.names_for({each.rule for every in found for each in every})
        told_of = zip(people, found, strict=True)
        sentence = "".join(_of_person(who.name, each, names) for who, every in told_of for each in told(every))
        raise IneligibleError([each for every in found for each in every], sentence)
    return [Passed(every, override) if every else MET for every in found]


def _of_person(name: str, found: Finding, names: Names) -> str:
    if found.verdict is Verdict.PROVE:
        return f"{name}还没有验证手机号，请他登录“我的”验证一次。"
    return f"{name}不符合“{words(found.rule, names)}”，请他先处理好，或者换一位。"


def _sentence(found: Iterable[Finding], asker: str) -> str:
    said = told(found)
    if asker == "clerk" and said[0].verdict is Verdict.PROVE:
        return THEMSELVES
    if asker == "captain" and said[0].verdict is not Verdict.REFUSED:
        return BY_STAFF
    return "".join(each.sentence for each in said)


def _lock_people(session: Session, people: Iterable[Applicant]) -> None:
    """Let sign-ups of one person for several events wait for each other; SQLite's writers do so anyway.

    The event's row is locked before, and nobody who holds a person asks for another event.
    """
    if session.get_bind().dialect.name == "sqlite":
        return
    for key in sorted({int(each.person_key[:LOCK_DIGITS], 16) for each in people}):
        session.execute(select(func.pg_advisory_xact_lock(key)))
