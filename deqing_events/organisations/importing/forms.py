"""The upload form."""

from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField
from wtforms.fields import SelectChoice

from deqing_events.web.forms import BaseForm, required


class UploadForm(BaseForm):
    """Which list, and the workbook."""

    kind = RadioField(
        "导入什么",
        choices=[SelectChoice("units", "单位"), SelectChoice("roster", "会员")],
        validators=required("请选择导入单位还是会员。"),
    )
    file = FileField("工作簿", validators=[FileRequired("请选择要导入的 .xlsx 文件。")])


class ActForm(BaseForm):
    """A button: only the token."""
