"""Cases about places, prizes and teams."""

from collections.abc import Callable
from fractions import Fraction

from deqing_events.domain import advancement, awards, league, ranking, team_scores
from deqing_events.domain.rounding import Rounding, exact_text, number, shown
from tests.conformance_shapes.numbers import Json, fractions, optional, optional_shown


def theory_practical(given: Json) -> Json:
    weights = {part: number(weight) for part, weight in given["weights"].items()}
    rows = {row["id"]: row for row in given["rows"]}
    totals = {}
    for id_, row in rows.items():
        marks = {part: number(row[part]) for part in weights}
        totals[id_] = ranking.weighted_total(marks, weights, optional(row.get("bonus")) or Fraction(0))
    keys = []
    for key in given["order"]:
        name = key.removeprefix("-")
        own = totals if name == "total" else {id_: optional(row.get(name)) for id_, row in rows.items()}
        keys.append(ranking.Key(name, own, lower_first=key.startswith("-")))
    places = ranking.ranked(list(rows), keys)
    return [[place.rank, place.id, shown(totals[place.id], given["places"])] for place in places]


def ranking_styles(given: Json) -> Json:
    scores = [optional(score) for score in given["scores"]]
    result = ranking.styles(scores, higher_is_better=given["higher_is_better"])
    return {
        "standard": list(result.standard),
        "modified": list(result.modified),
        "dense": list(result.dense),
        "fractional": [optional_shown(rank, 1) for rank in result.fractional],
    }


def tie_break_sequence(given: Json) -> Json:
    sides = {"first": given["first"], "second": given["second"]}
    keys = []
    for key in given["keys"]:
        values: dict[str, Fraction | None]
        if "list" in key:
            values = {
                side: team_scores.best_of(fractions(row[key["list"]]), key["best"]).total for side, row in sides.items()
            }
        else:
            values = {side: optional(row[key["value"]]) for side, row in sides.items()}
        keys.append(ranking.Key(key["name"], values, lower_first=key["prefer"] == "lower"))
    winner, decided_by = ranking.duel(keys, "first", "second")
    return {"winner": winner or "shared", "decided_by": decided_by}


def award_quota(given: Json) -> Json:
    base = awards.base_count(awards.Base(given["base"]), given["registered"], given["absent"])
    rounding = Rounding(given["rounding"])
    return [awards.quota(base, number(percent), rounding) for percent in given["percents"]]


def award_tie_policy(given: Json) -> Json:
    line = None
    if given["pass_line"] is not None and given["scores"] is not None:
        line = awards.PassLine(fractions(given["scores"]), number(given["pass_line"]))
    policy = awards.TiePolicy(given["policy"])
    result = awards.award_ranks(given["ranks"], given["ineligible"], given["quota"], policy, line)
    return {"tiers": list(result.tiers), "counts": list(result.counts), "withheld": list(result.withheld)}


def team_league(given: Json) -> Json:
    table = league.PointTable(tuple(given["points"]), given["other_finisher"])
    totals = league.place_points(given["placings"], table)
    rows = league.team_league(given["placings"], totals, countback=given["countback"])
    return [[row.rank, row.unit, int(row.total)] for row in rows]


def league_tie_points(given: Json) -> Json:
    points = league.tie_points(given["positions"], league.PointTable(tuple(given["points"])))
    return {id_: {"exact": exact_text(value), "shown": shown(value, given["places"])} for id_, value in points.items()}


def team_best_n(given: Json) -> Json:
    answer = {}
    for unit, scores in given["scores"].items():
        result = team_scores.best_of([optional(score) for score in scores], given["best"])
        total = shown(result.total, given["places"])
        answer[unit] = {"total": total, "counted": result.counted, "complete": result.complete}
    return answer


def team_aggregate(given: Json) -> Json:
    answer = {}
    for unit, row in given["units"].items():
        result = team_scores.prize_sum(given["points"], row["prizes"], row["items"])
        answer[unit] = {
            "total": result.total,
            "average": optional_shown(result.average, given["places"]),
        }
    return answer


def advancing(given: Json) -> Json:
    rule = advancement.AdvancementRule(
        advancement.Condition(given["condition"]),
        given["level"],
        given["cap_percent"],
        advancement.CountFrom(given["base"]),
        advancement.TieAtLevel(given["tie_at_level"]),
    )
    result = advancement.advancing(given["ranks"], given["finished"], rule)
    return {"count": len(result), "advancing": result}


CATEGORIES: dict[str, Callable[[Json], Json]] = {
    "theory_practical": theory_practical,
    "ranking_styles": ranking_styles,
    "tie_break_sequence": tie_break_sequence,
    "award_quota": award_quota,
    "award_tie_policy": award_tie_policy,
    "team_league": team_league,
    "league_tie_points": league_tie_points,
    "team_best_n": team_best_n,
    "team_aggregate": team_aggregate,
    "advancement": advancing,
}
