"""People with passes, check-in lists, gate links and gate phones, straight as rows."""

import datetime as dt
import itertools
import secrets
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app
from flask.testing import FlaskClient

from deqing_events import database
from deqing_events.checkin import codes, gate_tokens, list_actions, offline_actions, scan_actions
from deqing_events.checkin.models import CheckinList, GateDevice, GateLink, Scan
from deqing_events.checkin.scan_actions import Answered
from deqing_events.checkin.scan_facts import Attempt, Post
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event
from deqing_events.organisations.pinyin import name_pinyin_of
from deqing_events.registration import passes
from deqing_events.registration.models import Pass, Registration
from deqing_events.settings import Keys
from tests import factories
from tests.conftest import NOW

_numbers = itertools.count(1)
SURNAMES = "沈陈吴姚周徐章俞"


@dataclass(frozen=True)
class Guest:
    """Somebody registered, with a pass: ids and what they could show at a gate."""

    id: int
    pass_id: int
    number: str
    name: str
    mobile_tail: str
    token: str
    short_code: str

    @property
    def address(self) -> str:
        """What the QR code of the pass says."""
        return f"HTTPS://LOCALHOST/P/{self.token}"


@dataclass(frozen=True)
class GatePhone:
    """A phone that opened a gate link: its link's token, its own bearer token, and where it scans."""

    link_token: str
    bearer: str
    post: Post

    @property
    def headers(self) -> dict[str, str]:
        """The header of its API calls."""
        return {"Authorization": f"Bearer {self.bearer}"}

    def into(self, client: FlaskClient) -> FlaskClient:
        """Let a client be this phone."""
        client.set_cookie("dq_gate", self.bearer)
        return client


def keys() -> Keys:
    """Return the keys of the app under test."""
    found: Keys = current_app.config["SETTINGS"].keys
    return found


def today(title: str = "叉车司机技能比武", **fields: Any) -> Event:
    """Store an event that takes place now: its list is open."""
    values = {"starts_at": NOW - dt.timedelta(hours=1), "ends_at": NOW + dt.timedelta(hours=8), **fields}
    return factories.event(title, days=0, contact_phone="0572-0000000", **values)


def guest(event: Event, name: str = "", **fields: Any) -> Guest:
    """Store a confirmed registration with its pass."""
    number = next(_numbers)
    name = name or f"{SURNAMES[number % len(SURNAMES)]}示例"
    mobile = f"1990000{number:04}"
    pinyin, initials = name_pinyin_of(name)
    values = {
        "number": f"{event.code}-{number:04}",
        "event_id": event.id,
        "state": "confirmed",
        "person_key": secrets.token_hex(32),
        "name": name,
        "pinyin_key": pinyin,
        "initials": initials,
        "mobile": mobile,
        "mobile_tail": mobile[-4:],
        "unit_text": "示例精工",
        "created_at": NOW,
        "confirmed_at": NOW,
        **fields,
    }
    row = Registration(**values)
    with database.transaction() as session:
        session.add(row)
        session.flush()
        held = passes.issue(row, keys=keys(), now=NOW)
    return Guest(row.id, held.id, row.number, name, mobile[-4:], passes.token_for(held, keys()), held.short_code)


def change(kind: type[Any], row_id: int, **values: Any) -> None:
    """Change columns of one row."""
    with database.transaction() as session:
        row = session.get(kind, row_id)
        assert row is not None
        for name, value in values.items():
            setattr(row, name, value)


def revoke_pass(person: Guest) -> None:
    """Revoke somebody's pass."""
    change(Pass, person.pass_id, revoked_at=NOW, revoke_reason="换码")


def checkin_list(event: Event, **fields: Any) -> CheckinList:
    """Store a list; its times follow the event."""
    row = CheckinList(**{"event_id": event.id, "name": f"检录{next(_numbers)}", "mode": "once", **fields})
    with database.transaction() as session:
        session.add(row)
    return row


def phone(at: CheckinList, gate: str = "2 号门", volunteer: str = "吴演练", **fields: Any) -> GatePhone:
    """Store a gate link and a phone that opened it."""
    values = {
        "gate": gate,
        "role": "gate",
        "valid_from": NOW - dt.timedelta(hours=2),
        "valid_until": NOW + dt.timedelta(hours=10),
        **fields,
    }
    details = list_actions.LinkDetails(values["gate"], values["role"], values["valid_from"], values["valid_until"])
    link_id = list_actions.make_link(at.id, details, keys=keys(), now=NOW, by=SYSTEM)
    bearer = list_actions.open_device(link_id, volunteer, now=NOW, by=SYSTEM)
    session = database.session()
    link = session.get_one(GateLink, link_id)
    device = session.query(GateDevice).filter_by(link_id=link_id).one()
    post = Post(at.id, gate, volunteer, device.id, values["role"] == "supervisor", undo_within=dt.timedelta(minutes=15))
    return GatePhone(gate_tokens.link_token(link_id, link.serial, keys()), bearer, post)


def scan(post: Post, shown: Guest | str, *, now: dt.datetime = NOW, **fields: Any) -> Answered:
    """Scan what somebody shows, as the action does it."""
    code = codes.read(shown if isinstance(shown, str) else shown.address)
    attempt = Attempt(code, fields.pop("nonce", secrets.token_hex(12)), **fields)
    act = offline_actions.scan if attempt.offline else scan_actions.scan
    return act(post, attempt, now=now, by=SYSTEM)


def gate_of(app: Flask, **fields: Any) -> tuple[Event, CheckinList, GatePhone]:
    """Store an event of today with a list and one gate phone."""
    del app
    event = today()
    at = checkin_list(event)
    return event, at, phone(at, **fields)


def entered(list_id: int) -> int:
    """Return how many entries the list says it has, which is how many of its scans are entries that count."""
    session = database.session()
    session.rollback()
    counting = (Scan.list_id == list_id, Scan.counts, Scan.direction == "entry", Scan.annulled_at.is_(None))
    kept = session.scalar(sa.select(CheckinList.entered).where(CheckinList.id == list_id))
    assert kept == session.scalar(sa.select(sa.func.count()).where(*counting))
    return int(kept or 0)
