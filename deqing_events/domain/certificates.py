"""Numbers and verification codes of certificates (domain.md §5, 获奖证书).

A *number* is what the county counts by: a pattern with a year and a serial that goes up by one and never comes again. A
*code* is what a stranger types to check a certificate: random letters and digits that cannot be taken for each other.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from deqing_events.domain.text import compact

CODE_LETTERS = "23456789ACDEFGHJKMNPQRTVWXY"
"""No 0 O 1 I L, and of 2 Z, 5 S, 8 B, V U only the first."""
CODE_LENGTH = 10
LONGEST_NUMBER = 40
_TAKEN_FOR = str.maketrans({"Z": "2", "S": "5", "B": "8", "U": "V"})
_BETWEEN = re.compile(r"[-‐-―－_.·]")
_FIELD = re.compile(r"\{(year|serial)(?::([1-9]))?\}")
_HIGHEST_SERIAL = 10**9 - 1


class CertificateState(StrEnum):
    """What became of a certificate."""

    VALID = "valid"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


CERTIFICATE_WORDS: Mapping[CertificateState, str] = {
    CertificateState.VALID: "有效",
    CertificateState.REPLACED: "已换发",
    CertificateState.WITHDRAWN: "已撤销",
}


def tidy_code(text: str) -> str:
    """Return a typed code as it is stored: full width, lower case, spaces and dashes make no difference.

    A letter the codes do not have is read as the one it is mostly taken for.
    """
    read = _BETWEEN.sub("", compact(text)).upper().translate(_TAKEN_FOR)
    # What stood apart may join now, an accent with the letter before it.
    return read if read == text else tidy_code(read)


def is_code(text: str) -> bool:
    """Tell whether a tidied text has the shape of a code."""
    return len(text) == CODE_LENGTH and set(text) <= set(CODE_LETTERS)


def grouped(code: str) -> str:
    """Write a code for people: 7KQM-4TXR-92."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


@dataclass(frozen=True)
class NumberPattern:
    """How numbers are written: text with one ``{serial}`` and at most one ``{year}``, ``{serial:4}`` for 0001.

    ``of`` reads one; a serial that outgrows its digits is written in full.
    """

    before: str
    after: str
    digits: int

    @staticmethod
    def of(text: str) -> "NumberPattern":
        """Read a pattern. Raises ValueError (English, for the person who sets it up) for one that cannot count."""
        serials = [found for found in _FIELD.finditer(text) if found[1] == "serial"]
        years = [found for found in _FIELD.finditer(text) if found[1] == "year"]
        if len(serials) != 1 or len(years) > 1 or any(found[2] for found in years):
            raise ValueError("must hold {serial} or {serial:4} once and {year} at most once")
        before, after = text[: serials[0].start()], text[serials[0].end() :]
        pattern = NumberPattern(before, after, int(serials[0][2] or 1))
        if set(before.replace("{year}", "") + after.replace("{year}", "")) & set("{}"):
            raise ValueError("must hold no braces but those of {year} and {serial}")
        if len(pattern.number(9999, _HIGHEST_SERIAL)) > LONGEST_NUMBER:
            raise ValueError(f"must not make numbers of more than {LONGEST_NUMBER} characters")
        return pattern

    def series(self, year: int) -> str:
        """Return what is counted together: the number without its serial."""
        return self._dated(f"{self.before}#{self.after}", year)

    def number(self, year: int, serial: int) -> str:
        """Return the number of a serial from 1."""
        return self._dated(self.before, year) + f"{serial:0{self.digits}}" + self._dated(self.after, year)

    @staticmethod
    def _dated(text: str, year: int) -> str:
        return text.replace("{year}", str(year))
