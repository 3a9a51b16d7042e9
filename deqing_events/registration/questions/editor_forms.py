"""Forms of the desk's question editor: the facts of an event's form, and one question of any kind."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from wtforms import BooleanField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from deqing_events.domain.questions.catalogue import CATALOGUE, TRADE, FormFacts
from deqing_events.domain.questions.checks import Problem, answers_of
from deqing_events.domain.questions.definition import (
    CONDITIONAL_ON,
    NO_LIMITS,
    RETENTION_WORDS,
    WITH_OPTIONS,
    YES,
    Condition,
    Kind,
    Limits,
    Option,
    Question,
    Retention,
)
from deqing_events.domain.text import compact, single_spaced
from deqing_events.events.fields import SegmentField
from deqing_events.events.trades import TRADES
from deqing_events.web.forms import BaseForm

ONE_TARGET = "条件只能看一项的回答，请只在一项下面勾选。"


class FactsForm(BaseForm):
    """What the form states about the event; each opens the fields that need it."""

    certificate_follows = BooleanField("赛后办证书或晋级")
    badge = BooleanField("要印参赛证")
    limited_by_sex = BooleanField("奖项或资格限性别")
    limited_by_age = BooleanField("奖项或资格限年龄")

    def facts(self) -> FormFacts:
        """Return what was stated."""
        return FormFacts(
            self.certificate_follows.data, self.badge.data, self.limited_by_sex.data, self.limited_by_age.data
        )


class QuestionForm(BaseForm):
    """One question. ``for_question`` takes off what its kind does not have and adds a field per possible condition."""

    question: Question
    earlier: tuple[Question, ...] = ()

    label = StringField("问什么")
    purpose = StringField("为什么要问")
    hint = StringField("填写提示")
    required = BooleanField("必填")
    options = TextAreaField("选项")
    trades = SelectMultipleField(
        "可选的工种",
        choices=dict(TRADES),
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    minimum = StringField("最小值", filters=(lambda value: compact(value or ""),))
    maximum = StringField("最大值", filters=(lambda value: compact(value or ""),))
    unit = StringField("单位")
    photo_only = BooleanField("只收照片，不收 PDF")
    retention = SegmentField("保留多久", choices={key.value: words for key, words in RETENTION_WORDS.items()})

    @classmethod
    def for_question(cls, question: Question, earlier: Sequence[Question]) -> "QuestionForm":
        """Return the form of a question that is new or on the form; ``earlier`` are the questions before it."""
        targets = tuple(held for held in earlier if held.kind in CONDITIONAL_ON)
        fields = {f"when_{held.key}": _when(held) for held in targets}
        made = type(cls.__name__, (cls,), {"question": question, "earlier": targets, **fields})
        form = cast("QuestionForm", made())
        form._take_off()  # noqa: SLF001 - of the class's own making
        for name in ("label", "purpose", "retention"):
            if name in form:
                form[name].flags.required = True
        if not form.is_submitted():
            form._fill()  # noqa: SLF001 - of the class's own making
        return form

    @property
    def conditions(self) -> list[Any]:
        """The fields that say when the question is asked."""
        return [self[f"when_{held.key}"] for held in self.earlier]

    def value(self) -> Question:
        """Return the question as it was typed; the law says whether it may be asked."""
        return replace(
            self.question,
            label=single_spaced(self.label.data or ""),
            purpose=single_spaced(self.purpose.data or ""),
            hint=single_spaced(self.hint.data or ""),
            required=self.required.data if "required" in self else False,
            options=self._options(),
            retention=self._retention(),
            limits=self._limits(),
            condition=self._condition(),
        )

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' own
        """Check what the law cannot see: that only one question is named as the condition."""
        fine: bool = super().validate(extra_validators)
        named = [field for field in self.conditions if field.data]
        if len(named) > 1:
            named[1].errors = [ONE_TARGET]
            return False
        return fine

    def show(self, problems: Sequence[Problem]) -> None:
        """Put each problem to the field that mends it."""
        for problem in problems:
            field = self._field(problem.part)
            field.errors = [*field.errors, problem.sentence]

    def _field(self, part: str) -> Any:  # noqa: ANN401 - a field
        if part == "condition" and self.conditions:
            return next((field for field in self.conditions if field.data), self.conditions[0])
        if part == "options" and "trades" in self:
            return self.trades
        return self[part if part in self else "label"]

    def _take_off(self) -> None:
        entry, kind = CATALOGUE.get(self.question.field), self.question.kind
        wanted = {
            "options": kind in WITH_OPTIONS and self.question.field in {"", "shirt"},
            "trades": self.question.field == TRADE,
            "minimum": kind is Kind.NUMBER,
            "maximum": kind is Kind.NUMBER,
            "unit": kind is Kind.NUMBER,
            "photo_only": kind is Kind.FILE and entry is None,
            "retention": entry is None,
            "required": entry is None or not entry.voluntary,
        }
        for name, keep in wanted.items():
            if not keep:
                del self[name]

    def _fill(self) -> None:
        question = self.question
        values: Mapping[str, Any] = {
            "label": question.label,
            "purpose": question.purpose,
            "hint": question.hint,
            "required": question.required,
            "options": "\n".join(option.label for option in question.options),
            "trades": [option.key for option in question.options],
            "minimum": question.limits.minimum,
            "maximum": question.limits.maximum,
            "unit": question.limits.unit,
            "photo_only": question.limits.photo_only,
            "retention": question.retention.value,
        }
        for name, value in values.items():
            if name in self:
                self[name].data = value
        if question.condition and f"when_{question.condition.on}" in self:
            self[f"when_{question.condition.on}"].data = list(question.condition.values)

    def _options(self) -> tuple[Option, ...]:
        if "trades" in self:
            return tuple(Option(key, TRADES[key]) for key in self.trades.data or () if key in TRADES)
        if "options" not in self:
            return self.question.options
        lines = (single_spaced(line) for line in (self.options.data or "").splitlines())
        return tuple(Option(line, line) for line in lines if line)

    def _limits(self) -> Limits:
        if "minimum" in self:
            return Limits(self.minimum.data or "", self.maximum.data or "", single_spaced(self.unit.data or "")[:8])
        return Limits(photo_only=True) if "photo_only" in self and self.photo_only.data else self._kept_limits()

    def _kept_limits(self) -> Limits:
        return NO_LIMITS if "photo_only" in self else self.question.limits

    def _retention(self) -> Retention:
        known = {key.value for key in Retention}
        chosen = self.retention.data if "retention" in self else None
        return Retention(chosen) if chosen in known else self.question.retention

    def _condition(self) -> Condition | None:
        for held in self.earlier:
            values = self[f"when_{held.key}"].data
            if values:
                return Condition(held.key, tuple(value for value in values if value in answers_of(held)))
        return None


class MoveForm(BaseForm):
    """Up or down."""

    direction = SegmentField("方向", choices={"up": "上移", "down": "下移"})


def _when(held: Question) -> Any:  # noqa: ANN401 - an unbound field
    choices = {option.key: option.label for option in held.options}
    return SelectMultipleField(
        held.label,
        choices=choices if held.kind is not Kind.CONSENT else {YES: "已勾选"},
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
