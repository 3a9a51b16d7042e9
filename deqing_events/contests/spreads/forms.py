"""Forms about marks that are far apart."""

from wtforms import HiddenField, StringField
from wtforms.validators import Length

from deqing_events.web.forms import BaseForm


class SpreadForm(BaseForm):
    """Which alarm, by the code of the entrant; ``seen`` is what the marks were when the page was opened."""

    code = HiddenField()
    key = HiddenField()
    seen = HiddenField()


class AcceptForm(SpreadForm):
    """Why the marks may stand."""

    reason = StringField("理由", [Length(max=200, message="最多 200 个字。")])
