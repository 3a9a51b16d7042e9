"""May this person come in now? One scan, decided from facts alone.

The checks run in a fixed order and the first that fails names the only reason, so two gates never give two
stories. Staff may force everything but a code nobody knows. A repeated nonce of a scan that let the person
in is answered ok and writes nothing. Rules: tests/cases, category `admission`.
"""

from collections.abc import Callable
from datetime import datetime

from deqing_events.domain.admission_facts import (
    Decision,
    Facts,
    Mode,
    PassState,
    PreviousScan,
    Reason,
    Recorded,
    Registration,
    RegistrationState,
    ScanType,
    Status,
)

_GONE = {RegistrationState.CANCELLED, RegistrationState.REJECTED}


def decide(facts: Facts) -> Decision:
    """Decide one scan. Never raises for odd facts: whatever is not allowed has a reason."""
    if any(scan.nonce == facts.scan.nonce for scan in _counting(facts)):
        return Decision(Status.OK, None, Recorded.NONE)
    reason = _first_reason(facts)
    if reason is None:
        return Decision(Status.OK, None, Recorded.SUCCESS)
    if facts.scan.force and reason is not Reason.INVALID:
        return Decision(Status.OK, None, Recorded.FORCED)
    status = Status.INCOMPLETE if reason is Reason.QUESTIONS else Status.ERROR
    return Decision(status, reason, Recorded.FAILURE)


def _first_reason(facts: Facts) -> Reason | None:
    registration = facts.registration
    if registration is None or facts.held.state in {PassState.UNKNOWN, PassState.OTHER_EVENT}:
        return Reason.INVALID
    return next((reason for reason, applies in _CHECKS if applies(facts, registration)), None)


def _counting(facts: Facts) -> list[PreviousScan]:
    return [scan for scan in facts.previous if scan.success and not scan.annulled]


def _entering(facts: Facts) -> bool:
    return facts.scan.type is ScanType.ENTRY


def _outside(now: datetime, start: datetime | None, end: datetime | None) -> bool:
    return (start is not None and now < start) or (end is not None and now >= end)


def _revoked(facts: Facts, _: Registration) -> bool:
    return facts.held.state is PassState.REVOKED


def _cancelled(_: Facts, registration: Registration) -> bool:
    return registration.state in _GONE


def _blocked(_: Facts, registration: Registration) -> bool:
    return registration.blocked


def _unapproved(_: Facts, registration: Registration) -> bool:
    return registration.state is RegistrationState.AWAITING_APPROVAL


def _unconfirmed(facts: Facts, registration: Registration) -> bool:
    if registration.state is not RegistrationState.UNCONFIRMED or registration.valid_while_unconfirmed:
        return False
    return not (facts.at.accept_unconfirmed and facts.scan.accept_unconfirmed)


def _invalid_time(facts: Facts, _: Registration) -> bool:
    return _entering(facts) and _outside(facts.scan.now, facts.held.valid_from, facts.held.valid_until)


def _list_closed(facts: Facts, _: Registration) -> bool:
    return _entering(facts) and _outside(facts.scan.now, facts.at.opens_at, facts.at.closes_at)


def _not_on_list(facts: Facts, registration: Registration) -> bool:
    return facts.at.groups is not None and registration.group not in facts.at.groups


def _wrong_session(facts: Facts, registration: Registration) -> bool:
    session = facts.scan.session
    if facts.at.sessions is not None and session not in facts.at.sessions:
        return True
    return registration.sessions is not None and session is not None and session not in registration.sessions


def _wrong_gate(facts: Facts, _: Registration) -> bool:
    return facts.at.gates is not None and facts.scan.gate not in facts.at.gates


def _questions(facts: Facts, _: Registration) -> bool:
    return _entering(facts) and bool(facts.open_questions)


def _already_in(facts: Facts, _: Registration) -> bool:
    return _entering(facts) and _USED[facts.at.mode](facts)


def _entries(facts: Facts) -> list[PreviousScan]:
    return [scan for scan in _counting(facts) if scan.type is ScanType.ENTRY]


def _used_once(facts: Facts) -> bool:
    return bool(_entries(facts))


def _used_today(facts: Facts) -> bool:
    zone = facts.at.timezone
    today = facts.scan.now.astimezone(zone).date()
    return any(scan.at.astimezone(zone).date() == today for scan in _entries(facts))


def _used_in_session(facts: Facts) -> bool:
    return any(scan.session == facts.scan.session for scan in _entries(facts))


def _inside(facts: Facts) -> bool:
    """Look at the latest scan up to now; of an entry and an exit at one instant the exit came after."""
    past = [(scan.at, scan.type is ScanType.EXIT) for scan in _counting(facts) if scan.at <= facts.scan.now]
    return bool(past) and not max(past)[1]


def _never_used(_: Facts) -> bool:
    return False


_USED: dict[Mode, Callable[[Facts], bool]] = {
    Mode.ONCE: _used_once,
    Mode.ONCE_PER_DAY: _used_today,
    Mode.ONCE_PER_SESSION: _used_in_session,
    Mode.REENTRY: _inside,
    Mode.MANY: _never_used,
}

_CHECKS: tuple[tuple[Reason, Callable[[Facts, Registration], bool]], ...] = (
    (Reason.REVOKED, _revoked),
    (Reason.CANCELLED, _cancelled),
    (Reason.BLOCKED, _blocked),
    (Reason.UNAPPROVED, _unapproved),
    (Reason.UNCONFIRMED, _unconfirmed),
    (Reason.INVALID_TIME, _invalid_time),
    (Reason.LIST_CLOSED, _list_closed),
    (Reason.NOT_ON_LIST, _not_on_list),
    (Reason.WRONG_SESSION, _wrong_session),
    (Reason.WRONG_GATE, _wrong_gate),
    (Reason.QUESTIONS, _questions),
    (Reason.ALREADY_IN, _already_in),
)
