"""Forms of staff's answer to a request."""

from wtforms import StringField
from wtforms.validators import Length

from deqing_events.web.forms import BaseForm, required


class ApproveForm(BaseForm):
    """A button with a CSRF token."""


class RefuseForm(BaseForm):
    """Why not: the worker reads it."""

    reason = StringField("原因", [*required("请写明原因。"), Length(min=2, max=60, message="原因写 2 到 60 个字。")])
