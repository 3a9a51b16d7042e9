"""The shared admission cases, run through the stored rows and the action, where rows can express them."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from deqing_events import database
from deqing_events.checkin import codes, scan_actions
from deqing_events.checkin.models import Scan
from deqing_events.checkin.scan_facts import Attempt, Post
from deqing_events.domain.roles import SYSTEM
from tests import factories_checkin as made
from tests.conftest import NOW

CASES = Path(__file__).resolve().parents[1] / "cases" / "competition.json"
ALL = [case for case in json.loads(CASES.read_text(encoding="utf-8"))["cases"] if case["category"] == "admission"]
STATES = {"confirmed": "confirmed", "unconfirmed": "waiting", "cancelled": "cancelled", "rejected": "rejected"}


def expressible(case: dict[str, Any]) -> bool:
    """Tell whether the stored rows know every fact of the case (no pass windows, groups, approval or questions)."""
    given = case["input"]
    return (
        given["pass"]["valid_from"] is None
        and given["pass"]["valid_until"] is None
        and given["list"]["groups"] is None
        and given["list"]["sessions"] is None
        and given["registration"]["sessions"] is None
        and not given["registration"]["valid_while_unconfirmed"]
        and given["list"]["accept_unconfirmed"] == given["scan"]["accept_unconfirmed"]
        and given["registration"]["state"] in STATES
        and not given["open_questions"]
    )


CHOSEN = [case for case in ALL if expressible(case)]


def test_enough_cases_are_expressible() -> None:
    assert len(CHOSEN) >= len(ALL) // 2


@pytest.mark.parametrize("case", CHOSEN, ids=[case["id"] for case in CHOSEN])
def test_the_action_answers_as_the_cases_say(app: Flask, case: dict[str, Any]) -> None:
    del app
    given, expected = case["input"], case["expected"]
    now = dt.datetime.fromisoformat(given["scan"]["now"])
    event = made.today(starts_at=now - dt.timedelta(days=30), ends_at=now + dt.timedelta(days=30))
    listed = given["list"]
    at = made.checkin_list(
        event,
        mode=listed["mode"],
        gates=listed["gates"],
        opens_at=instant(listed["opens_at"]),
        closes_at=instant(listed["closes_at"]),
        accept_unconfirmed=listed["accept_unconfirmed"],
    )
    home = made.today("别的活动") if given["pass"]["state"] == "other_event" else event
    registration = given["registration"]
    person = made.guest(home, state=STATES[registration["state"]], blocked=registration["blocked"])
    if given["pass"]["state"] == "revoked":
        made.revoke_pass(person)
    post = Post(at.id, given["scan"]["gate"] or "", "志愿者", supervisor=True)
    for number, previous in enumerate(given["previous"]):
        store(at.id, person.id, previous, number)
    shown = codes.read("A" * 26 if given["pass"]["state"] == "unknown" else person.token)
    before = count()
    attempt = Attempt(shown, given["scan"]["nonce"], given["scan"]["type"], force=given["scan"]["force"])
    answered = scan_actions.scan(post, attempt, now=now, by=SYSTEM)
    reason = answered.decision.reason.value if answered.decision.reason else None
    recorded = "none" if answered.replay else answered.decision.recorded.value
    assert (answered.decision.status.value, reason, recorded) == tuple(expected.values())
    assert count() - before == (0 if expected["recorded"] == "none" else 1)


def instant(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def store(list_id: int, registration_id: int, previous: dict[str, Any], number: int) -> None:
    row = Scan(
        list_id=list_id,
        registration_id=registration_id,
        code_hash="0" * 64,
        nonce=previous["nonce"],
        slot=f"stored-{number}",
        direction=previous["type"],
        scanned_at=dt.datetime.fromisoformat(previous["at"]),
        received_at=NOW,
        recorded="success" if previous["success"] else "failure",
        counts=previous["success"],
        annulled_at=NOW if previous["annulled"] else None,
    )
    with database.transaction() as session:
        session.add(row)


def count() -> int:
    return database.session().query(Scan).count()
