"""Lists, gate links, and the phones that opened them."""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.accounts import passwords
from deqing_events.audit.actions import record
from deqing_events.checkin import gate_tokens, queries
from deqing_events.checkin.models import CheckinList, GateDevice, GateLink
from deqing_events.checkin.revoking_actions import revoke
from deqing_events.domain.roles import Actor
from deqing_events.registration import quota_actions
from deqing_events.settings import Keys

DEFAULT_NAME = "签到"
USED = "这份名单已经用上了（有岗位链接、大屏、门口要问的或签到记录），不能删。不再用就收回它的链接。"
SERIALS = 2**31 - 1


class ListRefusedError(ValueError):
    """A list or link cannot be saved; the text is a sentence for people."""


@dataclass(frozen=True)
class ListDetails:
    """What staff say about a list. Times None follow the event (two hours before its start to its end)."""

    name: str
    mode: str = "once"
    opens_at: dt.datetime | None = None
    closes_at: dt.datetime | None = None
    gates: tuple[str, ...] = ()
    sessions: tuple[int, ...] = ()
    accept_unconfirmed: bool = False
    purpose: str = "arrival"
    group_by: str = ""
    groups: tuple[int, ...] = ()


@dataclass(frozen=True)
class LinkDetails:
    """What staff say about a gate link. ``role`` is gate or supervisor."""

    gate: str
    role: str
    valid_from: dt.datetime
    valid_until: dt.datetime


USUAL = (
    ListDetails("到场", purpose="arrival"),
    ListDetails("检录", purpose="call_room"),
    ListDetails("用餐", purpose="meal", mode="once_per_day"),
    ListDetails("领奖", purpose="prize"),
)
"""The lists most events need; one press adds those that are missing."""


def default_list(event_id: int, *, now: dt.datetime, by: Actor) -> int:
    """Return the id of the event's first list, making one called 签到 when there is none."""
    found = queries.first_list_id(event_id)
    if found is not None:
        return found
    try:
        return save_list(event_id, None, ListDetails(DEFAULT_NAME), now=now, by=by)
    except ListRefusedError:
        made_meanwhile = queries.first_list_id(event_id)
        if made_meanwhile is None:
            raise
        return made_meanwhile


def save_list(event_id: int, list_id: int | None, details: ListDetails, *, now: dt.datetime, by: Actor) -> int:
    """Make or change a list and return its id. Raises ListRefusedError when the name is taken or the times cross."""
    if details.opens_at and details.closes_at and details.opens_at >= details.closes_at:
        raise ListRefusedError("截止时间要晚于开始时间。")
    try:
        with database.transaction() as session:
            row = session.get(CheckinList, list_id) if list_id else CheckinList(event_id=event_id)
            if row is None or row.event_id != event_id:
                raise ListRefusedError("没有找到这份名单，请从签到页再选一次。")
            row.name, row.mode = details.name, details.mode
            row.opens_at, row.closes_at = details.opens_at, details.closes_at
            row.gates, row.sessions = list(details.gates) or None, list(details.sessions) or None
            row.accept_unconfirmed, row.purpose = details.accept_unconfirmed, details.purpose
            row.group_by, row.groups = details.group_by, list(details.groups) if details.group_by else None
            session.add(row)
            session.flush()
            what = "checkin_list.change" if list_id else "checkin_list.make"
            record(what, "checkin_list", row.id, by=by, now=now, event=event_id, mode=row.mode)
            return row.id
    except IntegrityError as error:
        raise ListRefusedError(database.violated(error) or "请核对后再存一次。") from error


def add_usual(event_id: int, *, by_session: bool, now: dt.datetime, by: Actor) -> list[str]:
    """Make the usual lists whose purpose the event has no list for yet, and return their names.

    ``by_session``: the event has several sessions, so arrival and call room are signed once in each.
    """
    with database.transaction() as session:
        quota_actions.lock_event(session, event_id)  # two taps at once wait here for each other
        held = queries.lists(event_id)
        there, names = {row.purpose for row in held}, {row.name for row in held}
        made = [usual for usual in USUAL if usual.purpose not in there and usual.name not in names]
        for usual in made:
            mode = "once_per_session" if by_session and usual.purpose in {"arrival", "call_room"} else usual.mode
            row = CheckinList(event_id=event_id, name=usual.name, purpose=usual.purpose, mode=mode)
            session.add(row)
            session.flush()
            record("checkin_list.make", "checkin_list", row.id, by=by, now=now, event=event_id, mode=mode)
    return [usual.name for usual in made]


def delete_list(event_id: int, list_id: int, *, now: dt.datetime, by: Actor) -> None:
    """Delete a list nobody has used. Raises ListRefusedError when it has links, scans or anything else of its own."""
    try:
        with database.transaction() as session:
            row = session.get(CheckinList, list_id, with_for_update=True)
            if row is None or row.event_id != event_id:
                raise ListRefusedError("没有找到这份名单，可能刚刚已经删掉了。")
            if queries.used(list_id):
                raise ListRefusedError(USED)
            session.delete(row)
            session.flush()
            record("checkin_list.delete", "checkin_list", list_id, by=by, now=now, event=event_id)
    except IntegrityError as error:
        raise ListRefusedError(USED) from error


def make_link(list_id: int, details: LinkDetails, *, keys: Keys, now: dt.datetime, by: Actor) -> int:
    """Make a gate link and return its id; its token follows from the row. Raises ListRefusedError."""
    return make_links(list_id, [details], keys=keys, now=now, by=by)[0]


def make_links(list_id: int, wanted: Sequence[LinkDetails], *, keys: Keys, now: dt.datetime, by: Actor) -> list[int]:
    """Make several gate links of one list, all or none, and return their ids. Raises ListRefusedError.

    Asked twice before a phone has opened one, as by a double tap, it is one link.
    """
    try:
        with database.transaction() as session:
            session.get(CheckinList, list_id, with_for_update=True)  # two taps at once wait here for each other
            return [_link(list_id, details, keys, now=now, by=by) for details in wanted]
    except IntegrityError as error:
        raise ListRefusedError(database.violated(error) or "请核对后再存一次。") from error


def _link(list_id: int, details: LinkDetails, keys: Keys, *, now: dt.datetime, by: Actor) -> int:
    session = database.session()
    same = queries.unopened_link(list_id, details.gate, details.role, (details.valid_from, details.valid_until))
    if same is not None:
        return same
    row = GateLink(
        list_id=list_id,
        gate=details.gate,
        role=details.role,
        serial=secrets.randbelow(SERIALS),
        token_hash=secrets.token_hex(32),
        valid_from=details.valid_from,
        valid_until=details.valid_until,
        created_by=by.who,
        created_at=now,
    )
    session.add(row)
    session.flush()
    row.token_hash = gate_tokens.token_hash(gate_tokens.link_token(row.id, row.serial, keys))
    record("gate_link.make", "gate_link", row.id, by=by, now=now, list=list_id, role=details.role)
    return row.id


def revoke_link(link_id: int, *, now: dt.datetime, by: Actor) -> bool:
    """Revoke a gate link and with it every phone that opened it; false when it was revoked before."""
    return revoke(GateLink, GateLink.id == link_id, now=now, by=by) == 1


def revoke_links(event_id: int, *, now: dt.datetime, by: Actor) -> int:
    """Revoke every gate link of an event that is not revoked yet, and return how many that were."""
    of_event = GateLink.list_id.in_(select(CheckinList.id).where(CheckinList.event_id == event_id))
    return revoke(GateLink, of_event, now=now, by=by)


def revoke_device(device_id: int, *, now: dt.datetime, by: Actor) -> bool:
    """Take one phone off its gate, its link and the other phones stay; false when that was done before."""
    return revoke(GateDevice, GateDevice.id == device_id, now=now, by=by) == 1


def open_device(link_id: int, volunteer: str, *, now: dt.datetime, by: Actor) -> str:
    """Give a phone that opened a link its own token, under the volunteer's name, and return the token."""
    token = passwords.new_token()
    with database.transaction() as session:
        row = GateDevice(
            link_id=link_id,
            volunteer=volunteer,
            token_hash=passwords.token_hash(token),
            created_at=now,
            seen_at=now,
        )
        session.add(row)
        session.flush()
        record("gate_device.open", "gate_device", row.id, by=by, now=now, link=link_id)
    return token


def seen(device_id: int, *, now: dt.datetime, waiting: int | None = None, skew: int | None = None) -> None:
    """Note that a device is alive and what it said of itself: scans waiting, seconds its clock is ahead."""
    said = {name: value for name, value in (("waiting", waiting), ("skew", skew)) if value is not None}
    with database.transaction() as session:
        session.execute(
            update(GateDevice)
            .where(GateDevice.id == device_id)
            .values(seen_at=now, **said)
            .execution_options(synchronize_session=False)
        )
