"""The rule table: rows that can hold are stored as the law reads them, others say what to mend."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.promotion_rules import BY_CONTEST, RuleTextError, checked, policy, said
from deqing_events.domain.skill_levels import SkillLevel

ROW = {
    "id": "r1",
    "level": "county",
    "class": "I",
    "limit": "rank",
    "number": "3",
    "theory": "60",
    "practical": "60",
    "from": ["none", "intermediate"],
    "to": "senior",
    "per_year": "1",
}


def test_a_row_says_itself_and_becomes_the_law() -> None:
    row = checked(ROW)
    assert said(row) == "县级一类比赛前 3 名，理论满 60 分且实操满 60 分，无等级、中级工晋升高级工，每人每年最多 1 次。"
    (rule,) = policy([row]).rules
    assert (rule.rank_max, rule.top_percent, rule.max_per_year) == (3, None, 1)
    assert rule.from_levels == (None, "intermediate")
    assert rule.dual_pass is not None
    assert rule.dual_pass.theory == Fraction(60)


def test_percent_and_all() -> None:
    half = checked({**ROW, "limit": "percent", "number": "12.5", "theory": "", "practical": "", "per_year": ""})
    assert policy([half]).rules[0].top_percent == Fraction(25, 2)
    assert said(half) == "县级一类比赛前 12.5%，无等级、中级工晋升高级工。"
    everyone = checked({**ROW, "class": "", "limit": "all", "number": "7"})
    assert everyone["number"] == ""
    assert policy([everyone]).rules[0].rank_max is None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"number": "0"}, "前几名"),
        ({"number": "1.5"}, "前几名"),
        ({"number": "三"}, "前几名"),
        ({"limit": "percent", "number": "101"}, "百分之几"),
        ({"limit": "percent", "number": "NaN"}, "百分之几"),
        ({"theory": ""}, "都填"),
        ({"theory": "120"}, "0 到 100"),
        ({"from": []}, "从哪几级"),
        ({"from": ["senior"]}, "不低于"),
        ({"to": "chief", "from": ["senior"]}, "单位聘任"),
        ({"per_year": "-1"}, "每人每年"),
    ],
)
def test_what_cannot_hold_is_said(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(RuleTextError, match=sentence):
        checked({**ROW, **change})


@given(st.lists(st.sampled_from(["none", *BY_CONTEST]), unique=True, max_size=4), st.sampled_from(BY_CONTEST))
def test_no_rule_ever_leads_down(start: list[str], to: SkillLevel) -> None:
    try:
        row = checked({**ROW, "from": start, "to": to})
    except RuleTextError:
        return
    assert all(level == "none" or SkillLevel(level).rank < to.rank for level in row["from"])


@given(st.text(max_size=10), st.sampled_from(["rank", "percent", "all"]))
def test_any_text_is_a_number_or_a_sentence(text: str, limit: str) -> None:
    try:
        row = checked({**ROW, "limit": limit, "number": text})
    except RuleTextError:
        return
    assert checked(row) == row
