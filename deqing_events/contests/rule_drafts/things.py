"""Which fields each thing of a rule sheet has in the editor, and what is asked about it."""

from typing import Any

from deqing_events.contests.rule_drafts.fields import Field, Typed
from deqing_events.contests.rule_sheets.team_answers import BASES, COUNTINGS, POINTS_HINT
from deqing_events.domain.sheet_types import Kind
from deqing_events.domain.standard_scale import MODE_WORDS

KINDS = (
    ("points", "得分（0 到满分）"),
    ("judgement", "档次 0–3"),
    ("measurement", "达标与否"),
    ("deduction", "扣分"),
    ("bonus", "加分"),
    ("time", "用时（计时，越短越好）"),
)
BY = (("panel", "每位裁判打分"), ("agreed", "商定一个分"))
TIMERS = (("panel", "每位裁判各记一个"), ("agreed", "计时组记一个"))
ALWAYS_AGREED, ALWAYS_PANEL = Kind.MEASUREMENT.value, Kind.JUDGEMENT.value
GRADE_HINTS = ("最差", "不够好", "达到要求", "最好")

SHEET = (Field("title", "规则名称"),)
PART = (
    Field("title", "名称", hint="例如 理论、实操。"),
    Field("weight", "占总成绩 %", Typed.PERCENT, "各部分加起来要等于 100。"),
    Field("pass", "合格线", Typed.NUMBER, "不设就留空。", optional=True),
)
SECTION = (
    Field("title", "名称"),
    Field("max", "满分", Typed.NUMBER, "不封顶就留空。", optional=True),
    Field("weight", "系数", Typed.NUMBER, "一般是 1。"),
    Field(
        "combine",
        "分数怎么合",
        Typed.CHOICE,
        choices=(("sum", "各项相加"), ("best", "每项是一次试做，取最好"), ("mean", "每项是一次试做，取平均")),
    ),
)
PANEL = (
    Field("judges", "裁判称呼", Typed.LINES, "每行一位，例如 裁判1。改称呼等于换裁判。", optional=True),
    Field("min_judges", "每项至少几人评分", Typed.WHOLE, "缺的人太多就不能算分。"),
    Field("drop_each_side", "去掉最高、最低各几个", Typed.WHOLE, "填 0 就不去掉。"),
    Field("drop_from", "裁判满几人才去掉", Typed.WHOLE, "不足就直接取平均。"),
    Field(
        "drop_on",
        "按什么去掉",
        Typed.CHOICE,
        choices=(("section", "每位裁判一节的合计分"), ("criterion", "每个评分项的分数")),
    ),
    Field("tolerance", "合计分相差多少要复核", Typed.NUMBER, "超过就提醒裁判长；不提醒就留空。", optional=True),
)
WATCHES = PANEL[:2]
PENALTY = (Field("title", "名称", hint="例如 超时（每分钟）。"), Field("points", "每次扣几分", Typed.NUMBER))
ADDED_TIME = (Field("title", "名称", hint="例如 碰杆（每次）。"), Field("points", "每次加几秒", Typed.NUMBER))
TIMED_SECTION = (
    Field("title", "名称", hint="每个评分项是一次试做，做几次就加几项。"),
    Field(
        "combine",
        "成绩怎么算",
        Typed.CHOICE,
        choices=(("sum", "只做一次，或各次时间相加"), ("best", "取最好的一次"), ("mean", "各次取平均")),
    ),
    Field("drop_best", "去掉最快几次", Typed.WHOLE, "取平均才去掉；不去掉填 0。", optional=True),
    Field("drop_worst", "去掉最慢几次", Typed.WHOLE, "未完成、没上场算最慢。", optional=True),
    Field("limit", "时限（秒）", Typed.NUMBER, "超过就算未完成；不限就留空。", optional=True),
)
VETO = (
    Field("title", "什么情形"),
    Field(
        "effect",
        "怎么处理",
        Typed.CHOICE,
        choices=(
            ("disqualify", "取消资格，不排名次"),
            ("zero_total", "总成绩记 0 分"),
            ("no_award", "保留名次，不获奖"),
        ),
    ),
)
PLACES = (
    Field("draw_within", "前几名并列要抽签", Typed.WHOLE, "填 0 就不抽签，并列到底。"),
    Field("places", "显示几位小数", Typed.WHOLE, "0 到 6。"),
    Field(
        "compare",
        "按什么比较",
        Typed.CHOICE,
        choices=(("exact", "没有取舍的准确分数"), ("shown", "四舍五入后显示的分数")),
    ),
)
SCALE = (
    Field(
        "mode",
        "标准分",
        Typed.CHOICE,
        "让不同项目的成绩可以比较，不影响名次。",
        choices=(("", "不算"), *((mode.value, words) for mode, words in MODE_WORDS.items())),
        optional=True,
    ),
    Field("centre", "中间水平记多少分", Typed.NUMBER, "不填就是 500。", optional=True),
    Field("spread", "每高一个标准差加多少分", Typed.NUMBER, "不填就是 100。", optional=True),
)
TIE_KEY = Field("new_tie_key", "再加一项", Typed.CHOICE)
TIER = (
    Field("title", "奖项"),
    Field("amount", "名额", Typed.NUMBER),
    Field("unit", "单位", Typed.CHOICE, choices=(("count", "个"), ("percent", "%"))),
)
AWARDS = (
    Field(
        "base",
        "比例的基数",
        Typed.CHOICE,
        choices=(("attended", "实际参赛人数"), ("registered", "报名人数"), ("ranked", "有名次的人数")),
    ),
    Field(
        "rounding",
        "名额取整",
        Typed.CHOICE,
        choices=(("half_up", "四舍五入"), ("floor", "只舍不入"), ("ceil", "有零头就进一")),
    ),
    Field(
        "tie_policy",
        "获奖线上并列",
        Typed.CHOICE,
        choices=(
            ("cumulative_include", "一起获奖，下一等奖相应减少"),
            ("tier_fixed_include", "一起获奖，下一等奖名额不变"),
            ("exclude_down", "装不下的一起列入下一等奖"),
        ),
    ),
    Field("pass_line", "获奖最低总分", Typed.NUMBER, "不设就留空。", optional=True),
    Field("per_unit_max", "每单位最多几个奖", Typed.WHOLE, "不限就留空。", optional=True),
    Field("require_part_pass", "各部分都到合格线才能获奖", Typed.FLAG),
)
LEAGUE = (
    Field("counts", "团体怎么算", Typed.CHOICE, choices=tuple(COUNTINGS.items())),
    Field("points", "团体积分（按名次）", Typed.LONG, POINTS_HINT, optional=True),
    Field("other", "其余有名次者各积", Typed.WHOLE, optional=True),
    Field(
        "ties",
        "并列名次的积分",
        Typed.CHOICE,
        choices=(("average", "平分所占名次的积分"), ("rank", "都得该名次的积分")),
    ),
    Field("countback", "积分相同时比较名次多少", Typed.FLAG),
    Field("best", "每队只计最好的几个", Typed.WHOLE, "都计就留空。", optional=True),
    Field("basis", "按什么排", Typed.CHOICE, choices=tuple(BASES.items())),
)
TEAM_AWARDS = (
    Field("prizes", "团体奖到第几名", Typed.WHOLE, "第 1 名起；不设就填 0。"),
    Field("organisers", "优秀组织奖到第几名", Typed.WHOLE, "接在团体奖后面；不设就填 0。"),
    Field("weight", "在竞赛活动总积分里的系数", Typed.NUMBER, "一般是 1。不属于竞赛活动的不起作用。"),
)


def is_timed(section: dict[str, Any]) -> bool:
    """Tell whether a section as typed so far is of timed attempts."""
    return any(row.get("kind") == Kind.TIME for row in section["criteria"])


def has_times(document: dict[str, Any]) -> bool:
    """Tell whether a document as typed so far has timed attempts."""
    return any(is_timed(section) for part in document["parts"] for section in part["sections"])


def criterion_fields(row: dict[str, Any]) -> tuple[Field, ...]:
    """Return the fields of a criterion: its kind decides which."""
    kind = row.get("kind")
    if kind == Kind.TIME:
        kinds = Field("kind", "怎么打", Typed.CHOICE, choices=KINDS, reloads=True)
        return (
            Field("title", "哪一次", hint="例如 第 1 次。"),
            kinds,
            Field("by", "谁来记", Typed.CHOICE, choices=TIMERS),
        )
    top = {"deduction": "最多扣", "bonus": "最多加", "measurement": "达标得"}.get(str(kind), "满分")
    own = [
        Field("title", "评分项"),
        Field("kind", "怎么打", Typed.CHOICE, choices=KINDS, reloads=True),
        Field("max", top, Typed.NUMBER, optional=kind == "deduction"),
    ]
    if kind not in {ALWAYS_AGREED, ALWAYS_PANEL}:
        own.append(Field("by", "谁来打", Typed.CHOICE, choices=BY))
    if kind == "judgement":
        own.append(Field("max_spread", "裁判最多相差几档", Typed.WHOLE))
        own += [
            Field(f"benchmarks[{grade}]", f"{grade} 档是什么样", Typed.LONG, hint, optional=True)
            for grade, hint in enumerate(GRADE_HINTS)
        ]
    return tuple(own)
