"""What a batch does to the ranking: the lines before, the lines after, and what hangs on them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from deqing_events.contests.certificates import queries as certificates
from deqing_events.contests.certificates.models import Certificate
from deqing_events.contests.results.content import Content, digest_of
from deqing_events.domain.ranking_changes import Difference, Line, differences, said


@dataclass(frozen=True)
class Effects:
    """``rows``: whose line changes; ``digest`` names the batch with both rankings; ``after`` is where it leads."""

    rows: Sequence[Difference]
    digest: str
    after: Content

    def stored(self) -> list[dict[str, Any]]:
        """Return the rows as JSON values, with their words."""
        return [{"number": row.number, "said": said(row), **asdict(row)} for row in self.rows]


def lines_of(content: Content) -> dict[str, Line]:
    """Return a frozen ranking as the law compares it, by entrant number."""
    ranked = {
        row["number"]: Line(row["rank"], row["tied"], row["total"], row["total_exact"], row["award"] or "")
        for row in content["rows"]
    }
    out = {row["number"]: Line(None, False, "", "", "", row["status"]) for row in content["unranked"]}  # noqa: FBT003 - `tied`
    return {**ranked, **out}


def effects(changes: Sequence[Mapping[str, Any]], before: Content, after: Content) -> Effects:
    """Return what lies between two rankings."""
    found = differences(lines_of(before), lines_of(after))
    digest = digest_of({"changes": list(changes), "before": before, "after": after})
    return Effects(found, digest, after)


def touched_certificates(event_id: int, rows: Sequence[Difference]) -> list[Certificate]:
    """Return the valid certificates of entrants whose prize changes."""
    subjects = {f"entrant:{row.number}" for row in rows if row.moves_prize}
    return [each for each in certificates.valid(event_id) if each.subject in subjects]
