"""The form of a question asked at the door."""

from typing import Any

from wtforms import StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from deqing_events.domain.door_questions import FEWEST_CHOICES, YES_NO
from deqing_events.domain.text import single_spaced
from deqing_events.web.forms import BaseForm, required

MOST_CHOICES = 6
LONGEST_CHOICE = 12


class DoorQuestionForm(BaseForm):
    """What to ask, and what may be answered: yes or no unless choices are written, one per line."""

    text = StringField(
        "问什么", [*required("请写上要问的，比如“领取号码布”。"), Length(max=40, message="最多 40 个字，短的好问。")]
    )
    choices = TextAreaField("可选的回答", [Length(max=200, message="可选的回答写得太长了。")])

    def validate_choices(self, field: Any) -> None:  # noqa: ANN401 - WTForms calls it with its field
        """Ask for at least two short choices when any is written."""
        written = self.written()
        if written and not FEWEST_CHOICES <= len(written) <= MOST_CHOICES:
            raise ValidationError(f"写 {FEWEST_CHOICES} 到 {MOST_CHOICES} 个回答，一行一个；不写就是“是”和“否”。")
        if any(len(line) > LONGEST_CHOICE for line in written):
            raise ValidationError(f"每个回答最多 {LONGEST_CHOICE} 个字，要在手机上点得准。")
        del field

    def written(self) -> tuple[str, ...]:
        """Return the choices as written, without blanks and repeats."""
        lines = (single_spaced(line) for line in (self.choices.data or "").splitlines())
        return tuple(dict.fromkeys(line for line in lines if line))

    def choices_given(self) -> tuple[str, ...]:
        """Return the choices: those written, else yes and no."""
        return self.written() or YES_NO
