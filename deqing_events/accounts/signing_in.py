"""The cookie that says which staff session a request belongs to, and the principal made from it."""

import datetime as dt

from flask import Blueprint, Response, g, request

from deqing_events.accounts import actions, passwords, queries
from deqing_events.domain.roles import ANONYMOUS
from deqing_events.web import clock, installation

COOKIE = "dq_staff"
TOUCH_EVERY = dt.timedelta(minutes=1)

blueprint = Blueprint("signing_in", __name__)


@blueprint.before_app_request
def load_principal() -> None:
    """Put the principal on the request; anonymous without a live session. Static files and devices are skipped."""
    g.principal, g.staff_session = ANONYMOUS, None
    token = request.cookies.get(COOKIE)
    if not token or request.endpoint == "static" or request.path.startswith("/api/"):
        return
    settings = installation.settings()
    now = clock.now()
    live = queries.signed_in(
        passwords.token_hash(token),
        now=now,
        idle=dt.timedelta(minutes=settings.idle_minutes),
        longest=dt.timedelta(hours=settings.session_hours),
    )
    if live is None:
        return
    g.principal, g.staff_session = live.principal, live.session_id
    if now - live.seen_at > TOUCH_EVERY:
        actions.touch(live.session_id, now=now)


def set_cookie(response: Response, token: str) -> None:
    """Hand the session token to the browser."""
    settings = installation.settings()
    response.set_cookie(COOKIE, token, httponly=True, samesite="Lax", secure=settings.secure_cookies, path="/")


def clear_cookie(response: Response) -> None:
    """Take the session token back."""
    response.delete_cookie(COOKIE, path="/")
