"""The form of signing."""

from wtforms import HiddenField

from deqing_events.web.forms import BaseForm


class SignForm(BaseForm):
    """As what somebody signs, and the digest of what was read."""

    role = HiddenField()
    judge = HiddenField()
    seen = HiddenField()
