"""Ticked rows as a form sends them: ``17:submitted``, the registration and the review the page showed."""

from collections.abc import Iterable

from deqing_events.domain.text import row_id
from deqing_events.registration.review.actions import Pick

SEEN = frozenset({"none", "submitted", "unit_confirmed", "approved", "returned"})


def picks_of(values: Iterable[str]) -> list[Pick]:
    """Return the rows that were ticked, each once; what is no row is left out."""
    found: dict[int, Pick] = {}
    for value in values:
        number, _, seen = value.partition(":")
        registration_id = row_id(number)
        if registration_id is not None:
            found[registration_id] = Pick(registration_id, seen if seen in SEEN else "")
    return list(found.values())
