"""The team table: who counts, what adds up, who wins what, and what decided; over one contest and over a campaign."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.league import LeagueRow, PointTable, Separation, TieShare, deciding_place, tie_points
from deqing_events.domain.ranking import Key, Place, ranked
from deqing_events.domain.team_scores import best_of, prize_sum
from deqing_events.domain.team_settings import DEFAULTS, TeamSettings, full, normal, problems, team_settings
from deqing_events.domain.team_table import (
    Finishers,
    ItemPoints,
    brought,
    overall_table,
    places_without_guests,
    team_table,
)
from deqing_events.domain.team_text import between, league_lines

POINTS = [10, 9, 8, 7, 6, 5, 4, 4, 4, 4]
LEAGUE = {"points": POINTS, "other": 1, "ties": "average", "countback": True}
TEAMS = ("武康街道", "洛舍镇", "新市镇", "")

scores = st.dictionaries(st.integers(1, 30).map(lambda n: f"A{n:02}"), st.integers(0, 12), min_size=1, max_size=30)
leagues = st.builds(
    lambda **rest: {**LEAGUE, **rest},
    ties=st.sampled_from(["average", "rank"]),
    countback=st.booleans(),
    counts=st.sampled_from(["places", "scores", "prizes"]),
    best=st.none() | st.integers(1, 4),
)


def settings(**rest: Any) -> TeamSettings:
    made = team_settings({**LEAGUE, **rest})
    assert made is not None
    return made


def finishers(marks: Mapping[str, int], guests: set[str] | frozenset[str] = frozenset()) -> Finishers:
    totals = {id_: Fraction(mark) for id_, mark in marks.items()}
    places = ranked(list(totals), [Key("total", totals)])
    prizes = {place.id: 1 if place.rank == 1 else 2 for place in places if place.rank <= 3 and place.id not in guests}
    return Finishers(places, totals, prizes, guests)


def teams_of(marks: Mapping[str, int]) -> dict[str, str]:
    return {id_: TEAMS[index % len(TEAMS)] for index, id_ in enumerate(sorted(marks))}


def said(rows: list[LeagueRow]) -> list[tuple[int | None, str, Fraction]]:
    return [(row.rank, row.unit, row.total) for row in rows]


@given(scores, leagues, st.randoms())
def test_no_order_of_entrants_changes_the_table(marks: dict[str, int], league: dict[str, Any], rolls: Any) -> None:
    mixed = list(marks)
    rolls.shuffle(mixed)
    team_of, rules = teams_of(marks), settings(**league)
    other = {id_: marks[id_] for id_ in mixed}
    mixed_teams = {id_: team_of[id_] for id_ in mixed}
    assert team_table(rules, finishers(marks), team_of) == team_table(rules, finishers(other), mixed_teams)


@given(scores, leagues)
def test_teams_that_change_names_change_lines_and_nothing_else(marks: dict[str, int], league: dict[str, Any]) -> None:
    swap = {"武康街道": "洛舍镇", "洛舍镇": "武康街道"}
    team_of, rules = teams_of(marks), settings(**league)
    before = team_table(rules, finishers(marks), team_of)
    after = team_table(rules, finishers(marks), {id_: swap.get(team, team) for id_, team in team_of.items()})
    line = {row.unit: (row.rank, row.tied, row.total, row.placings) for row in after}
    assert {swap.get(row.unit, row.unit): (row.rank, row.tied, row.total, row.placings) for row in before} == line


@given(scores)
def test_sharing_neither_makes_nor_loses_points(marks: dict[str, int]) -> None:
    held = finishers(marks)
    table = PointTable(tuple(POINTS), 1)
    given_out = sum(brought(settings(), held).values())
    assert given_out == sum(table.at(place) for place in range(1, len(marks) + 1))


@given(scores, leagues, st.sets(st.integers(1, 30).map(lambda n: f"A{n:02}")))
def test_guests_might_as_well_not_be_there(marks: dict[str, int], league: dict[str, Any], asked: set[str]) -> None:
    guests = asked & set(marks)
    rules, team_of = settings(**league), teams_of(marks)
    with_them = finishers(marks, guests)
    rest = {id_: mark for id_, mark in marks.items() if id_ not in guests}
    without = finishers(rest)
    without = Finishers(without.places, without.totals, with_them.prizes)
    expected = team_table(rules, without, {id_: team_of[id_] for id_ in rest})
    shown = [row for row in team_table(rules, with_them, team_of) if row.placings]
    assert shown == [row for row in expected if row.placings]


@given(scores, st.integers(1, 4))
def test_the_best_few_totals_are_the_laws_best_of(marks: dict[str, int], best: int) -> None:
    team_of = teams_of(marks)
    for row in team_table(settings(counts="scores", best=best), finishers(marks), team_of):
        own = [Fraction(mark) for id_, mark in marks.items() if team_of[id_] == row.unit]
        assert row.total == best_of(own, best).total
        assert len(row.placings) == best_of(own, best).counted


@given(scores)
def test_prizes_add_up_as_the_law_says(marks: dict[str, int]) -> None:
    held, team_of = finishers(marks), teams_of(marks)
    rules = settings(counts="prizes", points=[8, 4], other=0)
    for row in team_table(rules, held, team_of):
        prizes = [held.prizes[id_] for id_ in marks if id_ in held.prizes and team_of[id_] == row.unit]
        counted = {str(order): prizes.count(order) for order in (1, 2)}
        assert row.total == prize_sum({"1": 8, "2": 4}, counted, 1).total


@given(st.lists(scores, min_size=1, max_size=5), st.randoms())
def test_a_campaign_adds_its_items_up_in_any_order(contests: list[dict[str, int]], rolls: Any) -> None:
    items = [item(marks, Fraction(weight, 2)) for weight, marks in enumerate(contests, 1)]
    mixed = list(items)
    rolls.shuffle(mixed)
    rows = overall_table(items)
    assert rows == overall_table(mixed)
    for row in rows:
        assert row.total == sum(each.weight * each.points.get(row.unit, Fraction(0)) for each in items)
        assert list(row.placings) == sorted(place for each in items for place in each.placings.get(row.unit, ()))


def item(marks: dict[str, int], weight: Fraction) -> ItemPoints:
    rows = team_table(settings(), finishers(marks), teams_of(marks))
    return ItemPoints(weight, {row.unit: row.total for row in rows}, {row.unit: row.placings for row in rows})


def test_one_item_of_weight_one_is_its_own_table() -> None:
    marks = {"A01": 9, "A02": 8, "A03": 8, "A05": 1}
    assert overall_table([item(marks, Fraction(1))]) == team_table(settings(), finishers(marks), teams_of(marks))


def test_a_guest_takes_no_place_from_those_behind() -> None:
    places = [Place(1, False, None, "G"), Place(2, True, "total", "A"), Place(2, True, "total", "H")]  # noqa: FBT003 - `tied`
    places += [Place(2, True, "total", "B"), Place(5, False, "total", "C")]  # noqa: FBT003 - `tied` is a field
    assert places_without_guests(places, {"G", "H"}) == {"A": 1, "B": 1, "C": 3}
    points = tie_points(places_without_guests(places, {"G", "H"}), PointTable((10, 9, 8)))
    assert points == {"A": Fraction(19, 2), "B": Fraction(19, 2), "C": Fraction(8)}


def test_a_team_of_guests_only_comes_last_without_a_rank() -> None:
    rows = team_table(settings(), finishers({"A": 9, "B": 8}, {"A"}), {"A": "洛舍镇", "B": "新市镇"})
    assert said(rows) == [(1, "新市镇", Fraction(10)), (None, "洛舍镇", Fraction(0))]


def test_only_the_best_of_a_team_count_in_countback_too() -> None:
    marks = {"A1": 9, "A2": 5, "B1": 8, "B2": 7, "B3": 6}
    rows = team_table(settings(best=1), finishers(marks), {id_: id_[0] for id_ in marks})
    assert said(rows) == [(1, "A", Fraction(10)), (2, "B", Fraction(9))]
    assert [row.placings for row in rows] == [(1,), (2,)]


def test_what_decided_is_said_with_both_counts() -> None:
    upper = LeagueRow(1, False, "U1", Fraction(17), (1, 4), Separation.COUNTBACK)  # noqa: FBT003 - `tied` is a field
    lower = LeagueRow(2, False, "U2", Fraction(17), (2, 3), None)  # noqa: FBT003 - `tied` is a field
    assert between(upper, lower) == "与下一名积分相同，第 1 名 1 个，多于 0 个，列前"
    assert deciding_place((2, 3), (2, 3)) is None
    assert deciding_place((2, 3, 3), (2, 3)) == (3, 2, 1)


@pytest.mark.parametrize(
    ("rank", "award"),
    [(1, "团体第一名"), (3, "团体第三名"), (4, "优秀组织奖"), (13, "优秀组织奖"), (14, ""), (None, "")],
)
def test_awards_go_by_rank(rank: int | None, award: str) -> None:
    assert settings().award(rank) == award


def test_awards_can_be_left_out() -> None:
    none = settings(prizes=0, organisers=0)
    assert [none.award(rank) for rank in (1, 4)] == ["", ""]
    assert settings(prizes=12).award(12) == "团体第12名"
    assert settings(prizes=5, organisers=3).award(4) == "团体第四名"
    assert settings(prizes=5, organisers=3).award(6) == ""


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"points": "十,九"}, "league.points"),
        ({"points": []}, "league.points"),
        ({"points": [10, -1]}, "league.points"),
        ({"points": [True]}, "league.points"),
        ({"other": "1"}, "league.other"),
        ({"other": None}, "league.other"),
        ({"ties": "x"}, "league.ties"),
        ({"countback": "yes"}, "league.countback"),
        ({"counts": "x"}, "league.counts"),
        ({"basis": None}, "league.basis"),
        ({"best": 0}, "league.best"),
        ({"best": "3"}, "league.best"),
        ({"prizes": 100}, "league.prizes"),
        ({"prizes": True}, "league.prizes"),
        ({"organisers": "x"}, "league.organisers"),
        ({"weight": "-1"}, "league.weight"),
        ({"weight": "1/3"}, "league.weight"),
        ({"weight": None}, "league.weight"),
        ({"weight": "101"}, "league.weight"),
        ({"extra": 1}, "league"),
    ],
)
def test_a_wrong_value_is_named(change: dict[str, Any], path: str) -> None:
    assert [problem.path for problem in problems({**LEAGUE, **change})] == [path]


def test_what_is_no_table_at_all_is_answered() -> None:
    assert problems({}) == problems(None) == problems(LEAGUE) == []
    assert problems({**LEAGUE, "counts": "scores", "points": []}) == []
    assert problems([1])
    assert team_settings({}) is None
    assert full({}) == {}


@given(leagues, st.fixed_dictionaries({}, optional={key: st.just(value) for key, value in DEFAULTS.items()}))
def test_what_is_so_anyway_is_not_written(league: dict[str, Any], usual: dict[str, Any]) -> None:
    written = normal({**usual, **league})
    assert team_settings(written) == team_settings({**usual, **league})
    assert normal(full(written)) == written == normal(written)
    assert problems(written) == []


def test_the_rules_read_as_sentences() -> None:
    assert league_lines({}) == []
    points = "第 1 名起依次积 10、9、8、7、6、5、4、4、4、4 分，其余有名次者各积 1 分；并列的平分所占名次的积分。"
    assert league_lines(LEAGUE) == [
        f"团体积分：{points}同场参赛、只排名的不占名次，也不给代表队积分。",
        "积分相同，依次比较第一名、第二名……的个数。没有人完赛的代表队列在最后，不排名次。",
        "第 1 至 3 名发团体奖，第 4 至 13 名发优秀组织奖；名次并列的一起获奖。",
    ]
    sums = league_lines({**LEAGUE, "counts": "scores", "best": 3, "basis": "unit", "prizes": 1, "organisers": 0})
    assert sums[0] == "团体成绩：每个单位取最高的 3 个总成绩相加，不足的照实相加。同场参赛、只排名的不计。"
    assert sums[2] == "第 1 名发团体奖；名次并列的一起获奖。"
    rest = {"other": 0, "best": 2, "weight": "1.5", "prizes": 0, "organisers": 0}
    prizes = league_lines({**LEAGUE, "counts": "prizes", **rest})
    assert prizes[0].startswith("团体积分：从最高的奖起依次积 10、")
    assert "没有奖的不积分。每个代表队只计最高的 2 个，不足的照实计。" in prizes[0]
    assert prizes[-1] == "计入竞赛活动总积分时乘 1.5。"


def test_every_way_of_sharing_is_read() -> None:
    assert settings(ties="rank").share is TieShare.RANK
    assert settings(weight="0.5").weight == Fraction(1, 2)


def test_times_do_not_add_up() -> None:
    sums = {**LEAGUE, "counts": "scores"}
    assert problems(sums) == []
    assert [problem.path for problem in problems(sums, timed=True)] == ["league.counts"]
    assert problems(LEAGUE, timed=True) == []
