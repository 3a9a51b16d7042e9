"""What is certain about going on, against every ending of small contests: no false clinch, none given up too early."""

from collections.abc import Iterator, Mapping
from itertools import product

from hypothesis import given
from hypothesis import strategies as some

from deqing_events.domain.advancement import AdvancementRule, Condition, CountFrom, TieAtLevel, advancing
from deqing_events.domain.prospects import Prospect, Standing, prospects

TOP = 3


def rule(**changes: object) -> AdvancementRule:
    values = {"condition": Condition.RANKING, "level": 2, "cap_percent": 100, "base": CountFrom.REGISTERED}
    return AdvancementRule(**{**values, "tie_at_level": TieAtLevel.INCLUDE, **changes})  # type: ignore[arg-type]


RULES = some.builds(
    AdvancementRule,
    condition=some.sampled_from(Condition),
    level=some.sampled_from([1, 2, 3, 34, 50, 75]),
    cap_percent=some.sampled_from([34, 50, 67, 100]),
    base=some.sampled_from(CountFrom),
    tie_at_level=some.sampled_from([TieAtLevel.INCLUDE, TieAtLevel.EXCLUDE]),
)
CELLS = some.tuples(some.integers(0, TOP), some.integers(0, TOP)).map(sorted)
FIELDS = some.lists(some.tuples(CELLS, some.booleans()), min_size=1, max_size=5)


def standings(rows: list[tuple[list[int], bool]]) -> dict[str, Standing]:
    """Return entrants by id: the finished stand at their first value."""
    return {
        f"A{index}": Standing((low,), (low,), finished=True) if done else Standing((low,), (high,), finished=False)
        for index, ((low, high), done) in enumerate(rows)
    }


def endings(field: Mapping[str, Standing], stays: str) -> Iterator[dict[str, int | None]]:
    """Yield every ending: each unfinished entrant ends at a value between its bounds or (None) drops out."""
    ways: list[list[int | None]] = []
    for id_, row in field.items():
        values: list[int | None] = list(range(row.worst[0], row.best[0] + 1))
        ways.append(values if row.finished or id_ == stays else [*values, None])
    for ended in product(*ways):
        yield dict(zip(field, ended, strict=True))


def goes_on(ending: Mapping[str, int | None], id_: str, wanted: AdvancementRule, absent: int) -> bool:
    """Tell by the shared law of advancement whether somebody goes on."""
    values = list(ending.values())
    ranks = [None if own is None else 1 + sum(other is not None and other > own for other in values) for own in values]
    padded = [*ranks, *[None] * absent]
    return list(ending).index(id_) in advancing(padded, [True] * len(padded), wanted)


@given(FIELDS, RULES, some.integers(0, 2))
def test_certain_is_what_holds_in_every_ending(
    rows: list[tuple[list[int], bool]], wanted: AdvancementRule, absent: int
) -> None:
    field = standings(rows)
    said = prospects(field, wanted, entrants=len(field) + absent)
    for id_, prospect in said.items():
        outcomes = {goes_on(ending, id_, wanted, absent) for ending in endings(field, id_)}
        assert (prospect is Prospect.CLINCHED) == (outcomes == {True})
        assert (prospect is Prospect.OUT) == (outcomes == {False})


@given(FIELDS, RULES, some.integers(0, 3))
def test_a_tie_that_may_be_drawn_apart_is_never_safe(
    rows: list[tuple[list[int], bool]], wanted: AdvancementRule, draw_within: int
) -> None:
    """However a draw orders those level at a place to be drawn, the clinched are in and those given up are out."""
    field = standings(rows)
    said = prospects(field, wanted, entrants=len(field), draw_within=draw_within)
    for id_ in field:
        for ending in endings(field, id_):
            for lot in (-1, 1):
                drawn = _drawn(ending, id_, lot, draw_within)
                assert said[id_] is not Prospect.CLINCHED or goes_on(drawn, id_, wanted, 0)
                assert said[id_] is not Prospect.OUT or not goes_on(drawn, id_, wanted, 0)


def _drawn(ending: Mapping[str, int | None], id_: str, lot: int, draw_within: int) -> dict[str, int | None]:
    """Move somebody to one end of the own tied group, if its place is drawn."""
    spread = {each: None if value is None else value * 4 for each, value in ending.items()}
    own = spread[id_]
    assert own is not None
    rank = 1 + sum(value is not None and value > own for value in spread.values())
    return {**spread, id_: own + lot} if rank <= draw_within else spread


class TestExamples:
    """Told in numbers: two go on."""

    def test_before_any_mark_everything_is_possible(self) -> None:
        field = {id_: Standing((0,), (100,), finished=False) for id_ in "abc"}
        assert set(prospects(field, rule(), entrants=3).values()) == {Prospect.POSSIBLE}

    def test_who_cannot_be_passed_any_more_is_in(self) -> None:
        field = {
            "a": Standing((90,), (90,), finished=True),
            "b": Standing((80,), (80,), finished=True),
            "c": Standing((20,), (75,), finished=False),
            "d": Standing((40,), (85,), finished=False),
        }
        assert prospects(field, rule(), entrants=4) == {
            "a": Prospect.CLINCHED, "b": Prospect.PROVISIONAL, "c": Prospect.OUT, "d": Prospect.POSSIBLE,
        }  # fmt: skip

    def test_a_percent_of_those_present_shrinks_when_somebody_drops_out(self) -> None:
        """Half of four is two; when the third drops out, half of three is one."""
        field = {
            "a": Standing((90,), (90,), finished=True),
            "b": Standing((80,), (80,), finished=True),
            "c": Standing((70,), (70,), finished=True),
            "d": Standing((0,), (10,), finished=False),
        }
        half = {"condition": Condition.PERCENT, "level": 50}
        assert prospects(field, rule(**half), entrants=4)["b"] is Prospect.CLINCHED
        assert prospects(field, rule(**half, base=CountFrom.PRESENT), entrants=4)["b"] is Prospect.PROVISIONAL

    def test_a_draw_at_the_cut_keeps_everybody_waiting(self) -> None:
        field = {id_: Standing((80,), (80,), finished=True) for id_ in "abc"}
        said = prospects(field, rule(tie_at_level=TieAtLevel.DRAW), entrants=3)
        assert set(said.values()) == {Prospect.POSSIBLE}
