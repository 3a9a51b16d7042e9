"""Identity numbers, unified social credit codes and mobile numbers (domain.md §4.3)."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from deqing_events.domain.text import Cell, compact_cell, is_number

EARLIEST_BIRTH = date(1900, 1, 1)


class Gender(StrEnum):
    """Sex as the identity number or the roster states it."""

    MALE = "male"
    FEMALE = "female"


class IdReason(StrEnum):
    """Why an identity number cannot be used."""

    MISSING = "id_missing"
    NUMERIC_LOSSY = "id_numeric_lossy"
    FIFTEEN_DIGITS = "id_15_digits"
    FORMAT = "id_format"
    DATE_INVALID = "id_date_invalid"
    CHECKSUM = "id_checksum"


class UsccReason(StrEnum):
    """Why a unified social credit code cannot be used without a person's override."""

    MISSING = "uscc_missing"
    FORMAT = "uscc_format"
    CHECKSUM = "uscc_checksum"


@dataclass(frozen=True, slots=True)
class IdCheck:
    """Verdict on an identity number; everything but ``valid`` and ``reason`` is None when not valid."""

    valid: bool
    normalised: str | None = None
    reason: IdReason | None = None
    birth_date: date | None = None
    gender: Gender | None = None


@dataclass(frozen=True, slots=True)
class UsccCheck:
    """Verdict on a unified social credit code.

    ``org_code_ok`` tells whether the embedded organisation code checks; a false one is a
    warning only. It is None when the whole code is not valid.
    """

    valid: bool
    normalised: str | None = None
    reason: UsccReason | None = None
    org_code_ok: bool | None = None


_APOSTROPHES = "'‘’"
_ID_SHAPE = re.compile("[1-9][0-9]{16}[0-9X]")
_ID_FIFTEEN = re.compile("[0-9]{15}")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK = "10X98765432"

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_SHAPE = re.compile(f"[{_USCC_ALPHABET}]{{2}}[0-9]{{6}}[{_USCC_ALPHABET}]{{10}}")
_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_HYPHENS = str.maketrans("", "", "-\u2010")
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORG_CHECK = "0123456789X0"

_MOBILE = re.compile("1[3-9][0-9]{9}")
_MOBILE_PREFIXED = re.compile(r"(?:\+86|0086|86)?(1[3-9][0-9]{9})")
_MOBILE_PUNCTUATION = str.maketrans("", "", "-–—().\u2010")


def id_number_text(value: Cell) -> str:
    """Return the identity number in the form in which it is checked; empty when there is none."""
    text = compact_cell(value).lstrip(_APOSTROPHES).upper()
    return compact_cell(text)


def has_id_shape(text: str) -> bool:
    """Tell whether a normalised text has the 18-character shape of an identity number."""
    return _ID_SHAPE.fullmatch(text) is not None


def check_id_number(value: Cell, as_of: date) -> IdCheck:
    """Check an identity number (GB 11643) against the reference date ``as_of``.

    A number cell is never accepted: a spreadsheet keeps 15 digits only. No list of provinces is
    consulted, so residence-permit and foreigner prefixes pass.
    """
    if is_number(value):
        return IdCheck(valid=False, reason=IdReason.NUMERIC_LOSSY)
    text = id_number_text(value)
    reason = _shape_problem(text)
    if reason is not None:
        return IdCheck(valid=False, reason=reason)
    born = _birth_date(text[6:14])
    if born is None or not EARLIEST_BIRTH <= born <= as_of:
        return IdCheck(valid=False, reason=IdReason.DATE_INVALID)
    if _ID_CHECK[sum(w * int(c) for w, c in zip(_ID_WEIGHTS, text, strict=False)) % 11] != text[17]:
        return IdCheck(valid=False, reason=IdReason.CHECKSUM)
    gender = Gender.MALE if int(text[16]) % 2 else Gender.FEMALE
    return IdCheck(valid=True, normalised=text, birth_date=born, gender=gender)


def _shape_problem(text: str) -> IdReason | None:
    if not text:
        return IdReason.MISSING
    if _ID_FIFTEEN.fullmatch(text):
        return IdReason.FIFTEEN_DIGITS
    return None if has_id_shape(text) else IdReason.FORMAT


@lru_cache(maxsize=40_000)
def _birth_date(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def check_uscc(value: Cell) -> UsccCheck:
    """Check a unified social credit code (GB 32100)."""
    text = compact_cell(value).upper().translate(_HYPHENS)
    if not text:
        return UsccCheck(valid=False, reason=UsccReason.MISSING)
    if not _USCC_SHAPE.fullmatch(text):
        return UsccCheck(valid=False, reason=UsccReason.FORMAT)
    weighted = sum(w * _USCC_ALPHABET.index(c) for w, c in zip(_USCC_WEIGHTS, text, strict=False))
    if _USCC_ALPHABET[(31 - weighted % 31) % 31] != text[17]:
        return UsccCheck(valid=False, reason=UsccReason.CHECKSUM)
    return UsccCheck(valid=True, normalised=text, org_code_ok=_org_code_ok(text[8:17]))


def _org_code_ok(code: str) -> bool:
    weighted = sum(w * int(c, 36) for w, c in zip(_ORG_WEIGHTS, code, strict=False))
    return _ORG_CHECK[11 - weighted % 11] == code[8]


def normalise_mobile(value: Cell) -> str | None:
    """Return the eleven digits of a mainland mobile number, or None when the value is not one.

    Number cells use their integer digits. No list of carriers is consulted.
    """
    if isinstance(value, str) and _MOBILE.fullmatch(value):
        return value
    text = compact_cell(value).translate(_MOBILE_PUNCTUATION)
    found = _MOBILE_PREFIXED.fullmatch(text)
    return found[1] if found else None
