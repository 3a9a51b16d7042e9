"""Honours a union records (domain.md §2.4): what they are called and who may hold each."""

from collections.abc import Mapping
from enum import StrEnum

from deqing_events.domain.kinds import EntrantKind


class HonourKind(StrEnum):
    """Kinds of honours."""

    SKILL_EXPERT = "skill_expert"
    GOLDEN_BLUE_COLLAR = "golden_blue_collar"
    YOUNG_EXPERT = "young_expert"
    WOMEN_PIONEER = "women_pioneer"
    MAY_DAY_MEDAL = "may_day_medal"
    MAY_DAY_CERTIFICATE = "may_day_certificate"
    WORKER_PIONEER_TEAM = "worker_pioneer_team"
    BEST_ORGANISER = "best_organiser"
    FAIR_PLAY = "fair_play"
    ANKANG_WINNER_UNIT = "ankang_winner_unit"
    ANKANG_WINNER_TEAM = "ankang_winner_team"
    ANKANG_ORGANISER = "ankang_organiser"
    ANKANG_INDIVIDUAL = "ankang_individual"


HONOUR_WORDS: Mapping[HonourKind, str] = {
    HonourKind.SKILL_EXPERT: "技术能手",
    HonourKind.GOLDEN_BLUE_COLLAR: "浙江金蓝领",
    HonourKind.YOUNG_EXPERT: "青年岗位能手",
    HonourKind.WOMEN_PIONEER: "巾帼建功标兵",
    HonourKind.MAY_DAY_MEDAL: "五一劳动奖章",
    HonourKind.MAY_DAY_CERTIFICATE: "五一劳动奖状",
    HonourKind.WORKER_PIONEER_TEAM: "工人先锋号",
    HonourKind.BEST_ORGANISER: "优秀组织奖",
    HonourKind.FAIR_PLAY: "道德风尚奖",
    HonourKind.ANKANG_WINNER_UNIT: "安康杯优胜单位",
    HonourKind.ANKANG_WINNER_TEAM: "安康杯优胜班组",
    HonourKind.ANKANG_ORGANISER: "安康杯优秀组织单位",
    HonourKind.ANKANG_INDIVIDUAL: "安康杯先进个人",
}
_PERSON, _TEAM, _UNIT = EntrantKind.PERSON, EntrantKind.TEAM, EntrantKind.UNIT
HOLDERS: Mapping[HonourKind, frozenset[EntrantKind]] = {
    HonourKind.SKILL_EXPERT: frozenset({_PERSON}),
    HonourKind.GOLDEN_BLUE_COLLAR: frozenset({_PERSON}),
    HonourKind.YOUNG_EXPERT: frozenset({_PERSON}),
    HonourKind.WOMEN_PIONEER: frozenset({_PERSON}),
    HonourKind.MAY_DAY_MEDAL: frozenset({_PERSON}),
    HonourKind.MAY_DAY_CERTIFICATE: frozenset({_UNIT}),
    HonourKind.WORKER_PIONEER_TEAM: frozenset({_TEAM}),
    HonourKind.BEST_ORGANISER: frozenset({_TEAM, _UNIT}),
    HonourKind.FAIR_PLAY: frozenset({_PERSON, _TEAM, _UNIT}),
    HonourKind.ANKANG_WINNER_UNIT: frozenset({_UNIT}),
    HonourKind.ANKANG_WINNER_TEAM: frozenset({_TEAM}),
    HonourKind.ANKANG_ORGANISER: frozenset({_UNIT}),
    HonourKind.ANKANG_INDIVIDUAL: frozenset({_PERSON}),
}
HOLDER_WORDS: Mapping[EntrantKind, str] = {_PERSON: "个人", _TEAM: "集体", _UNIT: "单位"}


def wrong_holder(kind: HonourKind, holder: EntrantKind) -> str:
    """Return what is wrong with giving a kind of honour to a kind of holder, empty when nothing is."""
    if holder in HOLDERS[kind]:
        return ""
    right = "或".join(HOLDER_WORDS[each] for each in EntrantKind if each in HOLDERS[kind])
    return f"{HONOUR_WORDS[kind]}只发给{right}。"
