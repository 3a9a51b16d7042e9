"""Signing the cast in on a strict client, and reading what a page says and what is stored."""

import datetime as dt
from typing import Any

from deqing_events import database
from deqing_events.domain.roles import Grant, Role
from deqing_events.events.models import Event
from tests import factories
from tests.conftest import NOW
from tests.reading import StrictClient, text_of


def signed(client: StrictClient, role: Role, scope: int | None = None, *, now: dt.datetime = NOW) -> StrictClient:
    """Sign a client in as somebody with one role."""
    factories.sign_in(client, factories.account(Grant(role, scope), name="戴示例"), now=now)
    return client


def dai(client: StrictClient, *, now: dt.datetime = NOW) -> StrictClient:
    """Sign a client in as Dai of the county."""
    return signed(client, Role.COUNTY_STAFF, now=now)


def words(client: StrictClient, address: str, status: int = 200) -> str:
    """Return what a page says, after checking its status."""
    response = client.get(address)
    assert response.status_code == status
    return text_of(response.get_data(as_text=True))


def stored(event_id: int) -> Event:
    """Return an event as it is in the database now."""
    database.session().expire_all()
    return database.session().get_one(Event, event_id)


def draft(**fields: Any) -> Event:
    """Store a draft."""
    return factories.event(state="draft", published_at=None, **fields)
