"""How an answer reads to the worker who checks in: the looks and words of the gate, the next step for oneself.

Whoever only typed a mobile and a name learns whether they are in now, and nothing else about the registration.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from deqing_events.checkin import telling
from deqing_events.checkin.outcomes import Line, Outcome, Seen, describe
from deqing_events.checkin.scan_actions import Answered
from deqing_events.domain.admission_facts import Reason, Status

DESK: Line = ("请到", " 服务台 ", "找工作人员核对。")
OPEN_TO_ALL = (None, Reason.ALREADY_IN.value, Reason.QUESTIONS.value)
"""Answers that somebody gets who only typed a mobile and a name; every other one reads as an unknown person."""


@dataclass(frozen=True)
class Told:
    """What the worker's screen shows."""

    outcome: Outcome
    lines: tuple[Line, ...]
    next: Line
    icon: str

    @property
    def ok(self) -> bool:
        """Tell whether the person is in now."""
        return self.outcome.seen.status == Status.OK.value


def tell(answered: Answered, *, proven: bool) -> Told:
    """Return how an answer looks and reads to the worker."""
    outcome = telling.tell(answered)
    if not proven:
        outcome = describe(_veiled(outcome.seen))
    seen = outcome.seen
    lines, then, icon = _WORDS.get(seen.reason or "in", _refused)(seen)
    return Told(outcome, lines or outcome.lines, then, icon)


def _veiled(seen: Seen) -> Seen:
    if seen.reason not in OPEN_TO_ALL:
        seen = replace(seen, status=Status.ERROR.value, reason=Reason.INVALID.value, name="", session="")
    return replace(seen, mobile_tail="", unit="", township="", first_at=None, first_gate="", first_by="")


_Words = tuple[tuple[Line, ...], Line, str]


def _in(seen: Seen) -> _Words:
    note = seen.session_note.rstrip("。")
    lines: tuple[Line, ...] = ((f"签到成功 · 第 {seen.place_no} 位",),) if seen.place_no else (("签到成功",),)
    return lines, (("请按提示走：", f" {note}", "。") if note else ("可以进场了，请听现场安排。",)), "id-card"


def _already_in(seen: Seen) -> _Words:
    del seen
    return (), ("不用再签，直接进场就行。不是你签的，请告诉现场工作人员。",), "eye"


def _elsewhere(seen: Seen) -> _Words:
    line: Line = ("你报的是 ", seen.session) if seen.session else ("你报的不是现在这一场",)
    return (line,), ("请按报名的场次来；要换场次，请到", " 服务台", "。"), "swap"


def _wrong_gate(seen: Seen) -> _Words:
    return (("这里不签这份名单",),), (("请到", f" {'、'.join(seen.gates)} ", "签到。") if seen.gates else DESK), "swap"


def _list_closed(seen: Seen) -> _Words:
    early = seen.opens_at is not None and seen.at < seen.opens_at
    return (), (("请先等一等，到时间再扫一次。",) if early else DESK), "clock"


def _questions(seen: Seen) -> _Words:
    return ((f"还有 {len(seen.questions)} 项要回答",),), ("选好回答，再点", " 签到 ", "。"), "question"


def _unknown(seen: Seen) -> _Words:
    del seen
    line: Line = ("手机号和姓名没有对上这一场的名单",)
    return (line,), ("请对照报名时填的再填一次；还不行，请到", " 服务台", "。"), "refresh"


def _refused(seen: Seen) -> _Words:
    phone = seen.contact_phone
    return (), (("请到", " 服务台 ", f"找工作人员核对，或打联系电话 {phone}。") if phone else DESK), "phone"


_WORDS: Mapping[str, Callable[[Seen], _Words]] = {
    "in": _in,
    "already_in": _already_in,
    "not_on_list": _elsewhere,
    "wrong_session": _elsewhere,
    "wrong_gate": _wrong_gate,
    "list_closed": _list_closed,
    "questions": _questions,
    "invalid": _unknown,
}
