"""Signing the cast in on a strict client."""

import datetime as dt

from deqing_events.domain.roles import Grant, Role
from tests import factories
from tests.conftest import NOW
from tests.reading import StrictClient


def signed(client: StrictClient, role: Role, scope: int | None = None, *, now: dt.datetime = NOW) -> StrictClient:
    """Sign a client in as somebody with one role."""
    factories.sign_in(client, factories.account(Grant(role, scope), name="戴示例"), now=now)
    return client


def dai(client: StrictClient, *, now: dt.datetime = NOW) -> StrictClient:
    """Sign a client in as Dai of the county."""
    return signed(client, Role.COUNTY_STAFF, now=now)
