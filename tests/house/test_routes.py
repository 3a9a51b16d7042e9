"""Every route names who may call it."""

import pytest
from flask import Flask

from deqing_events.web import access


def test_every_route_has_a_policy(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()} - access.REPEATED
    assert {endpoint for endpoint in endpoints if access.policy_of(app, endpoint) is None} == set()


def test_an_app_with_an_unguarded_route_does_not_start(app: Flask) -> None:
    other = Flask("other")
    other.add_url_rule("/open", "open", lambda: "x")
    with pytest.raises(RuntimeError, match="open"):
        access.require_policies(other)
    access.require_policies(app)


def test_desk_addresses_ask_for_an_account(app: Flask) -> None:
    asks_nothing = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(("/desk", "/unit/"))
        and (policy := access.policy_of(app, rule.endpoint)) is not None
        and policy.kind not in {"staff", "signed_in"}
    ]
    assert asks_nothing == []
