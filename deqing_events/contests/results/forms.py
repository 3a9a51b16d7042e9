"""Forms of publishing, withdrawing and drawing."""

from wtforms import HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from deqing_events.contests.results.content import STAGE_WORDS
from deqing_events.web.forms import BaseForm, required

REASON = Length(max=200, message="最多 200 个字。")


class PublishForm(BaseForm):
    """Which stage; ``seen`` is the digest of the ranking that was looked at."""

    seen = HiddenField()
    stage = SelectField(
        "公布成", required("请选一种。"), choices=[SelectChoice(key, word) for key, word in STAGE_WORDS.items()]
    )
    reason = StringField("更正理由", [REASON])


class ReasonForm(BaseForm):
    """A reason and a CSRF token: withdrawing, and the record of a draw."""

    reason = StringField("理由", [REASON])
