"""Questions about requests for deletion."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from deqing_events import database
from deqing_events.privacy.models import DataRequest
from deqing_events.privacy.own.queries import message_count, sign_ups
from deqing_events.registration.hooks import offers
from deqing_events.registration.models import Registration
from deqing_events.registration.queries import HELD
from deqing_events.registration.questions.models import Answer
from deqing_events.workers import queries as workers


@dataclass(frozen=True)
class Extent:
    """What a request is about: the sign-ups, and how much of the rest there is."""

    sign_ups: Sequence[Registration]
    coming: Sequence[Registration]
    answers: int
    messages: int
    phones: int


def latest(mobile_key: str) -> DataRequest | None:
    """Return the newest request of a mobile (its key), or None."""
    query = select(DataRequest).where(DataRequest.mobile_key == mobile_key).order_by(DataRequest.id.desc()).limit(1)
    return database.session().scalars(query).one_or_none()


def one(request_id: int) -> DataRequest | None:
    """Return a request, or None."""
    return database.session().get(DataRequest, request_id)


def listing(state: str, limit: int = 200) -> list[DataRequest]:
    """Return the requests in a state: those that wait oldest first, the others newest first."""
    order = DataRequest.asked_at if state == "open" else DataRequest.asked_at.desc()
    query = select(DataRequest).where(DataRequest.state == state).order_by(order, DataRequest.id).limit(limit)
    return list(database.session().scalars(query))


def counts() -> dict[str, int]:
    """Return how many requests are in each state."""
    query = select(DataRequest.state, func.count()).group_by(DataRequest.state)
    return {state: number for state, number in database.session().execute(query)}  # noqa: C416 - rows, not pairs


def extent(mobile: str, now: dt.datetime) -> Extent:
    """Return what would go with a mobile."""
    held = sign_ups(mobile)
    ids = [row.id for row in held]
    answers = select(func.count()).where(Answer.registration_id.in_(ids), Answer.cleared_at.is_(None))
    return Extent(
        sign_ups=held,
        coming=coming(held, now),
        answers=database.session().scalar(answers) or 0,
        messages=message_count(mobile),
        phones=len(workers.phones_of(mobile)),
    )


def coming(held: Iterable[Registration], now: dt.datetime) -> list[Registration]:
    """Return the sign-ups that are still to be cancelled: alive, of an event that is not over, not come in yet."""
    alive = {*HELD, "invited", "draft"}
    return [
        row
        for row in held
        if row.state in alive
        and (row.event.ends_at is None or row.event.ends_at > now)
        and offers.entered_at(row.id) is None
    ]
