"""What a decision at the door looks at, and the words of its answer. The decision is in `admission`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo


class PassState(StrEnum):
    """What is known about the code that was shown."""

    VALID = "valid"
    UNKNOWN = "unknown"
    OTHER_EVENT = "other_event"
    REVOKED = "revoked"


class RegistrationState(StrEnum):
    """Where the registration stands."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    AWAITING_APPROVAL = "awaiting_approval"
    CANCELLED = "cancelled"
    REJECTED = "rejected"


class Mode(StrEnum):
    """How often a list lets the same person in."""

    ONCE = "once"
    ONCE_PER_DAY = "once_per_day"
    ONCE_PER_SESSION = "once_per_session"
    REENTRY = "reentry"
    MANY = "many"


class ScanType(StrEnum):
    """Direction of a scan."""

    ENTRY = "entry"
    EXIT = "exit"


class Reason(StrEnum):
    """Why not, in the order of the checks."""

    INVALID = "invalid"
    REVOKED = "revoked"
    CANCELLED = "cancelled"
    BLOCKED = "blocked"
    UNAPPROVED = "unapproved"
    UNCONFIRMED = "unconfirmed"
    INVALID_TIME = "invalid_time"
    LIST_CLOSED = "list_closed"
    NOT_ON_LIST = "not_on_list"
    WRONG_SESSION = "wrong_session"
    WRONG_GATE = "wrong_gate"
    QUESTIONS = "questions"
    ALREADY_IN = "already_in"


class Status(StrEnum):
    """The answer at the door."""

    OK = "ok"
    INCOMPLETE = "incomplete"
    ERROR = "error"


class Recorded(StrEnum):
    """What the answer writes down."""

    SUCCESS = "success"
    FAILURE = "failure"
    FORCED = "forced"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Pass:
    """The code; its time window is half open, None = no limit."""

    state: PassState
    valid_from: datetime | None = None
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Registration:
    """The registration behind the code; `sessions` None = all."""

    state: RegistrationState
    group: str
    blocked: bool = False
    sessions: frozenset[str] | None = None
    valid_while_unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class AdmissionList:
    """The list at the gate; `groups` and `sessions` None = all, empty = nobody; `gates` None = any."""

    mode: Mode
    timezone: ZoneInfo
    groups: frozenset[str] | None = None
    sessions: frozenset[str] | None = None
    gates: frozenset[str] | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    accept_unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class Scan:
    """The scan being decided; `now` is aware."""

    type: ScanType
    now: datetime
    nonce: str
    session: str | None = None
    gate: str | None = None
    force: bool = False
    accept_unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class PreviousScan:
    """An earlier scan of this pass on this list."""

    at: datetime
    nonce: str
    type: ScanType
    session: str | None
    success: bool
    annulled: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the decision may look at; `registration` None = nobody behind the code."""

    held: Pass
    registration: Registration | None
    at: AdmissionList
    scan: Scan
    previous: tuple[PreviousScan, ...] = ()
    open_questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """Answer, the one reason when it is not ok, and what to record."""

    status: Status
    reason: Reason | None
    recorded: Recorded
