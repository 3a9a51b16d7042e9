"""Forms of the desk's check-in pages and of the gate."""

import datetime as dt

from wtforms import DateTimeLocalField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from deqing_events.domain.text import single_spaced
from deqing_events.web.clock import SHANGHAI
from deqing_events.web.forms import BaseForm, required

ROLES = (
    ("gate", "志愿者：扫码、查找、撤销自己的"),
    ("supervisor", "检录长：还能放行、撤销别人的"),
    ("both", "两种各做一个"),
)
LOCAL = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]
MOST_GATES = 20
LONGEST_GATE = 40


def aware(value: dt.datetime | None) -> dt.datetime | None:
    """Return a wall time of Deqing as an instant."""
    return value.replace(tzinfo=SHANGHAI) if value else None


def wall(value: dt.datetime | None) -> dt.datetime | None:
    """Return an instant as a wall time of Deqing, to fill a form with."""
    return value.astimezone(SHANGHAI).replace(tzinfo=None) if value else None


def lines(text: str | None) -> tuple[str, ...]:
    """Return the names of gates, one per line, without blanks and repeats."""
    names = (single_spaced(line)[:LONGEST_GATE] for line in (text or "").splitlines())
    return tuple(dict.fromkeys(name for name in names if name))[:MOST_GATES]


class LinkForm(BaseForm):
    """Links for the volunteers at one or several gates."""

    list_id = SelectField("名单", [InputRequired("请选一份名单。")], coerce=int)
    gate = TextAreaField("岗位", [*required("请填写岗位，比如“2 号门”。"), Length(max=900, message="岗位写得太长了。")])
    role = RadioField(
        "能做什么", choices=[SelectChoice(*role) for role in ROLES], default="gate", validators=required("请选一种。")
    )
    valid_from = DateTimeLocalField("几点起可用", required("请填写开始时间。"), format=LOCAL)
    valid_until = DateTimeLocalField("几点止", required("请填写截止时间。"), format=LOCAL)

    def validate_gate(self, field: TextAreaField) -> None:
        """Refuse more gates than fit; nothing that was typed is dropped silently."""
        names = [single_spaced(line) for line in (field.data or "").splitlines() if line.strip()]
        if len(set(names)) > MOST_GATES:
            raise ValidationError(f"一次最多做 {MOST_GATES} 个岗位，请分几次做。")
        if any(len(name) > LONGEST_GATE for name in names):
            raise ValidationError(f"岗位最多 {LONGEST_GATE} 个字。")

    def gate_names(self) -> tuple[str, ...]:
        """Return the gates, one per line, without blanks and repeats."""
        return lines(self.gate.data)


class ReasonForm(BaseForm):
    """Why something is put right by hand."""

    reason = StringField(
        "原因", [*required("请写明原因，名单上会显示。"), Length(max=120, message="原因最多 120 个字。")]
    )
    nonce = HiddenField()


class NameForm(BaseForm):
    """Who stands at the gate."""

    name = StringField("你的姓名", [*required("请填写姓名。"), Length(max=20, message="姓名最多 20 个字。")])


class CodeForm(BaseForm):
    """A code typed, read by a keyboard reader, or somebody chosen from a search."""

    code = StringField("编号或短码", [Length(max=400, message="这不像一张通行码，请再看一遍。")])
    person = HiddenField()
    nonce = HiddenField()
    direction = HiddenField()
    force = HiddenField()
    lane = HiddenField()
    sure = HiddenField()


class ConfirmForm(BaseForm):
    """A button with a CSRF token."""
