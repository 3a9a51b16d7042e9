"""Forms of issuing, issuing anew, withdrawing and checking certificates."""

from wtforms import DateField, HiddenField, StringField
from wtforms.validators import Length

from deqing_events.web.forms import BaseForm, compact, required

DAY = "请选颁发日期，例如 2026-12-19。"


class WordingForm(BaseForm):
    """What stands on the certificates beside the holder."""

    item = StringField(
        "项目名称", [*required("请写项目名称，它会印在证书上。"), Length(max=120, message="最多 120 个字。")]
    )
    issuer = StringField("颁发单位", [*required("请写颁发单位。"), Length(max=60, message="最多 60 个字。")])
    issued_on = DateField("颁发日期", required(DAY))

    def process(self, *args: object, **kwargs: object) -> None:
        """Say in our words what a day looks like that cannot be read."""
        super().process(*args, **kwargs)
        if self.issued_on.process_errors:
            self.issued_on.process_errors = [DAY]


class IssueForm(WordingForm):
    """The wording, the publication that was looked at, and whether the preview was confirmed."""

    seen = HiddenField()
    confirmed = HiddenField()


class ReissueForm(WordingForm):
    """The wording of the new certificate and why there has to be one."""

    reason = StringField(
        "换发原因", [*required("请写明原因，例如：姓名录错。"), Length(max=200, message="最多 200 个字。")]
    )


class WithdrawForm(BaseForm):
    """Why a certificate is withdrawn."""

    reason = StringField(
        "撤销原因", [*required("请写明原因，以后查得到。"), Length(max=200, message="最多 200 个字。")]
    )


class VerifyForm(BaseForm):
    """The code on a certificate."""

    code = StringField(
        "查验码",
        [*required("请输入证书左下角的查验码。"), Length(max=40, message="查验码是 10 位字母和数字。")],
        filters=(compact,),
    )
