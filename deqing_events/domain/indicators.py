"""The indicators that can be computed now: id, name, unit, the rule in one line, and where the rows come from.

The catalogue is docs' indicators.md §2 and §3; an indicator that has no rows yet is not listed here. Units never mix in
one sum. A *measure* is how a figure is made of facts (tally.py), a *selection* which events it looks at.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from deqing_events.domain.kinds import Level
from deqing_events.domain.measures import (
    CAMPAIGN_MEASURES,
    EVERYTHING,
    REGISTER_MEASURES,
    TALLIED_FILTERS,
    UPPER_LEVELS,
    Measure,
    Selection,
)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure of the catalogue. ``part_of`` is the id of the figure it is an of-which (其中) of."""

    id: str
    word: str
    unit: str
    rule: str
    measure: Measure
    selection: Selection = field(default=EVERYTHING)
    part_of: str = ""

    @property
    def source(self) -> str:
        """Where the figure comes from: ``tally`` of rows of events, or ``register`` of dated rows."""
        return "tally" if self.is_tallied else "register"

    @property
    def is_tallied(self) -> bool:
        """Tell whether it is made of events and the people in them."""
        return self.measure not in CAMPAIGN_MEASURES | REGISTER_MEASURES

    @property
    def filters(self) -> frozenset[str]:
        """The filters that mean something for it; while another is set it is not shown."""
        if self.measure in CAMPAIGN_MEASURES:
            return frozenset({"level", "campaign"})
        return frozenset({"town"}) if self.measure in REGISTER_MEASURES else TALLIED_FILTERS


_SKILL = frozenset({"skill_contest"})
_CULTURE_SPORT = frozenset({"performance_contest", "art_exhibition_contest", "sport_tournament"})
_SKILLS_LABOUR = frozenset({"skills", "labour"})
_M = Measure

INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "sessions",
        "举办赛事活动",
        "场次",
        "期内结束，已办结，或有有效签到、成绩并进入公示；取消、延期、测试不计",
        _M.EVENTS,
    ),
    Indicator("registrations", "报名人次", "人次", "通过过的报名；截止前本人取消的、现场补报的不计", _M.REGISTRATIONS),
    Indicator("show_rate", "到场率", "%", "通过的报名中有有效签到的 ÷ 通过的报名；现场补报不在内", _M.SHOW_RATE),
    Indicator("walk_ins", "现场补报", "人次", "在现场补报的人次，单独成列", _M.WALK_INS),
    Indicator(
        "person_times", "参赛人次", "人次", "每人每场计 1：有有效签到或成绩其一；撤销的签到、缺考不计", _M.PERSON_TIMES
    ),
    Indicator("person_times_women", "女职工", "人次", "以报名时填报为准", _M.WOMEN, part_of="person_times"),
    Indicator(
        "person_times_gender_unknown",
        "性别未填",
        "人次",
        "报名时没有性别，不推算",
        _M.GENDER_UNKNOWN,
        part_of="person_times",
    ),
    Indicator("person_times_migrant", "农民工", "人次", "以报名时填报为准", _M.MIGRANTS, part_of="person_times"),
    Indicator(
        "person_times_migrant_unknown",
        "农民工未填",
        "人次",
        "报名时没有填，不推算",
        _M.MIGRANT_UNKNOWN,
        part_of="person_times",
    ),
    Indicator("persons", "参赛人数", "人", "期内不同的人，多场只计一次", _M.PERSONS),
    Indicator(
        "contest_units", "参赛单位数", "家", "至少有 1 名参赛职工的单位，去重；单位待核另列一行，不算一家", _M.UNITS
    ),
    Indicator(
        "contest_unions",
        "开展竞赛的基层工会",
        "家",
        "主办过技能、劳动竞赛，或有职工参赛的工会，去重",
        _M.UNIONS,
        Selection(families=_SKILLS_LABOUR),
    ),
    Indicator(
        "skill_contest_sessions",
        "技能比武场次",
        "场次",
        "技能比武，一个项目计 1 场",
        _M.EVENTS,
        Selection(kinds=_SKILL),
    ),
    Indicator(
        "skill_contest_by_level",
        "基层以上工会组织",
        "场次",
        "其中镇街级及以上工会举办的",
        _M.EVENTS,
        Selection(kinds=_SKILL, levels=UPPER_LEVELS),
        part_of="skill_contest_sessions",
    ),
    Indicator(
        "skill_person_times",
        "技能比武参赛人次",
        "人次",
        "技能比武，每人每场计 1：签到或成绩其一",
        _M.PERSON_TIMES,
        Selection(kinds=_SKILL),
    ),
    Indicator(
        "grassroots_contest_person_times",
        "参加基层单位劳动和技能竞赛",
        "人次",
        "基层单位举办的技能、劳动竞赛，每人每场计 1",
        _M.PERSON_TIMES,
        Selection(families=_SKILLS_LABOUR, levels=frozenset({Level.GRASSROOTS})),
    ),
    Indicator(
        "upper_contest_person_times",
        "参加基层以上工会技能比赛",
        "人次",
        "镇街级及以上工会举办的技能比武，每人每场计 1",
        _M.PERSON_TIMES,
        Selection(kinds=_SKILL, levels=UPPER_LEVELS),
    ),
    Indicator(
        "labour_competition_events",
        "劳动竞赛场次",
        "场次",
        "劳动竞赛，一项计 1 场",
        _M.EVENTS,
        Selection(kinds=frozenset({"labour_competition"})),
    ),
    Indicator(
        "culture_sport_contests",
        "文艺、书画摄影、体育比赛",
        "场次",
        "一项比赛计 1 场，不论多少轮次",
        _M.EVENTS,
        Selection(kinds=_CULTURE_SPORT),
    ),
    Indicator("skills_games_editions", "职工技能运动会届数", "个", "期内闭幕的届数", _M.EDITIONS),
    Indicator(
        "skills_games_consecutive_years",
        "连续举办年数",
        "个",
        "截至期末，每年都有一届闭幕的最长连续年数",
        _M.EDITION_YEARS,
    ),
    Indicator("themed_campaigns", "主题竞赛活动", "个", "活动日期与统计期有重合的主题竞赛", _M.THEMED),
    Indicator("union_orgs", "工会组织", "家", "期末有效的基层工会", _M.UNION_ORGS),
    Indicator("union_orgs_single", "单建工会", "家", "期末有效，覆盖一家单位", _M.UNION_SINGLE, part_of="union_orgs"),
    Indicator("union_orgs_joint", "联合工会", "家", "期末有效，覆盖几家单位", _M.UNION_JOINT, part_of="union_orgs"),
    Indicator("units_covered", "覆盖基层单位", "家", "期末有效且有工会的单位", _M.COVERED_UNITS),
    Indicator("regional_centres", "区域工建服务中心", "个", "期末有效的中心", _M.CENTRES),
)

BY_ID: Mapping[str, Indicator] = {indicator.id: indicator for indicator in INDICATORS}
