"""The stories that are over: at least one of every family, spread over the year and the townships."""

from deqing_events.demo import contests
from deqing_events.demo.story import Crowd, Ending, Story

GAMES = "第六届职工技能运动会"
THEMED = "“安康杯”劳动安全主题竞赛"

FINISHED = (
    Story(
        "新春送文艺进企业", "grassroots_show", "county", -275, "雷甸镇临港工业园食堂", Ending.FINISHED,
        "免费观看，不用报名。", start="18:30", hours=2, registration=False,
    ),
    Story(
        "春季职工健步走", "sport_tournament", "township", -238, "下渚湖湿地东门广场", Ending.FINISHED,
        "沿湿地绿道健步走 5 公里，重在参与。", start="09:00", hours=3, town="下渚湖街道",
        capacity=60, crowd=Crowd(come=46, missing=5, leave=2, walk_in=3),
    ),
    Story(
        "职工乒乓球赛", "sport_tournament", "township", -224, "舞阳街道文体中心", Ending.FINISHED,
        "男女单打，淘汰赛。", start="09:00", town="舞阳街道",
        capacity=32, crowd=Crowd(come=28, missing=2, leave=1),
    ),
    Story(
        "班组长安全管理培训班", "training", "county", -207, "县工人文化宫三楼教室", Ending.FINISHED,
        "两天一期，讲班组安全管理和现场急救。", hours=32,
        capacity=45, crowd=Crowd(come=40, missing=3, leave=1),
    ),
    Story(
        "手工制茶技能比武", "skill_contest", "township", -196, "莫干山镇茶文化体验馆", Ending.RESULTS,
        "现场手工制茶，评外形、汤色、香气和滋味。", town="莫干山镇", campaign=GAMES, trade="tea_maker",
        capacity=30, crowd=Crowd(come=18, missing=2, leave=1), contest=contests.tea_makers(),
    ),
    Story(
        "金点子评选", "suggestion_drive", "county", -160, "县总工会五楼会议室", Ending.RESULTS,
        "入围的合理化建议现场陈述，评委打分。", start="13:30", hours=4,
        capacity=24, crowd=Crowd(come=20, leave=1), contest=contests.ideas(),
    ),
    Story(
        "安全生产月应急演练", "drill", "township", -156, "雷甸镇临港工业园", Ending.FINISHED,
        "消防疏散和初起火灾扑救演练。", start="14:00", hours=3, town="雷甸镇", campaign=THEMED,
        capacity=80, crowd=Crowd(come=56, missing=6, walk_in=4),
    ),
    Story(
        "职工急救技能培训", "training", "township", -125, "康乾街道党群服务中心", Ending.FINISHED,
        "心肺复苏和止血包扎，人人动手。", start="13:30", hours=4, town="康乾街道",
        capacity=30, crowd=Crowd(come=24, missing=3),
    ),
    Story(
        "“百日攻坚”劳动竞赛", "labour_competition", "township", -98, "钟管镇工业园区", Ending.RESULTS,
        "八个班组比产量、比质量、比安全。", town="钟管镇", entrant_kind="team", registration=False,
        contest=contests.labour_teams(),
    ),
    Story(
        "快递行业服务之星竞赛", "labour_competition", "grassroots", -84, "德清试用物流有限公司", Ending.FINISHED,
        "分拣准确率和客户满意度现场比拼。", unit="U0081", town="雷甸镇",
        capacity=30, crowd=Crowd(come=22, missing=3),
    ),
    Story(
        "叉车技能比武", "skill_contest", "grassroots", -63, "虚拟机电公司厂区", Ending.RESULTS,
        "厂内叉车工比绕桩、比堆垛。", hours=6, unit="U0032", town="钟管镇", campaign=GAMES, trade="forklift",
        capacity=24, crowd=Crowd(come=14, missing=1, leave=1), contest=contests.forklifts(),
    ),
    Story(
        "维修电工技能比武", "skill_contest", "county", -40, "县职业技能实训中心", Ending.RESULTS,
        "理论闭卷 90 分钟，实操 120 分钟，五名裁判评分。", campaign=GAMES, trade="electrician",
        capacity=40, crowd=Crowd(come=35, missing=3), contest=contests.workbook(),
    ),
    Story(
        "职工拔河比赛", "sport_tournament", "county", -33, "县体育中心田径场", Ending.RESULTS,
        "八支队伍，小组赛后打决赛。", start="09:00", hours=5, entrant_kind="team", registration=False,
        contest=contests.tug_of_war(),
    ),
    Story(
        "职工文艺汇演", "performance_contest", "county", -26, "德清大剧院", Ending.RESULTS,
        "十支代表队同台演出，去掉最高分和最低分取平均。", start="18:30", hours=3, entrant_kind="team",
        registration=False, contest=contests.performances(),
    ),
    Story(
        "钳工技能比武", "skill_contest", "county", -16, "县职业技能实训中心", Ending.RESULTS,
        "抽签排批次，盲码评分，裁判用手机打分，签认锁定后双人解密。", campaign=GAMES, trade="fitter",
        capacity=24, crowd=Crowd(come=16, missing=1), contest=contests.fitters(),
    ),
    Story(
        "“安康杯”竞赛考核", "ankang_cup", "county", -21, "县总工会四楼会议室", Ending.RESULTS,
        "参赛单位按五个方面考核，发生事故一票否决。", entrant_kind="unit", registration=False, campaign=THEMED,
        contest=contests.safety_cup(),
    ),
)  # fmt: skip
