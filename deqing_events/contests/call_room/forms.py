"""The form behind every button of the call room: a token, nothing typed."""

from deqing_events.web.forms import BaseForm


class RollForm(BaseForm):
    """A button with its token."""
