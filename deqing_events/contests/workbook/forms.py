"""Forms of the workbook page."""

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, StringField
from wtforms.validators import Length

from deqing_events.web.forms import BaseForm


class UploadForm(BaseForm):
    """A workbook to look at."""

    file = FileField("工作簿（.xlsx）", [FileRequired("请选择一个 .xlsx 文件。")])


class ConfirmForm(BaseForm):
    """Take in what the preview showed; ``plan`` is its fingerprint."""

    plan = HiddenField()
    reason = StringField("理由", [Length(max=200, message="最多 200 个字。")])
