"""Why a place is above the next one, or shared: one sentence per line of a ranking (interface.md, Ranking row)."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby

from deqing_events.contests.entrants.elapsed import elapsed_text
from deqing_events.contests.results.standings import Standings
from deqing_events.domain.ranking import DRAW, Place
from deqing_events.domain.rounding import plain_text, shown
from deqing_events.domain.rule_text import tie_key_text
from deqing_events.domain.timed import BEST, best_decides
from deqing_events.domain.timing import NO_TIME, time_text

_MOST_PLACES = 12
_LOWER_FIRST = {"elapsed": "短于", "penalties": "少于"}


def reasons(standings: Standings) -> dict[str, str]:
    """Return a sentence by entrant number: under the upper of two equal totals, and under the last of a tied group."""
    found: dict[str, str] = {}
    groups = [list(members) for _, members in groupby(standings.evaluation.places, key=lambda place: place.rank)]
    for index, members in enumerate(groups):
        if len(members) > 1:
            found[members[-1].id] = _shared(standings, members)
        if index + 1 < len(groups):
            sentence = _ahead(standings, members[-1], groups[index + 1][0])
            if sentence:
                found[members[-1].id] = "；".join(filter(None, (found.get(members[-1].id), sentence)))
    return found


def shown_apart(first: Fraction, second: Fraction, places: int) -> tuple[str, str]:
    """Write two numbers with as many decimals as it takes to see that they differ, one where that says all."""
    fewest = 1 if places and all((value * 10).denominator == 1 for value in (first, second)) else places
    for more in range(fewest, _MOST_PLACES + 1):
        if shown(first, more) != shown(second, more):
            return shown(first, more), shown(second, more)
    return plain_text(first), plain_text(second)


def times_apart(first: Fraction, second: Fraction, places: int) -> tuple[str, str]:
    """Write two times with as many decimals as it takes to see that they differ."""
    for more in range(places, _MOST_PLACES + 1):
        if time_text(first, more) != time_text(second, more):
            return time_text(first, more), time_text(second, more)
    return time_text(first), time_text(second)


def _shared(standings: Standings, members: Sequence[Place]) -> str:
    if not standings.evaluation.scores[members[0].id].finished:
        return "没有成绩，排在有成绩的后面"
    names = [BEST, *standings.rules.tie_keys] if best_decides(standings.rules) else standings.rules.tie_keys
    keys = [tie_key_text(standings.rules, key).removesuffix("成绩") for key in names]
    what = f"{'、'.join(keys)}都相同" if keys else "总成绩相同"
    rank, count = members[0].rank, len(members)
    people = "两人" if count == 2 else f"{count} 人"  # noqa: PLR2004 - 两 is a word of its own
    return f"{what}，{people}并列，下一名次为 {rank + count}"


def _ahead(standings: Standings, above: Place, below: Place) -> str:
    """Say what put ``above`` first when both totals read the same; nothing when the totals say it."""
    upper, lower = standings.evaluation.scores[above.id], standings.evaluation.scores[below.id]
    places, key = standings.rules.places, below.decided_by or "total"
    if shown(upper.total, places) != shown(lower.total, places):
        return ""
    timed = standings.rules.timed
    if key == "total":
        first, second = (times_apart if timed else shown_apart)(upper.total, lower.total, places)
        what = f"准确用时 {first} 短于" if timed else f"准确总分 {first} 高于"
        return f"与第 {below.rank} 名显示相同，{what} {second}，列前"
    if key == DRAW:
        return f"与第 {below.rank} 名各项都相同，抽签列前"
    first, second = _values(standings, key, above.id, below.id)
    word = tie_key_text(standings.rules, key).removesuffix("成绩")
    same, higher = ("成绩相同", "短于") if timed else ("同分", "高于")
    return f"与第 {below.rank} 名{same}，{word} {first} {_LOWER_FIRST.get(key, higher)} {second}，列前"


def _values(standings: Standings, key: str, above: str, below: str) -> tuple[str, str]:
    if key == "elapsed":
        first, second = (elapsed_text(standings.entrants[number].elapsed_seconds) for number in (above, below))
        return first, second or "没有用时"
    upper, lower = standings.evaluation.scores[above], standings.evaluation.scores[below]
    if key == "penalties":
        return plain_text(upper.penalty), plain_text(lower.penalty)
    if key == BEST:
        return time_text(upper.best or NO_TIME), time_text(lower.best or NO_TIME)
    kind, _, thing = key.partition(":")
    held = {
        "part": (upper.parts, lower.parts),
        "section": (upper.sections, lower.sections),
        "criterion": (upper.criteria, lower.criteria),
    }[kind]
    apart = times_apart if standings.rules.timed else shown_apart
    return apart(held[0][thing], held[1][thing], standings.rules.places)
