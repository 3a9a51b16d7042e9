"""The form that writes down somebody who is not on the roster."""

from typing import Any

from wtforms import HiddenField, StringField, TelField
from wtforms.validators import Length, ValidationError

from deqing_events.domain.identity import normalise_mobile
from deqing_events.registration.people import LONGEST_NAME, LONGEST_UNIT
from deqing_events.web.forms import BaseForm, required


class WalkInForm(BaseForm):
    """Name and mobile are needed, the workplace helps."""

    name = StringField("姓名", [*required("请填写姓名。"), Length(max=LONGEST_NAME, message="姓名最多 60 个字。")])
    mobile = TelField("手机号", required("请填写手机号。"))
    unit_text = StringField("单位", [Length(max=LONGEST_UNIT, message="单位最多 120 个字。")])
    nonce = HiddenField()

    def validate_mobile(self, field: Any) -> None:  # noqa: ANN401 - WTForms calls it with its field
        """Accept full-width digits, spaces and +86."""
        if normalise_mobile(field.data or "") is None:
            raise ValidationError("手机号要 11 位，以 1 开头，请再看一遍。")
