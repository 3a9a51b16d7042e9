"""Events and people for fault tests: real time, because the server under test reads the real clock."""

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from deqing_events import database
from deqing_events.accounts import passwords, signing_in
from deqing_events.accounts.models import StaffSession
from deqing_events.checkin.models import CheckinList
from deqing_events.domain.places import Dimension
from deqing_events.domain.roles import Grant, Role
from deqing_events.events.models import Event
from deqing_events.registration import actions, passes, quota_actions, reserve_actions
from deqing_events.registration.models import Quota, Registration
from tests import factories, factories_checkin, factories_registration
from tests.faults.calling import Answer, Form, Site


def now() -> dt.datetime:
    """The present instant."""
    return dt.datetime.now(dt.UTC)


def open_event(**fields: object) -> Event:
    """Store an event open for registration, in three days."""
    start = now() + dt.timedelta(days=3)
    times = {
        "registration_opens_at": now() - dt.timedelta(days=1),
        "registration_closes_at": start - dt.timedelta(days=1),
        "starts_at": start,
        "ends_at": start + dt.timedelta(hours=8),
        "published_at": now(),
    }
    return factories.event(**{**times, **fields})  # type: ignore[arg-type]  # columns by name


def event_today(**fields: object) -> Event:
    """Store an event that takes place now."""
    times = {"starts_at": now() - dt.timedelta(hours=1), "ends_at": now() + dt.timedelta(hours=8)}
    return open_event(**{**times, "registration_closes_at": now() + dt.timedelta(hours=4), **fields})


@dataclass(frozen=True)
class Door:
    """An open check-in list: a phone's headers, the list's id, and the passes that may come."""

    headers: dict[str, str]
    list_id: int
    tokens: list[str]

    def scan(self, site: Site, token: str, nonce: str) -> Answer:
        """Scan one pass."""
        body = {"list": str(self.list_id), "code": token, "nonce": nonce, "direction": "entry"}
        return site.post_json("/api/v1/scans", body, self.headers)


def door(people: int) -> Door:
    """Store an event of today with so many registered people and one gate phone."""
    event = event_today()
    at: CheckinList = factories_checkin.checkin_list(event)
    first, last = now() - dt.timedelta(hours=2), now() + dt.timedelta(hours=9)
    phone = factories_checkin.phone(at, valid_from=first, valid_until=last)
    return Door(phone.headers, at.id, _guests(event, people))


def beside(one: Door, gate: str) -> Door:
    """Return another gate of the same list, with a phone of its own."""
    at = database.session().get_one(CheckinList, one.list_id)
    first, last = now() - dt.timedelta(hours=2), now() + dt.timedelta(hours=9)
    phone = factories_checkin.phone(at, gate=gate, volunteer="周模拟", valid_from=first, valid_until=last)
    return Door(phone.headers, at.id, one.tokens)


def _guests(event: Event, people: int) -> list[str]:
    keys = factories_checkin.keys()
    with database.transaction() as session:
        rows = [_registration(event, number) for number in range(1, people + 1)]
        session.add_all(rows)
        session.flush()
        return [passes.token_for(passes.issue(row, keys=keys, now=now()), keys) for row in rows]


def _registration(event: Event, number: int) -> Registration:
    return Registration(
        number=f"{event.code}-{number:04}",
        event_id=event.id,
        state="confirmed",
        person_key=secrets.token_hex(32),
        name=f"示例{number}",
        mobile=f"1990000{number:04}",
        mobile_tail=f"{number:04}",
        unit_text="示例精工",
        created_at=now(),
        confirmed_at=now(),
    )


def sign_in(role: Role = Role.COUNTY_STAFF) -> dict[str, str]:
    """Store an account with a live session; return its cookie."""
    account = factories.account(Grant(role), name="戴示例")
    token = passwords.new_token()
    row = StaffSession(
        account_id=account.id,
        token_hash=passwords.token_hash(token),
        created_at=now(),
        seen_at=now(),
        address="127.0.0.1",
    )
    with database.transaction() as session:
        session.add(row)
    return {signing_in.COOKIE: token}


def register(site: Site, slug: str, form: Form, number: int, phone: str, *, unit: str = "示例单位") -> Answer:
    """Register person ``number`` from the phone with that cookie."""
    fields = {
        "csrf_token": form.token,
        "name": f"示例{number}",
        "mobile": f"199{number:08}",
        "unit_text": unit,
        "unit_choice": "own" if unit == "示例单位" else "",
        "agree": "y",
    }
    return site.post(f"/events/{slug}/register/submit", fields, cookies={**form.cookies, "dq_phone": phone})


def registered(event: Event, **fields: Any) -> Registration:
    """Register somebody new without a server."""
    who = factories_registration.details(**fields)
    by, keys = factories_registration.PHONE_ACTOR, factories_registration.keys()
    made = actions.register(event.id, who, phone="", keys=keys, now=now(), by=by).registration
    assert made is not None
    return made


def number_of(answer: Answer) -> str:
    """The registration number that an acknowledged registration leads to, empty for any other answer."""
    return answer.headers["location"].rsplit("/", 1)[-1] if answer.status == 303 else ""


def registrations(event_id: int) -> list[Registration]:
    """Return what is stored now, in the order of the numbers given."""
    session = database.session()
    session.rollback()
    query = sa.select(Registration).where(Registration.event_id == event_id).order_by(Registration.number)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def taken(event_id: int, dimension: str = "event", target: str = "") -> int:
    """Return what one counter of an event says now."""
    session = database.session()
    session.rollback()
    of = (Quota.event_id == event_id, Quota.dimension == dimension, Quota.target == target)
    return session.scalars(sa.select(Quota.taken).where(*of)).one()


def bounded(event: Event, limits: dict[int, int]) -> None:
    """Bound an event by township (capacity per township id), and make all its counters."""
    with database.transaction() as session:
        quota_actions.lock_event(session, event.id)
        for township_id, places in limits.items():
            quota_actions.set_row(session, event.id, Dimension.TOWNSHIP, str(township_id), places)
        reserve_actions.fit(session, session.get_one(Event, event.id), now=now())
