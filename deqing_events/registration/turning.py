"""The code on a pass as its card draws it: a picture that stays, or one that changes every half minute."""

from typing import Any

from flask import url_for

from deqing_events.domain import rotating
from deqing_events.events.models import Event
from deqing_events.web import clock


def code_on_card(token: str, event: Event) -> dict[str, Any]:
    """Return the address of the picture, how many seconds it stands (None: for good) and the way to a fresh one."""
    refresh = url_for("passes.one", token=token)
    if not event.rotating_pass:
        return {"code_src": url_for("passes.qr_image", token=token), "seconds": None, "refresh_href": refresh}
    now = clock.now()
    return {
        "code_src": url_for("passes.qr_image", token=token, step=rotating.step_at(now)),
        "seconds": rotating.seconds_left(now),
        "period": rotating.PERIOD_SECONDS,
        "refresh_href": refresh,
    }
