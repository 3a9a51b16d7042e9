"""The stories that go on: open, full, today, in public notice, not open yet, draft, postponed, cancelled, free."""

from deqing_events.demo import contests
from deqing_events.demo.finished import GAMES, THEMED
from deqing_events.demo.story import Asks, Crowd, Ending, Story
from deqing_events.domain.eligibility.rules import Rule, RuleKind
from deqing_events.domain.team_rules import TeamRule, TeamRuleKind

LIVING = (
    Story(
        "焊工技能比武", "skill_contest", "county", -6, "县职业技能实训中心", Ending.NOTICE,
        "理论和实操各一场，成绩公示五个工作日。", campaign=GAMES, trade="welder",
        capacity=30, crowd=Crowd(come=24, missing=2, leave=1), contest=contests.welders(),
    ),
    Story(
        "工程测量技能比武", "skill_contest", "county", 0, "德清地理信息小镇", Ending.TODAY,
        "今天比赛，凭通行码入场。", hours=10, campaign=GAMES, trade="surveyor",
        capacity=40, crowd=Crowd(come=14, missing=18, leave=2), contest=contests.surveyors(),
    ),
    Story(
        "消防安全知识竞赛", "quiz", "county", 12, "县总工会五楼会议室", Ending.PUBLISHED,
        "个人必答和抢答，前三名有奖。", start="14:00", hours=3, campaign=THEMED,
        capacity=60, crowd=Crowd(come=43, leave=2),
    ),
    Story(
        "职工羽毛球邀请赛", "sport_tournament", "township", 9, "武康街道全民健身中心", Ending.PUBLISHED,
        "男女单打，名额满了可以候补。", start="09:00", town="武康街道",
        capacity=32, crowd=Crowd(come=31, leave=1, wait=6),
    ),
    Story(
        "数控车工技能比武", "skill_contest", "county", 40, "县职业技能实训中心", Ending.PUBLISHED,
        "报名还没有开始，请留意开始时间。", campaign=GAMES, trade="cnc_lathe", capacity=40,
    ),
    Story(
        "职工书画摄影展评选", "art_exhibition_contest", "county", 55, "县美术馆", Ending.DRAFT,
        "以“劳动最光荣”为题征集书画和摄影作品。", capacity=100,
    ),
    Story(
        "冬季职工登山活动", "sport_tournament", "township", 16, "莫干山剑池", Ending.POSTPONED,
        "登山步道 6 公里。", start="08:00", hours=5, town="莫干山镇",
        capacity=80, crowd=Crowd(come=12), reason="山上可能结冰，等天气好转再定时间。",
    ),
    Story(
        "家政服务技能比武", "skill_contest", "township", 13, "新市镇文化站", Ending.CANCELLED,
        "居家保洁和收纳现场比拼。", town="新市镇", trade="housekeeping",
        capacity=20, crowd=Crowd(come=5), reason="报名人数不足，并入明年春季场。",
    ),
    Story(
        "送文艺进基层", "grassroots_show", "county", 5, "禹越镇文化礼堂", Ending.PUBLISHED,
        "免费观看，不用报名，到场就行。", start="18:30", hours=2, registration=False,
        tour=("新安镇文化礼堂", "洛舍镇文化礼堂"),
    ),
    Story(
        "养老护理员技能比武", "skill_contest", "county", 24, "县职业技能实训中心", Ending.PUBLISHED,
        "报名要填从业年限，县总审核通过才占名额。", campaign=GAMES, trade="elder_care",
        capacity=30, crowd=Crowd(come=18), asks=Asks(
            questions=("years", "shirt"), reviewed=True,
            rules=(Rule(RuleKind.MEMBER), Rule(RuleKind.YEARS, number=1)),
        ),
    ),
    Story(
        "职工三人篮球赛", "sport_tournament", "county", 18, "县体育中心", Ending.PUBLISHED,
        "每队三到四人，至少一名女职工，队长报名后发链接邀请队员。", entrant_kind="team",
        capacity=16, crowd=Crowd(come=27), asks=Asks(team=4, team_rules=(TeamRule(TeamRuleKind.MIN_WOMEN, 1),)),
    ),
)  # fmt: skip
