"""Forms of publishing, withdrawing and drawing."""

from wtforms import HiddenField, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, NumberRange, Optional

from deqing_events.contests.results.content import STAGE_WORDS
from deqing_events.domain.public_notice import MOST_DAYS
from deqing_events.web.forms import BaseForm, required

REASON = Length(max=200, message="最多 200 个字。")


class PublishForm(BaseForm):
    """Which stage; ``seen`` is the digest of the ranking that was looked at."""

    seen = HiddenField()
    stage = SelectField(
        "公布成", required("请选一种。"), choices=[SelectChoice(key, word) for key, word in STAGE_WORDS.items()]
    )
    reason = StringField("更正理由", [REASON])
    days = IntegerField(
        "公示几个工作日", [Optional(), NumberRange(min=1, max=MOST_DAYS, message=f"请填 1 到 {MOST_DAYS} 的整数。")]
    )
    contact = StringField("公示联系人", [Length(max=40, message="最多 40 个字。")])
    phone = StringField("公示联系电话", [Length(max=20, message="最多 20 个字。")])


class ReasonForm(BaseForm):
    """A reason and a CSRF token: withdrawing, and the record of a draw."""

    reason = StringField("理由", [REASON])
