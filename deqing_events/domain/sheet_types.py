"""The vocabulary of a rule sheet.

A *sheet* has *parts* (理论, 实操) with weights; a part has *sections*; a section has *criteria*, the cells
that are marked. A *penalty* takes points off the total, a *veto* ends something for an entrant, a *tier* is a
class of prizes. All numbers are exact. Read one from its JSON with `rule_sheet.parse`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from deqing_events.domain.awards import Base, TiePolicy
from deqing_events.domain.rounding import Rounding
from deqing_events.domain.scale import Scale


class Compare(StrEnum):
    """Whether places compare exact values or the shown, rounded ones."""

    EXACT = "exact"
    SHOWN = "shown"


class Kind(StrEnum):
    """What a criterion's mark means."""

    POINTS = "points"
    DEDUCTION = "deduction"
    MEASUREMENT = "measurement"
    JUDGEMENT = "judgement"
    BONUS = "bonus"
    TIME = "time"


class By(StrEnum):
    """One agreed mark, or one from each judge."""

    AGREED = "agreed"
    PANEL = "panel"


class Combine(StrEnum):
    """What a section makes of its criteria: their sum, or, when each is an attempt, the best or the mean."""

    SUM = "sum"
    BEST = "best"
    MEAN = "mean"


class DropOn(StrEnum):
    """Where the highest and lowest marks go: on each criterion or on the judges' sums of a section."""

    CRITERION = "criterion"
    SECTION = "section"


class VetoEffect(StrEnum):
    """What a veto does."""

    DISQUALIFY = "disqualify"
    ZERO_TOTAL = "zero_total"
    NO_AWARD = "no_award"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One cell of the mark sheet; `maximum` None for deductions and times, `max_spread` only for judgements.

    `benchmarks` says what 0, 1, 2 and 3 look like: four texts of a judgement, or none.
    """

    key: str
    title: str
    kind: Kind
    by: By
    maximum: Fraction | None
    max_spread: int | None
    benchmarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Criteria combined, kept between 0 and `maximum` (None = open); bonuses come on top of that.

    Of timed attempts whose mean counts, `drop_best` and `drop_worst` are left out; a time above `limit` (seconds, None
    = no limit) is not finished.
    """

    key: str
    title: str
    maximum: Fraction | None
    weight: Fraction
    criteria: tuple[Criterion, ...]
    combine: Combine = Combine.SUM
    drop_best: int = 0
    drop_worst: int = 0
    limit: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Sections x weight; `pass_line` None = no line. A bonus does not help to reach the line (domain.md 3.3)."""

    key: str
    title: str
    weight: Fraction
    pass_line: Fraction | None
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """The judges; from `drop_from` expected judges on, so many marks are dropped on each side.

    `tolerance` (points, None = no alarm): when the judges' totals of a part differ by more, the chief judge is told.
    """

    judges: tuple[str, ...]
    min_judges: int
    drop_from: int
    drop_each_side: int
    drop_on: DropOn
    tolerance: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Penalty:
    """Points off the total, once per time; on a timed sheet seconds on top of the time."""

    key: str
    title: str
    points: Fraction


@dataclass(frozen=True, slots=True)
class Veto:
    """A single thing that ends something for the entrant."""

    key: str
    title: str
    effect: VetoEffect


@dataclass(frozen=True, slots=True)
class Tier:
    """A class of prizes: a percent of the base, or a count; exactly one of the two is set."""

    key: str
    title: str
    percent: Fraction | None
    count: int | None


@dataclass(frozen=True, slots=True)
class Awards:
    """How prizes are counted and who may receive one."""

    base: Base
    rounding: Rounding
    tie_policy: TiePolicy
    pass_line: Fraction | None
    require_part_pass: bool
    per_unit_max: int | None
    tiers: tuple[Tier, ...]


@dataclass(frozen=True, slots=True)
class RuleSheet:
    """All rules of one ranking, best part first as printed; `tie_keys` as in the JSON.

    A *timed* sheet has times of attempts and nothing else: the total is a time and the shortest ranks first.
    """

    title: str
    places: int
    compare: Compare
    parts: tuple[Part, ...]
    panel: Panel
    penalties: tuple[Penalty, ...]
    vetoes: tuple[Veto, ...]
    tie_keys: tuple[str, ...]
    draw_within: int
    awards: Awards
    scale: Scale | None = None

    @property
    def timed(self) -> bool:
        """Whether attempts are timed."""
        return any(criterion.kind is Kind.TIME for criterion in self.criteria())

    def sections(self) -> Iterator[Section]:
        """Yield every section in sheet order."""
        for part in self.parts:
            yield from part.sections

    def criteria(self) -> Iterator[Criterion]:
        """Yield every criterion in sheet order."""
        for section in self.sections():
            yield from section.criteria
