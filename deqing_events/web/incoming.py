"""What may come in at all: ids that fit a column, text that can be stored and shown, forms that are forms."""

import re
from collections.abc import Iterator

from flask import Flask, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.routing import IntegerConverter, Map

from deqing_events.web import errors

LARGEST_ID = 2**31 - 1
UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""Control characters: PostgreSQL stores no NUL, HTML shows none of them, and no keyboard types them."""
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
SENTENCE = "送来的内容里有看不见的控制字符。请返回上一页，删掉重填。"


class RowId(IntegerConverter):
    """``<int:…>`` in an address: at most what an integer column holds; a larger number is an unknown address."""

    def __init__(self, rules: Map, fixed_digits: int = 0) -> None:
        super().__init__(rules, fixed_digits, max=LARGEST_ID)


def guard(app: Flask) -> None:
    """Attach both rules to ``app``; before any route is added."""
    app.url_map.converters["int"] = RowId
    app.before_request(refuse_control_characters)


def refuse_control_characters() -> ResponseReturnValue | None:
    """Answer 400 when the address or a field of a form holds a control character."""
    if any(UNREADABLE.search(text) for text in _texts()):
        return errors.answer(400, SENTENCE)
    return None


def _texts() -> Iterator[str]:
    yield request.path
    # Reading the form of any other body would fix its largest length before the API sets its own.
    form: MultiDict[str, str] = request.form if request.mimetype in FORMS else MultiDict()
    for fields in (request.args, form):
        for name, value in fields.items(multi=True):
            yield name
            yield value
