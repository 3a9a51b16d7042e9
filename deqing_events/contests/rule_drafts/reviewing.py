"""What saving a draft would do: what is different, and which marks fall out or must be given anew."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from deqing_events.contests.custody import queries as custody
from deqing_events.contests.entrants import queries as entrants
from deqing_events.contests.marking import queries as marking
from deqing_events.contests.models import RuleSheet
from deqing_events.contests.rule_drafts.checking import body_of
from deqing_events.contests.rule_drafts.queries import used_keys
from deqing_events.domain.entrants import EntrantStatus
from deqing_events.domain.remarking import Affected, Effect, GivenMark, affected, rekeyed
from deqing_events.domain.rule_sheet import parse
from deqing_events.domain.sheet_changes import differences
from deqing_events.domain.sheet_pieces import SheetJson
from deqing_events.domain.team_text import league_lines

EFFECT_WORDS = {
    Effect.WANTED: "要重新打",
    Effect.RANGE: "超出新的分值，原来的分不算了",
    Effect.REMOVED: "不再计入（记录里还留着）",
    Effect.JUDGE_GONE: "裁判不在裁判组，不再计入",
}
_MOST_NAMED = 12


@dataclass(frozen=True)
class EffectLine:
    """One line of the list of marks a change touches."""

    effect: str
    title: str
    count: int
    whose: str
    judges: str
    wanted: bool


@dataclass(frozen=True)
class Review:
    """What saving would do; ``body`` is what would be stored, ``fingerprint`` names the list that was shown."""

    body: SheetJson
    differences: Sequence[str]
    effects: Sequence[EffectLine]
    marks: int
    fingerprint: str


def reviewed(event_id: int, document: SheetJson, current: RuleSheet | None) -> Review:
    """Compare a draft that can be calculated with to the version that holds.

    While codes are sealed, people are counted, not named.

    Raises RuleSheetError for a draft that cannot be calculated with.
    """
    body = body_of(document)
    if current is None:
        parse(body)
        return Review(body, (), (), 0, _fingerprint(body, ()))
    rows = entrants.for_event(event_id)
    numbers = {row.id: row.number for row in rows}
    marks = [GivenMark(numbers[m.entrant_id], m.criterion, m.judge, m.value) for m in marking.marks(event_id)]
    if marks:
        body = rekeyed(current.body, body, used_keys(event_id))
    present = {numbers[row.id]: row.recused for row in rows if row.status == EntrantStatus.PRESENT}
    old, new = parse(current.body), parse(body)
    touched = affected(old, new, marks, present) if marks else []
    told = [*differences(old, new), *league_changes(current.league, document.get("league") or {})]
    lines = sorted(
        (_line(row, named=not custody.sealed(event_id)) for row in touched),
        key=lambda line: (not line.wanted, line.effect, line.title),
    )
    return Review(body, told, lines, len(marks), _fingerprint(body, lines))


def league_changes(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Say that the team table changed, with what it says now."""
    if old == new:
        return []
    return ["团体积分改了。", *league_lines(new)] if new else ["不再排团体积分。"]


def _line(row: Affected, *, named: bool) -> EffectLine:
    many, first = f"{len(row.entrants)} 位", "、".join(row.entrants[:_MOST_NAMED])
    whose = f"{first} 等 {many}" if len(row.entrants) > _MOST_NAMED else first
    whose = whose if named else many
    wanted = row.effect is Effect.WANTED
    return EffectLine(EFFECT_WORDS[row.effect], row.title, row.count, whose, "、".join(row.judges), wanted)


def _fingerprint(body: SheetJson, lines: Sequence[EffectLine]) -> str:
    shown = json.dumps([body, [repr(line) for line in lines]], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(shown.encode()).hexdigest()[:32]
