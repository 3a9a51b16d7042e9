"""What the workbook of a rule sheet looks like: its sheets, their columns and the words in their cells."""

from collections.abc import Mapping
from dataclasses import dataclass

from deqing_events.domain.standard_scale import MODE_WORDS


@dataclass(frozen=True)
class Words:
    """What a value of the sheet is called in the workbook, one to one."""

    by_value: Mapping[str, str]

    def word(self, value: str) -> str:
        """Return the word of a value; the value itself where there is none."""
        return self.by_value.get(value, value)

    def value(self, word: str) -> str:
        """Return the value of a word; the word itself where there is none, so that the law names it."""
        return next((value for value, own in self.by_value.items() if word in {own, value}), word)


KINDS = Words(
    {"points": "得分", "judgement": "档次", "measurement": "达标", "deduction": "扣分", "bonus": "加分", "time": "用时"}
)
BY = Words({"panel": "每位裁判", "agreed": "商定"})
COMBINES = Words({"sum": "相加", "best": "取最好", "mean": "取平均"})
EFFECTS = Words({"disqualify": "取消资格", "zero_total": "总分记0", "no_award": "不获奖"})
YES = Words({"yes": "是", "no": "否"})

WHOLE, TREE, JUDGES = "规则", "评分项", "裁判"
PENALTIES, VETOES, TIES, TIERS = "扣分", "否决", "并列", "奖项"

PART = {"part_key": "部分代号", "part_title": "部分", "part_weight": "占比", "part_pass": "合格线"}
SECTION = {
    "section_key": "小节代号",
    "section_title": "小节",
    "section_max": "小节满分",
    "section_weight": "系数",
    "section_combine": "合法",
    "section_drop_best": "去掉最快",
    "section_drop_worst": "去掉最慢",
    "section_limit": "时限秒数",
}
CRITERION = {
    "key": "代号",
    "title": "评分项",
    "kind": "打法",
    "max": "分值",
    "by": "谁来打",
    "max_spread": "最多相差",
    "grade0": "0档",
    "grade1": "1档",
    "grade2": "2档",
    "grade3": "3档",
}
COLUMNS: Mapping[str, Mapping[str, str]] = {
    WHOLE: {"name": "项目", "value": "内容"},
    TREE: {**PART, **SECTION, **CRITERION},
    JUDGES: {"judge": "裁判称呼"},
    PENALTIES: {"key": "代号", "title": "名称", "points": "每次扣"},
    VETOES: {"key": "代号", "title": "情形", "effect": "处理"},
    TIES: {"key": "依次比", "about": "说明"},
    TIERS: {"key": "代号", "title": "奖项", "percent": "比例%", "count": "个数"},
}
"""Columns by sheet: key and heading."""


@dataclass(frozen=True)
class Item:
    """One line of the first sheet: its name, its place in the document, and how its text is read."""

    name: str
    path: str
    kind: str = "text"
    words: Words | None = None
    fallback: str = ""
    """What an empty or missing line means."""


ITEMS = (
    Item("规则名称", "title"),
    Item("显示小数位", "places", "whole", fallback="2"),
    Item("比较", "compare", words=Words({"exact": "准确分数", "shown": "显示的分数"}), fallback="exact"),
    Item("每项至少几人评分", "panel.min_judges", "whole", fallback="1"),
    Item("去掉最高最低各几个", "panel.drop_each_side", "whole", fallback="0"),
    Item("裁判满几人才去掉", "panel.drop_from", "whole", fallback="5"),
    Item(
        "按什么去掉",
        "panel.drop_on",
        words=Words({"section": "每位裁判的合计", "criterion": "每个评分项"}),
        fallback="section",
    ),
    Item("合计分相差多少要复核", "panel.tolerance", "optional"),
    Item("前几名并列要抽签", "draw_within", "whole", fallback="0"),
    Item(
        "奖项比例的基数",
        "awards.base",
        words=Words({"attended": "实际参赛", "registered": "报名", "ranked": "有名次"}),
        fallback="attended",
    ),
    Item(
        "名额取整",
        "awards.rounding",
        words=Words({"half_up": "四舍五入", "floor": "只舍不入", "ceil": "进一"}),
        fallback="half_up",
    ),
    Item(
        "获奖线上并列",
        "awards.tie_policy",
        words=Words(
            {
                "cumulative_include": "一起获奖，下等减少",
                "tier_fixed_include": "一起获奖，下等不变",
                "exclude_down": "一起列入下等",
            }
        ),
        fallback="cumulative_include",
    ),
    Item("获奖最低总分", "awards.pass_line", "optional"),
    Item("到合格线才能获奖", "awards.require_part_pass", "flag", YES, "no"),
    Item("每单位最多几个奖", "awards.per_unit_max", "optional whole"),
)
SCALE_ITEMS = (
    Item("标准分", "scale.mode", words=Words({mode.value: words for mode, words in MODE_WORDS.items()})),
    Item("标准分的中心", "scale.centre", "optional", fallback="500"),
    Item("标准分的间距", "scale.spread", "optional", fallback="100"),
)
TEAMS_BY = {"团体积分": "", "团体怎么算": "名次积分"}
"""Lines that ask for a team table, each with the word that does not."""
LEAGUE_ITEMS = (
    Item("团体积分", "league.points", "points"),
    Item("其余有名次者积分", "league.other", "whole", fallback="0"),
    Item("并列名次的积分", "league.ties", words=Words({"average": "平分", "rank": "都得"}), fallback="average"),
    Item("团体比较名次多少", "league.countback", "flag", YES, "yes"),
    Item(
        "团体怎么算",
        "league.counts",
        words=Words({"places": "名次积分", "scores": "总成绩相加", "prizes": "奖项积分"}),
        fallback="places",
    ),
    Item("每队只计最好的几个", "league.best", "optional whole"),
    Item("团体按什么排", "league.basis", words=Words({"delegation": "代表队", "unit": "单位"}), fallback="delegation"),
    Item("团体奖到第几名", "league.prizes", "whole", fallback="3"),
    Item("优秀组织奖到第几名", "league.organisers", "whole", fallback="13"),
    Item("在总积分里的系数", "league.weight", "optional", fallback="1"),
)
