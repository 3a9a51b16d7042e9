"""Who holds a gate link or a device token, and what a device has scanned."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, or_, select

from deqing_events import database
from deqing_events.checkin.models import CheckinList, GateDevice, GateLink, Scan
from deqing_events.domain.kinds import EventState
from deqing_events.domain.text import compact
from deqing_events.events.models import Event
from deqing_events.organisations.models import Organisation, Unit
from deqing_events.registration.models import Registration

SUPERVISOR = "supervisor"
SHORTEST_CHINESE = 2
SHORTEST_OTHER = 4
NEVER_SENT = ("draft", "invited")
"""Who has not signed up yet: started the form, or was named by a captain and has not answered."""


@dataclass(frozen=True)
class Holder:
    """A gate link with its list and event, and the device that opened it when there is one."""

    link_id: int
    serial: int
    gate: str
    role: str
    valid_from: dt.datetime
    valid_until: dt.datetime
    revoked_at: dt.datetime | None
    list_id: int
    list_name: str
    mode: str
    event_id: int
    event_title: str
    event_state: str
    contact_phone: str
    device_id: int | None = None
    volunteer: str = ""
    seen_at: dt.datetime | None = None
    waiting: int | None = None
    skew: int | None = None
    dropped_at: dt.datetime | None = None

    @property
    def supervisor(self) -> bool:
        """Tell whether the holder may force."""
        return self.role == SUPERVISOR

    def closed(self, now: dt.datetime) -> str | None:
        """Return why the link cannot be used now (revoked, dropped, cancelled, late, early), or None."""
        if self.revoked_at is not None or self.dropped_at is not None:
            return "revoked" if self.revoked_at is not None else "dropped"
        if self.event_state in {EventState.CANCELLED, EventState.ARCHIVED}:
            return "cancelled"
        if now >= self.valid_until:
            return "late"
        return "early" if now < self.valid_from else None

    @property
    def ended_at(self) -> dt.datetime:
        """Return from when on scans are refused: the link's end, or when it or the device was taken back."""
        return min(at for at in (self.valid_until, self.revoked_at, self.dropped_at) if at is not None)


def by_link(token_hash: str, device_hash: str) -> Holder | None:
    """Return the holder of a link; with its device when ``device_hash`` is a phone that opened this very link."""
    opened = and_(GateDevice.link_id == GateLink.id, GateDevice.token_hash == device_hash)
    query = _links().outerjoin(GateDevice, opened).where(GateLink.token_hash == token_hash)
    row = database.session().execute(query).one_or_none()
    return holder_row(row) if row else None


def by_device(device_hash: str) -> Holder | None:
    """Return the holder behind a device token, or None."""
    rows = _BY_DEVICE.rows({"device_hash": device_hash})
    return holder_row(rows[0]) if rows else None


def _links() -> Select[Any]:
    columns = (column.label(name) for name, column in HOLDER.items())
    query = select(*columns).select_from(GateLink).join(CheckinList, CheckinList.id == GateLink.list_id)
    return query.join(Event, Event.id == CheckinList.event_id)


def holder_row(row: Row[Any], prefix: str = "") -> Holder:
    """Return the holder in a row that has the columns of ``HOLDER``, each named with ``prefix`` before it."""
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's documented mapping of a row
    held = {name: values[prefix + name] for name in HOLDER}
    return Holder(**{**held, "volunteer": held["volunteer"] or ""})


HOLDER: dict[str, Any] = {
    "link_id": GateLink.id,
    "serial": GateLink.serial,
    "gate": GateLink.gate,
    "role": GateLink.role,
    "valid_from": GateLink.valid_from,
    "valid_until": GateLink.valid_until,
    "revoked_at": GateLink.revoked_at,
    "list_id": CheckinList.id,
    "list_name": CheckinList.name,
    "mode": CheckinList.mode,
    "event_id": Event.id,
    "event_title": Event.title,
    "event_state": Event.state,
    "contact_phone": Event.contact_phone,
    "device_id": GateDevice.id,
    "volunteer": GateDevice.volunteer,
    "seen_at": GateDevice.seen_at,
    "waiting": GateDevice.waiting,
    "skew": GateDevice.skew,
    "dropped_at": GateDevice.revoked_at,
}
"""The column behind each field of a holder, for whoever reads one together with something else."""

_BY_DEVICE = database.Glance(
    _links()
    .join(GateDevice, GateDevice.link_id == GateLink.id)
    .where(GateDevice.token_hash == bindparam("device_hash"))
)


@dataclass(frozen=True)
class Found:
    """One person a search at the gate found. ``entered_at`` None: not let in yet; else ``nonce`` names that scan."""

    registration_id: int
    name: str
    mobile_tail: str
    unit: str
    state: str
    review: str
    nonce: str
    entered_at: dt.datetime | None


def long_enough(text: str) -> bool:
    """Tell whether a search says enough: two Chinese characters, or four others."""
    text = compact(text)
    chinese = sum(not letter.isascii() for letter in text)
    return chinese >= SHORTEST_CHINESE or len(text) - chinese >= SHORTEST_OTHER


def people(event_id: int, list_id: int, text: str, *, limit: int = 20) -> list[Found]:
    """Return people of the event by name, pinyin, initials, phone tail, registration number, short code or unit.

    Every word of ``text`` must fit; too short a text finds nobody.
    """
    if not long_enough(text):
        return []
    entered = (
        select(Scan.registration_id, Scan.scanned_at, Scan.nonce)
        .where(Scan.list_id == list_id, Scan.counts, Scan.direction == "entry", Scan.annulled_at.is_(None))
        .subquery()
    )
    query = (
        select(Registration, Unit.short_name, Unit.name, entered.c.scanned_at, entered.c.nonce)
        .outerjoin(Unit, Unit.id == Registration.unit_id)
        .outerjoin(entered, entered.c.registration_id == Registration.id)
        .where(Registration.event_id == event_id, Registration.state.not_in(NEVER_SENT))
        .order_by(Registration.state, Registration.pinyin_key, Registration.id, entered.c.scanned_at)
        .limit(limit)
    )
    for word in text.split():
        query = query.where(_fits(compact(word)))
    found: dict[int, Found] = {}
    for person, short, name, at, nonce in database.session().execute(query):
        unit = short or name or person.unit_text
        one = Found(person.id, person.name, person.mobile_tail, unit, person.state, person.review, nonce or "", at)
        found.setdefault(person.id, one)
    return list(found.values())


def _fits(word: str) -> Any:  # noqa: ANN401 - an SQL condition
    lower = word.lower()
    return or_(
        Registration.name.contains(word, autoescape=True),
        Registration.pinyin_key.startswith(lower, autoescape=True),
        Registration.initials.startswith(lower, autoescape=True),
        Registration.mobile_tail == word,
        Registration.number == word.upper(),
        Registration.unit_text.contains(word, autoescape=True),
        Unit.name.contains(word, autoescape=True),
        Unit.short_name.contains(word, autoescape=True),
    )


def person_within(event_id: int, registration_id: int) -> Registration | None:
    """Return a registration of this event, or None."""
    query = select(Registration).where(Registration.id == registration_id, Registration.event_id == event_id)
    return database.session().scalars(query).one_or_none()


def id_by_number(event_id: int, text: str) -> int | None:
    """Return whose registration number of this event somebody read out (any case), or None."""
    number = compact(text).upper()
    query = select(Registration.id).where(Registration.event_id == event_id, Registration.number == number)
    return database.session().scalar(query)


@dataclass(frozen=True)
class Logged:
    """One line of the record of a device or a list. ``post`` says at which gate and by whom."""

    nonce: str
    at: dt.datetime
    received_at: dt.datetime
    name: str
    unit: str
    recorded: str
    reason: str | None
    direction: str
    annulled: bool
    post: str = ""

    @property
    def stands(self) -> bool:
        """Whether it let somebody through and was not undone: a supervisor may undo it."""
        return self.recorded != "failure" and not self.annulled

    def undoable(self, now: dt.datetime, within: dt.timedelta) -> bool:
        """Tell whether the volunteer may still undo it."""
        return self.stands and now - self.received_at <= within


def last_let_through(device_id: int) -> Logged | None:
    """Return the latest scan of a device that was not refused or undone, or None."""
    return next((row for row in log(device_id, limit=20) if row.recorded != "failure" and not row.annulled), None)


def log(device_id: int, *, limit: int = 50) -> list[Logged]:
    """Return what a device scanned, the latest first."""
    return _logged(Scan.device_id == device_id, limit)


def log_of_list(list_id: int, *, limit: int = 50) -> list[Logged]:
    """Return what was scanned on a list at every post, the latest first."""
    return _logged(Scan.list_id == list_id, limit)


def _logged(condition: ColumnElement[bool], limit: int) -> list[Logged]:
    query = (
        select(Scan, Registration.name, Registration.unit_text, Unit.short_name, Organisation.name)
        .outerjoin(Registration, Registration.id == Scan.registration_id)
        .outerjoin(Unit, Unit.id == Registration.unit_id)
        .outerjoin(Organisation, Organisation.id == Registration.township_id)
        .where(condition)
        .order_by(Scan.id.desc())
        .limit(limit)
    )
    return [
        Logged(
            nonce=scan.nonce,
            at=scan.scanned_at,
            received_at=scan.received_at,
            name=name or "",
            unit=" · ".join(part for part in (short or unit_text, township) if part),
            recorded=scan.recorded,
            reason=scan.reason,
            direction=scan.direction,
            annulled=scan.annulled_at is not None,
            post=" ".join(part for part in (scan.gate or "服务台", scan.volunteer) if part),
        )
        for scan, name, unit_text, short, township in database.session().execute(query)
    ]
