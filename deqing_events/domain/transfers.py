"""Who may take a single place over from whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Within(StrEnum):
    """What leaver and newcomer have to share."""

    NOBODY = "nobody"
    UNIT = "unit"
    UNION = "union"
    TOWNSHIP = "township"
    ANYONE = "anyone"


WORDS: Mapping[Within, str] = {
    Within.NOBODY: "不能换人",
    Within.UNIT: "同一个单位的人",
    Within.UNION: "同一个工会的人",
    Within.TOWNSHIP: "同一个代表队的人",
    Within.ANYONE: "谁都可以",
}
"""Who may take over, as staff choose it and workers read it."""


@dataclass(frozen=True, slots=True)
class Belonging:
    """Where somebody belongs, as far as known; None is not known."""

    unit_id: int | None = None
    union_id: int | None = None
    township_id: int | None = None

    def within(self, within: Within) -> int | None:
        """Return the workplace, union or township that a rule looks at."""
        return {Within.UNIT: self.unit_id, Within.UNION: self.union_id, Within.TOWNSHIP: self.township_id}.get(within)


def looks_at_workplace(within: Within) -> bool:
    """Tell whether the workplace decides."""
    return within in (Within.UNIT, Within.UNION, Within.TOWNSHIP)


def may_leave(within: Within, leaver: Belonging) -> bool:
    """Tell whether anybody could take over from this one: where the workplace decides the leaver's must be known."""
    return within is Within.ANYONE or leaver.within(within) is not None


def may_take_over(within: Within, leaver: Belonging, comer: Belonging) -> bool:
    """Tell whether ``comer`` may take the place of ``leaver``."""
    return may_leave(within, leaver) and leaver.within(within) == comer.within(within)
