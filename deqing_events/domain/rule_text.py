"""Say in plain Chinese how a ranking is computed, line by line, straight from the rule sheet.

The public page and the notice print these lines, so nobody retells the rules by hand and gets them wrong.
"""

from deqing_events.domain.awards import Base, TiePolicy
from deqing_events.domain.rounding import Rounding, plain_text
from deqing_events.domain.sheet_types import (
    Awards,
    By,
    Combine,
    Compare,
    Criterion,
    DropOn,
    Kind,
    Part,
    RuleSheet,
    Section,
    Tier,
    VetoEffect,
)
from deqing_events.domain.standard_scale import scale_lines
from deqing_events.domain.timed import BEST, best_decides
from deqing_events.domain.timed_text import attempts_lines, order_line, total_line, watch_lines

BASES = {
    Base.REGISTERED: "报名人（队）数",
    Base.ATTENDED: "实际参赛人（队）数，缺考和弃权不算，取消资格的算",
    Base.RANKED: "有名次的人（队）数",
}
ROUNDINGS = {Rounding.HALF_UP: "四舍五入", Rounding.FLOOR: "只舍不入", Rounding.CEIL: "有零头就进一"}
POLICIES = {
    TiePolicy.CUMULATIVE_INCLUDE: "获奖线上并列的一起获奖，下一等奖相应减少",
    TiePolicy.TIER_FIXED_INCLUDE: "获奖线上并列的一起获奖，下一等奖名额不变",
    TiePolicy.EXCLUDE_DOWN: "并列的人装不下时一起列入下一等奖，空出的名额不补",
}
COMPARES = {Compare.EXACT: "准确分数", Compare.SHOWN: "四舍五入后的分数"}
COMBINES = {Combine.SUM: "各项相加", Combine.BEST: "取最好的一次", Combine.MEAN: "取各次的平均"}
DROPS_ON = {DropOn.SECTION: "每位裁判的合计分", DropOn.CRITERION: "每个评分项的分数"}
_APART = frozenset({Kind.DEDUCTION, Kind.BONUS})
EFFECTS = {
    VetoEffect.DISQUALIFY: "取消资格，不排名次",
    VetoEffect.ZERO_TOTAL: "总成绩记 0 分",
    VetoEffect.NO_AWARD: "保留名次，不获奖",
}


def lines(sheet: RuleSheet) -> list[str]:
    """Explain the sheet: marks, panel, total, order, prizes; one sentence per line."""
    return [line for _, told in chapters(sheet) for line in told]


def chapters(sheet: RuleSheet) -> list[tuple[str, list[str]]]:
    """Explain the sheet under headings; every line of `lines`, in its order."""
    timed = sheet.timed
    found = [
        ("时间从哪里来", attempts_lines(sheet)) if timed else ("分数从哪里来", _marks(sheet)),
        ("谁来计时", watch_lines(sheet)) if timed else ("裁判怎么打", _panel(sheet)),
        (
            "总成绩",
            [
                total_line(sheet) if timed else _total(sheet),
                *(f"“{veto.title}”：{EFFECTS[veto.effect]}。" for veto in sheet.vetoes),
            ],
        ),
        ("名次", _order(sheet)),
        ("标准分", scale_lines(sheet)),
        ("奖项", _awards(sheet.awards, sheet.parts)),
    ]
    return [(title, told) for title, told in found if told]


def tie_key_text(sheet: RuleSheet, key: str) -> str:
    """Name a key that decided a place (`total`, `best`, a tie key or `draw`), e.g. 实操成绩; KeyError for another."""
    named = {"total": "总成绩", "elapsed": "用时", "penalties": "总分扣分", "draw": "抽签", BEST: "最好一次"}
    if sheet.timed:
        named["penalties"] = "加时"
        return {**named, **{f"criterion:{row.key}": f"“{row.title}”用时" for row in sheet.criteria()}}[key]
    named |= {f"part:{part.key}": f"{part.title}成绩" for part in sheet.parts}
    named |= {f"section:{section.key}": f"“{section.title}”得分" for section in sheet.sections()}
    named |= {f"criterion:{criterion.key}": f"“{criterion.title}”得分" for criterion in sheet.criteria()}
    return named[key]


def _marks(sheet: RuleSheet) -> list[str]:
    return [
        *(_part(part) for part in sheet.parts),
        *(_attempts(section) for section in sheet.sections() if section.combine is not Combine.SUM),
        *(_cell(criterion) for criterion in sheet.criteria() if criterion.kind is not Kind.POINTS),
    ]


def _part(part: Part) -> str:
    sections = "、".join(
        f"{section.title}{f'（满分 {plain_text(section.maximum)}）' if section.maximum is not None else ''}"
        f"{f'×{plain_text(section.weight)}' if section.weight != 1 else ''}"
        for section in part.sections
    )
    line = f"，合格线 {plain_text(part.pass_line)} 分" if part.pass_line is not None else ""
    made_of = "" if sections == part.title else f"由{sections}相加，"
    return f"{part.title}成绩{made_of}占总成绩的 {plain_text(part.weight * 100)}%{line}。"


def _attempts(section: Section) -> str:
    tries = "、".join(c.title for c in section.criteria if c.kind not in _APART)
    return f"“{section.title}”有{tries}，{COMBINES[section.combine]}。"


def _cell(criterion: Criterion) -> str:
    top = "" if criterion.maximum is None else plain_text(criterion.maximum)
    match criterion.kind:
        case Kind.MEASUREMENT:
            return f"“{criterion.title}”达标得 {top} 分，不达标得 0 分。"
        case Kind.JUDGEMENT:
            spread = f"裁判之间相差超过 {criterion.max_spread} 档要重新评"
            grades = "；".join(f"{grade} 档是{words}" for grade, words in enumerate(criterion.benchmarks))
            told = f"“{criterion.title}”由裁判评 0 到 3 档，按平均档折算，满分 {top}；{spread}。"
            return told + (f"{grades}。" if grades else "")
        case Kind.BONUS:
            return f"“{criterion.title}”为加分项，最多加 {top} 分，加在这一节满分之外；过不过合格线不看加分。"
        case Kind.DEDUCTION:
            return f"“{criterion.title}”为扣分项{f'，最多扣 {top} 分' if top else ''}，一节最低 0 分。"
        case Kind.POINTS | Kind.TIME:  # times have lines of their own
            return f"“{criterion.title}”满分 {top}。"


def _panel(sheet: RuleSheet) -> list[str]:
    panel = sheet.panel
    if not any(criterion.by is By.PANEL for criterion in sheet.criteria()):
        return ["各项由评审组商定一个分数。"]
    result = [f"裁判 {len(panel.judges)} 人，每项至少 {max(1, panel.min_judges)} 人评分；与选手有关系的裁判回避。"]
    if panel.tolerance is not None:
        result.append(f"各位裁判给同一位选手的合计分相差超过 {plain_text(panel.tolerance)} 分的，裁判长要复核。")
    if panel.drop_each_side == 0:
        return [*result, "取裁判评分的平均分。"]
    what = DROPS_ON[panel.drop_on]
    trimmed = f"{what}去掉 {panel.drop_each_side} 个最高分和 {panel.drop_each_side} 个最低分，其余取平均"
    if len(panel.judges) < panel.drop_from:
        return [*result, f"裁判不足 {panel.drop_from} 人，不去掉最高分和最低分，直接取平均分。"]
    return [*result, f"{trimmed}；评分裁判不足 {panel.drop_from} 人时直接取平均分。"]


def _total(sheet: RuleSheet) -> str:
    formula = " + ".join(
        part.title if part.weight == 1 else f"{part.title}×{plain_text(part.weight)}" for part in sheet.parts
    )
    taken = "、".join(f"“{penalty.title}”每次扣 {plain_text(penalty.points)} 分" for penalty in sheet.penalties)
    return f"总成绩 = {formula}{f' − 扣分（{taken}）' if taken else ''}，最低 0 分。"


def _order(sheet: RuleSheet) -> list[str]:
    compared = (
        f"按未取舍的准确分数比较，显示时四舍五入保留 {sheet.places} 位小数"
        if sheet.compare is Compare.EXACT
        else f"四舍五入保留 {sheet.places} 位小数后比较"
    )
    result = [order_line(sheet) if sheet.timed else f"总成绩高者名次在前。{compared}。"]
    if sheet.tie_keys:
        steps = "，再比".join(f"{tie_key_text(sheet, key)}（{better(sheet, key)}者在前）" for key in sheet.tie_keys)
        result.append(f"{'仍' if best_decides(sheet) else '总成绩'}相同，先比{steps}。")
    if sheet.draw_within:
        result.append(f"仍相同且名次在前 {sheet.draw_within} 名以内的，当众抽签并记录；其余并列，下一名次空出。")
    else:
        result.append("仍相同的名次并列，下一名次空出。")
    missing = "时间" if sheet.timed else "分数"
    return [*result, f"缺考、弃权、取消资格的不排名次；有{missing}没填齐时，先不定奖。"]


def better(sheet: RuleSheet, key: str) -> str:
    """Say which value of a tie key is the better one: 短, 少 or 高."""
    return "少" if key == "penalties" else "短" if sheet.timed or key == "elapsed" else "高"


def _awards(awards: Awards, parts: tuple[Part, ...]) -> list[str]:
    if not awards.tiers:
        return []
    result = [f"奖项：{'，'.join(tier_text(tier) for tier in awards.tiers)}。"]
    if any(tier.percent is not None for tier in awards.tiers):
        result.append(f"比例的基数是{BASES[awards.base]}；名额{ROUNDINGS[awards.rounding]}。")
    result.append(f"{POLICIES[awards.tie_policy]}。")
    if awards.pass_line is not None:
        result.append(f"总成绩达到 {plain_text(awards.pass_line)} 分才能获奖。")
    if awards.require_part_pass:
        lined = "、".join(part.title for part in parts if part.pass_line is not None)
        result.append(f"{lined}都达到合格线才能获奖。" if lined else "各部分都没有合格线，获奖不看合格线。")
    if awards.per_unit_max is not None:
        result.append(f"每个单位最多 {awards.per_unit_max} 个奖，超出的顺延给后面的人（队）。")
    return result


def tier_text(tier: Tier) -> str:
    """Say a class of prizes with its quota."""
    if tier.percent is not None:
        return f"{tier.title} {plain_text(tier.percent)}%"
    return f"{tier.title} {tier.count} 个"
