"""Forms of the ledger."""

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, StringField
from wtforms.validators import Length

from deqing_events.web.forms import BaseForm, required


class CloseForm(BaseForm):
    """A yes; ``seen`` is the digest of the index that was looked at."""

    seen = HiddenField()


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
