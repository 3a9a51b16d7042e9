"""Walk through plain JSON and collect every problem with its path, instead of stopping at the first.

A wrong value is noted and replaced by a harmless one, so that reading goes on; the caller must throw the
result away when there are problems.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from deqing_events.domain.rounding import number

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right: where (`parts[0].weight`) and a sentence that says what to do."""

    path: str
    sentence: str


class Cursor:
    """One JSON object and its place in the sheet."""

    def __init__(self, value: object, path: str, problems: list[Problem]) -> None:
        """Stand on `value`; anything but an object is a problem."""
        self.path = path
        self._problems = problems
        self._row: dict[object, object] = value if isinstance(value, dict) else {}
        if not isinstance(value, dict):
            self._problems.append(Problem(path, "这里要填一组项目，请对照样表补上。"))

    def note(self, key: str, sentence: str) -> None:
        """Add a problem at a field of this object."""
        self._problems.append(Problem(f"{self.path}.{key}" if self.path else key, sentence))

    def value(self, key: str) -> object:
        """Return the raw value, None when it is not there."""
        return self._row.get(key)

    def text(self, key: str) -> str:
        """Read a text that is not empty."""
        value = self.value(key)
        if isinstance(value, str) and value.strip():
            return value
        self.note(key, "请填写文字。")
        return ""

    def number(self, key: str) -> Fraction:
        """Read a decimal string of 0 or more."""
        return self._number(key, self.value(key))

    def optional_number(self, key: str) -> Fraction | None:
        """Read a decimal string of 0 or more, or null."""
        value = self.value(key)
        return None if value is None else self._number(key, value)

    def whole(self, key: str) -> int:
        """Read a whole number of 0 or more."""
        return self._whole(key, self.value(key))

    def optional_whole(self, key: str) -> int | None:
        """Read a whole number of 0 or more, or null."""
        value = self.value(key)
        return None if value is None else self._whole(key, value)

    def flag(self, key: str) -> bool:
        """Read true or false; not there is false."""
        value = self.value(key)
        if isinstance(value, bool) or value is None:
            return bool(value)
        self.note(key, "请选“是”或“否”。")
        return False

    def choice(self, key: str, words: type[Word]) -> Word:
        """Read one word of an enumeration."""
        value = self.value(key)
        if isinstance(value, str) and value in {word.value for word in words}:
            return words(value)
        self.note(key, f"请从 {'、'.join(word.value for word in words)} 中选一个。")
        return next(iter(words))

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of texts; not there is an empty list."""
        value = self.value(key)
        if value is None:
            return ()
        if isinstance(value, list) and all(isinstance(item, str) and item for item in value):
            return tuple(value)
        self.note(key, "请填写一列文字。")
        return ()

    def rows(self, key: str) -> list["Cursor"]:
        """Read a list of objects; not there is an empty list."""
        value = self.value(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.note(key, "请填写一列项目。")
            return []
        base = f"{self.path}.{key}" if self.path else key
        return [Cursor(item, f"{base}[{index}]", self._problems) for index, item in enumerate(value)]

    def child(self, key: str) -> "Cursor":
        """Step into an object."""
        return Cursor(self.value(key), f"{self.path}.{key}" if self.path else key, self._problems)

    def _number(self, key: str, value: object) -> Fraction:
        try:
            result = number(value) if isinstance(value, str | int) else None
        except ValueError:
            result = None
        if result is None or result < 0:
            self.note(key, "请填写 0 或更大的数，例如 0.5。")
            return Fraction(0)
        return result

    def _whole(self, key: str, value: object) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        self.note(key, "请填写 0 或更大的整数。")
        return 0
