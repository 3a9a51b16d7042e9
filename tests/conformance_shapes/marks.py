"""Cases about one mark: panels, measurements, attempts."""

from collections.abc import Callable

from deqing_events.domain import attempts, scoring
from deqing_events.domain.rounding import number, shown
from tests.conformance_shapes.numbers import Json, fractions, optional, optional_shown


def trimmed_mean(given: Json) -> Json:
    result = scoring.trimmed_mean([optional(score) for score in given["scores"]], given["drop_each_side"])
    score = optional_shown(result.score, given["places"])
    return {"complete": result.complete, "missing": list(result.missing), "score": score}


def small_panel_mean(given: Json) -> Json:
    return shown(scoring.small_panel_mean(fractions(given["scores"]), given["equidistant"]), given["places"])


def judge_deviation(given: Json) -> Json:
    rows = [scoring.Tolerance(number(row["from"]), number(row["gap"])) for row in given["tolerance"]]
    scores = [optional(score) for score in given["scores"]]
    score, flagged = scoring.deviation_checked(scores, given["drop_each_side"], rows)
    return {"score": shown(score, given["places"]), "deviation_flag": flagged}


def judged_performance(given: Json) -> Json:
    scores, deductions = fractions(given["scores"]), fractions(given["deductions"])
    floor = optional(given["floor"])
    return shown(scoring.performance(scores, given["drop_each_side"], deductions, floor), given["places"])


def judgement_0_3(given: Json) -> Json:
    mark = scoring.judgement(number(given["max_mark"]), given["scores"], given["max_spread"])
    return {"accepted": mark is not None, "mark": optional_shown(mark, given["places"])}


def measurement(given: Json) -> Json:
    ladder = [scoring.Step(number(step["within"]), number(step["mark"])) for step in given["ladder"]]
    marks = [scoring.measured(number(given["nominal"]), ladder, optional(value)) for value in given["values"]]
    return [optional_shown(mark, given["places"]) for mark in marks]


def attempt_list(values: Json) -> list[attempts.Attempt]:
    return [attempts.NoResult(value) if isinstance(value, str) else value for value in values]


def attempts_average(given: Json) -> Json:
    row = attempt_list(given["attempts"])
    result = attempts.attempts_result(row, given["drop_best"], given["drop_worst"])
    return {"best": result.best, "average": result.average}


def attempts_ranking(given: Json) -> Json:
    rows = {id_: attempt_list(row) for id_, row in given["rows"].items()}
    places = attempts.rank_attempts(rows, given["drop_best"], given["drop_worst"])
    return [[place.rank, place.id] for place in places]


CATEGORIES: dict[str, Callable[[Json], Json]] = {
    "trimmed_mean": trimmed_mean,
    "small_panel_mean": small_panel_mean,
    "judge_deviation": judge_deviation,
    "judged_performance": judged_performance,
    "judgement_0_3": judgement_0_3,
    "measurement": measurement,
    "attempts_average": attempts_average,
    "attempts_ranking": attempts_ranking,
}
