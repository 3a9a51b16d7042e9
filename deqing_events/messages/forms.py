"""Forms of a message's page."""

from wtforms import TextAreaField
from wtforms.validators import Length

from deqing_events.web.forms import BaseForm, required


class RevealForm(BaseForm):
    """Why a one-time code is looked at."""

    reason = TextAreaField(
        "查看原因",
        validators=[*required("请写明查看原因。"), Length(4, 200, "原因写 4 到 200 个字。")],
    )


class AgainForm(BaseForm):
    """Nothing but the token: send once more."""
