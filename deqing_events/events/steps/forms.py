"""Forms of the steps that need a reason."""

from wtforms import StringField
from wtforms.validators import Length, Optional

from deqing_events.events.fields import InstantField
from deqing_events.web.forms import BaseForm, required

REASON = [*required("请写原因，报名的人会看到。"), Length(max=200, message="原因写短一些，最多 200 个字。")]


class PlainForm(BaseForm):
    """A step that asks for nothing."""


class ReasonForm(BaseForm):
    """Why an event is cancelled."""

    reason = StringField("原因（报名的人会看到）", REASON)


class PostponeForm(ReasonForm):
    """Why an event is put off, and to when if that is known."""

    new_start = InstantField("新的开始时间", [Optional()])
