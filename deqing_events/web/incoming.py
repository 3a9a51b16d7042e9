"""What may come in at all: ids that fit a column, and text that can be stored and shown."""

import re

from flask import Flask, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.routing import IntegerConverter, Map

from deqing_events.web import errors

LARGEST_ID = 2**31 - 1
UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""Control characters: PostgreSQL stores no NUL, HTML shows none of them, and no keyboard types them."""
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
Fields = MultiDict[str, str]


class RowId(IntegerConverter):
    """``<int:…>`` in an address: at most what an integer column holds; a larger number is an unknown address."""

    def __init__(self, rules: Map, fixed_digits: int = 0) -> None:
        super().__init__(rules, fixed_digits, max=LARGEST_ID)


def guard(app: Flask) -> None:
    """Attach both rules to ``app``; before any route is added."""
    app.url_map.converters["int"] = RowId
    app.before_request(drop_control_characters)


def drop_control_characters() -> ResponseReturnValue | None:
    """Take control characters out of what is asked and typed; an address that holds one is an unknown address."""
    if UNREADABLE.search(request.path):
        return errors.answer(404)
    if _is_unclean(request.args):
        request.args = _cleaned(request.args)
    # Reading the form of any other body would fix its largest length before the API sets its own.
    if request.mimetype in FORMS and _is_unclean(request.form):
        request.form = _cleaned(request.form)
    return None


def _is_unclean(fields: Fields) -> bool:
    return any(UNREADABLE.search(name) or UNREADABLE.search(value) for name, value in fields.items(multi=True))


def _cleaned(fields: Fields) -> ImmutableMultiDict[str, str]:
    pairs = fields.items(multi=True)
    return ImmutableMultiDict([(UNREADABLE.sub("", name), UNREADABLE.sub("", value)) for name, value in pairs])
