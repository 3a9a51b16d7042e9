"""Run conformance cases against the project's own law: `python tests/conformance.py FILE...`.

Prints one line per failing case and `N passed, N failed` at the end; exit status 0 only when nothing failed.
It translates shapes between the JSON of a case and the domain's types, and holds no rule of its own.
"""

import json
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from deqing_events.domain import (
    admission,
    admission_facts,
    awards,
    entrants,
    evaluation,
    identity,
    league,
    masking,
    ranking,
    rule_sheet,
    scoring,
)
from deqing_events.domain.rounding import Rounding, exact_text, number, shown

Json = Any


def fractions(values: Sequence[str]) -> list[Fraction]:
    return [number(value) for value in values]


def optional(value: str | None) -> Fraction | None:
    return None if value is None else number(value)


def optional_shown(value: Fraction | None, places: int) -> str | None:
    return None if value is None else shown(value, places)


def instant(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def some(values: list[str] | None) -> frozenset[str] | None:
    return None if values is None else frozenset(values)


def trimmed_mean(given: Json) -> Json:
    result = scoring.trimmed_mean([optional(score) for score in given["scores"]], given["drop_each_side"])
    score = optional_shown(result.score, given["places"])
    return {"complete": result.complete, "missing": list(result.missing), "score": score}


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


def entrant(row: Json) -> entrants.Entrant:
    return entrants.Entrant(
        id=row["id"],
        unit=row["unit"],
        status=entrants.EntrantStatus(row["status"]),
        elapsed=row["elapsed"],
        penalties=entrants.penalty_times(row["penalties"]),
        vetoes=frozenset(row["vetoes"]),
        recused=frozenset(row["recused"]),
        marks=row["marks"],
    )


def evaluated(given: Json) -> Json:
    sheet = rule_sheet.parse(given["sheet"])
    result = evaluation.evaluate(sheet, [entrant(row) for row in given["entrants"]], given["draws"])
    return {
        "scores": {
            id_: {
                "total": shown(score.total, sheet.places),
                "parts": {key: shown(value, sheet.places) for key, value in score.parts.items()},
                "passed": score.passed,
            }
            for id_, score in result.scores.items()
        },
        "places": [[place.rank, place.tied, place.decided_by, place.id] for place in result.places],
        "unranked": [list(row) for row in result.unranked],
        "incomplete": {id_: [list(gap) for gap in gaps] for id_, gaps in result.incomplete.items()},
        "needs_draw": [list(members) for members in result.needs_draw],
        "quota": result.quota,
        "blocked_by": list(result.blocked_by),
        "awards": None if result.awards is None else {k: list(ids) for k, ids in result.awards.items()},
    }


def admitted(given: Json) -> Json:
    held, registration, at, scan = given["pass"], given["registration"], given["list"], given["scan"]
    decision = admission.decide(
        admission_facts.Facts(
            held=admission_facts.Pass(
                admission_facts.PassState(held["state"]),
                instant(held["valid_from"]),
                instant(held["valid_until"]),
            ),
            registration=admission_facts.Registration(
                state=admission_facts.RegistrationState(registration["state"]),
                group=registration["group"],
                blocked=registration["blocked"],
                sessions=some(registration["sessions"]),
                valid_while_unconfirmed=registration["valid_while_unconfirmed"],
            ),
            at=admission_facts.AdmissionList(
                mode=admission_facts.Mode(at["mode"]),
                timezone=ZoneInfo(at["timezone"]),
                groups=some(at["groups"]),
                sessions=some(at["sessions"]),
                gates=some(at["gates"]),
                opens_at=instant(at["opens_at"]),
                closes_at=instant(at["closes_at"]),
                accept_unconfirmed=at["accept_unconfirmed"],
            ),
            scan=admission_facts.Scan(
                **{**scan, "type": admission_facts.ScanType(scan["type"]), "now": instant(scan["now"])}
            ),
            previous=tuple(
                admission_facts.PreviousScan(
                    **{**row, "type": admission_facts.ScanType(row["type"]), "at": instant(row["at"])}
                )
                for row in given["previous"]
            ),
            open_questions=tuple(given["open_questions"]),
        )
    )
    return {"status": decision.status, "reason": decision.reason, "recorded": decision.recorded}


def id_number(given: Json) -> Json:
    check = identity.check_id_number(given["value"], date.fromisoformat(given["as_of"]))
    return {
        "valid": check.valid,
        "normalised": check.normalised,
        "reason": check.reason,
        "birth_date": None if check.birth_date is None else check.birth_date.isoformat(),
        "gender": check.gender,
    }


def uscc(given: Json) -> Json:
    check = identity.check_uscc(given["value"])
    return {
        "valid": check.valid,
        "normalised": check.normalised,
        "reason": check.reason,
        "org_code_ok": check.org_code_ok,
    }


CATEGORIES: dict[str, Callable[[Json], Json]] = {
    "trimmed_mean": trimmed_mean,
    "theory_practical": theory_practical,
    "ranking_styles": ranking_styles,
    "award_quota": award_quota,
    "award_tie_policy": award_tie_policy,
    "team_league": team_league,
    "league_tie_points": league_tie_points,
    "rule_sheet": evaluated,
    "admission": admitted,
    "id_number": id_number,
    "uscc": uscc,
    "mobile": lambda given: identity.normalise_mobile(given["value"]),
    "mask_name": lambda given: masking.mask_name(given["value"]),
    "mask_mobile": lambda given: masking.mask_mobile(given["value"]),
    "mask_id": lambda given: masking.mask_id(given["value"]),
}


def text(value: Json) -> str:
    """Write JSON so that equal texts mean equal values: 1, 1.0, true and "1" stay different."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def run(case: Json) -> str:
    """Return the JSON text of what the project answers; the text of the exception when it raises."""
    category = case["category"]
    if category not in CATEGORIES:
        return text(f"unknown category {category}")
    try:
        return text(CATEGORIES[category](case["input"]))
    except Exception as error:  # noqa: BLE001 - a crash is a failing case, not the end of the run
        return text(f"{type(error).__name__}: {error}")


def main(files: Sequence[str]) -> int:
    passed = failed = 0
    for file in files:
        for case in json.loads(Path(file).read_text(encoding="utf-8"))["cases"]:
            got, expected = run(case), text(case["expected"])
            if got == expected:
                passed += 1
            else:
                failed += 1
                print(f"{case.get('id')}: got {got} expected {expected}")  # noqa: T201 - a command line tool
    print(f"{passed} passed, {failed} failed")  # noqa: T201 - a command line tool
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
