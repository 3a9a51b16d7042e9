"""A ranking frozen as JSON: everything the public page, the files and a worker's own page need, names already decided.

Exact values are reduced fractions as text (``867/10``), shown values have the sheet's decimals. A publication stores
this; a preview is the same thing made from what is stored now.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from fractions import Fraction
from typing import Any

from deqing_events.contests.entrants.elapsed import elapsed_text
from deqing_events.contests.models import Entrant
from deqing_events.contests.results.reasons import reasons
from deqing_events.contests.results.standings import Standings, team_name
from deqing_events.contests.results.team_content import SCHEMA, league_content, team_rows, without_later
from deqing_events.domain.entrants import STATUS_WORDS
from deqing_events.domain.kinds import EntrantKind
from deqing_events.domain.marking import Score
from deqing_events.domain.masking import mask_name
from deqing_events.domain.ranking import Place
from deqing_events.domain.rounding import exact_text, plain_text, shown
from deqing_events.domain.rule_text import tie_key_text
from deqing_events.domain.sheet_types import RuleSheet
from deqing_events.domain.standard_scale import scale_words, standard_scores
from deqing_events.domain.team_settings import team_settings
from deqing_events.domain.timed import best_decides
from deqing_events.domain.timed_text import total_text
from deqing_events.domain.timing import NO_TIME, time_text
from deqing_events.events.models import Event

Content = dict[str, Any]
Naming = Callable[[Entrant], str]
STAGE_WORDS = {"provisional": "临时名次", "public_notice": "公示中", "final": "已生效"}
_WORDS = {status: word for word, status in STATUS_WORDS.items()}


def public_naming(event: Event) -> Naming:
    """Return how names show in public: teams and workplaces whole, people masked unless they agreed."""

    def name(entrant: Entrant) -> str:
        agreed = entrant.registration is not None and entrant.registration.publish_name
        return entrant.name if agreed or event.entrant_kind != EntrantKind.PERSON else mask_name(entrant.name)

    return name


GUEST = "同场参赛，只排名，不占奖"


def full_naming(entrant: Entrant) -> str:
    """Return the whole name, for people who may see it."""
    return entrant.name


def frozen(event: Event, standings: Standings, name: Naming) -> Content:
    """Return the ranking as JSON values."""
    evaluation, sheet = standings.evaluation, standings.rules
    awards = evaluation.awards or {}
    given = {number: tier for tier, numbers in awards.items() for number in numbers}
    titles = {tier.key: tier.title for tier in sheet.awards.tiers}
    why = reasons(standings)
    standard = standard_scores(sheet, evaluation.scores)
    return {
        "schema": SCHEMA,
        "title": event.title,
        "entrant_kind": event.entrant_kind,
        "places": sheet.places,
        "parts": []
        if sheet.timed
        else [{"key": part.key, "title": part.title, "weight": plain_text(part.weight)} for part in sheet.parts],
        **(_timed(sheet) if sheet.timed else {}),
        **({"scale": scale_words(sheet.scale)} if sheet.scale else {}),
        "entrants": len(standings.entrants),
        "rows": [
            {
                **_row(standings, place, name),
                **({"standard": standard.get(place.id)} if sheet.scale else {}),
                "award": titles.get(given.get(place.id, "")),
                "why": _why(standings.entrants[place.id], why.get(place.id)),
            }
            for place in evaluation.places
        ],
        "unranked": [
            {**_who(standings.entrants[number], name), "status": _WORDS[status]}
            for number, status in evaluation.unranked
        ],
        "tiers": [
            {"title": tier.title, "quota": evaluation.quota[tier.key], "given": len(awards.get(tier.key, ()))}
            for tier in sheet.awards.tiers
        ],
        "league": league_content(standings.league),
        "teams": team_rows(standings.teams, team_settings(standings.league)),
    }


def masked(rows: Iterable[Content], agreed: Collection[int] = ()) -> list[Content]:
    """Return rows with people masked who are not among the sign-ups that agreed to their names being published."""
    return [row if row["registration"] in agreed else {**row, "name": mask_name(row["name"])} for row in rows]


def same_ranking(one: Content, other: Content) -> bool:
    """Tell whether two rankings differ in nothing but how much of people's names they show."""
    if one["schema"] != other["schema"]:
        one, other = without_later(one), without_later(other)
    return _nameless(one) == _nameless(other)


def _nameless(content: Content) -> Content:
    if content["entrant_kind"] != EntrantKind.PERSON:
        return content
    return {**content, "rows": masked(content["rows"]), "unranked": masked(content["unranked"])}


def digest_of(value: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hex) of a JSON value."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _why(entrant: Entrant, why: str | None) -> str | None:
    """Return why a place is what it is, and that a guest takes no prize."""
    return "；".join(filter(None, (why, GUEST if entrant.guest else ""))) or None


def _who(entrant: Entrant, name: Naming) -> Content:
    return {
        "number": entrant.number,
        "name": name(entrant),
        "delegation": entrant.delegation,
        "unit": entrant.unit_name,
        "registration": entrant.registration_id,
    }


def _row(standings: Standings, place: Place, name: Naming) -> Content:
    entrant, own = standings.entrants[place.id], standings.evaluation.scores[place.id]
    places = standings.rules.places
    settings = team_settings(standings.league)
    points = standings.points.get(place.id) if settings and team_name(settings, entrant) else None
    decided = place.decided_by
    return {
        **_who(entrant, name),
        "rank": place.rank,
        "tied": place.tied,
        "decided_by": tie_key_text(standings.rules, decided) if decided else None,
        "total": total_text(standings.rules, own.total),
        "total_exact": exact_text(own.total),
        "parts": {}
        if standings.rules.timed
        else {
            part.key: {"shown": _short(own.parts[part.key], places), "exact": exact_text(own.parts[part.key])}
            for part in standings.rules.parts
        },
        **(_times(own) if standings.rules.timed else {}),
        "penalty": exact_text(own.penalty),
        "elapsed": elapsed_text(entrant.elapsed_seconds),
        "passed": own.passed,
        "points": None if points is None else exact_text(points),
    }


def _timed(sheet: RuleSheet) -> Content:
    """Return what there is to show of a timed sheet: its attempts, and whether the best one decides something."""
    return {"timed": [{"key": row.key, "title": row.title} for row in sheet.criteria()], "best": best_decides(sheet)}


def _times(own: Score) -> Content:
    """Return what a timed line shows beside its total: each attempt, the best one, and whether there is a result."""
    attempts = {key: time_text(value) for key, value in own.criteria.items()}
    return {"attempts": attempts, "best": time_text(own.best or NO_TIME), "finished": own.finished}


def _short(value: Fraction, places: int) -> str:
    """Write with one decimal when that is the whole value, else with the sheet's decimals."""
    return shown(value, 1) if places and (value * 10).denominator == 1 else shown(value, places)
