"""Cases about what follows the marks: the common scale, medals, proposals for a higher skill level."""

from collections.abc import Callable
from datetime import date

from deqing_events.domain import medals, promotion, scale
from deqing_events.domain.rounding import Rounding, number
from tests.conformance_shapes.numbers import Json, fractions, optional


def standardised_scale(given: Json) -> Json:
    rule = scale.Scale(
        number(given["centre"]),
        number(given["multiplier"]),
        scale.ScaleMode(given["mode"]),
        number(given["mad_factor"]),
    )
    return {name: scale.scaled(fractions(marks), rule) for name, marks in given["groups"].items()}


def medal_window(given: Json) -> Json:
    result = medals.medals(given["scores"], number(given["window"]))
    return {"gold": list(result.gold), "silver": list(result.silver), "bronze": list(result.bronze)}


def promotion_rule(row: Json) -> promotion.PromotionRule:
    lines = row["dual_pass"]
    return promotion.PromotionRule(
        id=row["id"],
        scope=row["scope"],
        contest_class=row["class"],
        from_levels=tuple(row["from_levels"]),
        to_level=row["to_level"],
        rank_max=row["rank_max"],
        top_percent=optional(row["top_percent"]),
        percent_rounding=Rounding(row["percent_rounding"]),
        dual_pass=promotion.PassLines(number(lines["theory"]), number(lines["practical"])) if lines else None,
        max_per_year=row["max_per_year"],
    )


def promoted(given: Json) -> Json:
    held = given["contest"]
    found = promotion.proposals(
        promotion.PromotionPolicy(tuple(given["ladder"]), tuple(promotion_rule(row) for row in given["rules"])),
        promotion.PromotionContest(
            held["scope"], held["class"], date.fromisoformat(held["date"]), held["participants"]
        ),
        [
            promotion.PromotionResult(
                row["person"], row["rank"], optional(row["theory"]), optional(row["practical"]), row["level"]
            )
            for row in given["results"]
        ],
        [(row["person"], date.fromisoformat(row["date"])) for row in given["promotions"]],
    )
    return {
        "proposed": [
            {"person": one.person, "rule": one.rule, "from": one.level, "to": one.to_level}
            for one in found
            if one.failing is None
        ],
        "not_proposed": [{"person": one.person, "reason": one.failing} for one in found if one.failing is not None],
    }


CATEGORIES: dict[str, Callable[[Json], Json]] = {
    "standardised_scale": standardised_scale,
    "medal_window": medal_window,
    "promotion": promoted,
}
