"""Forms of entering people for others."""

from collections.abc import Sequence
from typing import cast

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField
from wtforms.validators import InputRequired

from deqing_events.domain.questions.definition import Question
from deqing_events.events.models import Event
from deqing_events.registration.forms import RegistrationForm
from deqing_events.web.forms import BaseForm


class ListForm(BaseForm):
    """The workbook with the list."""

    file = FileField("填好的名单（.xlsx）", [FileRequired("请选择填好的 .xlsx 文件。")])


class ConfirmForm(BaseForm):
    """Take in what the preview showed; ``seen`` is what that was, line by line."""

    seen = HiddenField()
    agree = BooleanField("本人同意", [InputRequired("要先征得名单上每个人的同意。")])
    agree_number = BooleanField("使用身份证号", [InputRequired("名单里有身份证号，要先征得同意。")])

    @classmethod
    def for_list(cls, *, numbers: bool, fresh: bool = False) -> "ConfirmForm":
        """Return the form; a list without identity numbers asks nothing about them."""
        form = cls(formdata=None) if fresh else cls()
        if not numbers:
            del form.agree_number
        return form


class PersonForm(RegistrationForm):
    """One person, entered by somebody who has asked them."""

    by_themselves = False
    agree = BooleanField("本人同意", [InputRequired("要先征得本人同意。")])

    @classmethod
    def for_one(cls, event: Event, questions: Sequence[Question]) -> "PersonForm":
        """Return the form with what this event asks."""
        return cast("PersonForm", cls.for_event(event, questions))
