"""What would come, or came, of each line of a list: in words, and as one letter each to compare two looks."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deqing_events.registration.entering_actions import Entry
from deqing_events.registration.entries.reading import Candidate
from deqing_events.registration.models import DONE_REVIEWS

KINDS: Mapping[str, tuple[str, tuple[str, str, str]]] = {
    "fine": ("f", ("ok", "check", "可以报上")),
    "review": ("r", ("info", "clock", "报上后等审核")),
    "waits": ("w", ("hold", "hourglass", "名额满了，排候补")),
    "already": ("a", ("plain", "check", "已经报过，不重复")),
    "problem": ("p", ("bad", "alert", "要改")),
}
"""The letter of each kind of outcome, and its pill: look, icon and words."""
WORDS = {letter: look[2] for letter, look in KINDS.values()}


@dataclass(frozen=True)
class Line:
    """One line of a list with what would come of it; ``sentence`` says what to change."""

    row: int
    name: str
    unit: str
    kind: str
    sentence: str = ""

    @property
    def letter(self) -> str:
        """The outcome in one letter."""
        return KINDS[self.kind][0]

    @property
    def pill(self) -> tuple[str, str, str]:
        """Look, icon and words of the outcome."""
        return KINDS[self.kind][1]


def of_problem(candidate: Candidate) -> Line:
    """Return the outcome of a line that has to be changed first."""
    return Line(candidate.row, candidate.name, candidate.unit, "problem", candidate.problem)


def of_entry(candidate: Candidate, entry: Entry) -> Line:
    """Return the outcome of a line that was judged."""
    return Line(candidate.row, candidate.name, candidate.unit, _kind(entry), entry.refusal)


def _kind(entry: Entry) -> str:
    if entry.already:
        return "already"
    if entry.made is None:
        return "problem"
    if entry.made.state == "waiting":
        return "waits"
    return "fine" if entry.made.review in DONE_REVIEWS else "review"


def counts(lines: Sequence[Line]) -> Counter[str]:
    """Return how many lines come out how."""
    return Counter(line.kind for line in lines)


def seen_as(lines: Sequence[Line]) -> str:
    """Return the outcomes of all lines, one letter each."""
    return "".join(line.letter for line in lines)


def changes(lines: Sequence[Line], seen: str) -> list[str]:
    """Say which lines come out otherwise than they were ``seen``."""
    if len(seen) != len(lines):
        return []
    return [
        f"第 {line.row} 行：原来{WORDS[before]}，现在{line.pill[2]}。"
        for line, before in zip(lines, seen, strict=True)
        if before in WORDS and before != line.letter
    ]
