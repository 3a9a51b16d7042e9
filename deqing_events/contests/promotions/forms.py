"""Forms of the rule table and of deciding about promotions."""

import datetime as dt

from wtforms import DateField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from deqing_events.domain.kinds import LEVEL_WORDS, Level
from deqing_events.domain.promotion_rules import BY_CONTEST, CLASSES, LIMITS, NO_LEVEL, level_word
from deqing_events.domain.skill_levels import SkillLevel
from deqing_events.web.forms import BaseForm, compact, required

DAY = "日期请写成 2026-12-19 这样。"
LONGEST = 8


def _at_most(count: int) -> Length:
    return Length(max=count, message=f"最多 {count} 个字。")


def _choices(words: dict[str, str]) -> list[SelectChoice]:
    return [SelectChoice(key, word) for key, word in words.items()]


class _DayForm(BaseForm):
    """A form whose days say in our words what cannot be read."""

    def process(self, *args: object, **kwargs: object) -> None:
        super().process(*args, **kwargs)
        for field in self:
            if isinstance(field, DateField) and field.process_errors:
                field.process_errors = [DAY]


class HeadForm(_DayForm):
    """What a version of the rule table says beside its rules."""

    valid_from = DateField("启用日期", required(DAY))
    valid_to = DateField("停用日期", [Optional()])
    approving_body = StringField("批准单位", [*required("请写由谁批准晋级。"), _at_most(60)])
    basis = StringField("依据文件", [_at_most(120)])

    def period_problem(self) -> bool:
        """Tell whether the days do not follow each other, and say so at the field."""
        start: dt.date | None = self.valid_from.data
        end: dt.date | None = self.valid_to.data
        if start and end and end < start:
            self.valid_to.errors = ["停用日期不能早于启用日期。"]
            return True
        return False


class RuleForm(BaseForm):
    """One row of the rule table; what may go together is the law's matter."""

    level = SelectField("比赛级别", required(), choices=_choices({level.value: LEVEL_WORDS[level] for level in Level}))
    contest_class = SelectField("比赛类别", choices=_choices(dict(CLASSES)))
    limit = SelectField("名次要求", required(), choices=_choices(dict(LIMITS)))
    number = StringField("前几名或百分之几", [_at_most(LONGEST)], filters=(compact,))
    theory = StringField("理论合格线", [_at_most(LONGEST)], filters=(compact,))
    practical = StringField("实操合格线", [_at_most(LONGEST)], filters=(compact,))
    start = SelectMultipleField(
        "原等级",
        choices=_choices({NO_LEVEL: level_word(None), **{level.value: level.label for level in BY_CONTEST}}),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    to = SelectField(
        "晋升到",
        required(),
        choices=_choices({level.value: level.label for level in BY_CONTEST if level is not SkillLevel.APPRENTICE}),
    )
    per_year = StringField("每人每年最多几次", [_at_most(LONGEST)], filters=(compact,))

    def row(self) -> dict[str, object]:
        """Return the row as the law reads it, without its id."""
        return {
            "level": self.level.data,
            "class": self.contest_class.data or "",
            "limit": self.limit.data,
            "number": self.number.data or "",
            "theory": self.theory.data or "",
            "practical": self.practical.data or "",
            "from": self.start.data or [],
            "to": self.to.data,
            "per_year": self.per_year.data or "",
        }


class DecideForm(_DayForm):
    """What goes with a decision: the approval, or the reason."""

    approver = StringField("批准单位", [_at_most(60)])
    approved_on = DateField("批准日期", [Optional()])
    document_number = StringField("批准文号", [_at_most(60)])
    reason = StringField("原因", [_at_most(200)])


class CertificateNumberForm(BaseForm):
    """The number of the level's certificate."""

    number = StringField("技能等级证书编号", [_at_most(40)], filters=(compact,))


class EmptyForm(BaseForm):
    """Only the token."""
