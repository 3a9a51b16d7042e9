"""An entrant as the rules see it: an id, a status, what was marked. No name ever gets here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from deqing_events.domain.rounding import number

Cell = str | int | None
"""One given mark: a decimal string, `pass`/`fail`, a judgement of 0 to 3, or None for not yet."""

Mark = Cell | Mapping[str, Cell]
"""The mark of a criterion: one cell when agreed, one cell per judge when a panel gives it."""


class EntrantStatus(StrEnum):
    """What became of an entrant; only `PRESENT` is ranked."""

    PRESENT = "present"
    ABSENT = "absent"
    WITHDRAWN = "withdrawn"
    DISQUALIFIED = "disqualified"


STATUS_WORDS = {
    "参赛": EntrantStatus.PRESENT,
    "缺考": EntrantStatus.ABSENT,
    "弃权": EntrantStatus.WITHDRAWN,
    "取消资格": EntrantStatus.DISQUALIFIED,
}
"""The word on Chinese lists for each status."""

ATTENDED = frozenset({EntrantStatus.PRESENT, EntrantStatus.DISQUALIFIED})


@dataclass(frozen=True, slots=True)
class Entrant:
    """One entrant; ValueError for a penalty that applies less than 0 times.

    `elapsed` in seconds; `penalties` is how many times each applies, fractions allowed. `accepted_spreads` are the
    criteria whose marks the chief judge let stand although the judges are far apart.
    """

    id: str
    unit: str | None = None
    status: EntrantStatus = EntrantStatus.PRESENT
    elapsed: int | None = None
    penalties: Mapping[str, Fraction] = field(default_factory=dict)
    vetoes: frozenset[str] = frozenset()
    recused: frozenset[str] = frozenset()
    accepted_spreads: frozenset[str] = frozenset()
    marks: Mapping[str, Mark] = field(default_factory=dict)
    guest: bool = False

    def __post_init__(self) -> None:
        if any(times < 0 for times in self.penalties.values()):
            raise ValueError(f"{self.id}: a penalty cannot apply less than 0 times")


def penalty_times(times: Mapping[str, str | int]) -> dict[str, Fraction]:
    """Read how often each penalty applies; ValueError for what is not a number."""
    return {key: number(value) for key, value in times.items()}
