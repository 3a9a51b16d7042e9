"""Standard scores of a contest: its totals on a common scale, so that results of different trades can be compared.

They are worked out from the exact totals each time, over everybody with a result in the contest (guests too), and
decide neither a place nor a prize. The scale itself is `domain.scale`.
"""

from collections.abc import Mapping

from deqing_events.domain.marking import Score
from deqing_events.domain.rounding import plain_text
from deqing_events.domain.scale import Scale, ScaleMode, scaled
from deqing_events.domain.sheet_types import RuleSheet

MODE_WORDS = {ScaleMode.MEAN_SD: "按平均分和标准差", ScaleMode.MEDIAN_MAD: "按中位数和绝对中位差"}


def standard_scores(sheet: RuleSheet, scores: Mapping[str, Score]) -> dict[str, int]:
    """Return the standard score of everybody with a result; empty where the rules ask for none.

    Of times the shorter is the better: a time below the middle is as far above the centre.
    """
    if sheet.scale is None:
        return {}
    finished = {id_: own.total for id_, own in scores.items() if own.finished}
    marks = [-total for total in finished.values()] if sheet.timed else list(finished.values())
    return dict(zip(finished, scaled(marks, sheet.scale), strict=True))


def scale_lines(sheet: RuleSheet) -> list[str]:
    """Say how standard scores are made; nothing where there are none."""
    scale = sheet.scale
    if scale is None:
        return []
    centre, spread = plain_text(scale.centre), plain_text(scale.multiplier)
    better, what = ("短", "用时") if sheet.timed else ("高", "总成绩")
    if scale.mode is ScaleMode.MEAN_SD:
        how = f"所有人{what}的平均记 {centre} 分，每{better}一个标准差加 {spread} 分，反过来就减"
    else:
        factor = plain_text(scale.mad_factor)
        how = f"所有人{what}的中位数记 {centre} 分，每{better} {factor} 倍的绝对中位差加 {spread} 分，反过来就减"
    return [
        f"标准分让不同项目的成绩可以比较：{how}，四舍五入到整数。",
        f"按有成绩的全体选手、没有取舍的准确成绩算；大家成绩都一样时，都记 {centre} 分。名次和奖项不看标准分。",
    ]


def scale_words(scale: Scale | None) -> str:
    """Name a scale in a few words, empty for none."""
    if scale is None:
        return ""
    return f"{MODE_WORDS[scale.mode]}，中心 {plain_text(scale.centre)}、间距 {plain_text(scale.multiplier)}"
