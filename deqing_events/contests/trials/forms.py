"""The form of a trial."""

from wtforms import StringField, TextAreaField
from wtforms.validators import Length, Regexp

from deqing_events.web.forms import BaseForm, compact

MOST_TEXT = 200_000


class TrialForm(BaseForm):
    """A sample to try the rules on, and how to make one up."""

    count = StringField(
        "几个人",
        [Regexp(r"^(?:[1-9][0-9]?|1[0-9]{2}|200)$", message="请填 1 到 200。")],
        filters=(compact,),
        default="12",
    )
    word = StringField("样例词", [Length(max=40, message="最多 40 个字。")], default="示例")
    sample = TextAreaField("样例分数", [Length(max=MOST_TEXT, message="内容太长，请删去一些。")], filters=())
