"""The registration form, looking a registration up, and reasons."""

from collections.abc import Sequence
from typing import Any, cast

from wtforms import BooleanField, Field, HiddenField, RadioField, StringField, TelField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from deqing_events.domain.guardians import SENTENCE as GUARDIAN
from deqing_events.domain.guardians import too_young
from deqing_events.domain.identity import normalise_mobile
from deqing_events.domain.names import normalise_name
from deqing_events.domain.questions.catalogue import IDENTITY
from deqing_events.domain.questions.definition import Answers, Kind, Question
from deqing_events.events.models import Event
from deqing_events.organisations.queries import UnitHit
from deqing_events.registration.people import LONGEST_NAME, LONGEST_UNIT
from deqing_events.registration.questions.forms import NOTHING_HELD, QuestionsForm, with_questions
from deqing_events.registration.wording import session_words
from deqing_events.registration.workplaces import OWN_WORDS
from deqing_events.web import clock
from deqing_events.web.forms import BaseForm, compact, required, tidy

NO_RESULTS = frozenset({"training", "tech_service", "grassroots_show", "book_delivery", "drill"})
"""Kinds of events that publish no names, so that nobody is asked about it."""


class RegistrationForm(QuestionsForm):
    """What one event asks of one person. Fields the event does not need are taken off by ``for_event``."""

    last_fields: tuple[str, ...] = ("agree", "agree_number", "publish", "photos")
    by_themselves = True
    name = StringField("姓名", [*required("请填写姓名。"), Length(max=LONGEST_NAME, message="姓名最多 60 个字。")])
    mobile = TelField("手机号", required("请填写手机号。"))
    unit_text = StringField(
        "单位", [*required("请填写单位。"), Length(max=LONGEST_UNIT, message="单位最多 120 个字。")]
    )
    unit_id = HiddenField()
    unit_choice = RadioField("请选你的单位", [Optional()], validate_choice=False)
    session_id = RadioField("场次", [InputRequired("请选一个场次。")])
    agree = BooleanField("信息使用", [InputRequired("要勾选这一项才能报名。")])
    agree_number = BooleanField("使用身份证号")
    publish = BooleanField("公示姓名")
    photos = BooleanField("现场照片")

    @classmethod
    def for_event(
        cls, event: Event, questions: Sequence[Question] = (), held: Answers = NOTHING_HELD
    ) -> "RegistrationForm":
        """Return the form with only the fields this event needs and its questions; ``held`` are known answers."""
        form = with_questions(cls, questions, held)()
        form.unit_choice.choices = []
        if len(event.sessions) > 1:
            form.session_id.choices = [(str(part.id), session_words(part)) for part in event.sessions]
        else:
            del form.session_id
        if event.kind in NO_RESULTS:
            del form.publish
        if not any(question.kind is Kind.IDENTITY for question in questions):
            del form.agree_number
        return form

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' own
        """Check all fields; whoever is too young to agree alone is sent to a guardian and staff."""
        fine = super().validate(extra_validators)
        key = too_young(self.answers, clock.today()) if self.by_themselves else ""
        if key:
            self[f"a_{key}"].errors = [GUARDIAN]
        return fine and not key

    def validate_name(self, field: Field) -> None:
        """Ask for at least one letter or character."""
        if not any(character.isalpha() for character in normalise_name(field.data or "")):
            raise ValidationError("请填写真实姓名。")

    def validate_mobile(self, field: Field) -> None:
        """Accept full-width digits, spaces and +86."""
        if normalise_mobile(field.data or "") is None:
            raise ValidationError("手机号要 11 位，以 1 开头，请再看一遍。")

    def validate_agree_number(self, field: Field) -> None:
        """Ask for the consent where a number is given."""
        if IDENTITY in self.answers and not field.data:
            raise ValidationError("填了身份证号，要勾选这一项。")

    def offer(self, hits: list[UnitHit]) -> None:
        """Ask which of the suggested workplaces is meant."""
        self.unit_choice.choices = [
            *((str(hit.id), f"{hit.name}（{hit.township_name}）" if hit.township_name else hit.name) for hit in hits),
            (OWN_WORDS, "都不是，按我写的登记"),
        ]
        self.unit_choice.flags.required = True
        self.unit_choice.errors = ["名称和登记的不完全一样，请选一个。"]

    @property
    def chosen_unit_id(self) -> int | None:
        """The id that the search in the page put into the hidden field; None for anything else."""
        return _whole(self.unit_id.data)

    @property
    def chosen_session_id(self) -> int | None:
        """The chosen session; None when the event asks for no choice."""
        return _whole(self.session_id.data) if "session_id" in self else None

    @property
    def publishes(self) -> bool:
        """Whether the full name may be published."""
        return bool(self.publish.data) if "publish" in self else False

    @property
    def allows_photos(self) -> bool:
        """Whether photos of the person may be used."""
        return bool(self.photos.data) if "photos" in self else False


def override_field() -> StringField:
    """Return the field for why staff let in somebody who does not meet the event's rules; asked for when one stands."""
    right_length = Length(min=2, max=60, message="放行原因写 2 到 60 个字。")
    return StringField("放行原因", [Optional(), right_length])


class FixForm(RegistrationForm):
    """What was returned, to be completed: name and mobile are typed only where they change, since they stay hidden."""

    by_themselves = False
    name = StringField("姓名", [Optional(), Length(max=LONGEST_NAME, message="姓名最多 60 个字。")])
    mobile = TelField("手机号", [Optional()])

    @classmethod
    def for_held(cls, event: Event, questions: Sequence[Question], held: Answers) -> "FixForm":
        """Return the form of one registration: only a number that is not held yet asks for its consent."""
        form = cast("FixForm", cls.for_event(event, questions, held))
        for name in ("agree", "publish", "photos", *(["agree_number"] if IDENTITY in held else [])):
            if name in form:
                del form[name]
        return form


class LookupForm(BaseForm):
    """Registration number and the last four digits of the mobile."""

    number = StringField("报名编号", [*required("请填写报名编号。"), Length(max=40)], filters=(tidy, compact))
    tail = StringField("手机尾号", [*required("请填写手机号的后四位。"), Length(max=20)], filters=(tidy, compact))


class ReasonForm(BaseForm):
    """Why staff do something; the worker or the log will read it."""

    reason = StringField("原因", [*required("请写明原因。"), Length(min=2, max=60, message="原因写 2 到 60 个字。")])


class AnswersForm(ReasonForm, QuestionsForm):
    """The questions of an event as staff correct them, with the reason."""

    last_fields = ("reason",)


class EmptyForm(BaseForm):
    """A button with a CSRF token."""


def _whole(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 10 else None  # noqa: PLR2004 - no id is longer
