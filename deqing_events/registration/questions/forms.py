"""The sign-up form with an event's questions: fields made from the definitions, read by the law.

Each question is a field ``a_<key>``; a file's field has a ``k_<key>`` beside it that names the one received already, so
that a refused submit loses nothing. ``shown`` names the questions that were on the page: what the answers call for but
was not there yet is asked in a second step, so the form works without JavaScript.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from wtforms import (
    BooleanField,
    Field,
    FileField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.widgets import CheckboxInput, ListWidget

from deqing_events.domain.masking import mask_id
from deqing_events.domain.questions.answering import Raw, Reading, read
from deqing_events.domain.questions.asking import follows_from_identity
from deqing_events.domain.questions.catalogue import BIRTH
from deqing_events.domain.questions.definition import YES, Answers, Kind, Question, StoredFile
from deqing_events.domain.questions.wording import file_words
from deqing_events.registration.questions.receiving import receive
from deqing_events.registration.questions.stored_files import UnusableFileError
from deqing_events.web import clock, installation
from deqing_events.web.forms import BaseForm

LIST = 8
"""More options than this stand in a select."""
SHORT_LABEL = 4
"""Longer words stand one below the other."""
FIXED: Mapping[Kind, Mapping[str, Any]] = {
    Kind.IDENTITY: {"inputmode": "text", "autocomplete": "off", "autocapitalize": "characters", "maxlength": 40},
    Kind.TEXT: {"autocomplete": "off", "maxlength": 200},
}
ACCEPT = {True: "image/jpeg,image/png,image/webp", False: "image/jpeg,image/png,image/webp,application/pdf"}


NOTHING_HELD: Answers = {}
FormKind = TypeVar("FormKind", bound="QuestionsForm")


class NamesField(Field):  # type: ignore[misc]  # WTForms ships no types
    """The keys that were sent under one name, however many."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep all of them."""
        self.data = valuelist


@dataclass(frozen=True)
class Part:
    """One question as the page draws it. ``asked`` says whether it is on the page before any script runs."""

    question: Question
    field: Field
    kept: Field | None
    asked: bool
    hint: str
    attributes: Mapping[str, Any]
    file: str = ""


class QuestionsForm(BaseForm):
    """A form with the questions of an event; made by ``with_questions``, which fills the class attributes."""

    questions: tuple[Question, ...] = ()
    held: Answers = NOTHING_HELD
    last_fields: tuple[str, ...] = ()
    shown = NamesField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(*args, **kwargs)
        for name in self.last_fields:
            if name in self._fields:  # errors are listed in page order
                self._fields[name] = self._fields.pop(name)
        for question in self.questions:
            self[field_name(question)].flags.required = question.required
        self._unusable: dict[str, str] = {}
        self._files: dict[str, StoredFile] = {}
        if not self.is_submitted():
            self._prefill()
        self.reading: Reading = self._read()
        self.second_step: tuple[Question, ...] = ()

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' own
        """Check all fields; what the answers call for but was not on the page is no error but the second step."""
        fine: bool = super().validate(extra_validators)
        self._take_files()
        self.reading = self._read()
        on_page = set(self.shown.data or ())
        asked = [question for question in self.reading.asked if not follows_from_identity(question, self.questions)]
        self.second_step = tuple(question for question in asked if question.key not in on_page)
        later = {question.key for question in self.second_step}
        for key, sentence in {**self.reading.errors, **self._unusable}.items():
            if key not in later:
                self[f"a_{key}"].errors = [sentence]
                fine = False
        return fine and not self.second_step

    @property
    def answers(self) -> Answers:
        """The valid answers to what is asked."""
        return self.reading.answers

    @property
    def parts(self) -> list[Part]:
        """The questions with their fields, in order, without those that follow from the identity number."""
        asked = {question.key for question in self.reading.asked}
        return [
            self._part(question, question.key in asked)
            for question in self.questions
            if not follows_from_identity(question, self.questions)
        ]

    @property
    def sends_files(self) -> bool:
        """Whether the page's form needs to be sent in parts."""
        return any(question.kind is Kind.FILE for question in self.questions)

    def hidden(self) -> list[tuple[str, str]]:
        """Return names and values that carry the answers through the page for checking."""
        pairs: list[tuple[str, str]] = []
        for question in self.reading.asked:
            pairs.append(("shown", question.key))
            raw = self[field_name(question)].data if question.kind is Kind.IDENTITY else self._raw(question)
            if isinstance(raw, StoredFile):
                pairs.append((f"k_{question.key}", raw.name))
            elif isinstance(raw, str):
                pairs += [(field_name(question), raw)] if raw else []
            elif isinstance(raw, Sequence):
                pairs += [(field_name(question), key) for key in raw]
        return pairs

    def _part(self, question: Question, asked: bool) -> Part:  # noqa: FBT001 - private
        file = self._files.get(question.key)
        hint = question.purpose_line
        if question.kind is Kind.IDENTITY and question.key in self.held:
            hint = f"已填 {mask_id(cast('str', self.held[question.key]))}，不改就留空。{hint}"
        if question.hint:
            hint = f"{question.hint}{'' if question.hint.endswith('。') else '。'}{hint}"
        kept = self[f"k_{question.key}"] if question.kind is Kind.FILE else None
        if kept is not None:
            kept.data = file.name if file else ""
        words = f"已收到{file_words(file)}，要换就重新选。" if file else ""
        return Part(question, self[field_name(question)], kept, asked, hint, _attributes(question), words)

    def _prefill(self) -> None:
        for question in self.questions:
            value = self.held.get(question.key)
            if value is None or question.kind is Kind.IDENTITY:
                continue
            if isinstance(value, StoredFile):
                self._files[question.key] = value
            else:
                self[field_name(question)].data = list(value) if isinstance(value, tuple) else value

    def _take_files(self) -> None:
        folder = installation.settings().uploads
        for question in self.questions:
            if question.kind is not Kind.FILE:
                continue
            held = self.held.get(question.key)
            try:
                file = receive(folder, self[field_name(question)].data, self[f"k_{question.key}"].data or "")
            except UnusableFileError as refusal:
                self._unusable[question.key] = str(refusal)
                continue
            file = file or (held if isinstance(held, StoredFile) else None)
            if file is not None:
                self._files[question.key] = file

    def _read(self) -> Reading:
        if self.is_submitted() and not self._files:
            self._take_kept()
        return read(self.questions, {question.key: self._raw(question) for question in self.questions}, clock.today())

    def _take_kept(self) -> None:
        folder = installation.settings().uploads
        for question in self.questions:
            name = (self[f"k_{question.key}"].data or "") if question.kind is Kind.FILE else ""
            file = receive(folder, None, name)
            if file is not None:
                self._files[question.key] = file

    def _raw(self, question: Question) -> Raw:
        if question.kind is Kind.FILE:
            return self._files.get(question.key)
        data = self[field_name(question)].data
        if question.kind is Kind.CONSENT:
            return YES if data else ""
        if question.kind is Kind.IDENTITY and not data:
            return cast("str", self.held.get(question.key, ""))
        return cast("Raw", data or "")


def with_questions(base: type[FormKind], questions: Sequence[Question], held: Answers = NOTHING_HELD) -> type[FormKind]:
    """Return a form class: ``base`` with a field for each question; ``held`` are the answers it starts from.

    The number of an identity question is never put into the page: an empty field keeps the held one. A consent among
    ``held`` is shown ticked: give those of the same registration only.
    """
    fields: dict[str, Any] = {"questions": tuple(questions), "held": dict(held)}
    for question in questions:
        fields[field_name(question)] = _field(question)
        if question.kind is Kind.FILE:
            fields[f"k_{question.key}"] = HiddenField()
    return cast(
        "type[QuestionsForm]",
        type(base.__name__, (base,), fields),
    )


def field_name(question: Question) -> str:
    """Return the name of a question's field."""
    return f"a_{question.key}"


def _field(question: Question) -> Any:  # noqa: ANN401 - an unbound field
    choices = {option.key: option.label for option in question.options}
    match question.kind:
        case Kind.CHOICE if len(choices) <= LIST:
            optional = {} if question.required else {"": "不填"}
            return RadioField(question.label, choices=choices | optional, validate_choice=False)
        case Kind.CHOICE:
            return SelectField(question.label, choices={"": "请选择"} | choices, validate_choice=False)
        case Kind.MANY:
            return SelectMultipleField(
                question.label,
                choices=choices,
                validate_choice=False,
                widget=ListWidget(prefix_label=False),
                option_widget=CheckboxInput(),
            )
        case Kind.CONSENT:
            return BooleanField(question.label)
        case Kind.FILE:
            return FileField(question.label)
        case _:
            return StringField(question.label)


def _attributes(question: Question) -> dict[str, Any]:
    """Return the attributes that give a phone the right keyboard, and how the choices are laid out."""
    match question.kind:
        case Kind.NUMBER:
            whole = "." not in question.limits.minimum + question.limits.maximum
            return {"inputmode": "numeric" if whole else "decimal", "autocomplete": "off", "maxlength": 15}
        case Kind.DATE:
            return {"type": "date", "autocomplete": "bday" if question.field == BIRTH else "off"}
        case Kind.FILE:
            return {"accept": ACCEPT[question.limits.photo_only]}
        case Kind.CHOICE:
            labels = [option.label for option in question.options]
            wide = max(map(len, labels), default=0) > SHORT_LABEL
            return {"list": wide} if len(labels) <= LIST else {}
        case _:
            return dict(FIXED.get(question.kind, {}))
