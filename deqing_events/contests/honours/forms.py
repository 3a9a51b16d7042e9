"""Forms of the register of honours."""

from wtforms import DateField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from deqing_events.domain.honours import HOLDER_WORDS, HONOUR_WORDS
from deqing_events.domain.kinds import LEVEL_WORDS
from deqing_events.web.forms import BaseForm, compact, required

DAY = "日期请写成 2026-05-01 这样。"


def _at_most(count: int) -> Length:
    return Length(max=count, message=f"最多 {count} 个字。")


class HonourForm(BaseForm):
    """One honour."""

    kind = SelectField("荣誉", required(), choices=[SelectChoice(key, word) for key, word in HONOUR_WORDS.items()])
    level = SelectField("级别", required(), choices=[SelectChoice(key, word) for key, word in LEVEL_WORDS.items()])
    holder_kind = SelectField(
        "发给", required(), choices=[SelectChoice(key, word) for key, word in HOLDER_WORDS.items()]
    )
    name = StringField("姓名或名称", [*required("请写姓名，或者集体、单位的名称。"), _at_most(120)])
    unit_name = StringField("所在单位", [_at_most(120)])
    event_code = StringField("赛事编号", [_at_most(16)], filters=(compact,))
    awarded_by = StringField("授予单位", [*required("请写授予单位。"), _at_most(60)])
    awarded_on = DateField("授予日期", required(DAY))
    document_number = StringField("文号", [*required("请写表彰文件的文号。"), _at_most(60)])

    def process(self, *args: object, **kwargs: object) -> None:
        """Say in our words what a day looks like that cannot be read."""
        super().process(*args, **kwargs)
        if self.awarded_on.process_errors:
            self.awarded_on.process_errors = [DAY]


class StrikeForm(BaseForm):
    """Why an honour is struck out."""

    reason = StringField("原因", [*required("请写明原因，以后查得到。"), _at_most(200)])
