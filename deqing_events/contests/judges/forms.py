"""Forms about judges on the desk."""

import datetime as dt
from collections.abc import Mapping

from wtforms import DateTimeLocalField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from deqing_events.checkin.forms import LOCAL
from deqing_events.contests.judges import declared
from deqing_events.web.forms import BaseForm, required


class JudgeForm(BaseForm):
    """Who sits as a judge. ``ids`` maps the numbers of the entrants to their ids; set it before validating."""

    ids: Mapping[str, int] = {}

    name = StringField("姓名", [*required("请填写裁判的姓名。"), Length(max=40, message="姓名最多 40 个字。")])
    workplace = StringField("工作单位", [Length(max=120, message="单位最多 120 个字。")])
    relations = TextAreaField("申报的关系", [Length(max=4000, message="写得太长了，请分开处理。")])
    reason = StringField("改动理由", [Length(max=200, message="最多 200 个字。")])

    def validate_relations(self, field: TextAreaField) -> None:
        """Refuse a line that names nobody on the list or an unknown relation."""
        try:
            declared.read(field.data or "", self.ids)
        except ValueError as error:
            raise ValidationError(str(error)) from error


class LinksForm(BaseForm):
    """From when until when the links of judges open."""

    valid_from = DateTimeLocalField("几点起可用", required("请填写开始时间。"), format=LOCAL)
    valid_until = DateTimeLocalField("几点止", required("请填写截止时间。"), format=LOCAL)

    def validate_valid_until(self, field: DateTimeLocalField) -> None:
        """Refuse a period that ends before it starts."""
        since: dt.datetime | None = self.valid_from.data
        if since is not None and field.data is not None and field.data <= since:
            raise ValidationError("截止时间要晚于开始时间。")
