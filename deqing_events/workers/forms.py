"""Signing in on a phone: the mobile, then the code."""

from wtforms import Field, HiddenField, StringField, TelField, ValidationError
from wtforms.validators import Length

from deqing_events.domain.identity import normalise_mobile
from deqing_events.domain.one_time_codes import DIGITS, typed_code
from deqing_events.domain.text import row_id
from deqing_events.web.forms import BaseForm, required


class MobileForm(BaseForm):
    """The mobile that gets the code."""

    mobile = TelField("手机号", [*required("请填写手机号。"), Length(max=40, message="手机号要 11 位。")])

    def validate_mobile(self, field: Field) -> None:
        """Accept full-width digits, spaces and +86."""
        if normalise_mobile(field.data or "") is None:
            raise ValidationError("手机号要 11 位，以 1 开头，请再看一遍。")

    @property
    def number(self) -> str:
        """The mobile, normalised; only after the form has been found right."""
        return normalise_mobile(self.mobile.data or "") or ""


class CodeForm(BaseForm):
    """The code as it came, and for which asking."""

    asked = HiddenField()
    code = StringField("验证码", [*required("请填写 6 位验证码。"), Length(max=40)])

    def validate_code(self, field: Field) -> None:
        """Accept full-width digits and spaces."""
        if typed_code(field.data or "") is None:
            raise ValidationError(f"验证码是 {DIGITS} 位数字，请再看一遍。")

    @property
    def digits(self) -> str:
        """The code's digits; only after the form has been found right."""
        return typed_code(self.code.data or "") or ""

    @property
    def code_id(self) -> int:
        """For which asking the code is; 0 for none."""
        return row_id(self.asked.data or "") or 0


class ConfirmForm(BaseForm):
    """A button with a CSRF token."""
