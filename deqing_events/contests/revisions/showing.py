"""Publications side by side: what each changed, why, by which ruling, and for how long it was on notice."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from deqing_events.contests.corrections import queries as corrections
from deqing_events.contests.corrections.effects import TEAM_TOTAL, lines_of, team_changes
from deqing_events.contests.corrections.models import Correction
from deqing_events.contests.models import Publication
from deqing_events.contests.notices import queries as notices
from deqing_events.contests.notices.models import Notice
from deqing_events.contests.results.content import STAGE_WORDS, Content, same_ranking
from deqing_events.domain.ranking_changes import differences, said

LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
Naming = Callable[[Publication], Content]


@dataclass(frozen=True)
class Changed:
    """One entrant whose line changed."""

    number: str
    name: str
    words: str


@dataclass(frozen=True)
class Revision:
    """One publication. ``first`` has nothing before it; ``changed`` and ``teams`` are empty where nothing moved."""

    publication: Publication
    stage: str
    first: bool
    before: str
    changed: Sequence[Changed]
    teams: Sequence[Changed]
    other: bool
    corrections: Sequence[Correction]
    notice: Notice | None


def revisions(rows: Sequence[Publication], content_of: Naming) -> list[Revision]:
    """Return the publications, the latest first as given, each beside the next in the list, the one before it.

    ``content_of`` decides how names show.
    """
    pairs = zip(rows, [*rows, None][1:], strict=True)
    return [_revision(row, earlier, content_of) for row, earlier in pairs]


def _revision(row: Publication, earlier: Publication | None, content_of: Naming) -> Revision:
    content = content_of(row)
    old = content_of(earlier) if earlier else None
    found = differences(lines_of(old), lines_of(content)) if old else []
    teams = team_changes(old, content) if old else []
    names = {**_names(old), **_names(content)}
    return Revision(
        publication=row,
        stage=STAGE_WORDS[row.stage],
        first=earlier is None,
        before=STAGE_WORDS[earlier.stage] if earlier else "",
        changed=[Changed(each.number, names.get(each.number, ""), said(each)) for each in found],
        teams=[Changed("", each.number, said(each, TEAM_TOTAL)) for each in teams],
        other=old is not None and not found and not teams and not same_ranking(old, content),
        corrections=corrections.between(row.event_id, earlier.at if earlier else LONG_AGO, row.at),
        notice=notices.of_publication(row.id),
    )


def _names(content: Content | None) -> Mapping[str, str]:
    rows = [*content["rows"], *content["unranked"]] if content else []
    return {row["number"]: row["name"] for row in rows}
