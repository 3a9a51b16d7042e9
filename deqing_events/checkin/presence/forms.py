"""The form of the rule of attendance."""

from typing import Any

from wtforms import IntegerField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional

from deqing_events.web.forms import BaseForm, required

RULES = (("all", "自己报的每一场都到"), ("least", "到够几场就算"))


class RuleForm(BaseForm):
    """When attendance is complete."""

    rule = RadioField(
        "怎样算完整", choices=[SelectChoice(*rule) for rule in RULES], default="all", validators=required("请选一种。")
    )
    least = IntegerField("至少几场", [Optional(), NumberRange(min=1, max=99, message="请填 1 到 99 的整数。")])

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms has no types
        """Check the fields, and ask for the number where it is needed."""
        fine: bool = super().validate(extra_validators)
        if self.rule.data == "least" and self.least.data is None and not self.least.errors:
            self.least.errors = ["请填几场，比如 3。"]
            return False
        return fine

    def enough(self) -> int | None:
        """Return how many sessions are enough; None for all."""
        number: int | None = self.least.data if self.rule.data == "least" else None
        return number
