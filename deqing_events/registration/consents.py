"""The consents a registration asks for: one purpose each, with the version of its words (domain.md §4.1)."""

from dataclasses import dataclass
from enum import StrEnum


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
