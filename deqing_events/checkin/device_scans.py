"""One scan of a device, alone or in a batch: from its JSON to the answer or the error."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from deqing_events.checkin import device_bodies, gate_holders, offline_actions, scan_actions, telling
from deqing_events.checkin.outcomes import as_json
from deqing_events.checkin.scan_actions import Answered, Clash
from deqing_events.checkin.scan_facts import LET_IN, Attempt
from deqing_events.domain.admission_facts import Recorded
from deqing_events.engines import BusyError
from deqing_events.web import clock
from deqing_events.web.formatting import clock_time, local

AGAIN = {"busy", "too_many"}
"""Errors after which the same scan may be sent again."""


@dataclass(frozen=True)
class Answer:
    """What goes back: a body, or an error as (status, code, message)."""

    body: dict[str, Any] = field(default_factory=dict)
    error: tuple[int, str, str] | None = None


def answer(body: dict[str, Any], *, ahead: dt.timedelta | None = None) -> Answer:
    """Decide and store one scan; its own time is moved by ``ahead``, or by what its ``sent_at`` says."""
    now = clock.now()
    try:
        if ahead is None:
            ahead = device_bodies.skew(body.get("sent_at"), now=now)
        attempt = device_bodies.attempt(body, gate_holders.holder(), ahead=ahead)
        answered = _taken_in(attempt, now)
    except device_bodies.UnreadableError as problem:
        return Answer(error=(problem.status, problem.code, str(problem)))
    except scan_actions.NonceTakenError:
        return Answer(error=(400, "nonce_taken", "这个 nonce 别的设备用过了，请换一个。"))
    except scan_actions.TooManyGuessesError:
        return Answer(error=(429, "too_many", "一分钟里认不出的码太多了。歇一分钟再扫，或按姓名查。"))
    return Answer(_told(answered))


def _taken_in(attempt: Attempt, now: dt.datetime) -> Answered:
    post, by = gate_holders.post(), gate_holders.acting()
    if attempt.offline:
        return offline_actions.scan(post, attempt, now=now, by=by)
    return scan_actions.scan(post, attempt, now=now, by=by, read_already=gate_holders.scan_read())


def answer_late(body: object, *, ahead: dt.timedelta) -> dict[str, Any]:
    """Take in one scan of a batch: the answer with its ``conflict``, or the ``error`` of this scan alone."""
    if not isinstance(body, dict):
        return _refused("", "bad_body", "每一条要是一个 JSON 对象。")
    nonce = body.get("nonce") if isinstance(body.get("nonce"), str) else ""
    closed = _after_the_end(body, ahead)
    if closed is not None:
        return _refused(str(nonce), *closed)
    try:
        made = answer({"offline": True, **body}, ahead=ahead)
    except scan_actions.TeamShownError:
        return _refused(str(nonce), "team_shown", "这是一支队的码，请在联网时按队登记。")
    except BusyError:
        return _refused(str(nonce), "busy", "系统正忙，过一会儿再传这一条。")
    return made.body if made.error is None else _refused(str(nonce), made.error[1], made.error[2])


def _after_the_end(body: dict[str, Any], ahead: dt.timedelta) -> tuple[str, str] | None:
    """Tell why a scan made after its link ended is refused; one made before is taken in."""
    held, now = gate_holders.holder(), clock.now()
    closed = held.closed(now)
    if closed is None:
        return None
    try:
        at = device_bodies.instant("scanned_at", body.get("scanned_at")) or now
    except device_bodies.UnreadableError:
        return None  # named by the reading of the whole
    return None if min(at + ahead, now) < held.ended_at else (f"link_{closed}", gate_holders.CLOSED[closed])


def _refused(nonce: str, code: str, message: str) -> dict[str, Any]:
    return {"nonce": nonce, "error": {"code": code, "message": message, "again": code in AGAIN}}


def _told(answered: Answered) -> dict[str, Any]:
    outcome = telling.tell(answered)
    body = {**as_json(outcome), "list": str(answered.known.at.id)}
    if answered.attempt.offline:
        body["conflict"] = _conflict(answered, outcome.sentence)
    return body


def _conflict(answered: Answered, sentence: str) -> dict[str, Any] | None:
    """Say what is wrong with somebody a gate without a line let in: in twice, or not to be let in at all."""
    if answered.clash is not None:
        return _twice(answered.clash)
    reason = answered.decision.reason
    if answered.decision.recorded is not Recorded.FAILURE or reason is None:
        return None
    if answered.attempt.told not in ("", LET_IN):
        return None
    nobody = {"at": None, "gate": "", "by": ""}
    return {"kind": "refused", "reason": reason.value, **nobody, "sentence": f"没网时先放进去了；{sentence}"}


def _twice(clash: Clash) -> dict[str, Any]:
    where = clash.gate or "服务台"
    return {
        "kind": "twice",
        "reason": "already_in",
        "at": local(clash.at).isoformat(),
        "gate": clash.gate,
        "by": clash.by,
        "sentence": f"{where} {clock_time(clash.at)} 也用过这张码",
    }
