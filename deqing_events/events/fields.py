"""Form fields for instants: a ``datetime-local`` box on the Deqing clock, an aware instant in the data."""

import datetime as dt
from typing import Any

from wtforms import DateTimeLocalField, IntegerField, RadioField, SelectField
from wtforms.validators import ValidationError

from deqing_events.web.clock import SHANGHAI

FIRST_YEAR, LAST_YEAR = 2000, 2099
WRITTEN = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S")
HOW = "请按 2026-11-28 08:30 这样填写。"


class InstantField(DateTimeLocalField):  # type: ignore[misc]  # WTForms ships no types
    """A local date and time; empty is None. What cannot be read stays in the box."""

    def __init__(self, label: str, validators: Any = None, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(label, validators, format=list(WRITTEN), **kwargs)

    def process_data(self, value: dt.datetime | None) -> None:
        """Show an instant on the Deqing clock."""
        self.data = value.astimezone(SHANGHAI) if value is not None else None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed. Raises ValueError with a sentence when it is no date and time."""
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata([valuelist[0].strip()])
        except ValueError:
            self.data = None
        if self.data is None or not FIRST_YEAR <= self.data.year <= LAST_YEAR:
            self.data = None
            raise ValueError(HOW)
        self.data = self.data.replace(tzinfo=SHANGHAI).astimezone(dt.UTC)


class CountField(IntegerField):  # type: ignore[misc]  # WTForms ships no types
    """A whole number of people; empty is None."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; full-width digits count. Raises ValueError with a sentence otherwise."""
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        if not text.isdecimal() or len(text) > 6:  # noqa: PLR2004 - nobody hosts a million
            raise ValueError("请填整数，比如 120。")
        self.data = int(text)


PICK = "请从列表里选一个。"


class PickField(SelectField):  # type: ignore[misc]  # WTForms ships no types
    """One of a fixed list; ``choices`` maps value to word, or group to such a map."""

    def __init__(self, label: str, validators: Any = None, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(label, validators, invalid_choice_message=PICK, **kwargs)


class SegmentField(RadioField):  # type: ignore[misc]  # WTForms ships no types
    """One of a few, as segments."""

    def __init__(self, label: str, validators: Any = None, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(label, validators, invalid_choice_message=PICK, **kwargs)


class RowField(SelectField):  # type: ignore[misc]  # WTForms ships no types
    """One of the stored things that ``offer`` names, by id; empty is None."""

    def __init__(self, label: str, validators: Any = None, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        messages = {"invalid_choice_message": PICK, "invalid_value_message": PICK}
        super().__init__(label, validators, coerce=_id, choices={}, **messages, **kwargs)

    def offer(self, rows: Any, nothing: str | None) -> None:  # noqa: ANN401 - any rows with id and name
        """Offer rows with id and name, after ``nothing`` when that is a choice too."""
        first = {} if nothing is None else {"": nothing}
        self.choices = first | {str(row.id): row.name for row in rows}


def _id(value: Any) -> int | None:  # noqa: ANN401 - WTForms coerces whatever was sent
    return None if value in {"", None} else int(value)


class After:
    """Check that an instant is later than that of another field; nothing is checked while either is empty."""

    def __init__(self, other: str, message: str) -> None:
        self.other, self.message = other, message

    def __call__(self, form: Any, field: Any) -> None:  # noqa: ANN401 - WTForms' own
        """Raise ValidationError with the sentence when it is not."""
        earlier = form[self.other].data
        if field.data is not None and earlier is not None and field.data <= earlier:
            raise ValidationError(self.message)
