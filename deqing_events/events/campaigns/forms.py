"""The form of a campaign."""

import datetime as dt

from wtforms import DateField, StringField
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from deqing_events.domain.kinds import CAMPAIGN_WORDS, LEVEL_WORDS
from deqing_events.events.fields import FIRST_YEAR, LAST_YEAR, CountField, PickField
from deqing_events.web.forms import BaseForm, required


class DayField(DateField):  # type: ignore[misc]  # WTForms ships no types
    """A day; what cannot be read stays in the box and is answered in Chinese."""

    data: dt.date | None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed. Raises ValueError with a sentence when it is no day."""
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata([valuelist[0].strip()])
        except ValueError as error:
            self.data = None
            raise ValueError("请按 2026-11-28 这样填写。") from error


class CampaignForm(BaseForm):
    """What a campaign is called and when it runs."""

    name = StringField("名称", [*required("请填写名称。"), Length(max=80, message="名称最多 80 个字。")])
    kind = PickField("类型", required("请选类型。"), choices={k.value: word for k, word in CAMPAIGN_WORDS.items()})
    edition = CountField("第几届", [Optional(), NumberRange(1, 200, "届次填 1 到 200。")])
    year = CountField(
        "年份", [*required("请填写年份。"), NumberRange(FIRST_YEAR, LAST_YEAR, "年份写四位数，比如 2026。")]
    )
    level = PickField("层级", required("请选层级。"), choices={k.value: word for k, word in LEVEL_WORDS.items()})
    starts_on = DayField("开始日期", [Optional()])
    ends_on = DayField("结束日期", [Optional()])

    def validate_ends_on(self, field: DayField) -> None:
        """Refuse an end before the start. Raises ValidationError."""
        start = self["starts_on"].data
        if field.data is not None and start is not None and field.data < start:
            raise ValidationError("结束日期不能早于开始日期。")
