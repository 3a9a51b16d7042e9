"""Forms of filing an appeal and of deciding it."""

from flask_wtf.file import FileField
from wtforms import BooleanField, DateTimeLocalField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from deqing_events.web.forms import BaseForm, compact, required

LOCAL = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]
ACTS = [SelectChoice("accepted", "受理"), SelectChoice("refused", "不予受理")]
RULINGS = [SelectChoice("upheld", "申诉成立"), SelectChoice("rejected", "申诉不成立")]


class AppealForm(BaseForm):
    """What a team leader appeals against."""

    delegation = StringField("代表队", [*required("请填代表队。"), Length(max=60, message="最多 60 个字。")])
    leader = StringField("领队姓名", [*required("请填领队姓名。"), Length(max=40, message="最多 40 个字。")])
    number = StringField("针对的参赛号", [Length(max=20, message="最多 20 个字。")], filters=(compact,))
    item = StringField("针对的项目", [Length(max=80, message="最多 80 个字。")])
    grounds = TextAreaField(
        "事实和理由", [*required("请写明事实和理由。"), Length(min=5, max=2000, message="写 5 到 2000 个字。")]
    )


class PaperForm(AppealForm):
    """The same, written down by staff from a signed paper."""

    received_at = DateTimeLocalField("收到的时间", [InputRequired("请填收到这份书面申诉的时间。")], format=LOCAL)


class DecideForm(BaseForm):
    """Whether an appeal is accepted, or what the ruling is."""

    act = RadioField("决定", [InputRequired("请选一种。")], choices=[*ACTS, *RULINGS])
    correction_due = BooleanField("成绩要更正（更正好以前，这些成绩一直不能公示）")
    reason = TextAreaField("理由", [*required("请写明理由。"), Length(max=1000, message="最多 1000 个字。")])
    document = StringField("裁定文号", [Length(max=60, message="最多 60 个字。")])
    paper = FileField("裁定书（照片或 PDF）")

    @classmethod
    def for_state(cls, state: str) -> "DecideForm":
        """Return the form with the acts that may come next."""
        made = cls()
        made.act.choices = ACTS if state == "filed" else RULINGS
        if state == "filed":
            del made.correction_due, made.document, made.paper
        return made


class SettleForm(BaseForm):
    """Why an upheld appeal needs no correction after all."""

    reason = StringField("为什么不用更正", [*required("请写明理由。"), Length(max=200, message="最多 200 个字。")])
