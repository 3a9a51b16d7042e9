"""The form of a batch entered from paper."""

from typing import Any

from wtforms import DateTimeLocalField, HiddenField, StringField
from wtforms.validators import Length

from deqing_events.checkin.forms import LOCAL
from deqing_events.web.forms import BaseForm, required


class PaperForm(BaseForm):
    """Why, and for which moment. The people are boxes of the page's table."""

    reason = StringField(
        "原因", [*required("请写明原因，签到情况里会显示。"), Length(max=120, message="原因最多 120 个字。")]
    )
    signed_at = DateTimeLocalField("签到时间", required("请填写签到时间。"), format=LOCAL)
    token = HiddenField()

    def validate_token(self, field: Any) -> None:  # noqa: ANN401 - WTForms has no types
        """Keep the form's own mark within what it makes itself."""
        text = field.data or ""
        if not text.isascii() or not all(letter.isalnum() or letter in "-_" for letter in text):
            field.data = ""
