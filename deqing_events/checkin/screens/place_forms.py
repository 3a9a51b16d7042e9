"""Where a list's people are expected to stand."""

from typing import Any

from wtforms import FloatField, IntegerField, ValidationError
from wtforms.validators import InputRequired, NumberRange

from deqing_events.domain.distance import Spot
from deqing_events.web.forms import BaseForm

RADIUS = "范围请填 50 到 5000 米。"
PLACE = "请填这里的经纬度，或点“用这台设备的位置”。"


class PlaceForm(BaseForm):
    """A point and a ring around it."""

    latitude = FloatField("纬度", [InputRequired(PLACE)])
    longitude = FloatField("经度", [InputRequired(PLACE)])
    radius = IntegerField("范围（米）", [InputRequired(RADIUS), NumberRange(50, 5000, RADIUS)], default=500)

    def validate_latitude(self, field: Any) -> None:  # noqa: ANN401 - WTForms ships no types
        """Take a point of the globe only."""
        if not Spot(field.data, 0).real:
            raise ValidationError("纬度在 -90 到 90 之间，德清在 30.5 上下。")

    def validate_longitude(self, field: Any) -> None:  # noqa: ANN401 - WTForms ships no types
        """Take a point of the globe only."""
        if not Spot(0, field.data).real:
            raise ValidationError("经度在 -180 到 180 之间，德清在 120 上下。")
