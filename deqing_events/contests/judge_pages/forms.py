"""Forms of a judge's pages beside the marks."""

from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.validators import DataRequired, Length

from deqing_events.web.forms import BaseForm, required


class SignForm(BaseForm):
    """Handing in what was read back; ``seen`` is its digest, ``own`` that of all the judge's marks, to be signed."""

    seen = HiddenField()
    own = HiddenField()
    sure = BooleanField("我核对过，以上是我打的分", [DataRequired("请先核对，再勾上这一项。")])


class FixForm(BaseForm):
    """A request to correct what was handed in."""

    code = SelectField("哪一位", required("请选一位。"), validate_choice=True)
    why = StringField(
        "为什么要改", [*required("请写明要改哪一项、为什么。"), Length(max=200, message="最多 200 个字。")]
    )
