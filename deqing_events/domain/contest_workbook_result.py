"""An evaluated contest workbook as plain JSON values: what the result file, the page and the check compare.

Shown values are text with the sheet's decimals, `*_exact` values are reduced fractions. `pairs` names for each
neighbouring pair the key that decided it, `shared` when nothing does.
"""

from fractions import Fraction
from itertools import pairwise

from deqing_events.domain.contest_workbook import TIE_KEYS, WorkbookEntrant, listed, setting
from deqing_events.domain.contest_workbook_evaluation import ContestResult
from deqing_events.domain.entrants import ATTENDED, EntrantStatus
from deqing_events.domain.ranking import Place
from deqing_events.domain.rounding import exact_text, number, plain_text, shown
from deqing_events.domain.sheet_builders import SheetJson

_WORDS = {sheet_key: word for word, sheet_key in TIE_KEYS.items()}
SHARED = "shared"


def as_json(result: ContestResult) -> SheetJson:
    """Write the whole result; `incomplete` is there only when somebody's marks are not complete."""
    whole: SheetJson = {
        "file": result.book.file,
        "settings": _settings(result),
        "counts": _counts(result),
        "awards": _awards(result),
        "results": [_line(result, place) for place in result.evaluation.places],
        "pairs": [_pair(result, above, below) for above, below in pairwise(result.evaluation.places)],
        "unranked": [
            {"entry_no": entry_no, "delegation": _row(result, entry_no).delegation, "status": status.value}
            for entry_no, status in result.evaluation.unranked
        ],
        "delegations": _delegations(result),
    }
    if result.evaluation.incomplete:
        whole["incomplete"] = _incomplete(result)
    return whole


def _settings(result: ContestResult) -> SheetJson:
    book = result.book
    return {
        **{key: setting(book, key) for key in ("weight_theory", "weight_practical", "compare_on", "rounding")},
        **{key: setting(book, key) for key in ("award_base", "award_boundary", "league_tie_points", "deduction")},
        **{key: int(setting(book, key)) for key in ("judges", "drop_each_side", "display_decimals")},
        "tie_keys": listed(book, "tie_keys"),
        "award_percent": [_short(percent) for percent in listed(book, "award_percent")],
        "pass_line": _short(setting(book, "pass_line")),
    }


def _counts(result: ContestResult) -> dict[str, int]:
    book, final = result.book, dict(result.evaluation.unranked)
    statuses = [final.get(row.entry_no, EntrantStatus.PRESENT) for row in book.entrants]
    return {
        "entrants": len(statuses),
        "absent": statuses.count(EntrantStatus.ABSENT),
        "disqualified": statuses.count(EntrantStatus.DISQUALIFIED),
        "withdrawn": statuses.count(EntrantStatus.WITHDRAWN),
        "attended": sum(status in ATTENDED for status in statuses),
        "ranked": len(result.evaluation.places),
        "delegations": len(result.delegations),
    }


def _awards(result: ContestResult) -> SheetJson:
    quota = list(result.evaluation.quota.values())
    given = result.evaluation.awards
    return {
        "quota": quota,
        "cumulative": [sum(quota[: index + 1]) for index in range(len(quota))],
        "given": None if given is None else {tier: len(ids) for tier, ids in given.items()},
    }


def _line(result: ContestResult, place: Place) -> SheetJson:
    score, places = result.evaluation.scores[place.id], result.sheet.places
    row, code = _row(result, place.id), result.code_of[place.id]
    return {
        "rank": place.rank,
        "tied": place.tied,
        "entry_no": place.id,
        "blind_code": code,
        "delegation": row.delegation,
        "judge_totals": [plain_text(total) for total in score.judge_totals["practical"].values()],
        "theory": plain_text(score.parts["theory"]),
        "practical": shown(score.parts["practical"], places),
        "practical_exact": exact_text(score.parts["practical"]),
        "elapsed_s": result.book.elapsed.get(code),
        "deduction": plain_text(score.penalty),
        "total": shown(score.total, places),
        "total_exact": exact_text(score.total),
        "dual_pass": score.passed,
        "award": _award(result, place.id),
        "league_points": exact_text(result.league_points[place.id]),
    }


def _award(result: ContestResult, entry_no: str) -> str | None:
    given = result.evaluation.awards or {}
    return next((tier for tier, ids in given.items() if entry_no in ids), None)


def _pair(result: ContestResult, above: Place, below: Place) -> SheetJson:
    scores, places = result.evaluation.scores, result.sheet.places
    key = SHARED if above.rank == below.rank else str(below.decided_by)
    return {
        "above": above.id,
        "below": below.id,
        "decided_by": _WORDS.get(key, key),
        "display_equal": shown(scores[above.id].total, places) == shown(scores[below.id].total, places),
    }


def _incomplete(result: ContestResult) -> list[SheetJson]:
    titles = {criterion.key: criterion.title for criterion in result.sheet.criteria()}
    return [
        {"entry_no": entry_no, "reasons": [[titles[key], gap.value] for key, gap in gaps]}
        for entry_no, gaps in result.evaluation.incomplete.items()
    ]


def _delegations(result: ContestResult) -> list[SheetJson]:
    return [
        {
            "rank": row.rank,
            "tied": row.tied,
            "delegation": row.unit,
            "points": exact_text(row.total),
            "points_display": shown(row.total, result.sheet.places),
            "placings": list(row.placings),
            "separated_from_next_by": row.separated_from_next_by and row.separated_from_next_by.value,
        }
        for row in result.delegations
    ]


def _row(result: ContestResult, entry_no: str) -> WorkbookEntrant:
    return next(row for row in result.book.entrants if row.entry_no == entry_no)


def _short(value: str) -> int | str:
    exact: Fraction = number(value)
    return int(exact) if exact.denominator == 1 else plain_text(exact)
