"""Forms of comparing with the paper."""

from wtforms import HiddenField, StringField, SubmitField
from wtforms.validators import Length

from deqing_events.web.forms import BaseForm


class DrawForm(BaseForm):
    """A button with a CSRF token."""


class CompareForm(BaseForm):
    """Whether paper and marks agree; ``seen`` is the digest of the marks on the page."""

    seen = HiddenField()
    found = StringField("哪一项不一样", [Length(max=200, message="最多 200 个字。")])
    agrees = SubmitField("和纸面一致")
