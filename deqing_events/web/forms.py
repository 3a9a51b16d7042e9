"""The form base: CSRF, Chinese sentences, and text that is tidied before it is checked."""

import unicodedata
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import validators

from deqing_events.domain.text import compact as compact_text

REQUIRED = "请填写这一项。"


def tidy(value: Any) -> Any:  # noqa: ANN401 - WTForms filters see whatever the browser sent
    """Strip white space at both ends and invisible characters; anything but text passes unchanged."""
    if not isinstance(value, str):
        return value
    return "".join(ch for ch in value.strip() if ch in "\n\r\t" or unicodedata.category(ch) not in {"Cc", "Cf"})


def compact(value: Any) -> Any:  # noqa: ANN401 - WTForms filters see whatever the browser sent
    """Normalise (NFKC) and drop every white space and zero-width character: for codes, numbers and names."""
    return compact_text(value) if isinstance(value, str) else value


class BaseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Every form's parent."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # Flask-WTF ships no types
        """Messages come in Chinese."""

        locales = ("zh_CN", "zh")

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:  # noqa: ANN401 - WTForms hook
            """Read a JSON body as an empty form: Flask-WTF would take it for fields, of whatever shape."""
            return MultiDict() if formdata is not None and request.is_json else super().wrap_formdata(form, formdata)

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:  # noqa: ANN401 - WTForms hook
            """Give every text field the tidy filter unless it names filters of its own."""
            if "filters" not in unbound_field.kwargs and unbound_field.field_class.__name__ in {
                "StringField",
                "TextAreaField",
                "TelField",
                "SearchField",
            }:
                options = {**options, "filters": (tidy,)}
            return unbound_field.bind(form=form, **options)

    def problems(self) -> list[tuple[str, str, str]]:
        """Return (field id, label, first sentence) for each field that needs a change, in page order."""
        return [(field.id, field.label.text, field.errors[0]) for field in self if field.errors]


def required(message: str = REQUIRED) -> list[Any]:
    """Return the validators of a field that must be filled, with the sentence to show."""
    return [validators.InputRequired(message), validators.DataRequired(message)]
