"""The team table of one contest and of a whole campaign, from the places of its entrants (domain.md 3.1.2, 3.2)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from deqing_events.domain.league import LeagueRow, team_league, tie_points
from deqing_events.domain.ranking import Place
from deqing_events.domain.team_settings import Counting, TeamSettings


@dataclass(frozen=True, slots=True)
class Finishers:
    """Who finished a contest: ``places`` in order, ``totals`` by id, ``prizes`` by id (1 = the highest prize).

    ``guests`` are ranked and neither hold a place in the team table nor bring points.
    """

    places: Sequence[Place]
    totals: Mapping[str, Fraction]
    prizes: Mapping[str, int]
    guests: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class ItemPoints:
    """One item of a campaign: its weight, and by team the points and the places that counted."""

    weight: Fraction
    points: Mapping[str, Fraction]
    placings: Mapping[str, Sequence[int]]


def places_without_guests(places: Iterable[Place], guests: Collection[str]) -> dict[str, int]:
    """Return the ranks among those who are no guests."""
    found: dict[str, int] = {}
    held = {place.rank: 0 for place in places}
    for place in places:
        held[place.rank] += place.id not in guests
    ahead: dict[int, int] = {}
    before = 0
    for rank in sorted(held):
        ahead[rank] = before + 1
        before += held[rank]
    for place in places:
        if place.id not in guests:
            found[place.id] = ahead[place.rank]
    return found


def brought(settings: TeamSettings, finishers: Finishers) -> dict[str, Fraction]:
    """Return what each finisher brings the team, exact; guests are left out."""
    ranks = places_without_guests(finishers.places, finishers.guests)
    match settings.counts:
        case Counting.SCORES:
            return {id_: finishers.totals[id_] for id_ in ranks}
        case Counting.PRIZES:
            other = Fraction(settings.table.other_finisher)
            prizes = finishers.prizes
            return {id_: Fraction(settings.table.at(prizes[id_])) if id_ in prizes else other for id_ in ranks}
        case Counting.PLACES:
            return tie_points(ranks, settings.table, settings.share)


def team_table(settings: TeamSettings, finishers: Finishers, team_of: Mapping[str, str]) -> list[LeagueRow]:
    """Rank the teams. ``team_of`` names the team of everybody who entered; who has none brings points to nobody.

    Where only the best count, the best in points do, of equal ones the better placed; countback looks at them alone.
    """
    values = brought(settings, finishers)
    ranks = places_without_guests(finishers.places, finishers.guests)
    held: dict[str, list[tuple[Fraction, int]]] = {team: [] for team in team_of.values() if team}
    for id_, value in values.items():
        if team_of.get(id_):
            held[team_of[id_]].append((-value, ranks[id_]))
    counted = {team: sorted(own)[: settings.best] for team, own in held.items()}
    totals = {team: -sum((value for value, _ in own), Fraction(0)) for team, own in counted.items()}
    placings = {team: [rank for _, rank in own] for team, own in counted.items()}
    return team_league(placings, totals, countback=settings.countback)


def overall_table(items: Sequence[ItemPoints], *, countback: bool = True) -> list[LeagueRow]:
    """Rank the teams of a campaign by weight x points over its items; countback over the places of all items."""
    teams = {team for item in items for team in item.points}
    totals = {
        team: sum((item.weight * item.points.get(team, Fraction(0)) for item in items), Fraction(0)) for team in teams
    }
    placings = {team: [place for item in items for place in item.placings.get(team, ())] for team in teams}
    return team_league(placings, totals, countback=countback)
