"""Eligibility: each rule by itself, unknown facts never count as met, nothing on file leaks before a proof."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.eligibility import deciding
from deqing_events.domain.eligibility.deciding import Days, findings, in_the_way, needs_proof, told
from deqing_events.domain.eligibility.facts import Asked, Facts, Verdict
from deqing_events.domain.eligibility.rules import DEFAULTS, ON_FILE, Rule, RuleKind, UnusableRuleError, parse, read
from deqing_events.domain.eligibility.wording import Names, words

DAYS = Days(event=date(2026, 12, 1), today=date(2026, 11, 23))
NAMES = Names(
    {RuleKind.TOWNSHIP: {1: "武康街道", 2: "新市镇"}, RuleKind.UNIT: {7: "示例精工"}, RuleKind.UNION: {4: "示例工会"}},
    {"welder": "焊工", "fitter": "钳工"},
)
IDS = st.lists(st.integers(1, 4), min_size=1, max_size=3, unique=True)
AGES = st.one_of(st.none(), st.integers(14, 40)), st.one_of(st.none(), st.integers(40, 70))
KINDS = st.sampled_from(list(RuleKind))


@st.composite
def rule(draw: st.DrawFn, kind: RuleKind | None = None) -> Rule:
    """Draw a rule as staff could store it."""
    kind = kind or draw(KINDS)
    if kind is RuleKind.AGE:
        low, high = draw(AGES[0]), draw(AGES[1])
        return Rule(kind, low=16 if low is None and high is None else low, high=high)
    return Rule(
        kind,
        ids=tuple(sorted(draw(IDS))) if kind in {RuleKind.TOWNSHIP, RuleKind.UNION, RuleKind.UNIT} else (),
        trades=("fitter", "welder")[: draw(st.integers(1, 2))] if kind is RuleKind.TRADE else (),
        sex=draw(st.sampled_from(["female", "male"])) if kind is RuleKind.SEX else "",
        number=draw(st.integers(1, 4)) if kind in {RuleKind.YEARS, RuleKind.ITEMS, RuleKind.ABSENCE} else 0,
        days=draw(st.integers(1, 400)) if kind is RuleKind.ABSENCE else 0,
    )


@st.composite
def rule_sets(draw: st.DrawFn) -> list[Rule]:
    """Draw the rules of an event: at most one of a kind."""
    return [draw(rule(kind)) for kind in draw(st.lists(KINDS, unique=True))]


ROWS = st.one_of(st.none(), st.integers(1, 5))
TITLES = st.lists(st.sampled_from(["叉车司机技能比武", "焊工技能比武"]), max_size=3).map(tuple)
FACTS = st.builds(
    Facts,
    on_file=st.booleans(),
    unit_id=ROWS,
    union_id=ROWS,
    township_id=ROWS,
    trade=st.sampled_from(["", "welder", "cook"]),
    birth_date=st.one_of(st.none(), st.dates(date(1950, 1, 1), date(2015, 1, 1))),
    sex=st.sampled_from(["", "female", "male"]),
    standing=st.sampled_from(["", "worker", "student", "teacher", "other"]),
    years=st.one_of(st.none(), st.decimals(0, 50, places=1)),
    member=st.booleans(),
    champion=st.booleans(),
    items=TITLES,
    clashes=TITLES,
    absences=st.lists(st.dates(date(2025, 6, 1), date(2026, 11, 22)), max_size=4).map(tuple),
    asked=st.frozensets(st.sampled_from(list(Asked))),
)


@given(rule_sets(), FACTS, st.randoms())
def test_the_order_of_rules_changes_no_answer(rules: list[Rule], facts: Facts, random: Random) -> None:
    shuffled = list(rules)
    random.shuffle(shuffled)
    assert set(findings(rules, facts, DAYS, NAMES)) == set(findings(shuffled, facts, DAYS, NAMES))


@given(rule_sets(), FACTS, rule())
def test_a_further_rule_admits_nobody_more(rules: list[Rule], facts: Facts, further: Rule) -> None:
    before = in_the_way(findings(rules, facts, DAYS))
    after = in_the_way(findings([*rules, further], facts, DAYS))
    assert set(before) <= set(after)
    assert bool(after) >= bool(before)


@given(rule_sets(), FACTS)
def test_nothing_on_file_speaks_before_the_mobile_is_proved(rules: list[Rule], facts: Facts) -> None:
    stranger = replace(facts, on_file=False)
    blank = replace(stranger, member=False, champion=False, items=(), clashes=(), absences=())
    assert findings(rules, stranger, DAYS, NAMES) == findings(rules, blank, DAYS, NAMES)
    assert all(
        each.verdict is Verdict.PROVE and each.sentence == deciding.PROVE
        for each in findings(rules, stranger, DAYS, NAMES)
        if each.rule.kind in ON_FILE
    )


UNKNOWN: dict[RuleKind, dict[str, Any]] = {
    RuleKind.TOWNSHIP: {"township_id": None},
    RuleKind.UNION: {"union_id": None},
    RuleKind.UNIT: {"unit_id": None},
    RuleKind.TRADE: {"trade": ""},
    RuleKind.AGE: {"birth_date": None},
    RuleKind.YEARS: {"years": None},
    RuleKind.SEX: {"sex": ""},
    RuleKind.EMPLOYED: {"standing": ""},
}


@given(st.sampled_from(list(UNKNOWN)).flatmap(rule), FACTS)
def test_what_is_not_known_never_counts_as_met(one: Rule, facts: Facts) -> None:
    unknown = replace(facts, **UNKNOWN[one.kind])
    (found,) = findings([one], unknown, DAYS, NAMES)
    assert found.verdict in {Verdict.MISSING, Verdict.PROVE}
    assert found.sentence
    assert found.note


@given(rule_sets(), FACTS)
def test_each_obstacle_says_what_to_do_and_only_the_worst_is_told(rules: list[Rule], facts: Facts) -> None:
    every = in_the_way(findings(rules, facts, DAYS, NAMES))
    assert all("请" in each.sentence and each.note for each in every)
    said = told(every)
    assert bool(said) == bool(every)
    assert len({each.verdict for each in said}) <= 1
    if any(each.verdict is Verdict.REFUSED for each in every):
        assert {each.verdict for each in said} == {Verdict.REFUSED}


@given(rule_sets())
def test_a_rule_is_read_back_as_it_was_stored(rules: list[Rule]) -> None:
    assert set(parse([each.stored() for each in rules])) == set(rules)
    assert needs_proof(rules) == any(each.kind in ON_FILE for each in rules)


@pytest.mark.parametrize(
    ("one", "facts", "note"),
    [
        (DEFAULTS[RuleKind.MEMBER], {"member": False}, "不在会员名册"),
        (Rule(RuleKind.TOWNSHIP, ids=(1,)), {"township_id": 2}, "镇街不符"),
        (Rule(RuleKind.UNION, ids=(4,)), {"union_id": 5}, "工会不符"),
        (Rule(RuleKind.UNIT, ids=(7,)), {"unit_id": 8}, "单位不符"),
        (Rule(RuleKind.TRADE, trades=("welder",)), {"trade": "cook"}, "工种不符"),
        (DEFAULTS[RuleKind.AGE], {"birth_date": date(2010, 12, 2)}, "比赛那天 15 岁"),
        (DEFAULTS[RuleKind.AGE], {"birth_date": date(1965, 12, 1)}, "比赛那天 61 岁"),
        (Rule(RuleKind.YEARS, number=3), {"years": Decimal("2.5")}, "从业 2.5 年"),
        (DEFAULTS[RuleKind.SEX], {"sex": "male"}, "性别不符"),
        (DEFAULTS[RuleKind.EMPLOYED], {"standing": "student"}, "在校学生"),
        (DEFAULTS[RuleKind.EMPLOYED], {"standing": "teacher"}, "教师"),
        (DEFAULTS[RuleKind.CHAMPION], {"champion": True}, "往届冠军"),
        (Rule(RuleKind.ITEMS, number=1), {"items": ("焊工技能比武",)}, "同一届已报 1 项"),
        (DEFAULTS[RuleKind.CLASH], {"clashes": ("焊工技能比武",)}, "和“焊工技能比武”时间重叠"),
        (DEFAULTS[RuleKind.ABSENCE], {"absences": (date(2026, 6, 1), date(2026, 7, 1))}, "最近 2 次报名没来"),
    ],
)
def test_each_rule_refuses_whom_it_should(one: Rule, facts: dict[str, Any], note: str) -> None:
    (found,) = findings([one], Facts(on_file=True, **facts), DAYS, NAMES)
    assert (found.verdict, found.note) == (Verdict.REFUSED, note)


@pytest.mark.parametrize(
    ("one", "facts"),
    [
        (DEFAULTS[RuleKind.MEMBER], {"member": True}),
        (Rule(RuleKind.TOWNSHIP, ids=(1, 2)), {"township_id": 2}),
        (Rule(RuleKind.TRADE, trades=("welder",)), {"trade": "welder"}),
        (DEFAULTS[RuleKind.AGE], {"birth_date": date(2010, 12, 1)}),
        (DEFAULTS[RuleKind.AGE], {"birth_date": date(1965, 12, 2)}),
        (Rule(RuleKind.YEARS, number=3), {"years": Decimal(3)}),
        (Rule(RuleKind.ITEMS, number=2), {"items": ("焊工技能比武",)}),
        (DEFAULTS[RuleKind.EMPLOYED], {"standing": "worker"}),
        (DEFAULTS[RuleKind.EMPLOYED], {"standing": "other"}),
        (DEFAULTS[RuleKind.CHAMPION], {}),
        (DEFAULTS[RuleKind.CLASH], {}),
        (DEFAULTS[RuleKind.ABSENCE], {"absences": (date(2026, 6, 1),)}),
        (DEFAULTS[RuleKind.ABSENCE], {"absences": tuple(DAYS.today - timedelta(days=n) for n in (1, 181, 300))}),
    ],
)
def test_each_rule_lets_in_whom_it_should(one: Rule, facts: dict[str, Any]) -> None:
    (found,) = findings([one], Facts(on_file=True, **facts), DAYS, NAMES)
    assert found.verdict is Verdict.FINE


def test_an_absence_counts_to_the_last_day_of_its_time() -> None:
    one = Rule(RuleKind.ABSENCE, number=1, days=30)
    for back, verdict in ((30, Verdict.REFUSED), (31, Verdict.FINE)):
        facts = Facts(on_file=True, absences=(DAYS.today - timedelta(days=back),))
        assert findings([one], facts, DAYS)[0].verdict is verdict


def test_a_birth_date_that_can_be_typed_is_asked_for_and_one_on_file_needs_a_proof() -> None:
    age = [DEFAULTS[RuleKind.AGE]]
    asked = frozenset({Asked.BIRTH})
    assert findings(age, Facts(asked=asked), DAYS)[0].verdict is Verdict.MISSING
    assert findings(age, Facts(), DAYS)[0].verdict is Verdict.PROVE
    assert findings(age, Facts(on_file=True), DAYS)[0].verdict is Verdict.MISSING


@pytest.mark.parametrize(
    ("one", "line"),
    [
        (DEFAULTS[RuleKind.MEMBER], "限会员名册里的工会会员"),
        (Rule(RuleKind.TOWNSHIP, ids=(1, 2)), "限武康街道、新市镇的职工"),
        (Rule(RuleKind.UNION, ids=(4,)), "限示例工会的会员"),
        (Rule(RuleKind.UNIT, ids=tuple(range(1, 9))), "等 8 个单位的职工"),
        (Rule(RuleKind.TRADE, trades=("fitter", "welder")), "工种限钳工、焊工"),
        (DEFAULTS[RuleKind.AGE], "16 到 60 周岁（按比赛那天算）"),
        (Rule(RuleKind.AGE, low=18), "年满 18 周岁（按比赛那天算）"),
        (Rule(RuleKind.AGE, high=35), "不超过 35 周岁（按比赛那天算）"),
        (DEFAULTS[RuleKind.YEARS], "从业满 1 年"),
        (DEFAULTS[RuleKind.SEX], "限女职工"),
        (DEFAULTS[RuleKind.CHAMPION], "没有拿过同工种同级以上比赛的第一名"),
        (DEFAULTS[RuleKind.ITEMS], "同一届每人最多报 3 项"),
        (DEFAULTS[RuleKind.CLASH], "同一时间只能报一项"),
        (DEFAULTS[RuleKind.ABSENCE], "最近 180 天里报了名没来的少于 2 次"),
    ],
)
def test_each_rule_has_its_line(one: Rule, line: str) -> None:
    assert words(one, NAMES).endswith(line)


@pytest.mark.parametrize(
    ("row", "part", "sentence"),
    [
        ({"kind": "member"}, "", "别的版本"),
        ("member", "", "别的版本"),
        ({"v": 1, "kind": "zodiac"}, "", "请从列表里选"),
        ({"v": 1, "kind": "township", "ids": []}, "ids", "至少选一个"),
        ({"v": 1, "kind": "unit", "ids": ["7"]}, "ids", "至少选一个"),
        ({"v": 1, "kind": "unit", "ids": list(range(1, 300))}, "ids", "最多选 200 个"),
        ({"v": 1, "kind": "trade", "trades": []}, "trades", "至少选一个工种"),
        ({"v": 1, "kind": "sex", "sex": ""}, "sex", "请选一个"),
        ({"v": 1, "kind": "age", "min": None, "max": None}, "low", "至少填一个"),
        ({"v": 1, "kind": "age", "min": 0}, "low", "1 到 100"),
        ({"v": 1, "kind": "age", "min": 60, "max": 16}, "high", "不能小于"),
        ({"v": 1, "kind": "years", "n": True}, "number", "1 到 50"),
        ({"v": 1, "kind": "items", "n": 0}, "number", "1 到 50"),
        ({"v": 1, "kind": "absence", "n": 2, "days": 0}, "days", "1 到 3650"),
    ],
)
def test_what_makes_no_rule_is_refused_with_the_part_to_change(row: Any, part: str, sentence: str) -> None:
    with pytest.raises(UnusableRuleError, match=sentence) as refusal:
        read(row)
    assert refusal.value.part == part


def test_two_rules_of_a_kind_are_refused() -> None:
    with pytest.raises(UnusableRuleError, match="只能设一条"):
        parse([DEFAULTS[RuleKind.MEMBER].stored()] * 2)
