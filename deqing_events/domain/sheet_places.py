"""Name a place of a rule sheet's JSON in words: `parts[0].sections[1].weight` is 第 1 部分第 2 节的权重."""

import re

_THINGS = {
    "parts": "第 {} 部分",
    "sections": "第 {} 节",
    "criteria": "第 {} 个评分项",
    "penalties": "第 {} 个扣分项",
    "vetoes": "第 {} 个否决项",
    "tiers": "第 {} 个奖项",
    "tie_keys": "并列比较的第 {} 项",
    "benchmarks": "第 {} 档的样子",
}
_WORDS = {
    "title": "名称",
    "key": "代号",
    "weight": "权重",
    "pass": "合格线",
    "max": "分值",
    "combine": "怎么合",
    "drop_best": "去掉最快几次",
    "drop_worst": "去掉最慢几次",
    "limit": "时限",
    "kind": "打法",
    "by": "谁来打",
    "max_spread": "最多相差几档",
    "benchmarks": "四档的样子",
    "points": "扣几分",
    "effect": "处理",
    "percent": "比例",
    "count": "个数",
    "panel": "裁判组",
    "judges": "裁判称呼",
    "min_judges": "最少评分人数",
    "drop_from": "满几人才去掉",
    "drop_each_side": "去掉几个",
    "drop_on": "按什么去掉",
    "tolerance": "相差多少要复核",
    "awards": "奖项",
    "base": "基数",
    "rounding": "取整",
    "tie_policy": "获奖线上并列",
    "pass_line": "获奖最低总分",
    "require_part_pass": "到合格线才能获奖",
    "per_unit_max": "每单位最多几个奖",
    "places": "显示小数位",
    "compare": "按什么比较",
    "draw_within": "前几名并列要抽签",
    "scale": "标准分",
    "centre": "中心分",
    "spread": "间距",
    "mode": "算法",
    "schema": "版本（schema）",
    "parts": "部分",
    "sections": "小节",
    "criteria": "评分项",
    "penalties": "扣分项",
    "vetoes": "否决项",
    "tiers": "名额",
    "tie_keys": "并列比较",
}
_HOLDERS = frozenset({"awards", "panel", "scale"})
_STEP = re.compile(r"([a-z_]+)(?:\[([0-9]+)\])?")


def place_words(path: str) -> str:
    """Return a path in words; a path that names nothing known comes back as it is."""
    words: list[str] = []
    for name, index in _STEP.findall(path):
        if name in _HOLDERS and path != name:
            continue
        if index and name in _THINGS:
            words.append(_THINGS[name].format(int(index) + 1))
        elif name in _WORDS:
            words.append(("的" if words else "") + _WORDS[name])
        else:
            return path
    return "".join(words) or path
