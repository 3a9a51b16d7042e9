"""A figure beside the one of another period (indicators.md §5, Comparison)."""

from dataclasses import dataclass
from fractions import Fraction

from deqing_events.domain.rounding import shown
from deqing_events.domain.tally import NO_VALUE, PERCENT, Count


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both values with their difference; rates differ in percent points and have no change in percent."""

    now: Count
    before: Count

    @property
    def difference(self) -> str:
        """Return ``+8``, ``-3``, ``0`` or ``+2.5``; a dash where a rate is missing."""
        if self.now.base is None:
            return f"{self.now.amount - self.before.amount:+,}" if self.now.amount != self.before.amount else "0"
        if self.now.rate is None or self.before.rate is None:
            return NO_VALUE
        return _signed((self.now.rate - self.before.rate) * PERCENT)

    @property
    def change(self) -> str:
        """Return the change in percent with one decimal; a dash after 0 and for rates."""
        if self.now.base is not None or not self.before.amount:
            return NO_VALUE
        return f"{_signed(Fraction(self.now.amount - self.before.amount, self.before.amount) * PERCENT)}%"


def _signed(value: Fraction) -> str:
    return ("+" if value > 0 else "") + shown(value, 1)
