"""Names of people in the one form in which they are stored and compared (domain.md §4.2)."""

import re

from deqing_events.domain.text import compact, single_spaced

MIDDLE_DOT = "·"

_DOTS = re.compile("[·•‧∙・･⋅]")
_FULL_STOP_BETWEEN = re.compile(r"(?<=[^\x00-\x7f])\s*\.\s*(?=[^\x00-\x7f])")
_LATIN = re.compile("[A-Za-zÀ-ÖØ-öø-ɏ]")


def normalise_name(value: str) -> str:
    """Return the name in NFKC with one kind of middle dot and no space.

    Names with Latin letters keep single inner spaces (``Anna Beispiel``). Several characters
    that look like the dot of a transcribed name become ``·``; so does a full stop between two
    non-ASCII characters.
    """
    text = _DOTS.sub(MIDDLE_DOT, single_spaced(value))
    text = _FULL_STOP_BETWEEN.sub(MIDDLE_DOT, text)
    return text if _LATIN.search(text) else compact(text)
