"""The forms around a paper; its cells are read by ``papers.read``."""

from wtforms import BooleanField, HiddenField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from deqing_events.web.forms import BaseForm, required

_STALE = "这一页放得太久了，请刷新后再点一次。"
_REASON = Length(max=200, message="最多 200 个字。")


class PaperForm(BaseForm):
    """A page of cells; ``version`` is what the page knows to be saved."""

    version = IntegerField("版本", [InputRequired(_STALE), NumberRange(0, 1_000_000, message=_STALE)], default=0)
    blanks = BooleanField("空格在纸面上也是空的")


class SettleForm(BaseForm):
    """What the paper says in one cell, and on what that rests."""

    value = StringField("纸面上是", [Length(max=40, message="最多 40 个字。")])
    blank = BooleanField("纸面上是空的")
    why = StringField("理由", [_REASON])
    seen = HiddenField()


class ReopenForm(BaseForm):
    """Why a paper is typed anew; ``seen`` is its last round."""

    why = StringField("为什么", [*required("请写明理由。"), _REASON])
    seen = IntegerField("第几轮", [InputRequired(_STALE)])


class WayForm(BaseForm):
    """Whether a part's papers are typed twice, and why not."""

    why = StringField("理由", [_REASON])
