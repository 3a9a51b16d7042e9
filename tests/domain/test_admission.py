"""One scan is decided by the fixed order of reasons, whatever else is true."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from deqing_events.domain.admission import decide
from deqing_events.domain.admission_facts import (
    AdmissionList,
    Facts,
    Mode,
    Pass,
    PassState,
    PreviousScan,
    Reason,
    Recorded,
    Registration,
    RegistrationState,
    Scan,
    ScanType,
    Status,
)

NOW = datetime(2026, 10, 12, 1, 0, tzinfo=UTC)
ENTRY = PreviousScan(NOW - timedelta(minutes=30), "n-1", ScanType.ENTRY, None, success=True)
EXIT = replace(ENTRY, at=NOW - timedelta(minutes=15), nonce="n-2", type=ScanType.EXIT)


def facts(**more: Any) -> Facts:
    """Build facts that are admitted; `held_`, `registration_`, `at_`, `scan_` prefixes change one field."""
    parts: dict[str, Any] = {
        "held": Pass(PassState.VALID),
        "registration": Registration(RegistrationState.CONFIRMED, "player"),
        "at": AdmissionList(Mode.ONCE, ZoneInfo("Asia/Shanghai")),
        "scan": Scan(ScanType.ENTRY, NOW, "n-now", gate="G1"),
    }
    whole: dict[str, Any] = {}
    for name, value in more.items():
        part, _, field = name.partition("__")
        if field:
            parts[part] = replace(parts[part], **{field: value})
        else:
            whole[name] = value
    return Facts(**parts, **whole)


FAILING: list[tuple[Reason, dict[str, Any]]] = [
    (Reason.INVALID, {"held__state": PassState.UNKNOWN}),
    (Reason.REVOKED, {"held__state": PassState.REVOKED}),
    (Reason.CANCELLED, {"registration__state": RegistrationState.REJECTED}),
    (Reason.BLOCKED, {"registration__blocked": True}),
    (Reason.UNAPPROVED, {"registration__state": RegistrationState.AWAITING_APPROVAL}),
    (Reason.UNCONFIRMED, {"registration__state": RegistrationState.UNCONFIRMED}),
    (Reason.INVALID_TIME, {"held__valid_until": NOW}),
    (Reason.LIST_CLOSED, {"at__closes_at": NOW}),
    (Reason.NOT_ON_LIST, {"at__groups": frozenset()}),
    (Reason.WRONG_SESSION, {"at__sessions": frozenset({"am"})}),
    (Reason.WRONG_GATE, {"at__gates": frozenset({"G2"})}),
    (Reason.QUESTIONS, {"open_questions": ("shirt_size",)}),
    (Reason.ALREADY_IN, {"previous": (ENTRY,)}),
]


@pytest.mark.parametrize(("reason", "change"), FAILING)
def test_each_reason_alone(reason: Reason, change: dict[str, Any]) -> None:
    decision = decide(facts(**change))
    assert decision.reason is reason
    assert decision.recorded is Recorded.FAILURE
    assert decision.status is (Status.INCOMPLETE if reason is Reason.QUESTIONS else Status.ERROR)


@pytest.mark.parametrize("first", range(len(FAILING)))
@pytest.mark.parametrize("second", range(len(FAILING)))
def test_of_two_reasons_the_earlier_is_named(first: int, second: int) -> None:
    earlier, later = sorted((first, second))
    merged = {**FAILING[later][1], **FAILING[earlier][1]}
    assert decide(facts(**merged)).reason is FAILING[earlier][0]


def test_the_checks_run_in_the_order_of_the_reasons() -> None:
    assert [reason for reason, _ in FAILING] == list(Reason)


@pytest.mark.parametrize(("reason", "change"), FAILING)
def test_force_overrides_everything_but_an_unusable_code(reason: Reason, change: dict[str, Any]) -> None:
    decision = decide(facts(**change, scan__force=True))
    if reason is Reason.INVALID:
        assert (decision.status, decision.reason) == (Status.ERROR, Reason.INVALID)
    else:
        assert (decision.status, decision.reason, decision.recorded) == (Status.OK, None, Recorded.FORCED)


EXIT_SKIPS = {Reason.INVALID_TIME, Reason.LIST_CLOSED, Reason.QUESTIONS, Reason.ALREADY_IN}


@pytest.mark.parametrize(("reason", "change"), FAILING)
def test_an_exit_skips_time_questions_and_being_in(reason: Reason, change: dict[str, Any]) -> None:
    decision = decide(facts(**change, scan__type=ScanType.EXIT))
    assert decision.reason is (None if reason in EXIT_SKIPS else reason)


CHANGES = st.lists(st.sampled_from([change for _, change in FAILING]), max_size=4)


@given(changes=CHANGES, force=st.booleans())
def test_repeating_a_scan_that_let_in_writes_nothing(*, changes: list[dict[str, Any]], force: bool) -> None:
    merged: dict[str, Any] = {"scan__force": force}
    for change in changes:
        merged.update(change)
    first = facts(**merged)
    assume(decide(first).status is Status.OK)
    done = PreviousScan(NOW, first.scan.nonce, first.scan.type, first.scan.session, success=True)
    again = replace(first, previous=(*first.previous, done))
    assert decide(again) == decide(replace(again, registration=None))
    assert decide(again).recorded is Recorded.NONE
    assert decide(again).status is Status.OK


@given(CHANGES)
def test_force_never_lets_an_unknown_code_in(changes: list[dict[str, Any]]) -> None:
    merged: dict[str, Any] = {}
    for change in changes:
        merged.update(change)
    given_facts = facts(**(merged | {"scan__force": True, "held__state": PassState.OTHER_EVENT}))
    assert decide(given_facts).status is Status.ERROR
    assert decide(replace(given_facts, registration=None)).reason is Reason.INVALID


@pytest.mark.parametrize("change", [{"success": False}, {"annulled": True}])
def test_failed_and_annulled_scans_do_not_count(change: dict[str, Any]) -> None:
    assert decide(facts(previous=(replace(ENTRY, **change),))).recorded is Recorded.SUCCESS
    same = replace(ENTRY, nonce="n-now", **change)
    assert decide(facts(previous=(same,))).recorded is Recorded.SUCCESS


def test_windows_are_half_open() -> None:
    assert decide(facts(held__valid_from=NOW, at__opens_at=NOW)).status is Status.OK
    later = NOW + timedelta(seconds=1)
    assert decide(facts(held__valid_until=later, at__closes_at=later)).status is Status.OK
    assert decide(facts(held__valid_from=later)).reason is Reason.INVALID_TIME
    assert decide(facts(at__opens_at=later)).reason is Reason.LIST_CLOSED


@pytest.mark.parametrize(
    ("valid", "at_list", "by_staff", "admitted"),
    [(True, False, False, True), (False, True, True, True), (False, True, False, False), (False, False, True, False)],
)
def test_unconfirmed_needs_its_own_right_or_list_and_staff(
    *, valid: bool, at_list: bool, by_staff: bool, admitted: bool
) -> None:
    decision = decide(
        facts(
            registration__state=RegistrationState.UNCONFIRMED,
            registration__valid_while_unconfirmed=valid,
            at__accept_unconfirmed=at_list,
            scan__accept_unconfirmed=by_staff,
        )
    )
    assert (decision.status is Status.OK) == admitted


@pytest.mark.parametrize(
    ("listed", "own", "scanned", "fits"),
    [
        (None, None, None, True),
        ({"am"}, None, "am", True),
        ({"am"}, None, None, False),
        ({"am"}, None, "pm", False),
        (None, {"am"}, None, True),
        (None, {"am"}, "am", True),
        (None, {"am"}, "pm", False),
        ({"am", "pm"}, {"am"}, "pm", False),
        (None, set(), "am", False),
    ],
)
def test_sessions(*, listed: set[str] | None, own: set[str] | None, scanned: str | None, fits: bool) -> None:
    decision = decide(facts(at__sessions=listed, registration__sessions=own, scan__session=scanned))
    assert decision.reason is (None if fits else Reason.WRONG_SESSION)


YESTERDAY = replace(ENTRY, at=datetime(2026, 10, 11, 15, 59, tzinfo=UTC))
TODAY = replace(ENTRY, at=datetime(2026, 10, 11, 16, 0, tzinfo=UTC))
FUTURE_EXIT = replace(EXIT, at=NOW + timedelta(minutes=1))


@pytest.mark.parametrize(
    ("mode", "previous", "admitted"),
    [
        (Mode.ONCE, (EXIT,), True),
        (Mode.ONCE, (ENTRY, EXIT), False),
        (Mode.ONCE_PER_DAY, (YESTERDAY,), True),
        (Mode.ONCE_PER_DAY, (TODAY,), False),
        (Mode.ONCE_PER_SESSION, (replace(ENTRY, session="am"),), True),
        (Mode.ONCE_PER_SESSION, (replace(ENTRY, session="pm"),), False),
        (Mode.ONCE_PER_SESSION, (replace(EXIT, session="pm"),), True),
        (Mode.REENTRY, (), True),
        (Mode.REENTRY, (ENTRY,), False),
        (Mode.REENTRY, (EXIT, ENTRY), True),
        (Mode.REENTRY, (ENTRY, FUTURE_EXIT), False),
        (Mode.REENTRY, (replace(ENTRY, at=NOW),), False),
        (Mode.REENTRY, (replace(EXIT, at=ENTRY.at), ENTRY), True),
        (Mode.MANY, (ENTRY, ENTRY), True),
    ],
)
def test_modes(*, mode: Mode, previous: tuple[PreviousScan, ...], admitted: bool) -> None:
    decision = decide(facts(at__mode=mode, scan__session="pm", previous=previous))
    assert decision.reason is (None if admitted else Reason.ALREADY_IN)
    assert decide(facts(at__mode=mode, scan__session="pm", previous=previous[::-1])) == decision
