"""Forms of the appeal window."""

from wtforms import DateTimeLocalField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from deqing_events.domain.appeals import MOST_HOURS
from deqing_events.web.forms import BaseForm, required

LOCAL = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]
HOURS = f"请填 1 到 {MOST_HOURS} 的整数。"


class HoursForm(BaseForm):
    """How many hours after the contest appeals are taken."""

    hours = IntegerField("比赛结束后几小时内可以申诉", [InputRequired(HOURS), NumberRange(1, MOST_HOURS, HOURS)])
    why = StringField("理由", [Length(max=200, message="最多 200 个字。")])


class ExtendForm(BaseForm):
    """Until when appeals are taken instead, and why."""

    until = DateTimeLocalField("延长到", [InputRequired("请填延长到什么时候。")], format=LOCAL)
    reason = StringField("为什么延长", [*required("请写明为什么延长。"), Length(max=200, message="最多 200 个字。")])
