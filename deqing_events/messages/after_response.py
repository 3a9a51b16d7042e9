"""Sending what cannot wait for the next run of the job: one-time codes, once the page has left.

The page is never slower for it, and its time says nothing about what was sent.
"""

import logging
from functools import partial

from flask import Flask, Response, after_this_request, current_app

from deqing_events.messages import sending
from deqing_events.messages.offered import gateway
from deqing_events.web import clock, installation

logger = logging.getLogger("deqing_events")


def send(*message_ids: int | None) -> None:
    """Send these messages as soon as the answer to this request has left; call it after the transaction.

    What does not go out now, the job sends within a minute. An installation that sends nothing has nothing to do.
    """
    ids = [message_id for message_id in message_ids if message_id is not None]
    if not ids or installation.settings().notifier == "outbox":
        return
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own way

    @after_this_request
    def once_it_left(response: Response) -> Response:
        response.call_on_close(partial(_deliver, app, ids))
        return response


def _deliver(app: Flask, ids: list[int]) -> None:
    with app.app_context():
        try:
            sending.deliver_now(ids, gateway(), clock=clock.now)
        except Exception as error:  # noqa: BLE001 - nobody waits for an answer any more; the job tries again
            logger.warning("messages %s wait for the job: %s", ids, type(error).__name__)
