"""Forms of rounds: the next round and its rule, the draw at the cut, the decision, answers."""

from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange

from deqing_events.registration.consents import WORDS, Purpose
from deqing_events.web.forms import BaseForm, required

REASON = Length(max=200, message="最多 200 个字。")
HUNDRED = 100


def _whole(low: int, high: int) -> list[InputRequired | NumberRange]:
    said = f"请填 {low} 到 {high} 的整数。"
    return [InputRequired(said), NumberRange(low, high, said)]


class _NumbersForm(BaseForm):
    """A form whose whole numbers say in our words what cannot be read."""

    def process(self, *args: object, **kwargs: object) -> None:
        """Read the form; an unreadable number gets the sentence of its own bounds."""
        super().process(*args, **kwargs)
        for field in self:
            if isinstance(field, IntegerField) and field.process_errors:
                field.process_errors = [next(str(each.message) for each in field.validators if each.message)]


class LinkForm(_NumbersForm):
    """Which event comes next, and by which rule people go on to it."""

    next_event_id = SelectField("下一轮", required("请选下一轮是哪一场。"), coerce=int)
    condition = RadioField(
        "按什么晋级",
        required("请选一种。"),
        choices=[SelectChoice("ranking", "按名次"), SelectChoice("percent", "按比例")],
    )
    level = IntegerField("前几名，或前百分之几", _whole(1, 9999))
    base = RadioField(
        "比例按什么人数算",
        required("请选一种。"),
        choices=[SelectChoice("registered", "参赛名单"), SelectChoice("present", "有成绩的人")],
    )
    cap_percent = IntegerField("晋级的最多占百分之几", _whole(1, HUNDRED))
    tie_at_level = RadioField(
        "并列在晋级线上怎么办",
        required("请选一种。"),
        choices=[
            SelectChoice("include", "一起晋级"),
            SelectChoice("exclude", "都不晋级"),
            SelectChoice("draw", "抽签决定"),
        ],
    )
    reserves = IntegerField("候补几名", _whole(0, 200))
    reply_hours = IntegerField("候补递补后几小时内答复", _whole(1, 720))
    guests_consume = BooleanField("同场参赛（只排名、不占奖）的人占晋级名次")
    reason = StringField("理由", [REASON])

    def fits(self) -> bool:
        """Tell whether a percent is one, and say so at the field."""
        if self.condition.data == "percent" and (self.level.data or 0) > HUNDRED:
            self.level.errors = ["按比例的，请填 1 到 100 的整数。"]
            return False
        return True


class ConfirmForm(BaseForm):
    """Who goes on is read from the boxes; ``seen`` is the digest of what was looked at."""

    seen = HiddenField()
    reason = StringField("理由", [REASON])
    override = StringField("不符合报名条件也让参加的理由", [REASON])


class AcceptForm(BaseForm):
    """A yes, and whether the full name may be published in the next round."""

    publish = BooleanField(WORDS[Purpose.PUBLICATION].sentence)


class ReasonForm(BaseForm):
    """A reason and the token."""

    reason = StringField("理由", [REASON])
