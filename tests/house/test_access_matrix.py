"""Every address of the app × every kind of caller × own and other objects, against a table written by hand.

The table says which permission an address asks for and who of the cast holds it; it does not read the code's own
tables. A new address without a line here fails, and so does a new parameter without a value.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.routing import Rule

from deqing_events import database
from deqing_events.database import Base
from tests import factories
from tests.house.access_world import CALLERS, World, build

TOWNS, OWNERS = {"town_own", "town_other"}, {"bo", "chen"}
CHIEFS = {"chief_own", "chief_other"}
WORKERS = {"dai", *TOWNS, *OWNERS}

HOLDERS: dict[str, set[str]] = {
    "see events": {*WORKERS, "auditor"},
    "make events": {"dai", *TOWNS},
    "make campaigns": {"dai"},
    "work on events": WORKERS,
    "enter marks": {*WORKERS, "judge_own", "judge_other"},
    "type papers": {*WORKERS, "score_own", "score_other"},
    "settle papers": {*WORKERS, *CHIEFS},
    "run the call room": {*WORKERS, "call_own", "call_other"},
    "control contests": {*WORKERS, *CHIEFS},
    "lock marks": CHIEFS,
    "sign results": {"judge_own", "judge_other", *CHIEFS},
    "unblind": CHIEFS,
    "check samples": {*WORKERS, *CHIEFS},
    "open marks again": {"dai", *TOWNS, *CHIEFS},
    "open the archive again": {"dai", *TOWNS},
    "give out codes": {"code_own", "code_other"},
    "rule on appeals": {"arb_own", "arb_other"},
    "read reports": {"dai", *TOWNS, "auditor"},
    "see the roster": {"dai", *TOWNS},
    "import": {"dai"},
    "see full data": {"dai"},
    "see own unit": {"clerk_own", "clerk_other"},
    "enter people": {"dai", *TOWNS, "clerk_own", "clerk_other"},
    "see messages": {"dai"},
    "read the log": {"auditor"},
    "see personal data matters": {"dai", "auditor"},
    "answer requests": {"dai"},
    "manage promotions": {"dai"},
    "keep honours": {"dai"},
    "manage accounts": {"sysadmin"},
    "keep the calendar": {"dai"},
    "load the demonstration": {"dai", "sysadmin"},
    "be signed in": set(CALLERS) - {"anonymous"},
}

ADDRESSES: tuple[tuple[str, str], ...] = (
    (r"/desk/welcome/demo", "load the demonstration"),
    (r"/desk/(me(/.*)?|welcome|search)?$", "be signed in"),
    (r"/desk/judging", "enter marks"),
    (r"/desk/papers", "type papers"),
    (r"/desk/events/<int:event_id>/papers", "type papers"),
    (r"/desk/events/<int:event_id>/control/papers/ways", "work on events"),
    (r"/desk/events/<int:event_id>/control/papers", "settle papers"),
    (r"/desk/call-room", "run the call room"),
    (r"/desk/control", "control contests"),
    (r"/desk/events/<int:event_id>/control(/(spreads|fixes).*)?$", "control contests"),
    (r"/desk/events/<int:event_id>/control/sample", "check samples"),
    (r"/desk/events/<int:event_id>/sign$", "sign results"),
    (r"/desk/events/<int:event_id>/control/unblind", "unblind"),
    (r"/desk/events/<int:event_id>/control/lock", "lock marks"),
    (r"/desk/events/<int:event_id>/control/reopen", "open marks again"),
    (r"/desk/codes", "give out codes"),
    (r"/desk/arbitration", "rule on appeals"),
    (r"/desk/messages", "see messages"),
    (r"/desk/log", "read the log"),
    (r"/desk/privacy/requests/<int:request_id>/", "answer requests"),
    (r"/desk/privacy", "see personal data matters"),
    (r"/desk/users", "manage accounts"),
    (r"/desk/workdays", "keep the calendar"),
    (r"/desk/imports", "import"),
    (r"/desk/people/<int:member_id>/(full|reveal)", "see full data"),
    (r"/desk/(units|people|duplicates)", "see the roster"),
    (r"/desk/(overview|reports)", "read reports"),
    (r"/desk/campaigns(/<int:campaign_id>/table.*)?$", "see events"),
    (r"/desk/campaigns", "make campaigns"),
    (r"/desk/certificates", "work on events"),
    (r"/desk/promotions", "manage promotions"),
    (r"/desk/events/<int:event_id>/promotions", "manage promotions"),
    (r"/desk/honours", "keep honours"),
    (r"/desk/events/new", "make events"),
    (r"/desk/events/<int:event_id>/copy", "make events"),
    (r"/desk/events$", "see events"),
    (r"/desk/events/<int:event_id>(/preview)?$", "see events"),
    (r"/desk/events/<int:event_id>/registrations/full", "see full data"),
    (r"/desk/events/<int:event_id>/registrations/<int:registration_id>/answers/full", "see full data"),
    (r"/desk/events/<int:event_id>/checkin/files/full", "see full data"),
    (r"/desk/events/<int:event_id>/objections/<int:objection_id>/reveal", "see full data"),
    (r"/desk/events/<int:event_id>/scores", "enter marks"),
    (r"/desk/events/<int:event_id>/(draw|heats|call|prints)", "run the call room"),
    (r"/desk/events/<int:event_id>/codes", "give out codes"),
    (r"/desk/events/<int:event_id>/ledger/reopen", "open the archive again"),
    (r"/desk/events/<int:event_id>/", "work on events"),
    (r"/unit/events", "enter people"),
    (r"/unit/", "see own unit"),
)

REACHING = {
    *("dai", "town_own", "bo", "judge_own", "score_own", "call_own", "chief_own", "code_own", "arb_own", "auditor")
}
"""Who of the holders reaches the first township's event, member and unit."""

OBJECTS = {"event_id", "member_id", "unit_id"}
OPEN = re.compile(
    r"/($|events/|calendar|campaigns/|results|verify|VERIFY|live/|notices|lookup|my/|p/|P/|login|logout|setup|help|privacy|healthz|robots|text-size|units/search|team/|TEAM/|takeover/|TAKEOVER/|v/|V/)"
)
TOKENS = re.compile(r"/(gate|judge|screen|api/v1)/|/(sw|gate-sw)\.js|/manifest")
STEPS = {"step": "withdraw", "part": "basic", "what": "enable", "kind": "xlsx"}


@pytest.fixture
def world(app: Flask) -> World:
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    return build()


def rules(app: Flask) -> Iterator[Rule]:
    return (rule for rule in app.url_map.iter_rules() if rule.endpoint != "static")


def asked(rule: Rule) -> str | None:
    """What the hand-written table says a desk address asks for."""
    return next((what for pattern, what in ADDRESSES if re.match(pattern, rule.rule)), None)


def address(app: Flask, rule: Rule, world: World) -> str:
    values: dict[str, Any] = {}
    for name in rule.arguments - set(rule.defaults or {}):
        converter = rule._converters[name]  # noqa: SLF001 - the choices of an any() converter
        choices = getattr(converter, "items", None)
        values[name] = min(choices) if choices else world.values.get(name, STEPS.get(name))
        assert values[name] is not None, f"{rule.rule}: give the matrix a value for {name}"
    with app.test_request_context():
        built: str = app.url_for(rule.endpoint, **values)
    return built


def call(client: FlaskClient, target: str, method: str) -> int:
    answer = client.open(target, method=method)
    if answer.status_code == 302 and (answer.location or "").startswith("/login"):
        return 401
    return answer.status_code


def expected(rule: Rule, caller: str) -> int | None:
    """401, 403 or 404 for a refusal; None where the caller gets in."""
    what = asked(rule)
    assert what is not None
    if caller == "anonymous":
        return 401
    if caller not in HOLDERS[what]:
        return 403
    if rule.arguments & OBJECTS and caller not in REACHING:
        return 404
    return None


def test_every_address_stands_in_the_table(app: Flask) -> None:
    unknown = [
        rule.rule
        for rule in rules(app)
        if asked(rule) is None and not OPEN.match(rule.rule) and not TOKENS.match(rule.rule)
    ]
    assert unknown == []


@pytest.mark.parametrize("caller", CALLERS)
def test_the_refused_are_refused_and_change_nothing(app: Flask, world: World, caller: str) -> None:
    client = FlaskClient(app)
    if caller != "anonymous":
        factories.sign_in(client, world.accounts[caller])
    before, wrong = fingerprint(), []
    for rule in rules(app):
        if asked(rule) is None or expected(rule, caller) is None:
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            got = call(client, address(app, rule, world), method)
            if got != expected(rule, caller):
                wrong.append(f"{method} {rule.rule}: {got}, not {expected(rule, caller)}")
    assert wrong == []
    assert fingerprint() == before


@pytest.mark.parametrize("caller", [caller for caller in CALLERS if caller != "anonymous"])
def test_the_entitled_get_in(app: Flask, world: World, caller: str) -> None:
    client = factories.sign_in(FlaskClient(app), world.accounts[caller])
    entitled = [rule for rule in rules(app) if asked(rule) is not None and expected(rule, caller) is None]
    assert entitled != []
    wrong = []
    for method in ("GET", "POST"):
        for rule in entitled:
            if method not in (rule.methods or set()) or rule.endpoint == "accounts.change_own_password":
                continue
            got = call(client, address(app, rule, world), method)
            refused = {401, 403, 500, 503} if method == "POST" or _may_be_missing(rule) else {401, 403, 404, 500, 503}
            if got in refused:
                wrong.append(f"{method} {rule.rule}: {got}")
    assert wrong == []


def _may_be_missing(rule: Rule) -> bool:
    """Addresses whose object the small county does not hold (an older version, a finished import)."""
    return bool(rule.arguments - OBJECTS - {"account_id"}) or rule.endpoint.startswith("contest")


def fingerprint() -> dict[str, int]:
    """How many rows each table holds, apart from what merely being seen writes."""
    database.session().rollback()
    tables = [table for table in Base.metadata.sorted_tables if table.name not in {"rate_count", "bench_row"}]
    return {table.name: database.session().scalar(select(func.count()).select_from(table)) or 0 for table in tables}
