"""What differs between two rankings."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.ranking_changes import Difference, Line, carried_out, differences, said

LINES = st.sampled_from(
    [
        Line(rank, tied=tied, total=total, exact=total, award=award, status="" if rank else "弃权")
        for rank, tied, total, award in product((None, 1, 2), (False, True), ("", "90.45", "92.70"), ("", "一等奖"))
    ]
)
RANKINGS = st.dictionaries(st.sampled_from(["A1", "A2", "A3", "A4", "A5"]), LINES)


@given(RANKINGS)
def test_a_ranking_does_not_differ_from_itself(one: dict[str, Line]) -> None:
    assert differences(one, dict(one)) == []


@given(RANKINGS, RANKINGS)
def test_carried_out_they_give_the_other_ranking(one: dict[str, Line], other: dict[str, Line]) -> None:
    assert carried_out(one, differences(one, other)) == other


@given(RANKINGS, RANKINGS)
def test_back_is_the_same_with_the_sides_changed(one: dict[str, Line], other: dict[str, Line]) -> None:
    there = {(each.number, each.before, each.after) for each in differences(one, other)}
    assert {(each.number, each.after, each.before) for each in differences(other, one)} == there


@given(RANKINGS, RANKINGS)
def test_every_difference_has_words_and_is_one(one: dict[str, Line], other: dict[str, Line]) -> None:
    for each in differences(one, other):
        assert each.before != each.after
        assert said(each)


def test_words() -> None:
    before = Line(2, tied=False, total="90.45", exact="1809/20", award="二等奖")
    after = Line(1, tied=False, total="92.70", exact="927/10", award="一等奖")
    assert said(Difference("A1", before, after)) == "总成绩 90.45 → 92.70，第 2 名 → 第 1 名，二等奖 → 一等奖"
    out = Line(None, tied=False, total="", exact="", award="", status="取消资格")
    assert said(Difference("A1", before, out)) == "总成绩 90.45 → 无，第 2 名 → 取消资格，二等奖 → 没有奖项"
    assert said(Difference("A1", None, after)) == "加进名单，第 1 名"
    assert said(Difference("A1", after, None)) == "移出名单"
    close = Line(2, tied=False, total="90.45", exact="36181/400", award="二等奖")
    assert said(Difference("A1", before, close)) == "总成绩 1809/20 → 36181/400"
