"""Objections to a public notice (domain.md §3.1 row 11): receipts, states, and until when one is taken."""

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from deqing_events.domain.public_notice import Period
from deqing_events.domain.text import compact

RECEIPT_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0 O 1 I L: a receipt is read out on the telephone."""
RECEIPT_LENGTH = 10
_SHAPE = re.compile(f"[{RECEIPT_ALPHABET}]{{{RECEIPT_LENGTH}}}")
_HALF = RECEIPT_LENGTH // 2


class ObjectionState(StrEnum):
    """Where an objection stands."""

    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"


STATE_WORDS: Mapping[str, str] = {
    ObjectionState.OPEN: "正在核实",
    ObjectionState.UPHELD: "异议成立",
    ObjectionState.REJECTED: "异议不成立",
}


def receipt_of(text: str) -> str | None:
    """Return the receipt somebody typed as it is stored, whatever its spaces, dashes and case; None for others."""
    plain = compact(text).upper().replace("-", "")
    return plain if _SHAPE.fullmatch(plain) else None


def spoken(receipt: str) -> str:
    """Return a receipt in two halves, as it is shown."""
    return f"{receipt[:_HALF]}-{receipt[_HALF:]}"


def why_shut(held: Period, today: date, *, replaced: bool) -> str:
    """Return the sentence that says why a notice takes no objection, empty when it does."""
    if replaced:
        return "成绩后来更正过，请看新的公示。"
    if today < held.starts_on:
        return "公示还没有开始。"
    if today > held.ends_on:
        return f"公示期到 {held.ends_on.month}月{held.ends_on.day}日 为止，已经结束了。"
    return ""
