"""The rule sheets of the demonstration's contests, and who takes part as a team or a workplace."""

from dataclasses import replace
from decimal import Decimal

from deqing_events.demo.story import Contest, Entry
from deqing_events.domain.sheet_builders import (
    PerformanceContest,
    SheetJson,
    SimpleContest,
    TierChoice,
    UnitAppraisal,
    appraisal_sheet,
    performance_sheet,
    simple_sheet,
)

TIERS = (TierChoice("一等奖", count=1), TierChoice("二等奖", count=2), TierChoice("三等奖", count=3))
JUDGES = tuple(f"裁判{number}" for number in range(1, 6))


def _valued(*rows: tuple[str, int]) -> tuple[tuple[str, Decimal], ...]:
    return tuple((title, Decimal(full)) for title, full in rows)


def skills(title: str, prefix: str, criteria: tuple[tuple[str, Decimal], ...], judges: int = 5) -> Contest:
    """Return a skills contest of a paper (30 %) and a practical (70 %)."""
    return Contest(simple_sheet(SimpleContest(title, JUDGES[:judges], criteria, TIERS, draw_within=0)), prefix)


def workbook() -> Contest:
    """Return the contest whose list, rules and marks all stand in the sample workbook."""
    return Contest({}, "WD", workbook=True)


def welders() -> Contest:
    """Return the welders' contest."""
    return skills("焊工技能比武评分细则", "HG", _valued(("焊前准备", 20), ("焊缝成形", 50), ("安全文明生产", 30)))


def tea_makers() -> Contest:
    """Return the tea makers' contest."""
    return skills("手工制茶技能比武评分细则", "ZC", _valued(("摊青杀青", 30), ("揉捻理条", 30), ("成茶品质", 40)))


def forklifts() -> Contest:
    """Return a workplace's own forklift contest, with three judges."""
    return skills("叉车技能比武评分细则", "CC", _valued(("绕桩行驶", 40), ("堆垛取货", 40), ("安全检查", 20)), judges=3)


def surveyors() -> Contest:
    """Return the surveyors' contest, with three judges who mark by links."""
    criteria = _valued(("控制测量", 50), ("放样", 30), ("内业计算", 20))
    return replace(skills("工程测量评分细则", "CL", criteria, judges=3), refereed=True)


def fitters() -> Contest:
    """Return the fitters' contest, told the long way."""
    criteria = _valued(("划线锯锉", 40), ("孔加工", 30), ("装配精度", 30))
    return replace(skills("钳工技能比武评分细则", "QG", criteria), refereed=True)


def safety_cup() -> Contest:
    """Return the 安康杯 appraisal of fifteen workplaces: five sections, a pass line, and one veto that strikes."""
    form = UnitAppraisal(
        title="“安康杯”竞赛考核评分细则",
        tiers=(TierChoice("优胜单位", count=5),),
        award_line=Decimal(85),
    )
    codes = ("U0032", "U0033", "U0081", "U0062", "U0055", "U0027", "U0016", "U0061", "U0026", "U0020", "U0094",
             "U0048", "U0095", "U0036", "U0111")  # fmt: skip
    entries = [Entry("", unit=code) for code in codes]
    entries[-1] = Entry("", unit=codes[-1], veto="v1")
    return Contest(appraisal_sheet(form), "AK", tuple(entries))


def labour_teams() -> Contest:
    """Return the labour competition of eight work teams, appraised."""
    form = UnitAppraisal(
        title="“百日攻坚”劳动竞赛考核细则",
        tiers=(TierChoice("优胜班组", count=3),),
        sections=_valued(("产量完成", 40), ("质量合格", 30), ("安全生产", 20), ("技术革新", 10)),
        bonus_max=Decimal(0),
        deductions=(("现场管理不到位", Decimal(1)),),
        disqualifying=("发生生产安全事故",),
        no_award=(),
        pass_line=Decimal(70),
        award_line=Decimal(80),
    )
    teams = (("总装班组", "U0032"), ("电气班组", "U0032"), ("织造班组", "U0033"), ("染整班组", "U0033"),
             ("分拣班组", "U0081"), ("配送班组", "U0026"), ("制琴班组", "U0062"), ("调音班组", "U0055"))  # fmt: skip
    return Contest(appraisal_sheet(form), "LD", tuple(Entry(name, unit=code) for name, code in teams))


def ideas() -> Contest:
    """Return the judged choice among ideas: a hundred points, five judges."""
    form = PerformanceContest(
        title="金点子评选评分细则",
        judges=JUDGES,
        tiers=(TierChoice("金点子", count=3), TierChoice("银点子", count=5)),
        scale=Decimal(100),
        criteria=_valued(("创新性", 35), ("可行性", 35), ("预期效益", 30)),
        overtime_title="陈述超时（每 1 分钟）",
        overtime_points=Decimal(1),
    )
    return Contest(performance_sheet(form), "JD")


def performances() -> Contest:
    """Return the judged performances of ten teams: scale of ten, trimmed mean, overtime taken once."""
    sheet: SheetJson = performance_sheet(PerformanceContest("职工文艺汇演评分细则", JUDGES, TIERS))
    teams = ("武康街道代表队", "舞阳街道代表队", "阜溪街道代表队", "乾元镇代表队", "新市镇代表队", "洛舍镇代表队",
             "钟管镇代表队", "莫干山镇代表队", "雷甸镇代表队", "禹越镇代表队")  # fmt: skip
    entries = tuple(Entry(name, town=name.removesuffix("代表队")) for name in teams)
    return Contest(sheet, "WY", entries, overtime=4, decimals=2)


def tug_of_war() -> Contest:
    """Return the tug of war of eight teams: points of two rounds, agreed on."""
    form = UnitAppraisal(
        title="职工拔河比赛积分办法",
        tiers=TIERS,
        sections=_valued(("小组赛积分", 21), ("决赛积分", 30)),
        bonus_max=Decimal(0),
        deductions=(("弃权一局", Decimal(3)),),
        disqualifying=("冒名顶替",),
        no_award=(),
        pass_line=Decimal(0),
        award_line=Decimal(0),
    )
    units = ("U0049", "U0082", "U0069", "U0111", "U0073", "U0107", "U0116", "U0089")
    return Contest(appraisal_sheet(form), "BH", tuple(Entry("", unit=code) for code in units), decimals=0)
