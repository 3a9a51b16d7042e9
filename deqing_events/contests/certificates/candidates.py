"""Who should hold a certificate by what is published now, beside who holds one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from deqing_events.contests.certificates.models import Certificate
from deqing_events.contests.models import Entrant, Publication
from deqing_events.domain.kinds import EntrantKind
from deqing_events.domain.league import PointTable, TieShare
from deqing_events.domain.retention import NOBODY
from deqing_events.domain.team_settings import TeamSettings

USUAL = TeamSettings(PointTable(()), TieShare.AVERAGE, countback=True)


class Standing(StrEnum):
    """How what is published and what is held go together."""

    OPEN = "open"
    HELD = "held"
    DIFFERS = "differs"
    NOT_DUE = "not_due"


@dataclass(frozen=True)
class Candidate:
    """One holder-to-be: whom, with which award. ``usual`` are the awards of the ranking itself, chosen at first."""

    subject: str
    holder_kind: str
    name: str
    unit_name: str
    award: str
    rank: int | None
    registration_id: int | None = None
    usual: bool = True


@dataclass(frozen=True)
class Row:
    """One line of the desk's page: the candidate, the certificate that counts for it now, and how they go together."""

    standing: Standing
    candidate: Candidate | None
    held: Certificate | None

    @property
    def subject(self) -> str:
        """What the line is about."""
        return self.candidate.subject if self.candidate else self.held.subject if self.held else ""


def candidates(publication: Publication, entrants: Sequence[Entrant]) -> list[Candidate]:
    """Return everybody with an award, best first, then delegations; names as they are on file today."""
    by_number = {row.number: row for row in entrants}
    content = publication.content
    found = [_entrant(row, by_number[row["number"]], content) for row in _awarded(content, by_number)]
    return [*found, *_teams(content)]


def _awarded(content: Mapping[str, Any], by_number: Mapping[str, Entrant]) -> Iterator[dict[str, Any]]:
    for row in content["rows"]:
        entrant = by_number.get(row["number"])
        if row["award"] and entrant is not None and entrant.name != NOBODY:
            yield row


def _entrant(row: Mapping[str, Any], entrant: Entrant, content: Mapping[str, Any]) -> Candidate:
    kind = str(content["entrant_kind"])
    return Candidate(
        subject=f"entrant:{entrant.number}",
        holder_kind=kind,
        name=entrant.name,
        unit_name=entrant.unit_name or entrant.delegation if kind == EntrantKind.PERSON else entrant.delegation,
        award=str(row["award"]),
        rank=row["rank"],
        registration_id=entrant.registration_id,
    )


def _teams(content: Mapping[str, Any]) -> Iterator[Candidate]:
    """Yield delegations with the award they were published with (domain.md 3.1.2).

    A publication of the first schema keeps none: 1 to 3 are a team prize, 4 to 13 best organisers.
    """
    for row in content["teams"]:
        rank = row["rank"]
        award = row["award"] if "award" in row else USUAL.award(rank)
        if award:
            yield Candidate(f"team:{row['name']}", "team", row["name"], "", award, rank, usual=False)


def lines(wanted: Sequence[Candidate], held: Sequence[Certificate]) -> list[Row]:
    """Put valid certificates beside what is published: to issue, fine, to issue anew, or no longer due."""
    by_subject = {row.subject: row for row in held}
    rows = [Row(_compare(each, by_subject.get(each.subject)), each, by_subject.get(each.subject)) for each in wanted]
    known = {each.subject for each in wanted}
    return [*rows, *(Row(Standing.NOT_DUE, None, row) for row in held if row.subject not in known)]


def _compare(wanted: Candidate, held: Certificate | None) -> Standing:
    if held is None:
        return Standing.OPEN
    same = (held.name, held.unit_name, held.award) == (wanted.name, wanted.unit_name, wanted.award)
    return Standing.HELD if same or held.masked_at is not None else Standing.DIFFERS
