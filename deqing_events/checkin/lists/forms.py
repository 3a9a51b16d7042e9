"""The form of one check-in list."""

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, DateTimeLocalField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from deqing_events.checkin.forms import LOCAL, lines
from deqing_events.web.forms import BaseForm, required

PURPOSES = (("arrival", "到场"), ("call_room", "检录"), ("meal", "用餐"), ("prize", "领奖"), ("other", "别的"))
PURPOSE_WORDS = dict(PURPOSES)
MODES = (
    ("once", "每人一次"),
    ("once_per_day", "每天一次"),
    ("once_per_session", "每场次一次"),
    ("reentry", "可以进出，出去再进"),
    ("many", "不限次数"),
)
MODE_WORDS = dict(MODES)
GROUPS = (("", "报名的人都在"), ("township", "只有这些代表队"), ("team", "只有这些队伍"))


def _boxes(label: str) -> SelectMultipleField:
    return SelectMultipleField(
        label,
        coerce=str,
        choices=[],
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class ListForm(BaseForm):
    """A check-in list. Times left empty follow the event."""

    name = StringField("名称", [*required("请填写名称，比如“检录”。"), Length(max=40, message="名称最多 40 个字。")])
    purpose = RadioField(
        "用来做什么",
        choices=[SelectChoice(*purpose) for purpose in PURPOSES],
        default="arrival",
        validators=required("请选一种。"),
    )
    mode = RadioField(
        "每人可以签几次",
        choices=[SelectChoice(*mode) for mode in MODES],
        default="once",
        validators=required("请选一种。"),
    )
    sessions = _boxes("只管这些场次")
    group_by = RadioField("谁在名单上", choices=[SelectChoice(*group) for group in GROUPS], default="")
    townships = _boxes("代表队")
    teams = _boxes("队伍")
    opens_at = DateTimeLocalField("几点开始", [Optional()], format=LOCAL)
    closes_at = DateTimeLocalField("几点截止", [Optional()], format=LOCAL)
    gates = TextAreaField("入口", [Length(max=400, message="入口写得太长了。")])
    accept_unconfirmed = BooleanField("候补的人也放进")

    def offer(self, sessions: Mapping[int, str], townships: Mapping[int, str], teams: Mapping[int, str]) -> None:
        """Give the boxes their choices. What an event does not have is not asked."""
        for field, choices in ((self.sessions, sessions), (self.townships, townships), (self.teams, teams)):
            field.choices = [SelectChoice(str(key), name) for key, name in choices.items()]
        if not teams:
            self.group_by.choices = [SelectChoice(*group) for group in GROUPS if group[0] != "team"]
            del self.teams
        if len(sessions) <= 1:
            del self.sessions

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms has no types
        """Check the fields, and that a list for some groups names at least one."""
        fine: bool = super().validate(extra_validators)
        field = self._group_field()
        if field is not None and not self.groups():
            field.errors = ["请至少勾选一个，或改选“报名的人都在”。"]
            return False
        return fine

    def groups(self) -> tuple[int, ...]:
        """Return the chosen townships or teams."""
        field = self._group_field()
        return () if field is None else _known(field)

    def session_ids(self) -> tuple[int, ...]:
        """Return the chosen sessions; all of them is as good as none."""
        field = self._fields.get("sessions")
        chosen = () if field is None else _known(field)
        return () if field is None or len(chosen) == len(field.choices) else chosen

    def gate_names(self) -> tuple[str, ...]:
        """Return the gates, one per line, without blanks and repeats."""
        return lines(self.gates.data)

    def _group_field(self) -> Any:  # noqa: ANN401 - WTForms has no types
        return self._fields.get({"township": "townships", "team": "teams"}.get(self.group_by.data or "", ""))


def _known(field: Any) -> tuple[int, ...]:  # noqa: ANN401 - WTForms has no types
    """Return the ids ticked, in the order of the choices; anything that is no choice is left out."""
    ticked = set(field.data or ())
    return tuple(int(choice.value) for choice in field.choices if choice.value in ticked)
