"""Words of the review: acts, skipped rows, and what came of a batch."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from deqing_events.domain.reviewing import Act

ACT_WORDS: Mapping[str, str] = {
    Act.SUBMIT: "提交报名",
    Act.UNIT_CONFIRM: "单位确认",
    Act.UNIT_RETURN: "单位退回",
    Act.APPROVE: "通过",
    Act.RETURN: "退回补正",
    Act.REJECT: "不通过",
    Act.WITHDRAW: "取消",
    Act.RESUBMIT: "补好再提交",
    "undo": "撤销",
}
NOT_OURS = "不是本单位的人，请核对单位后再提交"
"""The reason the worker reads when the workplace does not know them."""

CHANGED = "别人刚处理过，或本人有了变动"
UNIT_FIRST = "单位还没确认"
NOT_FIXED = "本人还没补好"
FULL = "名额满了，这场没有候补"
ENTERED = "已经进场"
GONE = "已经不在名单里"
AGAIN = "本人已经重新报名"
NO_TEAM = "所在的队伍已经取消"


@dataclass
class Result:
    """What came of an act on many: the batch (None when nothing was done), counts, and why rows were left alone."""

    act: str
    batch_id: int | None = None
    done: int = 0
    seated: int = 0
    queued: int = 0
    moved_up: int = 0
    skipped: Counter[str] = field(default_factory=Counter)

    @property
    def kind(self) -> str:
        """The look of the sentence."""
        if not self.done:
            return "warn"
        return "warn" if self.skipped else "ok"


def result_said(result: Result) -> str:
    """Say what was done, what followed for places, and who was left alone and why."""
    parts = [f"{ACT_WORDS[result.act]} {result.done} 人" if result.done else "没有处理任何人"]
    if result.queued:
        parts.append(f"其中 {result.queued} 人没有名额了，转入候补")
    if result.moved_up:
        parts.append(f"{result.moved_up} 位候补有了名额")
    return "，".join(parts) + "。" + skipped_said(result.skipped)


def undone_said(undone: int, kept: Mapping[str, int], queued: int) -> str:
    """Say how many were put back and why others were not."""
    head = f"已撤销 {undone} 人" if undone else "一个也没能撤销"
    more = f"，其中 {queued} 人的名额已经给了别人，排回候补" if queued else ""
    return f"{head}{more}。{skipped_said(kept)}"


def skipped_said(skipped: Mapping[str, int]) -> str:
    """Say who was left alone and why; empty for nobody."""
    if not skipped:
        return ""
    return "没有动的：" + "；".join(f"{number} 人{reason}" for reason, number in skipped.items()) + "。"
