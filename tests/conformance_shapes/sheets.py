"""Cases about rule sheets and what guards a result."""

from collections.abc import Callable
from datetime import date

from deqing_events.domain import draw, entrants, evaluation, result_checks, rule_sheet, score_board, slots, working_days
from deqing_events.domain.rounding import shown
from tests.conformance_shapes.numbers import Json, optional_shown


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


def result_review(given: Json) -> Json:
    rule = result_checks.ReviewRule(given["top_all"], given["spot_percent"], given["threshold_percent"])
    result = result_checks.review(given["results"], given["errors"], rule)
    rate = optional_shown(result.rate, 2)
    return {"sample": result.sample, "rate": rate, "full_review": result.full_review}


def drawn(given: Json) -> Json:
    if given["method"] != "sha256_sort":
        raise ValueError(f"unknown method {given['method']}")
    try:
        result = draw.drawn(given["seed"], given["entrants"])
    except draw.DuplicateEntrantError:
        return {"error": "duplicate_entrant"}
    return {"order": list(result.order), "list_sha256": result.list_sha256}


def overlap(given: Json) -> Json:
    return [slots.clash((a, b), (c, d), given["gap"]) for a, b, c, d in given["pairs"]]


def notice_days(given: Json) -> Json:
    calendar = working_days.Calendar(
        given["weekend"],
        {date.fromisoformat(day) for day in given["holidays"]},
        {date.fromisoformat(day) for day in given["make_up_workdays"]},
    )
    start, count = date.fromisoformat(given["start"]), given["days"]
    counted = working_days.working_days(start, count, calendar, count_start=given["count_start"])
    days = [day.isoformat() for day in counted]
    return {"counted": days, "end": days[-1]}


def double_entry(given: Json) -> Json:
    first, second = given["entry1"], given["entry2"]
    result = result_checks.compare_entries(
        given["required"], (first["user"], first["cells"]), (second["user"], second["cells"])
    )
    return {
        "conflicts": list(result.conflicts),
        "missing": list(result.missing),
        "same_user": result.same_user,
        "confirmable": result.confirmable,
    }


def freeze(given: Json) -> Json:
    revisions = [score_board.Revision(**row) for row in given["revisions"]]
    result = score_board.board(revisions, given["now"], given["freeze_at"], given["unfreeze_at"])
    return {"frozen": result.frozen, "public": result.public, "jury": result.jury}


CATEGORIES: dict[str, Callable[[Json], Json]] = {
    "rule_sheet": evaluated,
    "result_review": result_review,
    "draw": drawn,
    "overlap": overlap,
    "working_days": notice_days,
    "double_entry": double_entry,
    "freeze": freeze,
}
