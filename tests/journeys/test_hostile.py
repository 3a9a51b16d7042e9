"""Every address with odd input, on both engines: an answer in good HTML, never an error of ours, no script let in."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from html5lib.html5parser import ParseError
from werkzeug.routing import Rule

from tests import factories, factories_checkin, factories_screens
from tests.engines import both_engines
from tests.house.access_world import World, build
from tests.reading import StrictClient, csrf_token

SCRIPT = "'\"><script>alert(1)</script>"
ODD = (
    "",
    "\x00",
    "-1",
    "0",
    "99999999999999999999",
    "abc",
    "1e9",
    "１２",
    "²",
    "2026-02-30",
    "9999-12-31",
    "0001-01-01",
    "😀\u202e",
    "%_\\",
    "../../keys.json",
    "x" * 5000,
    SCRIPT,
)
ASKED = (
    *("q", "page", "from", "to", "town", "family", "kind", "level", "campaign", "state", "by", "show", "compare"),
    *("code", "person", "next", "month", "stage", "template", "full", "run", "size", "find", "event", "unit"),
    *(
        "union",
        "year",
        "org",
        "list",
        "text",
        "bound",
        "trade",
        "day",
        "township",
        "session",
        "waiting",
        "clock",
        "heat",
    ),
)
TYPED = (
    *("name", "username", "password", "code", "mobile", "unit_text", "unit_id", "unit_choice", "session_id", "agree"),
    *("publish", "number", "tail", "reason", "stage", "seen", "ids", "status", "prefix", "title", "kind", "trade"),
    *("organiser_level", "host_id", "township_id", "campaign_id", "summary", "entrant_kind", "venue", "capacity"),
    *("starts_at", "ends_at", "registration_opens_at", "registration_closes_at", "cancel_until", "who_may", "notice"),
    *("contact", "contact_phone", "gate", "role", "valid_from", "valid_until", "list_id", "person", "nonce", "lane"),
    *("direction", "force", "edition", "year", "level", "starts_on", "ends_on", "judge_count", "criteria", "tiers"),
    *("theory_weight", "plan", "delegation", "elapsed", "scope", "current", "new_start", "mode", "opens_at"),
    *("target", "named", "places", "release_at", "table", "transfer_within", "transfer_until", "waiting_until"),
    *("closes_at", "gates", "lot-1", "seat-j1", "c-1-0", "purpose", "group_by", "townships", "sessions"),
    *("rule", "least", "signed_at", "token", "seed", "again", "source", "witnesses", "why", "entrant", "version"),
    *("stations", "count", "minutes", "between", "rest_minutes", "call_minutes", "late_minutes", "heat", "station"),
)
NOT_SWEPT = {"static", "accounts.logout", "accounts.change_own_password"}
"""Files, and what ends the session the sweep needs."""

PRIVATE = {
    "/desk/users": "sysadmin",
    "/desk/log": "auditor",
    "/unit/": "clerk_own",
    "/desk/codes": "code_own",
    "/desk/events/<int:event_id>/codes": "code_own",
}
GARBAGE: tuple[tuple[bytes, str], ...] = (
    (b"", "application/x-www-form-urlencoded"),
    (b"\xff\xfe\x00=%zz&&&=", "application/x-www-form-urlencoded"),
    (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="\xff"\r\n\r\nPK',
        "multipart/form-data; boundary=x",
    ),
    (b"no parts", "multipart/form-data; boundary=y"),
    (b"{", "application/json"),
    (b'"text"', "application/json"),
    (json.dumps([1, {"code": {}, "nonce": None}]).encode(), "application/json"),
    (json.dumps({"code": 7, "nonce": ["x"], "list": "z", "lane": {}, "direction": 1}).encode(), "application/json"),
    (json.dumps({"code": "\ud800", "nonce": "\ud800" * 20, "list": 10**30}).encode(), "application/json"),
    (json.dumps({"code": "\x00", "nonce": "\x00" * 20, "scanned_at": "never"}).encode(), "application/json"),
)


class Sweep:
    """A county with one of everything, and somebody who opens its addresses; ``found`` is what went wrong."""

    def __init__(self, app: Flask, client: StrictClient) -> None:
        self.app, self.client = app, client
        self.world: World = build()
        event = factories_checkin.today()
        phone = factories_checkin.phone(factories_checkin.checkin_list(event))
        screen = factories_screens.screen(factories_checkin.checkin_list(event))
        self.tokens = {"gate": phone.link_token, "screen": screen.token, "pass": factories_checkin.guest(event).token}
        self.bearer, self.token = phone.bearer, ""
        self.found: list[str] = []
        self.asked = 0

    def rules(self, method: str) -> Iterator[Rule]:
        """Yield the addresses that take a method, signed in as somebody who may use each."""
        for rule in self.app.url_map.iter_rules():
            if method in (rule.methods or ()) and rule.endpoint not in NOT_SWEPT:
                who = next((who for start, who in PRIVATE.items() if rule.rule.startswith(start)), "dai")
                factories.sign_in(self.client, self.world.accounts[who])
                self.client.set_cookie("dq_gate", self.bearer)
                self.token = csrf_token(self.client.get("/lookup").get_data(as_text=True))
                yield rule

    def address(self, rule: Rule, **odd: Any) -> str | None:
        """Return a rule's address with real values, or with ``odd`` ones; None when those cannot stand in it."""
        values = {name: odd.get(name, self._real(rule, name)) for name in rule.arguments - set(rule.defaults or {})}
        made = rule.build(values, append_unknown=False)
        return made[1] if made else None

    def _real(self, rule: Rule, name: str) -> Any:
        if choices(rule, name):
            return min(choices(rule, name))
        if name == "token":
            return self.tokens.get(rule.rule.split("/")[1], self.tokens["pass"])
        return {"step": "withdraw", "nonce": "nonce-1"}.get(name) or self.world.values[name]

    def ask(self, about: str, address: str, **kwargs: Any) -> None:
        """Make a request and note what is wrong with its answer."""
        self.asked += 1
        try:
            fragment = "/checkin/counts" in address
            opened = super(StrictClient, self.client).open if fragment else self.client.open
            answer = opened(address, **kwargs)
        except (AssertionError, ParseError) as error:
            self.found.append(f"{about}: {error!r}"[:200])
            return
        if answer.status_code >= 500 or answer.status_code == 405:
            self.found.append(f"{about}: {answer.status_code}")
        elif answer.mimetype == "text/html" and "<script>alert" in answer.get_data(as_text=True):
            self.found.append(f"{about}: lets a script in")
        elif answer.status_code == 400 and "这一页开着太久了" in answer.get_data(as_text=True):
            self.found.append(f"{about}: was never read, its token was refused")
        answer.close()

    def post(self, about: str, address: str, **kwargs: Any) -> None:
        """Post with a token that is good, so that what is sent is read."""
        headers = {"X-CSRFToken": self.token, "Authorization": f"Bearer {self.bearer}"}
        self.ask(about, address, method="POST", headers=headers, **kwargs)


def choices(rule: Rule, name: str) -> Any:
    """Return the words of an any() part of an address."""
    return getattr(rule._converters[name], "items", ())  # noqa: SLF001 - werkzeug shows them nowhere else


@pytest.fixture
def sweep(app: Flask, client: StrictClient) -> Sweep:
    """The county."""
    return Sweep(app, client)


@both_engines
def test_every_page_takes_odd_questions(sweep: Sweep) -> None:
    for rule in sweep.rules("GET"):
        address = sweep.address(rule)
        assert address is not None, rule.rule
        for value in ODD:
            sweep.ask(f"{rule.rule} {value[:30]!r}", address, query_string=dict.fromkeys(ASKED, value))
        sweep.ask(rule.rule, f"{address}?q=%00&page=%ff%fe&from=abc&to=&=&&q[]=1")
    assert not sweep.found, "\n".join(sweep.found)
    assert sweep.asked > 1000


@both_engines
def test_every_page_takes_odd_addresses(sweep: Sweep) -> None:
    for rule in sweep.rules("GET"):
        for name in rule.arguments - set(rule.defaults or {}):
            for value in () if choices(rule, name) else odd_parts(rule, name):
                address = sweep.address(rule, **{name: value})
                if address is not None:
                    sweep.ask(f"{rule.rule} {name}={str(value)[:30]!r}", address)
    assert not sweep.found, "\n".join(sweep.found)


def odd_parts(rule: Rule, name: str) -> list[Any]:
    """Return what may stand in one part of an address: large numbers, or odd words."""
    if f"int:{name}" in rule.rule:
        return [0, 2**31, 2**63, 10**40]
    return [value for value in ODD if value and "/" not in value]


@both_engines
def test_every_form_takes_odd_fields(sweep: Sweep) -> None:
    for rule in sweep.rules("POST"):
        address = sweep.address(rule)
        assert address is not None, rule.rule
        for value in ODD:
            sweep.post(f"{rule.rule} {value[:30]!r}", address, data=dict.fromkeys(TYPED, value))
    assert not sweep.found, "\n".join(sweep.found)


@both_engines
def test_every_form_takes_garbage(sweep: Sweep) -> None:
    for rule in sweep.rules("POST"):
        address = sweep.address(rule)
        assert address is not None, rule.rule
        for body, kind in GARBAGE:
            sweep.post(f"{rule.rule} {body[:30]!r}", address, data=body, content_type=kind)
    assert not sweep.found, "\n".join(sweep.found)
