"""How each answer at the gate looks and reads: one mapping for the server's pages, the API and the script.

Vocabulary: a *look* is one of the six full-screen grounds (in, again, other, deny, queue, ask). A *line* is a tuple of
text parts, every second one strong. The *left* button is what else the volunteer can do; the right one never admits.
This module knows the words of reasons, not the law behind them.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from deqing_events.domain import door_questions
from deqing_events.domain.door_questions import DoorQuestion
from deqing_events.domain.masking import mask_name
from deqing_events.web.formatting import clock_time, local, moment

Line: TypeAlias = tuple[str, ...]

DESK: Line = ("请他到", " 服务台 ", "找工作人员核对。")


@dataclass(frozen=True)
class Seen:
    """The facts of one answered scan that words are made of; times are aware."""

    status: str
    reason: str | None
    at: dt.datetime
    gate: str
    list_name: str
    direction: str = "entry"
    forced: bool = False
    replay: bool = False
    nonce: str = ""
    place_no: int = 0
    supervisor: bool = False
    name: str = ""
    mobile_tail: str = ""
    unit: str = ""
    township: str = ""
    other_event: str = ""
    other_starts_at: dt.datetime | None = None
    session: str = ""
    session_note: str = ""
    opens_at: dt.datetime | None = None
    closes_at: dt.datetime | None = None
    gates: tuple[str, ...] = ()
    contact_phone: str = ""
    first_at: dt.datetime | None = None
    first_gate: str = ""
    first_by: str = ""
    questions: tuple[DoorQuestion, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What the screen shows. ``left`` is the other button (kind, words): undo, force, answer, find, call, code, log."""

    seen: Seen
    look: str
    word: str
    lines: tuple[Line, ...]
    next: Line
    icon: str
    left: tuple[str, str] | None
    back: str = "下一位"
    who: str = ""
    tail: str = ""
    unit: str = ""

    @property
    def sentence(self) -> str:
        """Return the reason as one sentence, for screen readers and other programs."""
        return "，".join("".join(line) for line in self.lines)


def describe(seen: Seen) -> Outcome:
    """Return how an answer looks and reads."""
    wording = _WORDINGS[_key(seen)](seen)
    left = wording.left
    if seen.supervisor and seen.status != "ok" and _key(seen) not in _NOT_FORCED:
        left = ("force", "再次进场" if seen.reason == "already_in" else "主管放行")
    where = "" if not seen.name else " · ".join(part for part in (seen.unit, seen.township) if part)
    return Outcome(
        seen=seen,
        look=wording.look,
        word=wording.word,
        lines=wording.lines,
        next=wording.next,
        icon=wording.icon,
        left=left,
        back="再扫一次" if wording.look == "ask" else "下一位",
        who=mask_name(seen.name) if seen.name else "没有查到人",
        tail=f"尾号 {seen.mobile_tail}" if seen.mobile_tail else "",
        unit=where or ("换个办法再试" if not seen.name else ""),
    )


def as_json(outcome: Outcome) -> dict[str, Any]:
    """Return the answer as the API gives it."""
    seen = outcome.seen
    person = {"name": outcome.who, "tail": outcome.tail, "unit": outcome.unit, "note": seen.session}
    first = {"at": _iso(seen.first_at), "gate": seen.first_gate, "by": seen.first_by} if seen.first_at else None
    return {
        "status": seen.status,
        "reason": seen.reason,
        "look": outcome.look,
        "word": outcome.word,
        "sentence": outcome.sentence,
        "lines": [list(line) for line in outcome.lines],
        "next": "".join(outcome.next),
        "next_parts": list(outcome.next),
        "icon": outcome.icon,
        "left": {"kind": outcome.left[0], "text": outcome.left[1]} if outcome.left else None,
        "back": outcome.back,
        "forced": seen.forced,
        "person": person if seen.name else None,
        "who": outcome.who,
        "tail": outcome.tail,
        "unit": outcome.unit,
        "first": first,
        "questions": door_questions.stored(seen.questions),
        "direction": seen.direction,
        "gate": seen.gate,
        "at": _iso(seen.at),
        "time": f"{local(seen.at):%H:%M:%S}",
        "nonce": seen.nonce,
        "replay": seen.replay,
    }


@dataclass(frozen=True)
class _Wording:
    look: str
    word: str
    lines: tuple[Line, ...]
    next: Line
    icon: str
    left: tuple[str, str] | None = None


FIND = ("find", "按姓名查")
_NOT_FORCED = {"invalid", "elsewhere", "stale", "questions"}
"""Nobody is let in over these: nobody is known, or there is a question to ask first."""


def _key(seen: Seen) -> str:
    if seen.status == "ok":
        return "out" if seen.direction == "exit" else "in"
    if seen.reason == "invalid" and seen.name:  # a pass of another event, or a rotating one shown too late
        return "elsewhere" if seen.other_event else "stale"
    return str(seen.reason)


def _in(seen: Seen) -> _Wording:
    place = f"签到成功 · 第 {seen.place_no} 位" if seen.place_no else "再次进场 · 人数不重复计"
    follow = seen.session_note.rstrip("。")
    then: Line = ("核对身份证后，请他按提示走：", f" {follow}", "。") if follow else ("核对证件后请进。",)
    return _Wording("in", "请进", ((place,),), then, "id-card", ("undo", "撤销"))


def _out(seen: Seen) -> _Wording:
    del seen
    return _Wording("in", "已出场", (("出场记下了",),), ("回来时再扫一次就能进。",), "logout", ("undo", "撤销"))


def _already_in(seen: Seen) -> _Wording:
    then: Line = ("核对身份证。不是本人，请叫", " 检录长 ", "来。")
    if seen.supervisor:
        then = ("核对身份证。是本人中途外出，点“再次进场”；不是本人，先留人再核对。",)
    if seen.first_at is None:
        return _Wording("again", "已进过场", (("已经签到过了",),), then, "eye", FIND)
    same_day = local(seen.first_at).date() == local(seen.at).date()
    when = f"今天 {clock_time(seen.first_at)}" if same_day else moment(seen.first_at)
    where: Line = (f"{when} 在 ", seen.first_gate, " 签到") if seen.first_gate else (f"{when} 签到",)
    lines = (where, (f"由 {seen.first_by} 登记",)) if seen.first_by else (where,)
    return _Wording("again", "已进过场", lines, then, "eye", FIND)


def _elsewhere(seen: Seen) -> _Wording:
    lines: tuple[Line, ...] = (("这是 ", seen.other_event, " 的码"),)
    if seen.other_starts_at is not None:
        lines = (*lines, (moment(seen.other_starts_at),))
    then = ("请他在手机上换出", " 今天这一场 ", "的通行码；没有报今天的，请到服务台。")
    return _Wording("other", "不是这一场", lines, then, "swap", FIND)


def _not_on_list(seen: Seen) -> _Wording:
    then = ("请他到", " 服务台 ", "问清该从哪里进。")
    return _Wording("other", "不是这一场", ((f"不在“{seen.list_name}”的名单上",),), then, "swap", FIND)


def _wrong_session(seen: Seen) -> _Wording:
    lines: tuple[Line, ...] = (("他报的是 ", seen.session),) if seen.session else (("报的不是现在这一场",),)
    then = ("请他按报名的场次来；要换场次，请到", " 服务台", "。")
    return _Wording("other", "不是这一场", lines, then, "swap", FIND)


def _wrong_gate(seen: Seen) -> _Wording:
    gates = "、".join(seen.gates)
    word = f"请走 {seen.gates[0]}" if len(seen.gates) == 1 else "请走别的门"
    then = ("请他到", f" {gates} ", "进场。") if gates else DESK
    return _Wording("other", word, ((f"这个门不放“{seen.list_name}”",),), then, "swap", FIND)


def _revoked(seen: Seen) -> _Wording:
    del seen
    then = ("请他在手机上打开", " 新的通行码 ", "再扫；找不到就按姓名查。")
    return _Wording("deny", "旧码，已换新", (("这张码已经换过新的",),), then, "qr", FIND)


def _denied(word: str, line: str) -> Callable[[Seen], _Wording]:
    def wording(seen: Seen) -> _Wording:
        phone = seen.contact_phone
        then = ("请他到", " 服务台 ", f"找工作人员核对，或现在打给赛事联系人 {phone}。") if phone else DESK
        return _Wording("deny", word, ((line,),), then, "phone", ("call", "打电话") if phone else FIND)

    return wording


def _list_closed(seen: Seen) -> _Wording:
    if seen.opens_at is not None and seen.at < seen.opens_at:
        then: Line = ("请他先到", " 等候区", "，到时间再扫。")
        return _Wording(
            "deny", "还没到时间", ((f"{moment(seen.opens_at)} 开始签到",),), then, "clock", ("log", "看记录")
        )
    line = f"{moment(seen.closes_at)} 已停止签到" if seen.closes_at else "签到已经结束"
    return _Wording("deny", "已停止进场", ((line,),), DESK, "clock", ("log", "看记录"))


def _questions(seen: Seen) -> _Wording:
    then = ("当面问清楚，选好回答，再点", " 记下进场 ", "。")
    line = f"还有 {len(seen.questions)} 项要当面问" if seen.questions else "还有要当面问的"
    return _Wording("ask", "再核对一项", ((line,),), then, "question", ("answer", "记下进场"))


def _invalid(seen: Seen) -> _Wording:
    del seen
    then = ("请对方点“刷新”再扫；还不行，输编号或按姓名查。",)
    return _Wording("ask", "认不出来", (("不是本活动的码，或已经换了新码",),), then, "refresh", ("code", "输编号"))


def _stale(seen: Seen) -> _Wording:
    del seen
    then = ("请对方点", "“刷新”", "，再扫屏幕上的新码；截图不能用。")
    return _Wording("ask", "码过期了", (("这场的通行码半分钟换一次",),), then, "refresh", FIND)


_WORDINGS: Mapping[str, Callable[[Seen], _Wording]] = {
    "in": _in,
    "out": _out,
    "already_in": _already_in,
    "elsewhere": _elsewhere,
    "not_on_list": _not_on_list,
    "wrong_session": _wrong_session,
    "wrong_gate": _wrong_gate,
    "revoked": _revoked,
    "cancelled": _denied("已取消报名", "这个报名已经取消"),
    "blocked": _denied("还不能进", "资格审核没有通过"),
    "unapproved": _denied("还不能进", "报名还在审核"),
    "unconfirmed": _denied("还没确认", "还在候补，没有轮到名额"),
    "invalid_time": _denied("还没到时间", "这张码现在还不能用"),
    "list_closed": _list_closed,
    "questions": _questions,
    "invalid": _invalid,
    "stale": _stale,
}


def _iso(at: dt.datetime | None) -> str | None:
    return local(at).isoformat() if at else None
