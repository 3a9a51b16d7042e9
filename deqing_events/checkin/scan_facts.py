"""What one scan looks at and what its answer needs to know: plain rows, and their form for the law."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from deqing_events.checkin.codes import Code
from deqing_events.domain import admission_facts as law
from deqing_events.domain.door_questions import DoorQuestion, answered, still_open

SHANGHAI = ZoneInfo("Asia/Shanghai")
"""An event's day is the day in Deqing."""

LET_IN = "ok"
"""What a device without a line told its volunteer when it let somebody in."""

EARLY = dt.timedelta(hours=2)
"""A list without times of its own opens this long before the event and closes at its end."""

STATES = {
    "draft": law.RegistrationState.AWAITING_APPROVAL,
    "invited": law.RegistrationState.AWAITING_APPROVAL,
    "joined": law.RegistrationState.AWAITING_APPROVAL,
    "pending": law.RegistrationState.AWAITING_APPROVAL,
    "confirmed": law.RegistrationState.CONFIRMED,
    "waiting": law.RegistrationState.UNCONFIRMED,
    "cancelled": law.RegistrationState.CANCELLED,
    "rejected": law.RegistrationState.REJECTED,
}


@dataclass(frozen=True)
class Post:
    """Where a scan is made and by whom. ``device_id`` None is the desk, or a worker at a screen.

    Supervisors may force and undo anything; others undo their own scans within ``undo_within``. A post bound to a
    session scans for that session whatever the hour. ``pass_key`` is what rotating passes are checked with.
    """

    list_id: int
    gate: str
    volunteer: str
    device_id: int | None = None
    supervisor: bool = False
    undo_within: dt.timedelta = dt.timedelta(0)
    session_id: int | None = None
    pass_key: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Attempt:
    """One scan as it was sent, with ``answers`` to the list's door questions, by key.

    ``direction`` is entry or exit; ``lane`` camera, photo, typed, search, paper, team, venue or static (a worker at a
    screen or poster). ``told`` is what a device without a line told its
    volunteer: ok or the reason why not; empty with a line.
    """

    code: Code
    nonce: str
    direction: str = "entry"
    lane: str = "camera"
    force: bool = False
    offline: bool = False
    scanned_at: dt.datetime | None = None
    note: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    told: str = ""


@dataclass(frozen=True)
class ListRow:
    """The list at the gate; ``opens_at`` and ``closes_at`` already fall back to the event's times."""

    id: int
    name: str
    mode: str
    event_id: int
    event_title: str
    contact_phone: str
    sessions: tuple[int, ...] | None = None
    gates: tuple[str, ...] | None = None
    opens_at: dt.datetime | None = None
    closes_at: dt.datetime | None = None
    accept_unconfirmed: bool = False
    group_by: str = ""
    groups: tuple[int, ...] | None = None
    questions: tuple[DoorQuestion, ...] = ()
    rotating_pass: bool = False


@dataclass(frozen=True)
class PersonRow:
    """Who is behind a code. ``pass_id`` None when the person was found without a pass."""

    registration_id: int
    event_id: int
    event_title: str
    event_starts_at: dt.datetime | None
    state: str
    blocked: bool
    session_id: int | None
    name: str
    mobile_tail: str
    unit: str
    township: str
    pass_id: int | None = None
    revoked_at: dt.datetime | None = None
    session_title: str = ""
    session_starts_at: dt.datetime | None = None
    session_note: str = ""
    township_id: int | None = None
    team_id: int | None = None

    def group(self, by: str) -> str:
        """Return the township (代表队) or team the person belongs to, as a list divided ``by`` it names it."""
        return _text({"township": self.township_id, "team": self.team_id}.get(by)) or ""


@dataclass(frozen=True)
class PreviousRow:
    """A counting scan of the same person on the same list."""

    id: int
    nonce: str
    at: dt.datetime
    direction: str
    session_id: int | None
    gate: str
    volunteer: str
    slot: str
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class StoredRow:
    """A scan that is already stored under the same nonce."""

    id: int
    at: dt.datetime
    direction: str
    recorded: str
    reason: str | None
    device_id: int | None
    counts: bool


@dataclass(frozen=True)
class Known:
    """Everything one SELECT brought: ``admitted`` entries on the list, ``guesses`` unknown codes of the device."""

    at: ListRow
    person: PersonRow | None
    previous: tuple[PreviousRow, ...]
    same: StoredRow | None
    admitted: int
    guesses: int

    @property
    def elsewhere(self) -> bool:
        """Tell whether the code is a pass of another event."""
        return self.person is not None and self.person.event_id != self.at.event_id

    def standing(self, now: dt.datetime, session_id: int | None) -> PreviousRow | None:
        """Return the entry that a scan at ``now`` runs into, or None.

        The first of the day or session where the list counts by these, the latest where people go in and out, else the
        first of all.
        """
        entries = sorted((row for row in self.previous if row.direction == "entry"), key=lambda row: row.at)
        mode = law.Mode(self.at.mode)
        if mode is law.Mode.REENTRY:
            return entries[-1] if entries else None
        if mode is law.Mode.ONCE_PER_DAY:
            entries = [row for row in entries if _day(row.at) == _day(now)] or entries
        if mode is law.Mode.ONCE_PER_SESSION:
            entries = [row for row in entries if row.session_id == session_id] or entries
        return entries[0] if entries else None


def _day(at: dt.datetime) -> dt.date:
    return at.astimezone(SHANGHAI).date()


def admission_list(at: ListRow) -> law.AdmissionList:
    """Return the list as the law looks at it."""
    return law.AdmissionList(
        mode=law.Mode(at.mode),
        timezone=SHANGHAI,
        groups=None if at.groups is None else frozenset(map(str, at.groups)),
        sessions=None if at.sessions is None else frozenset(map(str, at.sessions)),
        gates=None if at.gates is None else frozenset(at.gates),
        opens_at=at.opens_at,
        closes_at=at.closes_at,
        accept_unconfirmed=at.accept_unconfirmed,
    )


def facts(known: Known, post: Post, attempt: Attempt, *, now: dt.datetime, session_id: int | None) -> law.Facts:
    """Return what the law looks at, ``now`` being the instant the scan is judged at."""
    return law.Facts(
        held=law.Pass(_pass_state(known, post, attempt, now)),
        registration=_registration(known.person, known.at.group_by),
        at=admission_list(known.at),
        scan=law.Scan(
            type=law.ScanType(attempt.direction),
            now=now,
            nonce=attempt.nonce,
            session=_text(session_id),
            gate=post.gate,
            force=attempt.force and post.supervisor,
            accept_unconfirmed=known.at.accept_unconfirmed,
        ),
        previous=tuple(_previous(row) for row in known.previous),
        open_questions=tuple(each.key for each in open_questions(known, attempt)),
    )


def given(known: Known, attempt: Attempt) -> dict[str, str]:
    """Return the answers to the list's questions that this scan or an earlier one of the person brought."""
    return answered(known.at.questions, attempt.answers, *(row.answers for row in known.previous))


def open_questions(known: Known, attempt: Attempt) -> tuple[DoorQuestion, ...]:
    """Return what is still to be asked before the person may come in."""
    return still_open(known.at.questions, given(known, attempt))


def slot(known: Known, attempt: Attempt, *, now: dt.datetime, session_id: int | None) -> str:
    """Return what must be unique per list and person for an entry, by the list's mode.

    In mode ``reentry`` an entry follows the counting scan before it, so two gates that both saw the person outside
    collide, and a person who went out may come in again.
    """
    mode = law.Mode(known.at.mode)
    if mode is law.Mode.ONCE:
        return ""
    if mode is law.Mode.ONCE_PER_DAY:
        return now.astimezone(SHANGHAI).date().isoformat()
    if mode is law.Mode.ONCE_PER_SESSION:
        return f"session-{session_id or 0}"
    if mode is law.Mode.REENTRY:
        latest = max(known.previous, key=lambda row: (row.at, row.direction == "exit", row.nonce), default=None)
        return after(latest.id if latest else 0)
    return attempt.nonce


def after(scan_id: int) -> str:
    """Return the slot of an entry that follows the scan with this id on a list of mode ``reentry``."""
    return f"after-{scan_id}"


def is_stale(known: Known, post: Post, attempt: Attempt, *, now: dt.datetime) -> bool:
    """Tell whether passes of the event rotate and this one was shown as it looked at some other time."""
    return known.at.rotating_pass and attempt.code.stale(post.pass_key, now)


def _pass_state(known: Known, post: Post, attempt: Attempt, now: dt.datetime) -> law.PassState:
    """Return what the code is. A stale one counts as unknown: nobody can be let in with it, not even by force."""
    if known.person is None:
        return law.PassState.UNKNOWN
    if known.elsewhere:
        return law.PassState.OTHER_EVENT
    revoked_at = known.person.revoked_at
    if revoked_at is not None and not (attempt.offline and revoked_at > now):
        return law.PassState.REVOKED  # a gate without a line let them in while the code was still good
    return law.PassState.UNKNOWN if is_stale(known, post, attempt, now=now) else law.PassState.VALID


def _registration(person: PersonRow | None, group_by: str) -> law.Registration | None:
    if person is None:
        return None
    sessions = None if person.session_id is None else frozenset({str(person.session_id)})
    group = person.group(group_by)
    return law.Registration(STATES[person.state], group, blocked=person.blocked, sessions=sessions)


def _previous(row: PreviousRow) -> law.PreviousScan:
    return law.PreviousScan(row.at, row.nonce, law.ScanType(row.direction), _text(row.session_id), success=True)


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)
