"""The cookie a phone is known by, and so what it may see: random, HttpOnly, two years."""

from flask import Response, request

from deqing_events.accounts.passwords import new_token
from deqing_events.web import installation
from deqing_events.workers.hashes import phone_hash

COOKIE = "dq_phone"
TWO_YEARS_SECONDS = 2 * 365 * 24 * 3600
LONGEST = 100


def cookie() -> str:
    """Return this phone's cookie, empty without one."""
    value = request.cookies.get(COOKIE, "")
    return value if len(value) <= LONGEST else ""


def hashed() -> str:
    """Return the hash under which this phone's holdings are kept; empty without a cookie."""
    return phone_hash(cookie()) if cookie() else ""


def fresh() -> str:
    """Return a new cookie."""
    return new_token()


def remember(response: Response, value: str = "") -> None:
    """Give the phone its cookie (``value``, else the one it has, else a new one) and renew its life."""
    value = value or cookie() or fresh()
    secure = installation.settings().secure_cookies
    response.set_cookie(
        COOKIE, value, max_age=TWO_YEARS_SECONDS, httponly=True, samesite="Lax", secure=secure, path="/"
    )


def forget(response: Response) -> None:
    """Take the cookie back: the next page makes a new one."""
    response.delete_cookie(COOKIE, path="/")
