"""What a batch does to the ranking: the lines before, the lines after, and what hangs on them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from deqing_events.contests.certificates import queries as certificates
from deqing_events.contests.certificates.models import Certificate
from deqing_events.contests.results.content import Content, digest_of
from deqing_events.domain.ranking_changes import Difference, Line, differences, said

TEAM_TOTAL = "积分"
NO_FINISHER = "没有人完赛"


@dataclass(frozen=True)
class Effects:
    """``rows``, ``teams``: whose line changes; ``digest`` names batch and rankings; ``before`` leads to ``after``."""

    rows: Sequence[Difference]
    teams: Sequence[Difference]
    digest: str
    before: Content
    after: Content

    def stored(self) -> list[dict[str, Any]]:
        """Return the rows as JSON values with their words, the entrants first; a team's ``number`` is its name."""
        people = [{"number": row.number, "said": said(row), **asdict(row)} for row in self.rows]
        return people + [{"number": row.number, "said": said(row, TEAM_TOTAL), **asdict(row)} for row in self.teams]


def lines_of(content: Content) -> dict[str, Line]:
    """Return a frozen ranking as the law compares it, by entrant number."""
    ranked = {
        row["number"]: Line(row["rank"], row["tied"], row["total"], row["total_exact"], row["award"] or "")
        for row in content["rows"]
    }
    out = {row["number"]: Line(None, False, "", "", "", row["status"]) for row in content["unranked"]}  # noqa: FBT003 - `tied`
    return {**ranked, **out}


def team_lines_of(content: Content) -> dict[str, Line]:
    """Return the team table of a frozen ranking as the law compares it, by team."""
    return {
        row["name"]: Line(
            row["rank"],
            row["tied"],
            row["points"],
            row["points_exact"],
            row.get("award") or "",
            "" if row["rank"] else NO_FINISHER,
        )
        for row in content["teams"]
    }


def team_changes(before: Content, after: Content) -> list[Difference]:
    """Return the teams whose line differs; none where only one of the two keeps awards and nothing else differs."""
    old, new = team_lines_of(before), team_lines_of(after)
    if before.get("schema") != after.get("schema"):
        old, new = ({name: replace(line, award="") for name, line in rows.items()} for rows in (old, new))
    return differences(old, new)


def effects(changes: Sequence[Mapping[str, Any]], before: Content, after: Content) -> Effects:
    """Return what lies between two rankings."""
    found = differences(lines_of(before), lines_of(after))
    digest = digest_of({"changes": list(changes), "before": before, "after": after})
    return Effects(found, team_changes(before, after), digest, before, after)


def touched_certificates(
    event_id: int, rows: Sequence[Difference], teams: Sequence[Difference] = ()
) -> list[Certificate]:
    """Return the valid certificates of entrants and teams whose prize changes."""
    subjects = {f"entrant:{row.number}" for row in rows if row.moves_prize}
    subjects |= {f"team:{row.number}" for row in teams if row.moves_prize}
    return [each for each in certificates.valid(event_id) if each.subject in subjects]
