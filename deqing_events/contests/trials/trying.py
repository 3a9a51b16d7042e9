"""A trial of rules: the ranking of a sample with what decided each place, and the prizes under each policy, as rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deqing_events.domain.award_preview import NO_ROOM, UNIT_CAP, AwardOutcome, award_outcomes, passed_over
from deqing_events.domain.entrants import STATUS_WORDS, Entrant
from deqing_events.domain.evaluation import Evaluation, KeptBack, evaluate
from deqing_events.domain.marking import Gap, Score
from deqing_events.domain.rounding import plain_text, shown
from deqing_events.domain.rule_text import POLICIES, ROUNDINGS, tie_key_text
from deqing_events.domain.sheet_types import RuleSheet
from deqing_events.domain.timed_text import total_text
from deqing_events.domain.timing import time_text

GAP_WORDS = {
    Gap.MIN_JUDGES: "评分裁判人数不够",
    Gap.MISSING: "还没打",
    Gap.RANGE: "超出分值",
    Gap.SPREAD: "裁判相差太大",
}
_UNRANKED = {status: word for word, status in STATUS_WORDS.items()}
WHY_WORDS = {
    KeptBack.GUEST.value: "只排名，不占奖",
    KeptBack.NO_TIME.value: "没有成绩",
    KeptBack.BELOW_LINE.value: "总分没到获奖线",
    KeptBack.PART_LINE.value: "有部分没到合格线",
    KeptBack.VETO.value: "一票否决，不获奖",
    UNIT_CAP: "本单位的奖已满",
    NO_ROOM: "名额装不下并列的人",
}


@dataclass(frozen=True)
class RankLine:
    """One line of a trial's ranking."""

    rank: str
    id: str
    unit: str
    parts: Sequence[str]
    penalty: str
    total: str
    why: str
    award: str


@dataclass(frozen=True)
class OutcomeLine:
    """What one policy with one rounding gives: a sentence per class of prizes."""

    policy: str
    rounding: str
    chosen: bool
    given: int
    tiers: Sequence[tuple[str, str, str]]
    """(title and quota, receivers, what stays vacant)"""


@dataclass(frozen=True)
class Trial:
    """Everything a trial shows; ``gaps`` says who is incomplete and why.

    ``names`` are the parts' titles, of a timed sheet the attempts'.
    """

    names: Sequence[str]
    penalty: str
    rows: Sequence[RankLine]
    unranked: Sequence[tuple[str, str]]
    gaps: Sequence[tuple[str, str]]
    draws: Sequence[str]
    base: int
    outcomes: Sequence[OutcomeLine]
    passed: Sequence[tuple[str, str]]


def tried(sheet: RuleSheet, entrants: Sequence[Entrant]) -> Trial:
    """Evaluate a sample by a sheet."""
    found = evaluate(sheet, entrants)
    outcomes = award_outcomes(sheet, entrants, found)
    return Trial(
        names=[row.title for row in sheet.criteria()] if sheet.timed else [part.title for part in sheet.parts],
        penalty="加时(秒)" if sheet.timed else "扣分",
        rows=_ranked(sheet, {row.id: row for row in entrants}, found, outcomes),
        unranked=[(id_, _UNRANKED[status]) for id_, status in found.unranked],
        gaps=[(id_, _gaps(sheet, gaps)) for id_, gaps in found.incomplete.items()],
        draws=["、".join(group) for group in found.needs_draw],
        base=found.base,
        outcomes=outcome_lines(outcomes, {}),
        passed=[(row.id, WHY_WORDS[row.why]) for row in passed_over(sheet, entrants, found)],
    )


def outcome_lines(outcomes: Sequence[AwardOutcome], labels: Mapping[str, str]) -> list[OutcomeLine]:
    """Say outcomes in words; ``labels`` are what ids are called, where that is something else."""

    def named(id_: str) -> str:
        return labels.get(id_, id_)

    return [
        OutcomeLine(
            POLICIES[row.policy],
            ROUNDINGS[row.rounding],
            row.chosen,
            row.given,
            [
                (
                    f"{tier.title} {tier.quota} 个",
                    "、".join(map(named, tier.receivers)) or "没有人",
                    f"空缺 {tier.vacant} 个" if tier.vacant else "",
                )
                for tier in row.tiers
            ],
        )
        for row in outcomes
    ]


def _ranked(
    sheet: RuleSheet, by_id: Mapping[str, Entrant], found: Evaluation, outcomes: Sequence[AwardOutcome]
) -> list[RankLine]:
    own = next(row for row in outcomes if row.chosen)
    awards = {id_: tier.title for tier in own.tiers for id_ in tier.receivers}
    lines = []
    for place in found.places:
        score = found.scores[place.id]
        key = place.decided_by
        why = "" if key in {None, "total"} else tie_key_text(sheet, str(key))
        lines.append(
            RankLine(
                rank=f"{place.rank}{'（并列）' if place.tied else ''}",
                id=place.id,
                unit=by_id[place.id].unit or "",
                parts=_pieces(sheet, score),
                penalty=plain_text(score.penalty) if score.penalty else "",
                total=total_text(sheet, score.total),
                why=f"比{why}" if why else "",
                award=awards.get(place.id, ""),
            )
        )
    return lines


def _pieces(sheet: RuleSheet, score: Score) -> list[str]:
    if sheet.timed:
        return [time_text(value) for value in score.criteria.values()]
    return [shown(score.parts[part.key], sheet.places) for part in sheet.parts]


def _gaps(sheet: RuleSheet, gaps: Sequence[tuple[str, Gap]]) -> str:
    titles = {criterion.key: criterion.title for criterion in sheet.criteria()}
    return "；".join(f"“{titles[key]}”{GAP_WORDS[gap]}" for key, gap in gaps)
