"""The tally law: who counts, what a figure is, and that lines and parts add up to it."""

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deqing_events.domain.comparison import Comparison
from deqing_events.domain.indicators import BY_ID, INDICATORS
from deqing_events.domain.kinds import EventState
from deqing_events.domain.measures import Measure
from deqing_events.domain.participation import Dimension, Facts, gather
from deqing_events.domain.participation_rows import EventRow, Policy, Score, SignUp
from deqing_events.domain.periods import Period, PeriodError, PeriodKind, kind_of, name_of, period_at, previous
from deqing_events.domain.registers import CampaignRow, RegisterRow, Registers, longest_run, register_count
from deqing_events.domain.tally import Count, Figures, agrees, figures, first_times, lines, members

DAY = dt.date(2026, 9, 30)
WU_KANG, LEI_DIAN = 1, 2
TALLIED = [indicator for indicator in INDICATORS if indicator.is_tallied]
ADDITIVE = {
    Measure.EVENTS,
    Measure.REGISTRATIONS,
    Measure.SHOW_RATE,
    Measure.WALK_INS,
    Measure.PERSON_TIMES,
    Measure.WOMEN,
    Measure.GENDER_UNKNOWN,
    Measure.MIGRANTS,
    Measure.MIGRANT_UNKNOWN,
}


def an_event(number: int = 1, **fields: Any) -> EventRow:
    values = {
        "title": f"示例赛事 {number}",
        "family": "skills",
        "kind": "skill_contest",
        "level": "county",
        "township_id": None,
        "union_id": None,
        "state": "final",
        "entrant_kind": "person",
        "is_test": False,
        "is_preliminary": False,
        "day": DAY,
        **fields,
    }
    return EventRow(id=number, **values)


def a_sign_up(number: int = 1, event: int = 1, person: str = "", **fields: Any) -> SignUp:
    values = {
        "township_id": WU_KANG,
        "unit_id": 10,
        "union_id": 20,
        "gender": "male",
        "migrant": "no",
        "walk_in": False,
        "approved": True,
        "checked_in": True,
        **fields,
    }
    return SignUp(id=number, event_id=event, person_key=person or f"p{number}", **values)


def a_score(number: int = 1, event: int = 1, registration: int | None = None, **fields: Any) -> Score:
    values = {"township_id": LEI_DIAN, "unit_id": 11, "union_id": 21, "status": "present", **fields}
    return Score(number, event, registration, **values)


def counted(events: list[EventRow], sign_ups: list[SignUp], scores: list[Score] | None = None) -> Figures:
    return figures(gather(events, sign_ups, scores or []))


def test_one_person_in_two_events_is_two_person_times_and_one_person() -> None:
    found = counted([an_event(1), an_event(2)], [a_sign_up(1, 1, "ai"), a_sign_up(2, 2, "ai")])
    assert (found.person_times, found.persons, found.units) == (2, 1, 1)


def test_a_person_registered_twice_in_one_event_counts_once_with_the_last_snapshot() -> None:
    rows = [a_sign_up(1, 1, "ai", unit_id=10), a_sign_up(2, 1, "ai", unit_id=12, gender="female")]
    facts = gather([an_event()], rows, [])
    assert [row.unit_id for row in facts.participants] == [12]
    assert figures(facts).women == 1


def test_only_a_check_in_or_a_score_makes_a_participant() -> None:
    rows = [a_sign_up(1), a_sign_up(2, checked_in=False), a_sign_up(3, checked_in=False)]
    found = counted([an_event()], rows, [a_score(1, registration=3)])
    assert (found.registrations, found.shown, found.person_times) == (3, 1, 2)


@pytest.mark.parametrize(("status", "times"), [("present", 1), ("disqualified", 1), ("withdrawn", 1), ("absent", 0)])
def test_a_disqualified_person_still_counts_and_an_absent_one_does_not(status: str, times: int) -> None:
    found = counted([an_event()], [a_sign_up(1, checked_in=False)], [a_score(1, registration=1, status=status)])
    assert found.person_times == times


def test_a_scored_person_without_a_registration_is_a_person_of_their_own() -> None:
    found = counted([an_event(1), an_event(2)], [], [a_score(1, 1), a_score(2, 2)])
    assert (found.person_times, found.persons, found.gender_unknown, found.units) == (2, 2, 2, 1)


@pytest.mark.parametrize("kind", ["team", "unit"])
def test_scores_of_teams_and_workplaces_count_the_workplace_and_no_person(kind: str) -> None:
    event = an_event(entrant_kind=kind, state="public_notice")
    found = counted([event], [a_sign_up(1, unit_id=10)], [a_score(1), a_score(2, unit_id=None)])
    assert (found.sessions, found.person_times, found.units, found.unresolved) == (1, 1, 2, 1)


def test_walk_ins_are_a_column_of_their_own_and_never_in_the_rate() -> None:
    rows = [a_sign_up(1), a_sign_up(2, checked_in=False), a_sign_up(3, walk_in=True)]
    found = counted([an_event()], rows)
    assert (found.registrations, found.walk_ins, found.person_times) == (2, 1, 2)
    assert found.count(Measure.SHOW_RATE).rate == Fraction(1, 2)


def test_a_registration_cancelled_before_closing_is_none_but_a_check_in_still_makes_a_participant() -> None:
    found = counted([an_event()], [a_sign_up(1, approved=False)])
    assert (found.registrations, found.person_times) == (0, 1)
    assert found.count(Measure.SHOW_RATE).text == "—"


def test_an_unknown_unit_is_one_line_and_no_unit() -> None:
    rows = [a_sign_up(1, unit_id=10), a_sign_up(2, unit_id=None), a_sign_up(3, unit_id=None)]
    facts = gather([an_event()], rows, [])
    assert figures(facts).units == 1
    found = lines(Measure.UNITS, facts)
    assert [(line.id, line.amount, line.times) for line in found] == [(10, 1, 1), (None, 0, 2)]


def test_of_which_columns_keep_the_unfilled_apart() -> None:
    rows = [a_sign_up(1, gender="female", migrant="yes"), a_sign_up(2, gender="", migrant=""), a_sign_up(3)]
    found = counted([an_event()], rows)
    assert (found.women, found.gender_unknown, found.migrants, found.migrant_unknown) == (1, 1, 1, 1)


@pytest.mark.parametrize(
    ("state", "held", "counts"),
    [
        ("final", False, True),
        ("archived", False, True),
        ("public_notice", True, True),
        ("public_notice", False, False),
        ("published", True, False),
        ("draft", True, False),
        ("cancelled", True, False),
        ("postponed", True, False),
    ],
)
def test_which_states_count(state: str, held: bool, counts: bool) -> None:  # noqa: FBT001 - a table of cases
    found = counted([an_event(state=state)], [a_sign_up(checked_in=held)])
    assert found.sessions == counts
    assert found.person_times == (counts and held)


def test_the_setting_lets_held_events_count_while_published() -> None:
    policy = Policy(count_from_state=EventState.PUBLISHED)
    held = gather([an_event(state="published")], [a_sign_up()], [], policy)
    not_held = gather([an_event(state="published")], [a_sign_up(checked_in=False)], [], policy)
    assert (len(held.events), len(not_held.events)) == (1, 0)


def test_tests_never_count_and_preliminaries_only_with_the_setting() -> None:
    assert counted([an_event(is_test=True)], [a_sign_up()]).person_times == 0
    preliminary = [an_event(is_preliminary=True)]
    assert counted(preliminary, [a_sign_up()]).sessions == 0
    assert len(gather(preliminary, [a_sign_up()], [], Policy(count_preliminary=True)).events) == 1


def test_an_absent_entrant_s_mark_does_not_make_an_event_held() -> None:
    assert counted([an_event(state="public_notice")], [], [a_score(status="absent")]).sessions == 0


def test_unions_host_or_take_part() -> None:
    events = [an_event(1, union_id=30), an_event(2, union_id=20), an_event(3)]
    facts = gather(events, [a_sign_up(1, 3, union_id=20), a_sign_up(2, 3, union_id=None)], [])
    assert figures(facts).unions == 2
    found = [(line.id, line.amount, line.times, line.hosted) for line in lines(Measure.UNIONS, facts)]
    assert found == [(20, 1, 1, 1), (30, 1, 0, 1), (None, 0, 1, 0)]


def test_a_township_has_the_events_it_hosts_and_its_own_people_wherever_they_went() -> None:
    facts = gather([an_event(1, township_id=LEI_DIAN), an_event(2)], [a_sign_up(1, 1), a_sign_up(2, 2)], [])
    there = figures(facts.of_townships({WU_KANG}))
    assert (there.sessions, there.person_times) == (0, 2)
    assert figures(facts.of_townships({LEI_DIAN})).sessions == 1


def test_a_person_is_counted_first_in_the_earliest_event() -> None:
    events = [an_event(1, day=DAY), an_event(2, day=DAY - dt.timedelta(days=3))]
    facts = gather(events, [a_sign_up(1, 1, "ai"), a_sign_up(2, 2, "ai")], [])
    assert [row.event_id for row in first_times(facts)] == [2]


@pytest.mark.parametrize(
    ("amount", "base", "text"),
    [(2, 3, "66.7%"), (1, 8, "12.5%"), (1, 2000, "0.1%"), (0, 5, "0.0%"), (0, 0, "—"), (5, 5, "100.0%")],
)
def test_rates_round_half_up_and_need_a_denominator(amount: int, base: int, text: str) -> None:
    assert Count(amount, base).text == text


def test_comparison_has_no_change_after_nothing() -> None:
    assert Comparison(Count(12), Count(8)).difference == "+4"
    assert Comparison(Count(12), Count(8)).change == "+50.0%"
    assert Comparison(Count(3), Count(0)).change == "—"
    assert Comparison(Count(1, 2), Count(1, 4)).difference == "+25.0"
    assert Comparison(Count(1, 2), Count(0, 0)).difference == "—"
    assert Comparison(Count(2), Count(3)).change == "-33.3%"


some = st.sampled_from
event_rows = st.builds(
    an_event,
    st.integers(1, 5),
    family=some(["skills", "labour", "sport"]),
    kind=some(["skill_contest", "labour_competition", "sport_tournament"]),
    level=some(["grassroots", "township", "county"]),
    township_id=some([None, WU_KANG, LEI_DIAN]),
    union_id=some([None, 20, 30]),
    state=some([*EventState]),
    entrant_kind=some(["person", "person", "team", "unit"]),
    is_test=some([False, False, True]),
    is_preliminary=some([False, False, True]),
    day=some([dt.date(2026, 8, 31), DAY, dt.date(2026, 10, 1)]),
)
sign_up_rows = st.builds(
    a_sign_up,
    st.integers(1, 40),
    st.integers(1, 5),
    some(["ai", "bo", "chen", "dai"]),
    township_id=some([None, WU_KANG, LEI_DIAN]),
    unit_id=some([None, 10, 11]),
    union_id=some([None, 20]),
    gender=some(["male", "female", ""]),
    migrant=some(["yes", "no", ""]),
    walk_in=st.booleans(),
    approved=st.booleans(),
    checked_in=st.booleans(),
)
score_rows = st.builds(
    a_score,
    st.integers(1, 20),
    st.integers(1, 5),
    st.none(),
    unit_id=some([None, 11, 12]),
    status=some(["present", "absent", "disqualified", "withdrawn"]),
)


def _by_id(rows: Any) -> Any:
    return st.lists(rows, max_size=14, unique_by=lambda row: row.id)


some_facts = st.builds(gather, _by_id(event_rows), _by_id(sign_up_rows), _by_id(score_rows))


@given(some_facts)
def test_lines_add_up_to_every_figure(facts: Facts) -> None:
    for indicator in TALLIED:
        there = facts.of_events(indicator.selection.takes)
        count = figures(there).count(indicator.measure)
        assert agrees(count, lines(indicator.measure, there)), indicator.id


@given(some_facts, st.sampled_from(list(Dimension)))
def test_parts_add_up_or_overlap_but_never_fall_short(facts: Facts, by: Dimension) -> None:
    for indicator in TALLIED:
        there = facts.of_events(indicator.selection.takes)
        count = figures(there).count(indicator.measure)
        parts = [figures(part).count(indicator.measure) for part in there.split(by).values()]
        if indicator.measure in ADDITIVE:
            assert sum(part.amount for part in parts) == count.amount
            assert sum(part.base or 0 for part in parts) == (count.base or 0)
        else:
            assert sum(part.amount for part in parts) >= count.amount
            assert max((part.amount for part in parts), default=0) <= count.amount
        for key, part in there.split(by).items():
            assert agrees(figures(part).count(indicator.measure), lines(indicator.measure, part)), (indicator.id, key)


@given(some_facts)
def test_a_township_s_line_is_the_figure_filtered_by_it(facts: Facts) -> None:
    for town, part in facts.split(Dimension.TOWNSHIP).items():
        assert isinstance(town, int | None)
        assert figures(part) == figures(facts.of_townships({town}))


@given(some_facts)
def test_the_people_behind_each_line_are_as_many_as_it_says(facts: Facts) -> None:
    for measure in (Measure.PERSON_TIMES, Measure.PERSONS, Measure.REGISTRATIONS, Measure.WALK_INS, Measure.WOMEN):
        held = members(measure, facts)
        for line in lines(measure, facts):
            assert sum(row.event_id == line.id for row in held) == line.amount
    for line in lines(Measure.UNITS, facts):
        assert sum(row.unit_id == line.id for row in members(Measure.UNITS, facts)) == line.times


@given(some_facts)
def test_sub_counts_stay_inside_their_totals(facts: Facts) -> None:
    found = figures(facts)
    assert found.persons <= found.person_times
    assert found.shown <= found.registrations
    assert found.women + found.gender_unknown <= found.person_times
    assert found.migrants + found.migrant_unknown <= found.person_times


def test_every_indicator_says_what_it_is() -> None:
    assert len(BY_ID) == len(INDICATORS)
    assert all(indicator.word and indicator.unit and indicator.rule for indicator in INDICATORS)
    assert all(indicator.part_of in {"", *BY_ID} for indicator in INDICATORS)


@pytest.mark.parametrize(
    ("kind", "start", "end", "name"),
    [
        (PeriodKind.YEAR, "2026-01-01", "2026-12-31", "2026 日历年"),
        (PeriodKind.STATISTICAL, "2025-10-01", "2026-09-30", "2025–2026 统计年度"),
        (PeriodKind.HALF, "2026-07-01", "2026-12-31", "2026 年下半年"),
        (PeriodKind.QUARTER, "2026-07-01", "2026-09-30", "2026 年第 3 季度"),
        (PeriodKind.MONTH, "2026-09-01", "2026-09-30", "2026 年 9 月"),
        (PeriodKind.TERM, "2022-01-01", "2026-12-31", "本届任期"),
        (PeriodKind.PLAN, "2026-01-01", "2030-12-31", "十五五 五年规划"),
    ],
)
def test_periods_of_the_last_day_of_the_statistical_year(kind: PeriodKind, start: str, end: str, name: str) -> None:
    found = period_at(kind, DAY)
    assert (found.start.isoformat(), found.end.isoformat()) == (start, end)
    assert name_of(found, DAY) == name
    assert kind_of(found, DAY) is kind


def test_the_statistical_year_begins_on_1_october() -> None:
    assert period_at(PeriodKind.STATISTICAL, dt.date(2026, 10, 1)).start == dt.date(2026, 10, 1)


@pytest.mark.parametrize(
    ("start", "end", "before"),
    [
        ("2026-01-01", "2026-12-31", "2025-01-01 2025-12-31"),
        ("2026-03-01", "2026-03-31", "2026-02-01 2026-02-28"),
        ("2026-03-10", "2026-03-12", "2026-03-07 2026-03-09"),
        ("2022-01-01", "2026-12-31", "2017-01-01 2021-12-31"),
    ],
)
def test_the_period_before(start: str, end: str, before: str) -> None:
    found = previous(Period(dt.date.fromisoformat(start), dt.date.fromisoformat(end)))
    assert f"{found.start} {found.end}" == before


def test_a_period_cannot_end_before_it_starts() -> None:
    with pytest.raises(PeriodError, match="截止日期"):
        Period(DAY, DAY - dt.timedelta(days=1))
    assert DAY in Period(DAY, DAY)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)), st.sampled_from(list(PeriodKind)[:-1]))
def test_each_day_lies_in_its_period_and_the_one_before_touches_it(day: dt.date, kind: PeriodKind) -> None:
    found = period_at(kind, day)
    assert day in found
    assert previous(found).end + dt.timedelta(days=1) == found.start
    assert previous(found) == period_at(kind, previous(found).start)


def _edition(number: int, year: int, **fields: Any) -> CampaignRow:
    closed = {"state": "closed", "starts_on": dt.date(year, 4, 1), "ends_on": dt.date(year, 10, 30), **fields}
    return CampaignRow(number, "skills_games", year, **closed)


YEAR = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31))


def test_editions_count_when_they_close_and_years_in_a_row() -> None:
    rows = [_edition(n, 2020 + n) for n in (1, 2, 4, 5, 6)] + [_edition(9, 2026, state="running", ends_on=None)]
    held = Registers(campaigns=tuple(rows))
    assert register_count(Measure.EDITIONS, held, YEAR).amount == 1
    assert register_count(Measure.EDITION_YEARS, held, YEAR).amount == 3
    assert register_count(Measure.EDITION_YEARS, held, Period(YEAR.start, dt.date(2026, 10, 29))).amount == 2
    assert longest_run([]) == []


def test_two_editions_of_one_year_are_one_year() -> None:
    held = Registers(campaigns=(_edition(1, 2025), _edition(2, 2026), _edition(3, 2026)))
    assert register_count(Measure.EDITIONS, held, YEAR).amount == 2
    assert register_count(Measure.EDITION_YEARS, held, YEAR).amount == 2


def test_themed_campaigns_overlap_the_period_on_a_single_day() -> None:
    def one(starts: dt.date | None, ends: dt.date | None, year: int = 2026) -> int:
        row = CampaignRow(1, "themed", year, "open", starts, ends)
        return register_count(Measure.THEMED, Registers(campaigns=(row,)), YEAR).amount

    assert one(dt.date(2025, 12, 1), dt.date(2026, 1, 1)) == 1
    assert one(dt.date(2025, 12, 1), dt.date(2025, 12, 31)) == 0
    assert one(dt.date(2026, 12, 31), None) == 1
    assert (one(None, None), one(None, None, year=2024)) == (1, 0)


def test_balances_hold_on_the_last_day_with_both_ends_included() -> None:
    end = YEAR.end
    rows = (
        RegisterRow(1, "single", WU_KANG, None, None),
        RegisterRow(2, "joint", LEI_DIAN, end, end),
        RegisterRow(3, "single", WU_KANG, None, end - dt.timedelta(days=1)),
        RegisterRow(4, "single", WU_KANG, end + dt.timedelta(days=1), None),
    )
    held = Registers(unions=rows)
    assert register_count(Measure.UNION_ORGS, held, YEAR).amount == 2
    assert register_count(Measure.UNION_SINGLE, held, YEAR).amount == 1
    assert register_count(Measure.UNION_JOINT, held, YEAR).amount == 1
    assert register_count(Measure.UNION_ORGS, held.of_townships({LEI_DIAN}), YEAR).amount == 1


def test_a_unit_is_covered_while_its_union_holds() -> None:
    gone = RegisterRow(1, "single", WU_KANG, None, None, None, dt.date(2026, 6, 1))
    held = Registers(covered=(gone, RegisterRow(2, "single", WU_KANG, None, None, None, None)))
    assert register_count(Measure.COVERED_UNITS, held, YEAR).amount == 1
