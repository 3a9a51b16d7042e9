"""The chief judge's answer to a request."""

from wtforms import StringField
from wtforms.validators import Length

from deqing_events.web.forms import BaseForm


class DecisionForm(BaseForm):
    """What the judge will read."""

    reason = StringField("答复", [Length(max=200, message="最多 200 个字。")])
