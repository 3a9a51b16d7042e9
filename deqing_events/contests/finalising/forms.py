"""Forms of locking and of opening again."""

from wtforms import BooleanField, HiddenField, IntegerField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange

from deqing_events.web.forms import BaseForm, required

SIZE = "请填 0 到 200 的整数，0 是不抽查。"


class LockForm(BaseForm):
    """A yes; ``seen`` is the digest of the result set that was looked at."""

    seen = HiddenField()


class PlanForm(BaseForm):
    """How this contest is finalised."""

    way = RadioField(
        "成绩怎么锁定",
        required("请选一种。"),
        choices=[
            SelectChoice("long", "裁判签认、抽查、锁定，再由两人解密"),
            SelectChoice("short", "打完分直接核对公布"),
        ],
    )
    group_leader = BooleanField("裁判长签认前，裁判组长先签认")
    sample_size = IntegerField("抽查几份和纸面核对", [InputRequired(SIZE), NumberRange(0, 200, "请填 0 到 200。")])
    unblind_minutes = IntegerField(
        "两人解密要在几分钟内先后完成", [InputRequired("请填 1 到 240。"), NumberRange(1, 240, "请填 1 到 240。")]
    )
    reason = StringField("理由", [Length(max=200, message="最多 200 个字。")])


class ReopenForm(BaseForm):
    """By which ruling marks may change again, and why."""

    ruling = StringField(
        "凭哪个裁定", [*required("请写裁定的编号或书面材料。"), Length(max=80, message="最多 80 个字。")]
    )
    reason = StringField("为什么", [*required("请写明理由。"), Length(max=200, message="最多 200 个字。")])
