"""The words of every answer, sent along for a gate without a line: the same ones the server would say."""

import datetime as dt
from dataclasses import replace
from typing import Any

from deqing_events.checkin.gate_queries import Holder
from deqing_events.checkin.outcomes import Line, Outcome, Seen, as_json, describe
from deqing_events.checkin.scan_facts import ListRow
from deqing_events.domain.admission_facts import Reason, Status

PARTS = ("look", "word", "lines", "sentence", "next", "next_parts", "icon", "left", "back")
"""What of an answer is words; the rest is the person's and the scan's own."""

WAITING = ("waiting", "看待上传")
KEPT: tuple[Line, ...] = (("现在没网，已记在本机",), ("联网后自动核对",))
STAY: Line = ("不要关掉这个页面，不要退出微信。",)
"""The device puts before it how many wait."""

QUEUED = {"entry": "先请进", "exit": "先出场"}
UNKNOWN: tuple[str, tuple[Line, ...], Line] = (
    "联网再看",
    (("现在没网，手机里的名单上没有这个码",),),
    ("连上网再扫这个码；急的话登记在", " 纸质名单 ", "上。"),
)
ROTATING: tuple[str, tuple[Line, ...], Line] = (
    "联网再看",
    (("会变的码要联网才能核对",),),
    ("连上网再扫这个码；急的话登记在", " 纸质名单 ", "上。"),
)


def words(held: Holder, at: ListRow, *, now: dt.datetime) -> dict[str, dict[str, Any]]:
    """Return the words of every answer by its reason; ``list_closed`` before opening is ``list_early``."""
    seen = Seen(
        status=Status.ERROR.value,
        reason=None,
        at=now,
        gate=held.gate,
        list_name=at.name,
        supervisor=held.supervisor,
        closes_at=at.closes_at,
        gates=at.gates or (),
        contact_phone=at.contact_phone,
        questions=at.questions,
    )
    found = {reason.value: _said(describe(replace(seen, reason=reason.value))) for reason in Reason}
    asking = replace(seen, status=Status.INCOMPLETE.value, reason=Reason.QUESTIONS.value)
    found[Reason.QUESTIONS.value] = _said(describe(asking))
    if at.opens_at is not None:
        early = replace(seen, reason=Reason.LIST_CLOSED.value, at=at.opens_at - dt.timedelta(seconds=1))
        found["list_early"] = _said(describe(replace(early, opens_at=at.opens_at)))
    for direction, word in QUEUED.items():
        found[f"queued_{direction}"] = _said(Outcome(seen, "queue", word, KEPT, STAY, "cloud-off", WAITING))
    code = ("code", "输编号")
    for key, (word, lines, then) in {"unknown": UNKNOWN, "rotating": ROTATING}.items():
        found[key] = _said(Outcome(seen, "ask", word, lines, then, "refresh", code, back="再扫一次"))
    return found


def _said(outcome: Outcome) -> dict[str, Any]:
    return {part: value for part, value in as_json(outcome).items() if part in PARTS}
