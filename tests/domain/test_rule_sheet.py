"""A rule sheet is read whole or refused with every problem, each at its path in a Chinese sentence."""

import copy
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from deqing_events.domain.rule_sheet import Problem, RuleSheetError, parse, validate
from deqing_events.domain.rule_text import lines, tie_key_text
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

JUDGES = ("裁判1", "裁判2", "裁判3", "裁判4", "裁判5")
TIERS = (TierChoice("一等奖", count=1), TierChoice("二等奖", count=2), TierChoice("三等奖", percent=Decimal(30)))
SIMPLE = SimpleContest("电工比武", JUDGES, [("布线", Decimal(60)), ("排故", Decimal(40))], TIERS, per_unit_max=2)
GOOD = {
    "simple": simple_sheet(SIMPLE),
    "performance": performance_sheet(PerformanceContest("合唱", JUDGES, TIERS)),
    "performance100": performance_sheet(
        PerformanceContest("合唱", JUDGES, TIERS, Decimal(100), [("声音", Decimal(40)), ("和声", Decimal(60))])
    ),
    "appraisal": appraisal_sheet(UnitAppraisal("安康杯", [TierChoice("优胜单位", count=10)])),
}


@pytest.mark.parametrize("name", GOOD)
def test_built_sheets_have_no_problem(name: str) -> None:
    assert validate(GOOD[name]) == []


def changed(change: Callable[[SheetJson], object]) -> SheetJson:
    data = copy.deepcopy(GOOD["simple"])
    change(data)
    return data


def put(*path: str | int, value: Any) -> Callable[[SheetJson], object]:
    def change(data: SheetJson) -> None:
        place: Any = data
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return change


CRITERION = ("parts", 1, "sections", 0, "criteria", 0)
UNUSABLE = [
    (put("schema", value=2), "schema"),
    (put("schema", value=True), "schema"),
    (put("title", value=" "), "title"),
    (put("places", value=-1), "places"),
    (put("places", value=True), "places"),
    (put("compare", value="rough"), "compare"),
    (put("parts", value=[]), "parts"),
    (put("parts", value="theory"), "parts"),
    (put("parts", 0, value="theory"), "parts[0]"),
    (put("parts", 0, "weight", value=0.3), "parts[0].weight"),
    (put("parts", 0, "weight", value="3e-1"), "parts[0].weight"),
    (put("parts", 0, "weight", value="-0.3"), "parts[0].weight"),
    (put("parts", 0, "sections", value=[]), "parts[0].sections"),
    (put("parts", 0, "sections", 0, "criteria", value=[]), "parts[0].sections[0].criteria"),
    (put("parts", 0, "key", value="practical"), "parts"),
    (put(*CRITERION, "key", value="paper"), "criteria"),
    (put(*CRITERION, "kind", value="magic"), "parts[1].sections[0].criteria[0].kind"),
    (put(*CRITERION, "by", value="crowd"), "parts[1].sections[0].criteria[0].by"),
    (put(*CRITERION, "max", value=None), "parts[1].sections[0].criteria[0].max"),
    (put("panel", value=None), "panel"),
    (put("panel", "judges", value=[]), "panel.judges"),
    (put("panel", "judges", value=["a", "a"]), "panel.judges"),
    (put("panel", "judges", value=[1]), "panel.judges"),
    (put("panel", "drop_from", value=2), "panel.drop_from"),
    (put("panel", "drop_on", value="part"), "panel.drop_on"),
    (put("vetoes", value=[{"key": "v", "title": "t", "effect": "shame"}]), "vetoes[0].effect"),
    (put("tie_keys", value=["part:art"]), "tie_keys[0]"),
    (put("tie_keys", value=["elapsed", "elapsed"]), "tie_keys"),
    (put("awards", "base", value="all"), "awards.base"),
    (put("awards", "require_part_pass", value="yes"), "awards.require_part_pass"),
    (put("awards", "tiers", 0, "percent", value="10"), "awards.tiers[0].count"),
    (put("awards", "tiers", 0, "count", value=None), "awards.tiers[0].count"),
    (put("awards", "tiers", 0, "key", value="tier2"), "awards.tiers"),
]


@pytest.mark.parametrize(("change", "path"), UNUSABLE)
def test_what_cannot_be_calculated_is_refused(change: Callable[[SheetJson], object], path: str) -> None:
    data = changed(change)
    with pytest.raises(RuleSheetError) as refused:
        parse(data)
    assert path in {problem.path for problem in refused.value.problems}
    assert validate(data) == list(refused.value.problems)


PUZZLING = [
    (put("parts", 0, "weight", value="0.31"), "parts", "现在是 1.01"),
    (put("parts", 0, "weight", value="0"), "parts[0].weight", "权重是 0"),
    (put("parts", 0, "sections", 0, "weight", value="0"), "parts[0].sections[0].weight", "权重是 0"),
    (put("parts", 1, "sections", 0, "max", value="101"), "parts[1].sections[0].max", "只有 100"),
    (put(*CRITERION, "max", value="0"), "parts[1].sections[0].criteria[0].max", "分值是 0"),
    (put("parts", 1, "pass", value="100.5"), "parts[1].pass", "最高 100 分"),
    (put("awards", "pass_line", value="100.1"), "awards.pass_line", "最高 100"),
    (put("panel", "min_judges", value=0), "panel.min_judges", "1 到 5"),
    (put("panel", "min_judges", value=6), "panel.min_judges", "1 到 5"),
    (put("places", value=7), "places", "0 到 6"),
    (put("awards", "tiers", 2, "percent", value="100.5"), "awards.tiers", "100.5%"),
    (put("awards", "tiers", 0, "count", value=0), "awards.tiers[0]", "没有名额"),
    (put("awards", "per_unit_max", value=0), "awards.per_unit_max", "改大或留空"),
]


@pytest.mark.parametrize(("change", "path", "words"), PUZZLING)
def test_what_misleads_is_listed_but_can_be_read(change: Callable[[SheetJson], object], path: str, words: str) -> None:
    data = changed(change)
    parse(data)
    found = [problem for problem in validate(data) if problem.path == path]
    assert found
    assert words in found[0].sentence


@pytest.mark.parametrize(
    "change",
    [
        put("parts", 1, "sections", 0, "max", value="100"),
        put("parts", 1, "pass", value="100"),
        put("awards", "pass_line", value="100"),
        put("panel", "min_judges", value=5),
        put("places", value=6),
        put("awards", "tiers", 2, "percent", value="100"),
        put("panel", "drop_from", value=3),
        put("penalties", value=None),
    ],
)
def test_the_limits_themselves_are_fine(change: Callable[[SheetJson], object]) -> None:
    assert validate(changed(change)) == []


def test_deductions_do_not_help_to_reach_full_marks() -> None:
    data = changed(put("parts", 1, "sections", 0, "max", value="101"))
    bad = {"key": "bad", "title": "违规", "kind": "deduction", "max": "5", "by": "agreed"}
    data["parts"][1]["sections"][0]["criteria"].append(bad)
    assert [problem.path for problem in validate(data)] == ["parts[1].sections[0].max"]


def test_the_needed_panel_size_is_named() -> None:
    (problem,) = validate(changed(put("panel", "drop_from", value=2)))
    assert problem.sentence == "去掉两端后要剩下分数，请改成 3 人或更多。"


def test_every_problem_is_reported_at_once() -> None:
    data = changed(put("title", value=""))
    data["places"] = "2"
    paths = {problem.path for problem in validate(data)}
    assert paths == {"title", "places"}
    assert {problem.path for problem in validate({})} >= {"schema", "title", "panel", "awards"}


def test_sentences_keep_the_house_voice() -> None:
    problems: list[Problem] = []
    for change in [row[0] for row in UNUSABLE] + [row[0] for row in PUZZLING]:
        problems.extend(validate(changed(change)))
    assert problems
    for problem in problems:
        assert problem.sentence.endswith("。")
        assert not any(word in problem.sentence for word in ("非法", "失败", "错误", "！"))


def test_a_part_of_weight_0_is_left_out_with_its_tie_key() -> None:
    data = simple_sheet(
        SimpleContest("技能", JUDGES, [("操作", Decimal(100))], TIERS, Decimal(0), Decimal(1)),
    )
    assert [part["key"] for part in data["parts"]] == ["practical"]
    assert data["tie_keys"] == ["part:practical", "elapsed"]
    assert validate(data) == []


def test_the_rules_are_told_in_plain_words() -> None:
    told = lines(parse(GOOD["simple"]))
    assert told == [
        "理论成绩占总成绩的 30%，合格线 60 分。",
        "实操成绩占总成绩的 70%，合格线 60 分。",
        "裁判 5 人，每项至少 1 人评分；与选手有关系的裁判回避。",
        "每位裁判的合计分去掉 1 个最高分和 1 个最低分，其余取平均；评分裁判不足 5 人时直接取平均分。",
        "总成绩 = 理论×0.3 + 实操×0.7 − 扣分（“总分扣分（每分）”每次扣 1 分），最低 0 分。",
        "总成绩高者名次在前。按未取舍的准确分数比较，显示时四舍五入保留 2 位小数。",
        "总成绩相同，先比实操成绩（高者在前），再比用时（短者在前），再比理论成绩（高者在前）。",
        "仍相同且名次在前 3 名以内的，当众抽签并记录；其余并列，下一名次空出。",
        "缺考、弃权、取消资格的不排名次；有分数没填齐时，先不定奖。",
        "奖项：一等奖 1 个，二等奖 2 个，三等奖 30%。",
        "比例的基数是实际参赛人（队）数，缺考和弃权不算，取消资格的算；名额四舍五入。",
        "获奖线上并列的一起获奖，下一等奖相应减少。",
        "每个单位最多 2 个奖，超出的顺延给后面的人（队）。",
    ]


def test_an_appraisal_tells_its_lines_and_vetoes() -> None:
    told = "\n".join(lines(parse(GOOD["appraisal"])))
    for words in ("鼓励项（满分 4）", "合格线 80 分", "达到 95 分才能获奖", "保留名次，不获奖", "商定一个分数"):
        assert words in told


def test_other_kinds_and_a_small_panel_are_told() -> None:
    data = changed(put("panel", "judges", value=list(JUDGES[:3])))
    data["parts"][1]["sections"][0]["criteria"] += [
        {"key": "on", "title": "通电", "kind": "measurement", "max": "5"},
        {"key": "look", "title": "工艺", "kind": "judgement", "max": "6", "max_spread": 1},
        {"key": "bad", "title": "违规", "kind": "deduction", "max": "3", "by": "panel"},
    ]
    data["awards"]["require_part_pass"] = True
    told = "\n".join(lines(parse(data)))
    for words in (
        "“通电”达标得 5 分",
        "相差超过 1 档要重新评",
        "最多扣 3 分",
        "裁判不足 5 人",
        "理论、实操都达到合格线",
    ):
        assert words in told


def test_the_deciding_key_has_a_name() -> None:
    sheet = parse(GOOD["simple"])
    named = [tie_key_text(sheet, key) for key in ("total", *sheet.tie_keys, "criterion:c1", "draw")]
    assert named == ["总成绩", "实操成绩", "用时", "理论成绩", "“布线”得分", "抽签"]
    with pytest.raises(KeyError):
        tie_key_text(sheet, "luck")
