"""The form of an event's sign-up plan."""

from wtforms import Field
from wtforms.validators import NumberRange, Optional, ValidationError

from deqing_events.events.fields import CountField, InstantField, PickField, SegmentField
from deqing_events.web.forms import BaseForm, required

REVIEWS = {"none": "不用审核，报上就算", "host": "主办方审核", "unit_host": "单位先确认，再由主办方审核"}
CLAIMS = {"submit": "提交时就占", "unit": "单位确认后占", "approve": "审核通过后占"}
MOST_PEOPLE = NumberRange(1, 200, "每队人数填 1 到 200 之间的整数。")


class PlanForm(BaseForm):
    """Review, deadlines and teams."""

    review = PickField("报名要不要审核", required("请选一种审核方式。"), choices=REVIEWS)
    claim_at = PickField("什么时候占名额", required("请选哪一步占名额。"), choices=CLAIMS)
    edit_until = InstantField("退回后补到", [Optional()])
    waiting_until = InstantField("候补递补到", [Optional()])
    transfer_until = InstantField("队长可以换人到", [Optional()])
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
