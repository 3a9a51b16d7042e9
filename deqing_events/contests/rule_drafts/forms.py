"""The forms around a page of the editor and around the look before saving; the fields themselves are in ``things``."""

from wtforms import HiddenField, StringField
from wtforms.validators import Length

from deqing_events.web.forms import BaseForm


class DraftForm(BaseForm):
    """A page of the editor."""

    revision = HiddenField()


class ReviewForm(BaseForm):
    """Saving the draft as a version."""

    revision = HiddenField()
    fingerprint = HiddenField()
    version = HiddenField()
    reason = StringField("修改理由", [Length(max=200, message="最多 200 个字。")])
