"""What a worker sends from the page of a screen or poster."""

import contextlib

from wtforms import Field, HiddenField, StringField, TelField, ValidationError
from wtforms.validators import Length

from deqing_events.domain.distance import Spot
from deqing_events.domain.identity import normalise_mobile
from deqing_events.domain.text import row_id
from deqing_events.web.forms import BaseForm, required


class Whereabouts(BaseForm):
    """The phone's position, where it was asked for and given. It is judged at once and goes nowhere else."""

    latitude = HiddenField()
    longitude = HiddenField()
    doubt = HiddenField()

    def position(self) -> tuple[Spot | None, float]:
        """Return where the phone is and how sure it is of that in metres; None for no or an odd position."""
        with contextlib.suppress(ValueError, TypeError):
            return Spot(float(self.latitude.data), float(self.longitude.data)), float(self.doubt.data)
        return None, 0


class TapForm(Whereabouts):
    """The button 签到 of somebody this phone knows."""

    person = HiddenField()
    nonce = HiddenField()

    @property
    def registration_id(self) -> int:
        """Whose button it was; 0 for nobody's."""
        return row_id(self.person.data) or 0


class WhoForm(Whereabouts):
    """Mobile and name of somebody this phone does not know."""

    mobile = TelField("手机号", [*required("请填写手机号。"), Length(max=40, message="手机号要 11 位。")])
    name = StringField("姓名", [*required("请填写姓名。"), Length(max=60, message="姓名最多 60 个字。")])
    nonce = HiddenField()

    def validate_mobile(self, field: Field) -> None:
        """Accept full-width digits, spaces and +86."""
        if normalise_mobile(field.data or "") is None:
            raise ValidationError("手机号要 11 位，以 1 开头，请再看一遍。")

    @property
    def number(self) -> str:
        """The mobile, normalised; only after the form has been found right."""
        return normalise_mobile(self.mobile.data or "") or ""
