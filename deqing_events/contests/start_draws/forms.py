"""Forms of the draw."""

from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import EqualTo, Length, Regexp

from deqing_events.web.forms import BaseForm, compact, required

SEED = Regexp(
    r"^[0-9A-Za-z一-龥,.:;+_、。-]{4,80}$",
    message="种子用 4 到 80 个汉字、字母、数字，可以有逗号、冒号、加减号。",
)
REASON = Length(max=200, message="最多 200 个字。")


class FixForm(BaseForm):
    """Fix the list; ``version`` is the one on the page, 0 for none."""

    version = HiddenField()
    reason = StringField("重抽的原因", [REASON])


class SeedForm(BaseForm):
    """The seed as it was said. White space is dropped and full-width forms are made plain, so that it can be copied."""

    version = HiddenField()
    seed = StringField("现场报出的种子", [*required("请填当场报出的种子。"), SEED], filters=(compact,))
    again = StringField(
        "种子再填一遍", [EqualTo("seed", message="两遍不一样，请对照现场的记录改好。")], filters=(compact,)
    )
    source = StringField(
        "种子怎么来的", [*required("请写种子怎么来的，例如：三颗骰子。"), Length(max=60, message="最多 60 个字。")]
    )
    witnesses = StringField("见证人", [*required("请写谁在场见证。"), Length(max=120, message="最多 120 个字。")])


class LateForm(BaseForm):
    """Somebody who came after the list was fixed."""

    entrant = SelectField("补入谁", required("请选一位。"), choices=[])
    why = StringField("补入的原因", [*required("请写明原因，会公开在抽签页上。"), REASON])
