"""The form around a score sheet; its cells are read by ``grid.read``."""

from wtforms import StringField
from wtforms.validators import Length

from deqing_events.web.forms import BaseForm


class ScoresForm(BaseForm):
    """A page of cells with the reason for changing what was published."""

    reason = StringField("改动理由", [Length(max=200, message="最多 200 个字。")])
