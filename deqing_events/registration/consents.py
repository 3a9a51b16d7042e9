"""The consents a registration asks for: one purpose each, with the version of its words (domain.md §4.1).

A new sentence gets a new version; the one before moves to ``EARLIER``, so that every consent stays readable.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Purpose(StrEnum):
    """What somebody agrees to."""

    TAKING_PART = "taking_part"
    IDENTITY = "identity"
    PUBLICATION = "publication"
    PHOTOS = "photos"


@dataclass(frozen=True)
class Words:
    """The sentence beside the box and its version; ``effect`` says what it comes to, either way."""

    version: str
    title: str
    sentence: str
    effect: str
    needed: bool


WORDS: dict[Purpose, Words] = {
    Purpose.TAKING_PART: Words(
        "2026-11", "参加和统计", "同意为报名、检录、评分和统计使用以上信息。", "报名必需。", needed=True
    ),
    Purpose.IDENTITY: Words(
        "2026-11",
        "身份证号",
        "同意用身份证号办理证书、晋级，办完按期删除。",
        "只用来办证书、晋级。收回就马上删除。",
        needed=True,
    ),
    Purpose.PUBLICATION: Words(
        "2026-11", "公示时显示全名", "愿意公示时显示全名", "不同意就显示成“沈*例”，不影响参加。", needed=False
    ),
    Purpose.PHOTOS: Words(
        "2026-11", "活动照片", "愿意主办方在宣传里使用有我的现场照片", "不同意不影响参加。", needed=False
    ),
}
EARLIER: Mapping[tuple[str, str], str] = {}
"""Sentences of versions before today's, by purpose and version."""


def answer(purpose: Purpose, registration_id: int, at: dt.datetime, address: str, *, given: bool) -> dict[str, Any]:
    """Return the columns of a consent row: what somebody said to the words of today."""
    version = WORDS[purpose].version
    values = {"registration_id": registration_id, "purpose": purpose.value, "version": version, "given": given}
    return {**values, "at": at, "address": address[:64]}


def title_of(purpose: str) -> str:
    """Return a stored purpose in words."""
    return WORDS[Purpose(purpose)].title if purpose in set(Purpose) else purpose


def sentence_of(purpose: str, version: str) -> str:
    """Return the sentence somebody answered, by purpose and version; empty when it is known no more."""
    today = WORDS.get(Purpose(purpose)) if purpose in set(Purpose) else None
    return today.sentence if today and today.version == version else EARLIER.get((purpose, version), "")
