"""Masked forms of personal data, the same on every page and in every file (domain.md §4.2)."""

from deqing_events.domain.identity import has_id_shape, id_number_text, normalise_mobile
from deqing_events.domain.names import normalise_name
from deqing_events.domain.text import Cell, compact_cell, is_number

NOTHING_SHOWN = "***"
"""Stands for a value that does not have the shape of what it should be."""

_NAME_SHOWING_ONE_END = 2


def mask_name(value: str) -> str:
    """Return the name with all but its first and last character hidden.

    Compound surnames and names with a middle dot follow the same rule.
    """
    name = normalise_name(value)
    if len(name) <= 1:
        return "*" * len(name)
    if len(name) == _NAME_SHOWING_ONE_END:
        return name[0] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


def mask_mobile(value: Cell) -> str:
    """Return ``138****1234``; empty for empty, ``***`` for anything that is not a mobile number."""
    if not compact_cell(value):
        return ""
    mobile = normalise_mobile(value)
    return f"{mobile[:3]}****{mobile[-4:]}" if mobile else NOTHING_SHOWN


def mask_address(value: str) -> str:
    """Return a network address with its last part hidden: ``10.0.8.*``, ``2001:db8:*``; empty for empty."""
    if ":" in value:
        return ":".join(value.split(":")[:2]) + ":*"
    head, dot, _ = value.rpartition(".")
    return f"{head}.*" if dot else value and NOTHING_SHOWN


def mask_id(value: Cell) -> str:
    """Return ``330599********0025``; for staff only, public pages show no identity number at all."""
    text = id_number_text(value)
    if not text:
        return ""
    if is_number(value) or not has_id_shape(text):
        return NOTHING_SHOWN
    return f"{text[:6]}********{text[-4:]}"
