"""Forms of the list of entrants. The boxes for penalties, vetoes and recused judges come from the rule sheet."""

from typing import Any

from wtforms import BooleanField, RadioField, SelectMultipleField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from deqing_events.contests.entrants.elapsed import parse_elapsed
from deqing_events.domain.entrants import STATUS_WORDS
from deqing_events.domain.sheet_types import RuleSheet
from deqing_events.web.forms import BaseForm, compact, required, tidy

STATUSES = [SelectChoice(status.value, word) for word, status in STATUS_WORDS.items()]
NUMBER = Regexp(r"^[0-9A-Za-z一-龥._-]+$", message="只用字母、数字和汉字。")
PREFIX = Regexp(r"^[A-Za-z一-龥-]{0,6}$", message="最多 6 个字母或汉字。")
REASON = Length(max=200, message="最多 200 个字。")


class EnrolForm(BaseForm):
    """Make the list from the confirmed registrations."""

    prefix = StringField(
        "参赛号前缀",
        [Optional(), Regexp(r"^[A-Za-z一-龥-]{0,6}$", message="最多 6 个字母或汉字。")],
        filters=(compact,),
    )
    attended_only = BooleanField("只要已签到的")


class EntrantForm(BaseForm):
    """One entrant."""

    number = StringField("参赛号", [*required(), NUMBER, Length(max=20, message="最多 20 个字。")], filters=(compact,))
    name = StringField("名称", [*required(), Length(max=80, message="最多 80 个字。")])
    delegation = StringField("代表队", [Length(max=60, message="最多 60 个字。")])
    unit_name = StringField("单位", [Length(max=120, message="最多 120 个字。")])
    blind_code = StringField("盲码", [Optional(), NUMBER, Length(max=20, message="最多 20 个字。")], filters=(compact,))
    status = RadioField("状态", choices=STATUSES, default="present", validators=required("请选一个状态。"))
    elapsed = StringField("用时", filters=(tidy,))
    guest = BooleanField("只排名，不占奖")
    reason = StringField("改动理由", [REASON])

    def validate_elapsed(self, field: Any) -> None:  # noqa: ANN401 - WTForms calls it by name
        """Refuse what is not a time."""
        try:
            parse_elapsed(field.data or "")
        except ValueError as error:
            raise ValidationError(str(error)) from error


class StatusForm(BaseForm):
    """A status for the chosen rows."""

    status = RadioField("状态", choices=STATUSES, validators=required("请选一个状态。"))
    reason = StringField("理由", [REASON])


class _Boxes(SelectMultipleField):  # type: ignore[misc]  # WTForms has no types
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def entrant_form(sheet: RuleSheet | None) -> type[EntrantForm]:
    """Return the form with the sheet's penalties (how many times), vetoes and judges to recuse."""
    times = Regexp(r"^[0-9]{1,3}(\.[0-9]{1,4})?$", message="请填次数，例如 1。")
    fields: dict[str, Any] = {}
    if sheet is not None:
        for index, penalty in enumerate(sheet.penalties):
            fields[f"penalty{index}"] = StringField(f"{penalty.title}（次数）", [Optional(), times], filters=(compact,))
        if sheet.vetoes:
            vetoes = [SelectChoice(veto.key, veto.title) for veto in sheet.vetoes]
            fields["vetoes"] = _Boxes("一票否决", choices=vetoes)
        if sheet.panel.judges:
            judges = [SelectChoice(judge, judge) for judge in sheet.panel.judges]
            fields["recused"] = _Boxes("回避的裁判", choices=judges)
    return type("EntrantForm", (EntrantForm,), fields)
