"""The form of one year's calendar."""

from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from deqing_events.domain.calendar_text import CalendarTextError, YearDays, read_days, together
from deqing_events.web.forms import BaseForm

LONG = Length(max=4000, message="写得太长了，请核对。")


class YearForm(BaseForm):
    """Days off and days worked instead, a day or a span per line."""

    year = IntegerField(
        "年份", [InputRequired("请填年份，例如 2027。"), NumberRange(min=2000, max=2100, message="请填 2000 到 2100。")]
    )
    holidays = TextAreaField("放假的日子", [LONG])
    workdays = TextAreaField("调休上班的日子", [LONG])
    source = StringField("依据", [Length(max=120, message="最多 120 个字。")])

    def read(self) -> YearDays | None:
        """Return both lists, or None with a sentence at the field that cannot be read."""
        year, lists = self.year.data, []
        for field in (self.holidays, self.workdays):
            try:
                lists.append(read_days(field.data or "", year))
            except CalendarTextError as error:
                field.errors = [*field.errors, str(error)]
        if len(lists) < 2:  # noqa: PLR2004 - both lists
            return None
        try:
            return together(*lists)
        except CalendarTextError as error:
            self.workdays.errors = [*self.workdays.errors, str(error)]
            return None
