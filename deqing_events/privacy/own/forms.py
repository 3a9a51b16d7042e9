"""Forms of the own page: a tap, and the confirmation before something is gone for good."""

from wtforms import BooleanField
from wtforms.validators import InputRequired

from deqing_events.web.forms import BaseForm


class TapForm(BaseForm):
    """A button with a CSRF token."""


class DeletionForm(BaseForm):
    """The confirmation that the consequences were read."""

    sure = BooleanField("我看过了，要求删除", [InputRequired("要勾选这一项才能提出申请。")])
