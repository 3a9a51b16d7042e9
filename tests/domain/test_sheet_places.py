"""A place in a sheet has a name in words; what a place of no sheet is stays as it is."""

import pytest

from deqing_events.domain.rule_sheet import validate
from deqing_events.domain.sheet_places import place_words


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("parts[0].weight", "第 1 部分的权重"),
        ("parts[0].sections[1].criteria[2].max", "第 1 部分第 2 节第 3 个评分项的分值"),
        ("awards.tiers[0].count", "第 1 个奖项的个数"),
        ("panel.min_judges", "最少评分人数"),
        ("tie_keys[1]", "并列比较的第 2 项"),
        ("places", "显示小数位"),
        ("awards", "奖项"),
        ("criterion c1", "criterion c1"),
        ("luck[3].x", "luck[3].x"),
        ("", ""),
    ],
)
def test_places_in_words(path: str, words: str) -> None:
    assert place_words(path) == words


def test_every_problem_of_an_empty_sheet_has_words() -> None:
    for problem in validate({}):
        assert not place_words(problem.path).isascii()
