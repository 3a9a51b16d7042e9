"""Families, kinds, levels and states of events, with the words people read (domain.md §2.3 and §3.1)."""

from collections.abc import Mapping
from enum import StrEnum


class Family(StrEnum):
    """What an event belongs to in the work report."""

    SKILLS = "skills"
    LABOUR = "labour"
    SAFETY = "safety"
    IDEAS = "ideas"
    CULTURE = "culture"
    SPORT = "sport"
    OTHER = "other"


FAMILY_WORDS: Mapping[Family, str] = {
    Family.SKILLS: "技能比武",
    Family.LABOUR: "劳动竞赛",
    Family.SAFETY: "安康杯",
    Family.IDEAS: "金点子",
    Family.CULTURE: "文化",
    Family.SPORT: "体育",
    Family.OTHER: "其他",
}

FAMILY_KINDS: Mapping[Family, Mapping[str, str]] = {
    Family.SKILLS: {"skill_contest": "技能比武"},
    Family.LABOUR: {"labour_competition": "劳动竞赛", "merit_contest": "立功竞赛"},
    Family.SAFETY: {"ankang_cup": "安康杯", "quiz": "知识竞赛", "drill": "应急演练"},
    Family.IDEAS: {"suggestion_drive": "金点子"},
    Family.CULTURE: {
        "performance_contest": "文艺比赛",
        "art_exhibition_contest": "书画摄影",
        "grassroots_show": "送文艺进基层",
        "book_delivery": "送图书",
    },
    Family.SPORT: {"sport_tournament": "体育比赛"},
    Family.OTHER: {"training": "培训", "appraisal": "评比创建", "tech_service": "技术服务"},
}

KIND_WORDS: Mapping[str, str] = {kind: word for kinds in FAMILY_KINDS.values() for kind, word in kinds.items()}


def family_of(kind: str) -> Family:
    """Return the family a kind belongs to. Raises KeyError for an unknown kind."""
    for family, kinds in FAMILY_KINDS.items():
        if kind in kinds:
            return family
    raise KeyError(kind)


class Level(StrEnum):
    """Who organises: contests by a grassroots union and by a union above it are separate indicators."""

    GRASSROOTS = "grassroots"
    TOWNSHIP = "township"
    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"


LEVEL_WORDS: Mapping[Level, str] = {
    Level.GRASSROOTS: "基层单位",
    Level.TOWNSHIP: "镇街级",
    Level.COUNTY: "县级",
    Level.CITY: "市级",
    Level.PROVINCE: "省级",
}


class EventState(StrEnum):
    """What staff decided about an event; whether sign-up is open follows from its window and the clock."""

    DRAFT = "draft"
    PUBLISHED = "published"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    PUBLIC_NOTICE = "public_notice"
    FINAL = "final"
    ARCHIVED = "archived"


EVENT_STATE_WORDS: Mapping[EventState, str] = {
    EventState.DRAFT: "草稿",
    EventState.PUBLISHED: "已发布",
    EventState.POSTPONED: "延期",
    EventState.CANCELLED: "已取消",
    EventState.PUBLIC_NOTICE: "公示中",
    EventState.FINAL: "已结束",
    EventState.ARCHIVED: "已归档",
}

COUNTED_STATES = frozenset({EventState.PUBLIC_NOTICE, EventState.FINAL, EventState.ARCHIVED})
"""States that count in a tally: the default ``public_notice`` of setting ``count_from_state`` and those after it."""


class EntrantKind(StrEnum):
    """Who competes."""

    PERSON = "person"
    TEAM = "team"
    UNIT = "unit"


ENTRANT_WORDS: Mapping[EntrantKind, str] = {
    EntrantKind.PERSON: "个人",
    EntrantKind.TEAM: "团队",
    EntrantKind.UNIT: "单位",
}


class CampaignKind(StrEnum):
    """What a campaign is: an edition of the skills games, a theme, or a yearly series."""

    SKILLS_GAMES = "skills_games"
    THEMED = "themed"
    SERIES = "series"


CAMPAIGN_WORDS: Mapping[CampaignKind, str] = {
    CampaignKind.SKILLS_GAMES: "职工技能运动会",
    CampaignKind.THEMED: "主题竞赛",
    CampaignKind.SERIES: "系列活动",
}
