"""The browser's copy of the admission law: every shared case, and many more facts, answered as the server answers."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests import browser as browsers
from tests.conformance_shapes.people import admitted

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
CASES = [
    case
    for case in json.loads((ROOT / "tests" / "cases" / "competition.json").read_text(encoding="utf-8"))["cases"]
    if case["category"] == "admission"
]
SOURCE = (ROOT / "static" / "js" / "admission.js").read_text(encoding="utf-8")
DECIDE = "async (all) => { const law = await import('/static/js/admission.js'); return all.map(law.decide); }"


@pytest.fixture(scope="module")
def running() -> Iterator[Browser]:
    with browsers.browser() as made:
        yield made


def answers(running: Browser, all_facts: list[dict[str, Any]], source: str = SOURCE) -> list[dict[str, Any]]:
    """Let a page decide with the module, or with ``source`` in its place."""
    context = browsers.phone(running)
    context.route(
        "**/*", lambda route: route.fulfill(body="<!doctype html><title>gate</title>", content_type="text/html")
    )
    context.route("**/admission.js", lambda route: route.fulfill(body=source, content_type="text/javascript"))
    page = context.new_page()
    page.goto("http://gate.invalid/")
    found: list[dict[str, Any]] = page.evaluate(DECIDE, all_facts)
    context.close()
    return found


def drawn(count: int) -> list[dict[str, Any]]:
    """Facts of every kind, the same in every run: odd sessions, midnights, annulled scans, two scans at one instant."""
    chance = random.Random(11)  # noqa: S311 - sample facts
    pick = chance.choice
    times = [f"2026-10-{day}T{hour}:00+08:00" for day in (11, 12) for hour in ("00:00", "08:30", "16:00", "23:59")]
    some = [None, [], ["A"], ["A", "B"]]

    def previous(number: int) -> dict[str, Any]:
        kind = {"type": pick(["entry", "exit"]), "session": pick([None, "A", "B"])}
        return {
            "at": pick(times),
            "nonce": f"n{number}",
            **kind,
            "success": chance.random() < 0.8,
            "annulled": chance.random() < 0.2,
        }

    def facts() -> dict[str, Any]:
        state = pick(["confirmed"] * 6 + ["unconfirmed", "awaiting_approval", "cancelled", "rejected"])
        return {
            "pass": {
                "state": pick(["valid"] * 8 + ["unknown", "other_event", "revoked"]),
                "valid_from": pick([None, None, *times]),
                "valid_until": pick([None, None, *times]),
            },
            "registration": None if chance.random() < 0.08 else {
                "state": state,
                "blocked": chance.random() < 0.1,
                "group": pick(["A", "B", ""]),
                "sessions": pick(some),
                "valid_while_unconfirmed": chance.random() < 0.3,
            },
            "list": {
                "mode": pick(["once", "once_per_day", "once_per_session", "reentry", "many"]),
                "groups": pick([None, None, *some]),
                "sessions": pick([None, None, *some]),
                "gates": pick([None, None, None, ["G1"], []]),
                "opens_at": pick([None, None, *times]),
                "closes_at": pick([None, None, *times]),
                "accept_unconfirmed": chance.random() < 0.5,
                "timezone": "Asia/Shanghai",
            },
            "scan": {
                "type": pick(["entry", "entry", "exit"]),
                "now": pick(times),
                "nonce": pick(["n-now", "n-now", "n-now", "n0"]),
                "session": pick([None, "A", "B"]),
                "gate": pick([None, "G1", "G2"]),
                "force": chance.random() < 0.15,
                "accept_unconfirmed": chance.random() < 0.5,
            },
            "previous": [previous(number) for number in range(pick([0, 0, 1, 2, 3]))],
            "open_questions": pick([[], [], [], ["q1"]]),
        }  # fmt: skip

    def in_and_out() -> dict[str, Any]:
        """Nothing but scans before may refuse, several at one instant."""
        free = {"opens_at": None, "closes_at": None, "groups": None, "sessions": None, "gates": None}
        plain = facts()
        plain["pass"] = {"state": "valid", "valid_from": None, "valid_until": None}
        plain["registration"] = {**people[0]["registration"], "state": "confirmed", "blocked": False, "sessions": None}
        plain["list"] = {**plain["list"], **free}
        plain["scan"] = {**plain["scan"], "type": "entry", "now": times[5], "force": False}
        plain["open_questions"] = []
        plain["previous"] = [{**previous(number), "at": pick(times[3:6])} for number in range(pick([2, 3, 4]))]
        return plain

    people = [one for one in (facts() for _ in range(50)) if one["registration"]]
    return [*(facts() for _ in range(count)), *(in_and_out() for _ in range(count // 2))]


def test_the_page_answers_every_shared_case(running: Browser) -> None:
    assert len(CASES) == 15
    assert answers(running, [case["input"] for case in CASES]) == [case["expected"] for case in CASES]


def test_the_page_answers_many_facts_as_the_server_does(running: Browser) -> None:
    many = drawn(1500)
    expected = [admitted(facts) if facts["registration"] else _nobody(facts) for facts in many]
    assert len({(answer["reason"], answer["recorded"]) for answer in expected}) >= 15
    wrong = [
        (facts, told, right)
        for facts, told, right in zip(many, answers(running, many), expected, strict=True)
        if told != right
    ]
    assert wrong == []


def _nobody(facts: dict[str, Any]) -> dict[str, Any]:
    """Nobody behind the code: a repeated nonce aside, it is invalid."""
    replay = any(
        scan["nonce"] == facts["scan"]["nonce"] and scan["success"] and not scan["annulled"]
        for scan in facts["previous"]
    )
    if replay:
        return {"status": "ok", "reason": None, "recorded": "none"}
    return {"status": "error", "reason": "invalid", "recorded": "failure"}


BREAKS = [
    ("scan.success && !scan.annulled", "scan.success"),
    ("instant(now) >= instant(end)", "instant(now) > instant(end)"),
    ('reason !== "invalid"', "true"),
    ('scan.type === "exit" ? 1 : 0', "0"),
    ("timeZone: zone", 'timeZone: "UTC"'),
    ('["wrong_gate", ', '["already_in", '),
]


@pytest.mark.parametrize("place", range(len(BREAKS)))
def test_a_broken_copy_is_found_out(running: Browser, place: int) -> None:
    good, bad = BREAKS[place]
    assert good in SOURCE
    many = [*(case["input"] for case in CASES), *(facts for facts in drawn(1500) if facts["registration"])]
    right = [admitted(facts) for facts in many]
    assert answers(running, many, SOURCE.replace(good, bad)) != right
