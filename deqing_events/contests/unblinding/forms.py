"""The form of unblinding."""

from wtforms import HiddenField

from deqing_events.web.forms import BaseForm


class UnblindForm(BaseForm):
    """As what somebody begins or confirms."""

    role = HiddenField()
