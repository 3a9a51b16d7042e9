"""The form of an event's sign-up plan."""

from wtforms import Field
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from deqing_events.domain.team_rules import MOST, WITHOUT_NUMBER, TeamRuleKind
from deqing_events.domain.transfers import WORDS
from deqing_events.events.fields import CountField, InstantField, PickField, SegmentField
from deqing_events.events.trades import TRADES
from deqing_events.web.forms import BaseForm, required

REVIEWS = {"none": "不用审核，报上就算", "host": "主办方审核", "unit_host": "单位先确认，再由主办方审核"}
CLAIMS = {"submit": "提交时就占", "unit": "单位确认后占", "approve": "审核通过后占"}
WITHIN = {within.value: word for within, word in WORDS.items()}
TEAM_RULES = {
    TeamRuleKind.MIN_WOMEN: "女队员至少几名",
    TeamRuleKind.MIN_MEN: "男队员至少几名",
    TeamRuleKind.SAME_UNIT: "全队同一个单位",
    TeamRuleKind.SAME_UNION: "全队同一个工会",
    TeamRuleKind.SAME_TOWNSHIP: "全队同一个镇街",
    TeamRuleKind.AGE_SUM_MIN: "年龄之和不小于",
    TeamRuleKind.AGE_SUM_MAX: "年龄之和不大于",
    TeamRuleKind.MIN_OF_TRADE: "某个工种至少几名",
}
"""The kinds as staff choose them."""

MOST_PEOPLE = NumberRange(1, 200, "每队人数填 1 到 200 之间的整数。")


class TeamRuleForm(BaseForm):
    """One rule of composition: its number, its trade, or nothing but its kind."""

    trade = PickField("工种", required("请选一个工种。"), choices={"": "请选", **TRADES})
    number = CountField("填多少", [InputRequired("请填一个数。"), NumberRange(1, MOST, f"请填 1 到 {MOST} 的整数。")])

    def only_for(self, kind: TeamRuleKind, *, trade_is_known: bool) -> None:
        """Take off what a kind does not ask."""
        if kind is not TeamRuleKind.MIN_OF_TRADE or trade_is_known:
            del self.trade
        if kind in WITHOUT_NUMBER:
            del self.number

    @property
    def chosen_trade(self) -> str:
        """The trade, empty where none is asked."""
        return str(self.trade.data) if "trade" in self else ""

    @property
    def chosen_number(self) -> int:
        """The number, 0 where none is asked."""
        return (self.number.data or 0) if "number" in self else 0


class PlanForm(BaseForm):
    """Review, deadlines and teams."""

    review = PickField("报名要不要审核", required("请选一种审核方式。"), choices=REVIEWS)
    claim_at = PickField("什么时候占名额", required("请选哪一步占名额。"), choices=CLAIMS)
    edit_until = InstantField("自己改、退回后补到", [Optional()])
    waiting_until = InstantField("候补递补到", [Optional()])
    transfer_within = PickField("去不了可以换给谁", required("请选可以换给谁。"), choices=WITHIN)
    transfer_until = InstantField("换人到", [Optional()])
    counts = SegmentField("名额按什么算", required("请选一个。"), choices={"person": "按人", "team": "按队"})
    team_min = CountField("每队至少", [*required("请填每队人数下限。"), MOST_PEOPLE])
    team_max = CountField("每队最多", [*required("请填每队人数上限。"), MOST_PEOPLE])
    roster_lock_at = InstantField("名单锁定时间", [Optional()])

    def validate_team_max(self, field: Field) -> None:
        """Refuse a team that has to be larger than it may be."""
        if self.team_min.data is not None and field.data is not None and field.data < self.team_min.data:
            raise ValidationError("每队上限不能小于下限。")

    def validate_claim_at(self, field: Field) -> None:
        """Refuse to claim a place at a step that there is not."""
        if field.data == "unit" and self.review.data != "unit_host":
            raise ValidationError("没有单位确认这一步，请选提交时占或审核通过后占。")
        if field.data == "approve" and self.review.data == "none":
            raise ValidationError("不用审核的活动，提交时就占名额。")
