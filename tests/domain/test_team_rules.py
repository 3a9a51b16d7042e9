"""Composition of teams: what is missing is said, unknown facts never help, order never matters."""

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.ages import age_on
from deqing_events.domain.team_rules import (
    Member,
    TeamRule,
    TeamRuleKind,
    UnusableTeamRuleError,
    needed,
    parse,
    problems,
    words,
)

DAY = date(2026, 12, 1)
KINDS = st.sampled_from(list(TeamRuleKind))
GENDERS = st.sampled_from(["", "female", "male"])
BIRTHS = st.one_of(st.none(), st.dates(date(1950, 1, 1), date(2010, 12, 31)))
IDS = st.one_of(st.none(), st.integers(1, 2))
MEMBERS = st.lists(
    st.builds(Member, st.just("沈示例"), GENDERS, BIRTHS, IDS, IDS, IDS, st.sampled_from(["", "welder"])), max_size=6
)


@st.composite
def rules(draw: st.DrawFn) -> list[TeamRule]:
    """Draw a set of rules as staff could store it."""
    made = []
    for kind in draw(st.lists(KINDS, unique=True)):
        if kind.startswith("same"):
            made.append(TeamRule(kind))
        elif kind is TeamRuleKind.MIN_OF_TRADE:
            made.append(TeamRule(kind, draw(st.integers(1, 4)), "welder"))
        else:
            made.append(TeamRule(kind, draw(st.integers(1, 200))))
    return made


@given(rules(), MEMBERS, st.randoms())
def test_the_order_of_rules_and_people_changes_no_verdict(
    team_rules: list[TeamRule], members: list[Member], random: Random
) -> None:
    before = {rule.key: problems([rule], members, day=DAY) for rule in team_rules}
    shuffled, people = list(team_rules), list(members)
    random.shuffle(shuffled)
    random.shuffle(people)
    found = problems(shuffled, people, day=DAY)
    assert len(found) == sum(bool(each) for each in before.values())


@given(rules(), MEMBERS, KINDS)
def test_a_further_rule_removes_no_problem(
    team_rules: list[TeamRule], members: list[Member], kind: TeamRuleKind
) -> None:
    more = [*team_rules, TeamRule(kind, 3, "welder" if kind is TeamRuleKind.MIN_OF_TRADE else "")]
    assert set(problems(team_rules, members, day=DAY)) <= set(problems(more, members, day=DAY))


@given(rules())
def test_what_is_stored_is_read_back(team_rules: list[TeamRule]) -> None:
    numbers = {rule.kind: rule.number for rule in team_rules}
    if numbers.get(TeamRuleKind.AGE_SUM_MIN, 0) > numbers.get(TeamRuleKind.AGE_SUM_MAX, 2000):
        with pytest.raises(UnusableTeamRuleError, match="下限"):
            parse([rule.stored() for rule in team_rules])
    else:
        assert parse([rule.stored() for rule in team_rules]) == team_rules


@given(rules(), MEMBERS)
def test_forgetting_a_fact_never_makes_a_team_fit(team_rules: list[TeamRule], members: list[Member]) -> None:
    unknown = [Member(member.name) for member in members]
    if problems(team_rules, members, day=DAY) and members:
        assert problems(team_rules, unknown, day=DAY)


def test_sentences_say_what_to_do() -> None:
    team = [
        Member("沈示例", "female", date(1990, 12, 1), 1, 1, 1),
        Member("陆示例", "male", date(1990, 12, 2), 2, 1, None),
        Member("钱示例", "", None, None, 1, 1),
    ]
    rules = parse(
        [
            {"v": 1, "kind": "min_women", "n": 2},
            {"v": 1, "kind": "same_union"},
            {"v": 1, "kind": "same_unit"},
            {"v": 1, "kind": "min_members_of", "n": 1, "trade": "welder"},
            {"v": 1, "kind": "age_sum_max", "n": 100},
        ]
    )
    assert problems(rules, team, day=DAY, trades={"welder": "焊工"}) == [
        "女队员至少 2 名，现在有 1 名。钱示例还没有登记性别，先补上。",
        "全队要在同一个单位，钱示例的单位没有对上登记的名册，请从列表里重选单位。",
        "焊工至少 1 名，现在有 0 名，请再找人或换人。",
        "全队年龄之和不大于 100 岁，钱示例还没有登记出生日期，先补上。",
    ]
    assert problems(rules[:1], team[:2], day=DAY) == ["女队员至少 2 名，现在有 1 名。请再找人或换人。"]
    assert problems([TeamRule(TeamRuleKind.AGE_SUM_MAX, 70)], team[:2], day=DAY) == [
        "全队年龄之和不大于 70 岁（按比赛那天算），现在是 71 岁，请换人。"
    ]
    assert problems([TeamRule(TeamRuleKind.SAME_UNIT)], team[:2], day=DAY) == [
        "全队要在同一个单位，现在有 2 个单位的人，请换人。"
    ]
    assert words(rules[1]) == "全队在同一个工会"
    assert needed([TeamRule(TeamRuleKind.MIN_WOMEN, 2), TeamRule(TeamRuleKind.MIN_MEN, 1)]) == 3


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"kind": "min_women", "n": 1}, "别的版本"),
        ("min_women", "别的版本"),
        ({"v": 1, "kind": "no_such"}, "请从列表里选"),
        ({"v": 1, "kind": "min_women", "n": 0}, "整数"),
        ({"v": 1, "kind": "min_women", "n": True}, "整数"),
        ({"v": 1, "kind": "min_women", "n": "2"}, "整数"),
        ({"v": 1, "kind": "min_members_of", "n": 2}, "工种"),
        ({"v": 1, "kind": "min_men", "n": 2, "trade": "welder"}, "工种"),
    ],
)
def test_unusable_rules_are_refused(row: object, sentence: str) -> None:
    with pytest.raises(UnusableTeamRuleError, match=sentence):
        parse([row])


def test_two_rules_of_a_kind_are_refused() -> None:
    with pytest.raises(UnusableTeamRuleError, match="只能设一条"):
        parse([{"v": 1, "kind": "same_unit"}, {"v": 1, "kind": "same_unit"}])


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(2010, 12, 1), DAY, 16),
        (date(2010, 12, 2), DAY, 15),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
    ],
)
def test_ages_count_the_birthday(birth: date, day: date, age: int) -> None:
    assert age_on(birth, day) == age
