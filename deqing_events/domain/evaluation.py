"""Rank and award a whole contest from its sheet, its entrants and its recorded draws.

Vocabulary: *unranked* entrants have a status other than present, *incomplete* ones a criterion that cannot be
valued, *blocked* awards wait for either a mark or a draw. The result is exact and does not depend on the order
of the entrants. Rules: tests/cases, category `rule_sheet`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from deqing_events.domain.awards import Base, quota, tier_of_groups, within_unit_cap
from deqing_events.domain.entrants import ATTENDED, Entrant, EntrantStatus
from deqing_events.domain.marking import Gaps, Score, has_veto
from deqing_events.domain.ranking import Key, Place, groups, places, settled
from deqing_events.domain.rounding import rounded
from deqing_events.domain.sheet_types import Compare, RuleSheet, Tier, VetoEffect
from deqing_events.domain.timed import BEST, best_decides, never_started
from deqing_events.domain.timing import NO_TIME
from deqing_events.domain.whole_scoring import scorer


class Block(StrEnum):
    """What keeps the prizes back."""

    INCOMPLETE = "incomplete"
    NEEDS_DRAW = "needs_draw"


class KeptBack(StrEnum):
    """Why somebody with a place receives no prize."""

    GUEST = "guest"
    NO_TIME = "no_time"
    BELOW_LINE = "below_line"
    PART_LINE = "part_line"
    VETO = "veto"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything a result page shows; `awards` is tier to ids in place order, None while blocked."""

    scores: Mapping[str, Score]
    places: tuple[Place, ...]
    unranked: tuple[tuple[str, EntrantStatus], ...]
    incomplete: Mapping[str, Gaps]
    needs_draw: tuple[tuple[str, ...], ...]
    base: int
    quota: Mapping[str, int]
    blocked_by: tuple[Block, ...]
    awards: Mapping[str, tuple[str, ...]] | None


def evaluate(sheet: RuleSheet, entrants: Sequence[Entrant], draws: Sequence[Sequence[str]] = ()) -> Evaluation:
    """Evaluate a contest.

    ValueError when two entrants share an id or one has a penalty or veto the sheet does not know.
    """
    by_id = {entrant.id: entrant for entrant in entrants}
    if len(by_id) != len(entrants):
        raise ValueError("two entrants share an id")
    timed = sheet.timed
    final = {id_: _final_status(sheet, entrant, timed=timed) for id_, entrant in sorted(by_id.items())}
    value = scorer(sheet)
    results = {id_: value(by_id[id_]) for id_, status in final.items() if status is EntrantStatus.PRESENT}
    scores = {id_: result for id_, result in results.items() if isinstance(result, Score)}
    incomplete = {id_: result for id_, result in results.items() if not isinstance(result, Score)}
    keys = _keys(sheet, by_id, scores)
    tied = settled(groups(list(scores), keys), draws)
    line = places(tied, keys)
    needs_draw = _needs_draw(tied, scores, sheet.draw_within)
    blocked_by = tuple(
        block for block, rows in ((Block.INCOMPLETE, incomplete), (Block.NEEDS_DRAW, needs_draw)) if rows
    )
    base = _base(
        sheet.awards.base, [(row, final[row.id]) for row in entrants], sum(not by_id[place.id].guest for place in line)
    )
    quotas = {tier.key: tier_quota(sheet, tier, base) for tier in sheet.awards.tiers}
    return Evaluation(
        scores=scores,
        places=tuple(line),
        unranked=tuple((id_, status) for id_, status in final.items() if status is not EntrantStatus.PRESENT),
        incomplete=incomplete,
        needs_draw=needs_draw,
        base=base,
        quota=quotas,
        blocked_by=blocked_by,
        awards=None if blocked_by else allotted(sheet, by_id, scores, tied, quotas),
    )


def _final_status(sheet: RuleSheet, entrant: Entrant, *, timed: bool) -> EntrantStatus:
    if entrant.status is not EntrantStatus.PRESENT:
        return entrant.status
    if has_veto(sheet, entrant, VetoEffect.DISQUALIFY):
        return EntrantStatus.DISQUALIFIED
    return EntrantStatus.ABSENT if timed and never_started(sheet, entrant) else entrant.status


def _keys(sheet: RuleSheet, by_id: Mapping[str, Entrant], scores: Mapping[str, Score]) -> list[Key]:
    timed = sheet.timed

    def compared(value: Fraction) -> Fraction:
        return rounded(value, sheet.places) if sheet.compare is Compare.SHOWN else value

    def key(name: str) -> Key:
        if name == "elapsed":
            times = {id_: by_id[id_].elapsed for id_ in scores}
            seconds = {id_: None if time is None else Fraction(time) for id_, time in times.items()}
            return Key(name, seconds, lower_first=True)
        if name == "penalties":
            return Key(name, {id_: own.penalty for id_, own in scores.items()}, lower_first=True)
        if name == BEST:
            return Key(name, {id_: compared(own.best or NO_TIME) for id_, own in scores.items()}, lower_first=True)
        kind, _, thing = name.partition(":")
        return Key(name, {id_: compared(_marks(own, kind)[thing]) for id_, own in scores.items()}, lower_first=timed)

    total = Key("total", {id_: compared(own.total) for id_, own in scores.items()}, lower_first=timed)
    names = [BEST, *sheet.tie_keys] if best_decides(sheet) else sheet.tie_keys
    return [total, *(key(name) for name in names)]


def _marks(own: Score, kind: str) -> Mapping[str, Fraction]:
    return {"part": own.parts, "section": own.sections, "criterion": own.criteria}[kind]


def _needs_draw(
    tied: Sequence[tuple[str, ...]], scores: Mapping[str, Score], draw_within: int
) -> tuple[tuple[str, ...], ...]:
    """Return the ties to be drawn: who has no time receives no prize, so nothing is drawn among them."""
    result = []
    rank = 1
    for members in tied:
        if len(members) > 1 and rank <= draw_within and scores[members[0]].finished:
            result.append(members)
        rank += len(members)
    return tuple(result)


def _base(base: Base, entrants: Sequence[tuple[Entrant, EntrantStatus]], ranked: int) -> int:
    """Count what percents are taken from; guests are ranked and never counted."""
    own = [status for entrant, status in entrants if not entrant.guest]
    match base:
        case Base.REGISTERED:
            return len(own)
        case Base.ATTENDED:
            return sum(status in ATTENDED for status in own)
        case Base.RANKED:
            return ranked


def tier_quota(sheet: RuleSheet, tier: Tier, base: int) -> int:
    """Return how many prizes a tier has for a base."""
    if tier.percent is None:
        return tier.count or 0
    return quota(base, tier.percent, sheet.awards.rounding)


def allotted(
    sheet: RuleSheet,
    by_id: Mapping[str, Entrant],
    scores: Mapping[str, Score],
    tied: Sequence[Sequence[str]],
    quotas: Mapping[str, int],
) -> dict[str, tuple[str, ...]]:
    """Give the prizes to groups in place order: tier to ids; who may not receive uses none."""
    allowed = [[id_ for id_ in members if not kept_back(sheet, by_id[id_], scores[id_])] for members in tied]
    units = {id_: by_id[id_].unit for id_ in scores}
    receivers = within_unit_cap([members for members in allowed if members], units, sheet.awards.per_unit_max)
    tiers = tier_of_groups([len(m) for m in receivers], list(quotas.values()), sheet.awards.tie_policy)
    result: dict[str, tuple[str, ...]] = dict.fromkeys(quotas, ())
    names = list(quotas)
    for members, tier in zip(receivers, tiers, strict=True):
        if tier is not None:
            result[names[tier]] += tuple(members)
    return result


def kept_back(sheet: RuleSheet, entrant: Entrant, own: Score) -> KeptBack | None:
    """Tell why somebody with a place may receive no prize, or None."""
    rules = sheet.awards
    total = rounded(own.total, sheet.places) if sheet.compare is Compare.SHOWN else own.total
    if entrant.guest:
        return KeptBack.GUEST
    if not own.finished:
        return KeptBack.NO_TIME
    if rules.pass_line is not None and total < rules.pass_line:
        return KeptBack.BELOW_LINE
    if rules.require_part_pass and not own.passed:
        return KeptBack.PART_LINE
    return KeptBack.VETO if has_veto(sheet, entrant, VetoEffect.NO_AWARD) else None
