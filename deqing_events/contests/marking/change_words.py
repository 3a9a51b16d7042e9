"""The log of changed marks in words: what a stored field name and value mean to the person who reads them."""

import ast
from collections.abc import Mapping, Sequence

from deqing_events.contests.entrants.elapsed import elapsed_text
from deqing_events.contests.marking.score_sheets import ELAPSED, PENALTY, ScoreSheet
from deqing_events.contests.models import Entrant, MarkChange
from deqing_events.domain.entrants import STATUS_WORDS
from deqing_events.domain.timing import stored_text

EMPTY = "空"
FIELD_WORDS: Mapping[str, str] = {
    "status": "状态",
    "elapsed_seconds": "用时",
    "guest": "只排名",
    ELAPSED: "用时",
    "penalties": "扣分",
    "vetoes": "一票否决",
    "recused": "回避的裁判",
}
_WORDS = {"pass": "达标", "fail": "不达标", "True": "是", "False": "否"}
STATUSES: Mapping[str, str] = {status.value: word for word, status in STATUS_WORDS.items()}


def change_words(change: MarkChange, entrant: Entrant, sheets: Sequence[ScoreSheet], *, sealed: bool = False) -> str:
    """Return one line of the log: whose, by which judge, what, from what to what, and why.

    While the codes are ``sealed``, what people change beside the name goes by the entry number.
    """
    titles = {column.key: column.title for sheet in sheets for column in sheet.columns}
    timed = {column.key for sheet in sheets for column in sheet.columns if column.timed}
    what = titles.get(change.what) or FIELD_WORDS.get(change.what, change.what)
    beside_code = change.judge or change.what == ELAPSED or change.what.startswith(PENALTY)
    called = entrant.number if sealed and not beside_code else entrant.blind_code or entrant.number
    who = " ".join(part for part in (called, change.judge) if part)
    said = (change.before, change.after)
    if change.what in timed:
        before, after = (stored_text(text) or EMPTY for text in said)
    else:
        before, after = (_value(change.what, text, titles) for text in said)
    reason = f"，理由“{change.reason}”" if change.reason else ""
    return f"{who} {what}：{before} → {after}{reason}"


def _value(what: str, text: str, titles: Mapping[str, str]) -> str:
    if not text or text in {"{}", "[]"}:
        return EMPTY
    if what == "status":
        return STATUSES.get(text, text)
    if what in {"elapsed_seconds", ELAPSED}:
        return elapsed_text(int(text)) if text.isdigit() else text
    if what in {"penalties", "vetoes", "recused"}:
        return _listed(text, titles)
    return _WORDS.get(text, text)


def _listed(text: str, titles: Mapping[str, str]) -> str:
    """Say a stored mapping or list, which the log keeps as Python writes it; a text cut short is shown as it is."""
    try:
        held = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text
    if isinstance(held, dict):
        return "、".join(f"{titles.get(PENALTY + str(key), key)} {times}" for key, times in held.items())
    return "、".join(str(one) for one in held)
