"""The fields an event picks from: purpose, retention class and what justifies asking each (domain.md §4.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from deqing_events.domain.questions.definition import NO_LIMITS, Kind, Limits, Option, Question, Retention, yes_no
from deqing_events.domain.skill_levels import SkillLevel

NO_LEVEL = "none"
SIZES = ("S", "M", "L", "XL", "XXL", "XXXL")


class Need(StrEnum):
    """What has to be true of an event before a field may be asked."""

    NOTHING = "nothing"
    CERTIFICATE = "certificate"
    SEX = "sex"
    AGE = "age"
    PHOTO = "photo"


@dataclass(frozen=True, slots=True)
class FormFacts:
    """What the event's form states about itself; each opens the fields that need it."""

    certificate_follows: bool = False
    badge: bool = False
    limited_by_sex: bool = False
    limited_by_age: bool = False

    def meets(self, need: Need) -> bool:
        """Tell whether a need is given."""
        return {
            Need.NOTHING: True,
            Need.CERTIFICATE: self.certificate_follows,
            Need.SEX: self.limited_by_sex,
            Need.AGE: self.limited_by_age or self.certificate_follows,
            Need.PHOTO: self.badge or self.certificate_follows,
        }[need]


NEED_SENTENCES: Mapping[Need, str] = {
    Need.CERTIFICATE: "赛后要办技能等级证书或晋级才能问。先勾选“赛后办证书或晋级”。",
    Need.SEX: "奖项或资格限性别（比如巾帼建功标兵）才能问。先勾选“奖项或资格限性别”。",
    Need.AGE: "奖项或资格限年龄，或赛后办证书才能问。先勾选对应的一项。",
    Need.PHOTO: "要印证书或参赛证才能问。先勾选对应的一项。",
}
IDENTITY, TRADE, LEVEL, GENDER, BIRTH, MIGRANT, WOMAN, CERTIFICATE_NUMBER = (
    "identity",
    "trade",
    "skill_level",
    "gender",
    "birth_date",
    "migrant",
    "woman",
    "certificate_number",
)
FOLLOWING = frozenset({GENDER, BIRTH})
"""Fields that follow from a valid identity number."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One field of the catalogue: the question as it is added, and what it needs. ``voluntary`` is never required."""

    question: Question
    need: Need = Need.NOTHING
    voluntary: bool = False

    @property
    def key(self) -> str:
        """The catalogue key, which is the question's key too."""
        return self.question.key

    def why_not(self, facts: FormFacts) -> str | None:
        """Say why an event with these facts may not ask it; None when it may."""
        return None if facts.meets(self.need) else NEED_SENTENCES[self.need]


def _field(  # noqa: PLR0913 - one argument per column of the table below
    key: str,
    kind: Kind,
    label: str,
    purpose: str,
    retention: Retention,
    *,
    required: bool = True,
    options: tuple[Option, ...] = (),
    limits: Limits = NO_LIMITS,
    hint: str = "",
) -> Question:
    return Question(key, kind, label, purpose, hint, required, options, retention, limits=limits, field=key)


def _levels() -> tuple[Option, ...]:
    return (Option(NO_LEVEL, "还没有"), *(Option(level.value, level.label) for level in SkillLevel))


_EVENT, _IDENTITY, _RECORD = Retention.EVENT, Retention.IDENTITY, Retention.RECORD
_STANDING_WORDS = {"worker": "在岗职工", "student": "在校学生", "teacher": "教师", "other": "其他"}
_STANDINGS = tuple(Option(key, word) for key, word in _STANDING_WORDS.items())
_GENDERS = (Option("male", "男"), Option("female", "女"))

ENTRIES: tuple[Entry, ...] = (
    Entry(_field(IDENTITY, Kind.IDENTITY, "身份证号", "只用于办理技能等级证书", _IDENTITY), Need.CERTIFICATE),
    Entry(_field(TRADE, Kind.CHOICE, "参赛工种", "用于分组比赛和统计", _RECORD)),
    Entry(
        _field(LEVEL, Kind.CHOICE, "现有技能等级", "用于确定可以晋升到哪一级", _IDENTITY, options=_levels()),
        Need.CERTIFICATE,
    ),
    Entry(
        _field(CERTIFICATE_NUMBER, Kind.TEXT, "技能等级证书编号", "用于核对现有等级", _IDENTITY, required=False),
        Need.CERTIFICATE,
    ),
    Entry(
        _field(
            "years",
            Kind.NUMBER,
            "从业年限",
            "用于核对参赛条件",
            _EVENT,
            limits=Limits("0", "60", "年"),
            hint="在现在这个工种上一共做了几年。",
        )
    ),
    Entry(_field("standing", Kind.CHOICE, "身份", "用于核对参赛条件", _EVENT, options=_STANDINGS)),
    Entry(_field("job", Kind.TEXT, "岗位", "用于核对参赛条件", _EVENT)),
    Entry(_field(GENDER, Kind.CHOICE, "性别", "用于限性别的奖项或资格", _RECORD, options=_GENDERS), Need.SEX),
    Entry(_field(BIRTH, Kind.DATE, "出生日期", "用于限年龄的奖项、资格或证书", _IDENTITY), Need.AGE),
    Entry(
        _field(
            "photo",
            Kind.FILE,
            "证书照片",
            "用于印在证书或参赛证上",
            _IDENTITY,
            limits=Limits(photo_only=True),
            hint="近期正面免冠照片，不要拍身份证。",
        ),
        Need.PHOTO,
    ),
    Entry(
        _field(
            "shirt",
            Kind.CHOICE,
            "衣服尺码",
            "用于准备参赛服装",
            _EVENT,
            options=tuple(Option(size, size) for size in SIZES),
        )
    ),
    Entry(
        _field(
            WOMAN,
            Kind.CHOICE,
            "是不是女职工",
            "自愿填写，只用于统计女职工参加情况",
            _RECORD,
            required=False,
            options=yes_no(),
        ),
        voluntary=True,
    ),
    Entry(
        _field(
            MIGRANT,
            Kind.CHOICE,
            "是不是农民工",
            "自愿填写，只用于统计农民工参加情况",
            _RECORD,
            required=False,
            options=yes_no(),
        ),
        voluntary=True,
    ),
    Entry(
        _field(
            "union_position",
            Kind.TEXT,
            "工会职务",
            "用于统计工会干部参加情况",
            _RECORD,
            required=False,
            hint="比如：工会小组长。没有就不填。",
        )
    ),
    Entry(_field("health", Kind.CONSENT, "我的身体状况适合参加这项活动", "用于保障活动安全", _EVENT)),
)
CATALOGUE: Mapping[str, Entry] = {entry.key: entry for entry in ENTRIES}


def justified(question: Question, facts: FormFacts) -> bool:
    """Tell whether an event with these facts may ask a question; own questions always may."""
    entry = CATALOGUE.get(question.field)
    return entry is None or entry.why_not(facts) is None
