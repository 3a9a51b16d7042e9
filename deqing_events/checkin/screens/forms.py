"""The form for a screen or poster."""

from typing import Any

from wtforms import DateTimeLocalField, RadioField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from deqing_events.checkin.forms import LOCAL
from deqing_events.web.forms import BaseForm, required

KINDS = (
    ("venue", "签到屏：码半分钟一换，职工扫了自己签"),
    ("poster", "签到海报：打印张贴，只在场次时间内有效"),
    ("wall", "到场墙：投影上看谁刚到、到了多少"),
)
ALL_SESSIONS = 0


class ScreenForm(BaseForm):
    """A screen or poster of one event."""

    kind = RadioField(
        "做哪一种", choices=[SelectChoice(*kind) for kind in KINDS], default="venue", validators=required("请选一种。")
    )
    list_id = SelectField("名单", [InputRequired("请选一份名单。")], coerce=int)
    session_id = SelectField("场次", [InputRequired("请选一个场次。")], coerce=int)
    place = StringField("位置", [*required("请填写位置，比如“大厅”。"), Length(max=40, message="位置最多 40 个字。")])
    valid_from = DateTimeLocalField("几点起可用", required("请填写开始时间。"), format=LOCAL)
    valid_until = DateTimeLocalField("几点止", required("请填写截止时间。"), format=LOCAL)

    def validate_session_id(self, field: Any) -> None:  # noqa: ANN401 - WTForms ships no types
        """Ask for a session on a poster: it is what bounds its time."""
        if self.kind.data == "poster" and field.data == ALL_SESSIONS:
            raise ValidationError("海报要选一个场次，只在这个场次的时间内有效。")
