"""Who may call a route. Every view names its policy next to it; a route without one does not start.

Vocabulary: a *policy* is what a route asks of its caller. ``public`` asks nothing, ``staff(permission)`` a signed-in
account that holds the permission somewhere (which objects it then sees is the query's matter: a stranger gets 404),
``link(resolve)`` asks for a token in the address or header that a feature resolves. Deny is the default.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from flask import Flask, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from deqing_events.domain.roles import ANONYMOUS, Actor, Permission, Principal, Reach

View = TypeVar("View", bound=Callable[..., Any])
Resolver = Callable[..., object]

REPEATED = frozenset({"static"})
"""Endpoints that Flask itself serves."""


@dataclass(frozen=True)
class Policy:
    """What a route asks: ``kind`` is public, signed_in, staff or the name of a link; ``permission`` for staff."""

    kind: str
    permission: Permission | None = None


def principal() -> Principal:
    """Return who the current request acts for."""
    return cast("Principal", g.get("principal", ANONYMOUS))


def acting() -> Actor:
    """Return the current principal as the ``by`` of an action."""
    return principal().acting(request.remote_addr or "")


def reach(permission: Permission) -> Reach:
    """Return over what the current principal holds ``permission``."""
    return principal().reach(permission)


def public(view: View) -> View:
    """Let everybody in."""
    return _marked(view, Policy("public"))


def signed_in(view: View) -> View:
    """Let any signed-in account in."""

    @functools.wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:  # noqa: ANN401 - a view's own arguments
        if not principal().signed_in:
            return _to_sign_in()
        return cast("ResponseReturnValue", view(*args, **kwargs))

    return _marked(cast("View", guarded), Policy("signed_in"))


def staff(permission: Permission) -> Callable[[View], View]:
    """Let in accounts that hold ``permission`` somewhere; 403 for others, the sign-in page for strangers."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:  # noqa: ANN401 - a view's own arguments
            if not principal().signed_in:
                return _to_sign_in()
            if not principal().may(permission):
                abort(403)
            return cast("ResponseReturnValue", view(*args, **kwargs))

        return _marked(cast("View", guarded), Policy("staff", permission))

    return decorate


def link(kind: str, resolve: Resolver) -> Callable[[View], View]:
    """Ask ``resolve(**view arguments)`` for the holder of a link or token; its result is kept in ``g.holder``.

    ``resolve`` aborts for a bad, revoked or expired one.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:  # noqa: ANN401 - a view's own arguments
            g.holder = resolve(**kwargs)
            return cast("ResponseReturnValue", view(*args, **kwargs))

        return _marked(cast("View", guarded), Policy(kind))

    return decorate


def policy_of(app: Flask, endpoint: str) -> Policy | None:
    """Return the policy of an endpoint, or None when it names none."""
    return cast("Policy | None", getattr(app.view_functions[endpoint], "policy", None))


def require_policies(app: Flask) -> None:
    """Refuse to start while any route has no policy. Raises RuntimeError naming the endpoints."""
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()} - REPEATED
    missing = sorted(endpoint for endpoint in endpoints if policy_of(app, endpoint) is None)
    if missing:
        raise RuntimeError(f"routes without a policy: {', '.join(missing)}")


def safe_next(target: str | None) -> str:
    """Return ``target`` when it is a path on this site, else the start page."""
    if target and target.startswith("/") and not target.startswith(("//", "/\\")) and "\n" not in target:
        return target
    return "/"


def _marked(view: View, policy: Policy) -> View:
    view.policy = policy  # type: ignore[attr-defined]  # a function carries its policy as an attribute
    return view


def _to_sign_in() -> ResponseReturnValue:
    target = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(url_for("accounts.login", next=target or None))
