"""What a device sends as one scan, read strictly: each field that is not as it should be is named."""

import datetime as dt
import re
from typing import Any, NoReturn

from deqing_events.checkin import codes, gate_queries
from deqing_events.checkin.gate_queries import Holder
from deqing_events.checkin.scan_facts import LET_IN, Attempt
from deqing_events.domain.admission_facts import Reason

NONCE = re.compile(r"^[A-Za-z0-9_-]{8,64}$")
LANES = ("camera", "photo", "typed", "search")
MOST_ANSWERS = 20
MOST_SCANS = 500
TOLD = (LET_IN, *(reason.value for reason in Reason))
YEARS = range(1970, 2200)
ANY_YEAR = range(1, 10000)
LINE_DELAY = dt.timedelta(seconds=5)
"""A device's clock this near to ours is right: the difference is the line's."""


class UnreadableError(ValueError):
    """One field cannot be read, or asks too much; ``status`` is 400 or 403, the text a sentence for people."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        """Name the field in ``code``."""
        super().__init__(message)
        self.code, self.status = code, status


def skew(value: object, *, now: dt.datetime) -> dt.timedelta:
    """Return what to add to a device's times, from its own clock at sending (``sent_at``)."""
    sent = instant("sent_at", value)
    if sent is None or abs(now - sent) <= LINE_DELAY:
        return dt.timedelta(0)
    return dt.timedelta(seconds=round((now - sent).total_seconds()))


def attempt(body: dict[str, Any], held: Holder, *, ahead: dt.timedelta = dt.timedelta(0)) -> Attempt:
    """Return the scan in ``body``, its time moved by ``ahead``. Raises UnreadableError."""
    if str(body.get("list")) != str(held.list_id):
        raise UnreadableError("other_list", "这个岗位不管这份名单。", 403)
    nonce, code, person = body.get("nonce"), body.get("code"), body.get("person")
    if not isinstance(nonce, str) or not NONCE.match(nonce):
        _malformed("nonce", "nonce 要 8 到 64 个字母、数字、- 或 _。")
    if (code is None) == (person is None) or not isinstance(person if code is None else code, str):
        _malformed("code", "code 和 person 要有且只有一个，都是文字。")
    if body.get("direction", "entry") not in ("entry", "exit"):
        _malformed("direction", "direction 只能是 entry 或 exit。")
    if not all(isinstance(body.get(name, False), bool) for name in ("force", "offline")):
        _malformed("force", "force 和 offline 只能是 true 或 false。")
    if body.get("force") and not held.supervisor:
        raise UnreadableError("not_supervisor", "放行要检录长的链接。", 403)
    at = instant("scanned_at", body.get("scanned_at"))
    return Attempt(
        code=codes.read(code) if isinstance(code, str) else _person(str(person), held),
        nonce=nonce,
        direction=body.get("direction", "entry"),
        lane=_lane(body, by_name=code is None),
        force=body.get("force", False),
        offline=body.get("offline", False),
        scanned_at=at.astimezone(dt.UTC) + ahead if at else None,
        answers=_answers(body.get("answers", {})),
        told=_told(body),
    )


def number(text: str) -> int:
    """Return an id from its text; 0, which nothing has, when it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0  # noqa: PLR2004 - fits an integer column


def _answers(value: object) -> dict[str, str]:
    if not isinstance(value, dict) or len(value) > MOST_ANSWERS:
        _malformed("answers", 'answers 要像 {"q1": "是"}。')
    if not all(isinstance(each, str) for each in value.values()):
        _malformed("answers", "answers 的每个回答都是文字。")
    return value


def _person(text: str, held: Holder) -> codes.Code:
    """Return the code of a person of this event; anybody else's id is a code nobody knows."""
    found = number(text)
    return codes.person(found) if gate_queries.person_within(held.event_id, found) else codes.read(text)


def _lane(body: dict[str, Any], *, by_name: bool) -> str:
    lane = body.get("lane", "search" if by_name else "camera")
    if lane not in LANES:
        _malformed("lane", "lane 只能是 camera、photo、typed 或 search。")
    return str(lane)


def _told(body: dict[str, Any]) -> str:
    """Return what the device told its volunteer without a line; a scan made with a line was told nothing yet."""
    if not body.get("offline"):
        return ""
    told = body.get("told", LET_IN)
    if told not in TOLD:
        _malformed("told", "told 只能是 ok 或一个拒绝的原因。")
    return str(told)


def instant(field: str, value: object, years: range = YEARS) -> dt.datetime | None:
    """Return the instant in ``value``, None for none. Raises UnreadableError naming the field."""
    if value is None:
        return None
    try:
        found = dt.datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or found.year not in years:
        _malformed(field, f"{field} 要像 2026-11-28T08:30:00+08:00，带时区。")
    return found


def _malformed(field: str, message: str) -> NoReturn:
    raise UnreadableError(f"bad_{field}", message)
