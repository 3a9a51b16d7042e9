"""Forms of heats."""

from typing import Any

from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from deqing_events.domain.text import compact
from deqing_events.events.fields import After, InstantField
from deqing_events.web.forms import BaseForm, required

MOST_STATIONS = 100
LONGEST = 20


def _whole(label: str, low: int, high: int) -> IntegerField:
    words = f"请填 {low} 到 {high} 的整数。"
    return IntegerField(label, [InputRequired(words), NumberRange(low, high, words)])


def station_names(text: str) -> list[str]:
    """Return the names in a text, one per line or separated by commas; white space and empty ones dropped."""
    for sign in ("，", ",", "、", ";", "；"):
        text = text.replace(sign, "\n")
    return [name for line in text.splitlines() if (name := compact(line))]


class SetupForm(BaseForm):
    """Stations and the heats to make from them."""

    venue = StringField("场地", [*required("请填写场地。"), Length(max=80, message="最多 80 个字。")])
    stations = TextAreaField("工位", required("请写工位，每行一个。"))
    starts_at = InstantField("第一批开始", required("请填写第一批几点开始。"))
    count = _whole("几批", 1, 60)
    minutes = _whole("每批多少分钟", 1, 720)
    between = _whole("两批之间隔多少分钟", 0, 720)
    rest_minutes = _whole("一个人两次上场之间至少休息多少分钟", 0, 600)
    call_minutes = _whole("开始前多少分钟检录", 0, 240)
    late_minutes = _whole("检录迟到多少分钟算缺考", 0, 240)
    replace = BooleanField("放弃现在的安排，重新生成")

    def validate_stations(self, field: Any) -> None:  # noqa: ANN401 - WTForms calls it with its field
        """Refuse names that are too long, twice there, or too many."""
        names = station_names(field.data)
        if not names:
            raise ValidationError("请写工位，每行一个。")
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValidationError(f"工位“{twice[0][:LONGEST]}”写了两次，请去掉一个。")
        if len(names) > MOST_STATIONS:
            raise ValidationError(f"最多 {MOST_STATIONS} 个工位。")
        if any(len(name) > LONGEST for name in names):
            raise ValidationError(f"工位名称最多 {LONGEST} 个字。")


class HeatForm(BaseForm):
    """When one heat takes place."""

    starts_at = InstantField("开始", required("请填写开始时间。"))
    ends_at = InstantField("结束", [*required("请填写结束时间。"), After("starts_at", "结束要晚于开始。")])


class PlaceForm(BaseForm):
    """Place people: all anew, or only who has no place."""

    anew = BooleanField("全部重排")


class MoveForm(BaseForm):
    """Where somebody goes. The heat 0 takes them out of theirs."""

    heat = SelectField("移到", required("请选一批。"), choices=[])
    station = SelectField("工位", choices=[], validate_choice=False)
