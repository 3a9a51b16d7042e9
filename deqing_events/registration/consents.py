"""The consents a registration asks for: one purpose each, with the version of its words (domain.md §4.1)."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Purpose(StrEnum):
    """What somebody agrees to."""

    TAKING_PART = "taking_part"
    PUBLICATION = "publication"


@dataclass(frozen=True)
class Words:
    """The sentence beside the box, and its version: a new sentence gets a new version."""

    version: str
    sentence: str
    needed: bool


WORDS: dict[Purpose, Words] = {
    Purpose.TAKING_PART: Words("2026-11", "同意为报名、检录、评分和统计使用以上信息。", needed=True),
    Purpose.PUBLICATION: Words("2026-11", "愿意公示时显示全名", needed=False),
}


def answer(purpose: Purpose, registration_id: int, at: dt.datetime, address: str, *, given: bool) -> dict[str, Any]:
    """Return the columns of a consent row: what somebody said to the words of today."""
    version = WORDS[purpose].version
    values = {"registration_id": registration_id, "purpose": purpose.value, "version": version, "given": given}
    return {**values, "at": at, "address": address[:64]}
