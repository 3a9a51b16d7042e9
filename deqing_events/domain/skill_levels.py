"""The eight vocational skill levels and the words that mean them (domain.md §2.5)."""

from enum import StrEnum

from deqing_events.domain.text import compact


class SkillLevel(StrEnum):
    """A vocational skill level, in rising order; compare by ``rank``, never by name."""

    APPRENTICE = "apprentice"
    JUNIOR = "junior"
    INTERMEDIATE = "intermediate"
    SENIOR = "senior"
    TECHNICIAN = "technician"
    SENIOR_TECHNICIAN = "senior_technician"
    SPECIAL_GRADE = "special_grade"
    CHIEF = "chief"

    @property
    def rank(self) -> int:
        """0 for an apprentice up to 7 for a chief technician."""
        return _RANKS[self]

    @property
    def label(self) -> str:
        """The Chinese word that is shown and written."""
        return _WORDS[self][0]


_WORDS: dict[SkillLevel, tuple[str, ...]] = {
    SkillLevel.APPRENTICE: ("学徒工",),
    SkillLevel.JUNIOR: ("初级工", "初级", "五级", "五级工"),
    SkillLevel.INTERMEDIATE: ("中级工", "中级", "四级", "四级工"),
    SkillLevel.SENIOR: ("高级工", "高级", "三级", "三级工"),
    SkillLevel.TECHNICIAN: ("技师", "二级", "二级技师"),
    SkillLevel.SENIOR_TECHNICIAN: ("高级技师", "一级", "一级技师"),
    SkillLevel.SPECIAL_GRADE: ("特级技师",),
    SkillLevel.CHIEF: ("首席技师",),
}
_RANKS = {level: rank for rank, level in enumerate(SkillLevel)}
_BY_WORD = {word: level for level, words in _WORDS.items() for word in words}


def skill_level(text: str) -> SkillLevel | None:
    """Return the level that the text names, or None.

    Several words joined by ``/`` are accepted when all of them name one level (五级/初级工).
    """
    found = {_BY_WORD.get(word) for word in compact(text).split("/")}
    return found.pop() if len(found) == 1 else None
