"""Say in plain Chinese what changed between two versions of a rule sheet.

Things are known by their keys, so a new name is a new name and not something removed and something added.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from deqing_events.domain.rounding import plain_text
from deqing_events.domain.rule_text import (
    BASES,
    COMBINES,
    COMPARES,
    DROPS_ON,
    EFFECTS,
    POLICIES,
    ROUNDINGS,
    tie_key_text,
    tier_text,
)
from deqing_events.domain.sheet_types import By, Criterion, Kind, Part, RuleSheet, Section
from deqing_events.domain.standard_scale import scale_words
from deqing_events.domain.timed_text import combine_words

_NONE = "没有"
_KINDS = {
    Kind.POINTS: "打分",
    Kind.DEDUCTION: "扣分",
    Kind.MEASUREMENT: "达标与否",
    Kind.JUDGEMENT: "评 0 到 3 档",
    Kind.BONUS: "加分",
    Kind.TIME: "计时",
}


@dataclass(frozen=True, slots=True)
class _Thing:
    """Something with a name and facts about it; ``sort`` says what it is."""

    sort: str
    title: str
    facts: dict[str, str]

    @property
    def name(self) -> str:
        return f"{self.sort}“{self.title}”"


def differences(old: RuleSheet, new: RuleSheet) -> list[str]:
    """Return a sentence for each thing added, removed, renamed or changed; nothing for equal sheets."""
    before, after = _things(old), _things(new)
    found = _changes("", _whole(old), _whole(new))
    for key, thing in before.items():
        if key not in after:
            found.append(f"删去{thing.name}。")
    for key, thing in after.items():
        held = before.get(key)
        if held is None:
            facts = "，".join(f"{label} {words}" for label, words in thing.facts.items() if words != _NONE)
            found.append(f"新增{thing.name}{f'：{facts}' if facts else ''}。")
            continue
        if held.title != thing.title:
            found.append(f"{held.name}改名为“{thing.title}”。")
        found += _changes(f"{thing.name}的", held.facts, thing.facts)
    if [key for key in before if key in after] != [key for key in after if key in before]:
        found.append("先后次序有变动。")
    return found


def _changes(whose: str, before: dict[str, str], after: dict[str, str]) -> list[str]:
    labels = dict.fromkeys([*before, *after])
    pairs = [(label, before.get(label, _NONE), after.get(label, _NONE)) for label in labels]
    return [f"{whose}{label}：{old} → {new}。" for label, old, new in pairs if old != new]


def _whole(sheet: RuleSheet) -> dict[str, str]:
    panel, awards = sheet.panel, sheet.awards
    return {
        "规则名称": sheet.title,
        "显示小数位": str(sheet.places),
        "比较的分数": COMPARES[sheet.compare],
        "裁判": _joined(panel.judges),
        "每项至少几人评分": str(panel.min_judges),
        "去掉最高、最低各几个": str(panel.drop_each_side),
        "裁判满几人才去掉": str(panel.drop_from),
        "按什么去掉": DROPS_ON[panel.drop_on],
        "合计分相差多少要复核": _NONE if panel.tolerance is None else plain_text(panel.tolerance),
        "总分相同依次比": _joined([tie_key_text(sheet, key) for key in sheet.tie_keys]),
        "前几名并列要抽签": str(sheet.draw_within),
        "标准分": scale_words(sheet.scale) or _NONE,
        "奖项比例的基数": BASES[awards.base],
        "名额取整": ROUNDINGS[awards.rounding],
        "获奖线上并列": POLICIES[awards.tie_policy],
        "获奖最低总分": _NONE if awards.pass_line is None else plain_text(awards.pass_line),
        "到合格线才能获奖": "是" if awards.require_part_pass else "否",
        "每单位最多几个奖": _NONE if awards.per_unit_max is None else str(awards.per_unit_max),
    }


def _things(sheet: RuleSheet) -> dict[str, _Thing]:
    found: dict[str, _Thing] = {}
    for part in sheet.parts:
        found[f"part:{part.key}"] = _part(part)
        for section in part.sections:
            found[f"section:{section.key}"] = _section(section, part)
            for row in section.criteria:
                found[f"criterion:{row.key}"] = _criterion(row, section)
    for penalty in sheet.penalties:
        found[f"penalty:{penalty.key}"] = _Thing("扣分项", penalty.title, {"每次扣": plain_text(penalty.points)})
    for veto in sheet.vetoes:
        found[f"veto:{veto.key}"] = _Thing("否决项", veto.title, {"处理": EFFECTS[veto.effect]})
    for tier in sheet.awards.tiers:
        quota = tier_text(tier).removeprefix(tier.title).strip()
        found[f"tier:{tier.key}"] = _Thing("奖项", tier.title, {"名额": quota})
    return found


def _part(part: Part) -> _Thing:
    line = _NONE if part.pass_line is None else plain_text(part.pass_line)
    return _Thing("部分", part.title, {"占总成绩": f"{plain_text(part.weight * 100)}%", "合格线": line})


def _section(section: Section, part: Part) -> _Thing:
    top = "不封顶" if section.maximum is None else plain_text(section.maximum)
    facts = {"所在部分": part.title, "满分": top, "系数": plain_text(section.weight)}
    if any(row.kind is Kind.TIME for row in section.criteria):
        limit = _NONE if section.limit is None else f"{plain_text(section.limit)} 秒"
        return _Thing("小节", section.title, {**facts, "用时": combine_words(section), "时限": limit})
    return _Thing("小节", section.title, {**facts, "分数": COMBINES[section.combine]})


def _criterion(row: Criterion, section: Section) -> _Thing:
    facts = {
        "所在小节": section.title,
        "打法": _KINDS[row.kind],
        "分值": "不限" if row.maximum is None else plain_text(row.maximum),
        "谁来打": "每位裁判" if row.by is By.PANEL else "商定一个分",
    }
    if row.max_spread is not None:
        facts["裁判最多相差"] = f"{row.max_spread} 档"
        facts["四档的样子"] = "、".join(row.benchmarks) or _NONE
    return _Thing("评分项", row.title, facts)


def _joined(words: Sequence[str]) -> str:
    return "、".join(words) or _NONE
