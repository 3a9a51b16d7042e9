"""Forms of a member's page."""

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import Length

from deqing_events.web.forms import BaseForm, required


class RevealForm(BaseForm):
    """Why the full data is needed."""

    reason = TextAreaField(
        "查看原因",
        validators=[*required("请写明查看原因。"), Length(4, 200, "原因写 4 到 200 个字。")],
    )


class LinkForm(BaseForm):
    """Which unit a member belongs to; ``unit_id`` is set by the search box."""

    unit_text = StringField("单位", validators=required("请填写单位名称。"))
    unit_id = HiddenField()
