"""Forms of the rules of an event, and of signing somebody up on their behalf."""

from typing import Any

from wtforms import SelectMultipleField, TextAreaField
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from deqing_events.domain.eligibility.rules import PARAMETERS, Rule, RuleKind
from deqing_events.events.fields import CountField, SegmentField
from deqing_events.events.trades import TRADES
from deqing_events.organisations.models import Organisation
from deqing_events.registration.eligibility.editing import ABOUT
from deqing_events.registration.forms import RegistrationForm, override_field
from deqing_events.web.forms import BaseForm

LONGEST_LIST = 20_000


def _boxes(label: str) -> Any:  # noqa: ANN401 - an unbound field
    return SelectMultipleField(
        label,
        choices={},
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class RuleForm(BaseForm):
    """One rule. ``for_rule`` takes off what its kind does not have."""

    towns = _boxes("哪些镇街")
    named = TextAreaField("单位名称", [Length(max=LONGEST_LIST, message="名单太长了，请少写一些。")])
    trades = _boxes("哪些工种")
    sex = SegmentField("限谁", [Optional()], choices={"female": "女职工", "male": "男职工"})
    low = CountField("最小几岁")
    high = CountField("最大几岁")
    number = CountField("数目")
    days = CountField("多少天以内")

    @classmethod
    def for_rule(cls, rule: Rule, towns: list[Organisation], named: list[str]) -> "RuleForm":
        """Return the form of a rule as it stands, or as it is offered; ``named`` are unions or workplaces."""
        form = cls()
        form.towns.choices = {str(town.id): town.name for town in towns}
        form.trades.choices = dict(TRADES)
        if not form.is_submitted():
            form.towns.data, form.trades.data = [str(each) for each in rule.ids], list(rule.trades)
            form.named.data, form.sex.data = "\n".join(named), rule.sex
            form.low.data, form.high.data = rule.low, rule.high
            form.number.data, form.days.data = rule.number, rule.days
        for name in set(_FIELDS) - _wanted(rule.kind):
            del form[name]
        for name in _wanted(rule.kind) - {"low", "high"}:
            form[name].flags.required = True
        for name, label in ABOUT[rule.kind].labels.items():
            form[name].label.text = label
        return form

    def stored(self, kind: RuleKind, ids: list[int]) -> dict[str, Any]:
        """Return the rule as it would be stored; the law says whether it can be. ``ids`` are what ``named`` means."""
        chosen = [int(each) for each in self.towns.data or () if each.isdecimal()] if "towns" in self else ids
        row: dict[str, Any] = {"v": 1, "kind": kind.value, "ids": chosen}
        if "trades" in self:
            row["trades"] = [each for each in self.trades.data or () if each in TRADES]
        for name, key in (("sex", "sex"), ("low", "min"), ("high", "max"), ("number", "n"), ("days", "days")):
            if name in self:
                row[key] = self[name].data
        return row

    @property
    def lines(self) -> list[str]:
        """The names of unions or workplaces as typed, a line each."""
        text = self.named.data if "named" in self else ""
        return [line.strip() for line in (text or "").splitlines() if line.strip()]

    def show(self, part: str, sentence: str) -> None:
        """Put a sentence to the field that mends it."""
        name = {"ids": "towns" if "towns" in self else "named"}.get(part, part)
        field = self[name if name in self else next(each.name for each in self)]
        field.errors = [*field.errors, sentence]


_FIELDS = {"towns", "named", "trades", "sex", "low", "high", "number", "days"}
_OF = {"trades": "trades", "sex": "sex", "min": "low", "max": "high", "n": "number", "days": "days"}


def _wanted(kind: RuleKind) -> set[str]:
    found = {_OF[each] for each in PARAMETERS[kind] if each in _OF}
    if "ids" in PARAMETERS[kind]:
        found.add("towns" if kind is RuleKind.TOWNSHIP else "named")
    return found


class OnBehalfForm(RegistrationForm):
    """Somebody whom staff sign up; the reason is asked for once a rule stands in the way."""

    last_fields = ("agree", "agree_number", "publish", "photos", "override")
    by_themselves = False
    override = override_field()
