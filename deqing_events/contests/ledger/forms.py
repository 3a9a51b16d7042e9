"""Forms of the ledger."""

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from deqing_events.contests.ledger.items import FOLDERS
from deqing_events.web.forms import BaseForm, required


class CloseForm(BaseForm):
    """A yes; ``seen`` is the digest of the index that was looked at."""

    seen = HiddenField()


class AttachForm(BaseForm):
    """A photo or a PDF for a folder of the ledger."""

    folder = SelectField(
        "放进哪一类", required("请选一类。"), choices=[SelectChoice(folder, folder) for folder in FOLDERS]
    )
    title = StringField("是什么", [*required("请写明这是什么。"), Length(max=60, message="最多 60 个字。")])
    file = FileField("照片或 PDF", [FileRequired("请选一个文件。")], render_kw={"accept": ".jpg,.jpeg,.png,.pdf"})
    nameless = BooleanField("里面没有完整姓名、手机号和证件号")


class TakeOffForm(BaseForm):
    """Why a file is taken off the ledger."""

    reason = StringField("为什么拿掉", [*required("请写明理由。"), Length(max=200, message="最多 200 个字。")])


class CheckForm(BaseForm):
    """A copy of a ledger that is compared."""

    file = FileField("台账文件", [FileRequired("请选一个文件。")], render_kw={"accept": ".zip,.xlsx,.txt"})


class ExplainForm(BaseForm):
    """Why a piece of evidence is missing."""

    reason = StringField(
        "为什么没有", [*required("请写明为什么没有这样材料。"), Length(max=200, message="最多 200 个字。")]
    )


class ReopenForm(BaseForm):
    """By which ruling the file is opened again, and why."""

    ruling = StringField(
        "凭哪个裁定", [*required("请写裁定的编号或书面材料。"), Length(max=80, message="最多 80 个字。")]
    )
    reason = StringField("为什么", [*required("请写明理由。"), Length(max=200, message="最多 200 个字。")])
