"""Whom the request's phone belongs to. Needs a request: it reads the cookie; asked once per request."""

import datetime as dt
from dataclasses import dataclass
from typing import cast

from flask import request

from deqing_events.domain.masking import mask_name
from deqing_events.organisations import queries as organisations
from deqing_events.web import clock, installation
from deqing_events.workers import phone, queries
from deqing_events.workers.hooks import offers

_KEPT = "deqing.recognised"


@dataclass(frozen=True)
class Device:
    """A phone that has proved a mobile; ``fresh`` until the proof is older than the setting allows."""

    id: int
    mobile: str
    seen_at: dt.datetime
    fresh: bool


@dataclass(frozen=True)
class Greeting:
    """Who is greeted: one name (empty when none is known) and how many more share the mobile; the workplace."""

    name: str
    more: int = 0
    unit: str = ""
    township: str = ""

    @property
    def disc(self) -> str:
        """The first character of the name, for the disc beside it."""
        return self.name[:1]

    @property
    def masked(self) -> str:
        """The name as a phone shows it whose proof is too old."""
        return mask_name(self.name)


def device() -> Device | None:
    """Return the recognised phone behind this request, its proof fresh or not; None for any other."""
    if _KEPT not in request.environ:
        request.environ[_KEPT] = _find()
    return cast("Device | None", request.environ[_KEPT])


def owner() -> str | None:
    """Return the mobile that this request's phone has proved and may act for; None without a fresh proof."""
    found = device()
    return found.mobile if found and found.fresh else None


def stale() -> bool:
    """Tell whether this phone is recognised, but has to give a code again before it shows anything."""
    found = device()
    return found is not None and not found.fresh


def greeting(mobile: str) -> Greeting:
    """Return who is greeted for a mobile: from the roster, else the name last registered with it."""
    members = organisations.members_with_mobile(mobile)
    if not members:
        return Greeting(offers.last_name(mobile))
    first = members[0]
    if len(members) > 1:
        return Greeting(first.name, more=len(members) - 1)
    unit = first.unit
    town = unit.township.name if unit and unit.township else ""
    return Greeting(first.name, unit=unit.name if unit else first.unit_text, township=town)


def _find() -> Device | None:
    found = queries.owner_of(phone.hashed()) if phone.cookie() else None
    if found is None:
        return None
    longest = dt.timedelta(days=installation.settings().recognised_days)
    return Device(found.id, found.mobile, found.seen_at, fresh=clock.now() - found.verified_at < longest)
