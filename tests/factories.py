"""The test cast and quick ways to rows. Everything is synthetic: 示例 names, region 330599, mobiles 1990000xxxx.

The cast of domain words: Ai is a worker, Bo organises this event, Chen organises another, Dai is county staff.
"""

import datetime as dt
import itertools
from typing import Any

from flask.testing import FlaskClient

from deqing_events import database
from deqing_events.accounts import passwords, signing_in
from deqing_events.accounts.models import StaffAccount, StaffGrant, StaffSession
from deqing_events.domain.roles import Grant, Role
from deqing_events.events.models import Event, EventSession
from deqing_events.organisations.models import LabourUnion, Member, Organisation, Unit
from tests.conftest import NOW

_numbers = itertools.count(1)
PASSWORD = "示例密码-请勿使用-9527"


def _keep(*rows: Any) -> Any:
    with database.transaction() as session:
        session.add_all(rows)
    return rows[0]


def township(name: str = "武康街道", **fields: Any) -> Organisation:
    """Store a township."""
    values = {"code": f"33059900{next(_numbers)}", "kind": "street", "name": name, **fields}
    made: Organisation = _keep(Organisation(**values))
    return made


def unit(name: str = "", **fields: Any) -> Unit:
    """Store a workplace; ``township`` may be a row."""
    number = next(_numbers)
    name = name or f"德清示例{number}号精工有限公司"
    place = fields.pop("township", None)
    values = {
        "code": f"U{number:04}",
        "name": name,
        "name_key": name,
        "short_name": f"示例{number}号",
        "short_key": f"示例{number}号",
        "township_id": place.id if place else None,
        **fields,
    }
    made: Unit = _keep(Unit(**values))
    return made


def union(name: str = "示例工会", **fields: Any) -> LabourUnion:
    """Store a grassroots union."""
    values = {"code": f"G{next(_numbers):04}", "name": name, "kind": "single", **fields}
    made: LabourUnion = _keep(LabourUnion(**values))
    return made


def member(name: str = "沈示例", mobile: str = "19900000017", **fields: Any) -> Member:
    """Store a worker on the roster."""
    values = {"name": name, "mobile": mobile, "created_at": NOW, "updated_at": NOW, **fields}
    made: Member = _keep(Member(**values))
    return made


def event(title: str = "维修电工技能比武", *, days: int = 5, **fields: Any) -> Event:
    """Store a published skills contest with one session ``days`` from NOW, open for registration."""
    number = next(_numbers)
    start = NOW + dt.timedelta(days=days)
    values = {
        "slug": f"event-{number}",
        "code": f"DQ26-{number:04}",
        "title": title,
        "family": "skills",
        "kind": "skill_contest",
        "organiser_level": "county",
        "state": "published",
        "registration_opens_at": NOW - dt.timedelta(days=10),
        "registration_closes_at": start - dt.timedelta(days=1),
        "starts_at": start,
        "ends_at": start + dt.timedelta(hours=8),
        "created_at": NOW,
        "updated_at": NOW,
        "published_at": NOW,
        **fields,
    }
    made = Event(**values)
    made.sessions = [EventSession(venue="县职业技能实训中心", starts_at=values["starts_at"], ends_at=values["ends_at"])]
    _keep(made)
    return made


def account(*grants: Grant, name: str = "戴示例", username: str = "", password_hash: str = "") -> StaffAccount:
    """Store a staff account with grants. Without a hash nobody can type its password (hashing is slow)."""
    made = StaffAccount(
        username=username or f"staff{next(_numbers)}",
        name=name,
        password_hash=password_hash or "none",
        created_at=NOW,
        grants=[StaffGrant(role=grant.role.value, scope_id=grant.scope_id or 0) for grant in grants],
    )
    _keep(made)
    return made


def sign_in(client: FlaskClient, who: StaffAccount, *, now: dt.datetime = NOW) -> FlaskClient:
    """Give a client a live session of an account, without typing a password."""
    token = passwords.new_token()
    hashed = passwords.token_hash(token)
    _keep(StaffSession(account_id=who.id, token_hash=hashed, created_at=now, seen_at=now, address="127.0.0.1"))
    client.set_cookie(signing_in.COOKIE, token)
    return client


def dai(client: FlaskClient) -> FlaskClient:
    """Sign a client in as Dai of the county."""
    return sign_in(client, account(Grant(Role.COUNTY_STAFF), name="戴示例"))
