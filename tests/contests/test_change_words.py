"""The log of changed marks speaks Chinese."""

import pytest

from deqing_events.contests.marking.change_words import change_words
from deqing_events.contests.marking.score_sheets import score_sheets
from deqing_events.contests.models import Entrant, MarkChange
from deqing_events.domain.rule_sheet import parse
from deqing_events.domain.sheet_builders import SimpleContest, TierChoice, simple_sheet

FORM = SimpleContest("示例", ["裁判1"], [("布线", 60)], [TierChoice("一等奖", count=1)])  # type: ignore[list-item]  # exact
SHEETS = score_sheets(parse(simple_sheet(FORM)))


@pytest.mark.parametrize(
    ("what", "before", "after", "said"),
    [
        ("status", "present", "absent", "WD001 状态：参赛 → 缺考"),
        ("elapsed_seconds", "", "6438", "WD001 用时：空 → 1:47:18"),
        ("penalties", "{}", "{'late': '2'}", "WD001 扣分：空 → late 2"),
        ("vetoes", "[]", "['accident']", "WD001 一票否决：空 → accident"),
        ("c1", "30", "31", "WD001 布线：30 → 31"),
    ],
)
def test_each_kind_of_change_reads_as_words(what: str, before: str, after: str, said: str) -> None:
    change = MarkChange(what=what, before=before, after=after, judge="", reason="")
    assert change_words(change, Entrant(number="WD001", blind_code=""), SHEETS) == said


def test_judge_blind_code_and_reason_are_told() -> None:
    change = MarkChange(what="c1", before="30", after="31", judge="裁判1", reason="漏看背面")
    said = change_words(change, Entrant(number="WD001", blind_code="M70"), SHEETS)
    assert said == "M70 裁判1 布线：30 → 31，理由“漏看背面”"
