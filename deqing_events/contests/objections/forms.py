"""Forms of objecting, of following an objection, and of ruling on it."""

from flask_wtf.file import FileField
from wtforms import BooleanField, Field, RadioField, StringField, TelField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from deqing_events.domain.identity import normalise_mobile
from deqing_events.domain.objections import receipt_of
from deqing_events.web.forms import BaseForm, compact, required

RULINGS = [SelectChoice("upheld", "异议成立"), SelectChoice("rejected", "异议不成立")]


class ObjectForm(BaseForm):
    """By name, with how to reach the person, and the facts."""

    name = StringField("姓名", [*required("请填写真实姓名。"), Length(max=40, message="最多 40 个字。")])
    mobile = TelField("手机号", required("请填写手机号。"), filters=(compact,))
    grounds = TextAreaField("事实", [*required("请写明事实。"), Length(min=5, max=2000, message="写 5 到 2000 个字。")])
    paper = FileField("照片或 PDF")

    def validate_mobile(self, field: Field) -> None:
        """Refuse what is no mobile number."""
        if normalise_mobile(field.data or "") is None:
            raise ValidationError("手机号要 11 位，请再看一遍。")


class ReceiptForm(BaseForm):
    """The receipt of an objection."""

    receipt = StringField("回执号", required("请填写回执号。"), filters=(compact,))

    def validate_receipt(self, field: Field) -> None:
        """Refuse what has not the shape of a receipt."""
        if receipt_of(field.data or "") is None:
            raise ValidationError("回执号是 10 位字母和数字，请再看一遍。")


class DecideForm(BaseForm):
    """What was found."""

    act = RadioField("结论", [InputRequired("请选一种。")], choices=RULINGS)
    correction_due = BooleanField("成绩要更正（更正、重新公示以前不能生效）")
    reply = TextAreaField("给本人的答复", [*required("请写答复。"), Length(max=1000, message="最多 1000 个字。")])
    reason = TextAreaField("核实经过", [*required("请写核实经过。"), Length(max=1000, message="最多 1000 个字。")])


class SettleForm(BaseForm):
    """Why an upheld objection needs no correction after all."""

    reason = StringField("为什么不用更正", [*required("请写明理由。"), Length(max=200, message="最多 200 个字。")])
