"""Forms of the live board's desk page."""

from typing import Any

from wtforms import BooleanField, HiddenField, IntegerField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, InputRequired, NumberRange

from deqing_events.web.forms import BaseForm

NAMINGS = (
    ("name", "名字：没同意公开姓名的只显示姓和末字"),
    ("number", "只显示参赛号"),
    ("blind", "只显示盲码"),
)
STEPS = (("row", "一名一名揭晓"), ("prize", "一个奖一个奖揭晓"))
CHOOSE = "请选一种。"
ROWS, HELD_BACK = "请填 3 到 200。", "请填 0 到 50。"


def _among(choices: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    known = AnyOf([key for key, _ in choices], message=CHOOSE)
    options = [SelectChoice(*each) for each in choices]
    return {
        "validators": [InputRequired(CHOOSE), known],
        "choices": options,
        "default": choices[0][0],
        "validate_choice": False,
    }


class SettingsForm(BaseForm):
    """What the board shows."""

    naming = RadioField("怎么称呼选手", **_among(NAMINGS))
    chips = BooleanField("显示每位裁判打的分", default=True)
    shown_rows = IntegerField("显示前几名", [InputRequired(ROWS), NumberRange(3, 200, ROWS)], default=20)
    hold_back = IntegerField("最后几个留到揭晓", [InputRequired(HELD_BACK), NumberRange(0, 50, HELD_BACK)], default=0)


class TapForm(BaseForm):
    """One tap; ``version`` is the board's version on the page it came from."""

    version = HiddenField()

    def seen(self) -> int:
        """Return the version, 0 for anything else: no board has it."""
        text = str(self.version.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004 - fits a column


class CeremonyForm(TapForm):
    """How a ceremony reveals."""

    steps = RadioField("怎么揭晓", **_among(STEPS))
