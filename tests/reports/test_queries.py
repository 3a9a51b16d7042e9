"""What the database says counts: edges of periods, undone check-ins, cancellations, snapshots; on both engines."""

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from deqing_events import database
from deqing_events.checkin.models import CheckinList
from deqing_events.domain.indicators import BY_ID
from deqing_events.domain.participation import Dimension
from deqing_events.domain.periods import Period
from deqing_events.domain.tally import Figures, figures
from deqing_events.events.models import Campaign
from deqing_events.organisations.models import Organisation
from deqing_events.reports import queries
from deqing_events.reports.report import Report, report
from tests import factories
from tests.conftest import NOW
from tests.engines import both_engines
from tests.factories_reports import came, finished, keep, local, marked, scan, sign_up

SEPTEMBER = Period(dt.date(2026, 9, 1), dt.date(2026, 9, 30))
YEAR = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31))

pytestmark = pytest.mark.usefixtures("app")


def counted(period: Period = SEPTEMBER, **narrowing: Any) -> Figures:
    return figures(queries.facts(period, queries.Narrowing(**narrowing)))


def whole(period: Period = YEAR, towns: set[int | None] | None = None) -> Report:
    return report(period, queries.ALL_EVENTS, towns)


@both_engines
def test_a_whole_event_on_both_engines(app: Flask) -> None:
    del app
    event, unit = finished(), factories.unit(township=factories.township())
    came(event, "ai", unit=unit, gender="female", migrant="yes")
    sign_up(event, "bo", unit=unit)
    came(event, "chen", walk_in=True)
    marked(event, sign_up(event, "dai", unit=unit))
    found = counted()
    assert (found.sessions, found.registrations, found.shown, found.walk_ins) == (1, 3, 1, 1)
    assert (found.person_times, found.persons, found.units, found.unresolved) == (3, 3, 1, 1)
    assert (found.women, found.gender_unknown, found.migrants, found.migrant_unknown) == (1, 2, 1, 2)


def test_an_undone_check_in_does_not_count_and_a_new_one_does() -> None:
    event = finished()
    held = sign_up(event)
    scan(held, annulled_at=NOW, annulled_by="staff:1")
    assert (counted().person_times, counted().shown) == (0, 0)
    scan(held)
    assert (counted().person_times, counted().shown) == (1, 1)


@pytest.mark.parametrize(
    "fields",
    [{"counts": False, "recorded": "failure"}, {"direction": "exit"}],
    ids=["refused", "exit"],
)
def test_refused_scans_and_exits_are_no_check_ins(fields: dict[str, Any]) -> None:
    scan(sign_up(finished()), **fields)
    assert counted().person_times == 0


def test_two_valid_scans_of_one_person_are_one_person_time() -> None:
    held = came(finished())
    scan(held, slot="second-day")
    assert counted().person_times == 1


def test_a_scan_on_another_event_s_list_is_no_check_in() -> None:
    other = came(finished("别的比赛"))
    held = sign_up(finished())
    elsewhere = database.session().scalars(select(CheckinList).where(CheckinList.event_id == other.event_id)).one()
    scan(held, list_id=elsewhere.id)
    assert (counted().person_times, counted().shown) == (1, 1)


@pytest.mark.parametrize(
    ("fields", "registrations"),
    [
        ({"cancelled_by": "phone", "cancelled_at": local("2026-09-10 12:00")}, 0),
        ({"cancelled_by": "phone", "cancelled_at": local("2026-09-11 12:00")}, 1),
        ({"cancelled_by": "staff:7", "cancelled_at": local("2026-09-10 12:00")}, 1),
        ({"cancelled_by": "phone", "cancelled_at": local("2026-09-10 12:00"), "confirmed_at": None}, 0),
    ],
    ids=["by the worker before closing", "after closing", "by staff", "never approved"],
)
def test_cancelled_registrations(fields: dict[str, Any], registrations: int) -> None:
    event = finished(registration_closes_at=local("2026-09-11 09:00"))
    sign_up(event, state="cancelled", **fields)
    assert counted().registrations == registrations


def test_without_a_closing_time_the_start_closes() -> None:
    event = finished(registration_closes_at=None, ends="2026-09-12 17:00")
    sign_up(event, state="cancelled", cancelled_by="phone", cancelled_at=local("2026-09-12 08:59"))
    sign_up(event, state="cancelled", cancelled_by="phone", cancelled_at=local("2026-09-12 09:00"))
    assert counted().registrations == 1


def test_waiting_and_rejected_are_no_registrations_unless_approved_before() -> None:
    event = finished()
    sign_up(event, state="waiting", confirmed_at=None)
    sign_up(event, state="rejected", confirmed_at=None)
    sign_up(event, state="rejected")
    assert counted().registrations == 1


@pytest.mark.parametrize(
    ("ends", "sessions"),
    [
        ("2026-09-01 00:00", 1),
        ("2026-08-31 23:59", 0),
        ("2026-09-30 23:30", 1),
        ("2026-10-01 00:00", 0),
    ],
)
def test_days_are_those_of_deqing(ends: str, sessions: int) -> None:
    came(finished(ends=ends))
    assert counted().sessions == sessions
    assert counted().person_times == sessions


def test_an_event_over_the_edge_counts_once_where_it_ends() -> None:
    came(finished(ends="2026-10-02 17:00", starts_at=local("2026-09-29 09:00")))
    october = Period(dt.date(2026, 10, 1), dt.date(2026, 10, 31))
    assert (counted().sessions, counted(october).sessions, counted(YEAR).sessions) == (0, 1, 1)


@pytest.mark.parametrize("state", ["draft", "cancelled", "postponed", "published"])
def test_events_that_never_count(state: str) -> None:
    came(finished(state=state))
    assert (counted().sessions, counted().person_times, counted().registrations) == (0, 0, 0)


def test_test_events_never_count() -> None:
    came(finished(is_test=True))
    assert counted().sessions == 0


def test_a_held_event_in_public_notice_counts_and_one_not_held_does_not() -> None:
    marked(finished(state="public_notice"))
    sign_up(finished(state="public_notice"))
    assert (counted().sessions, counted().person_times) == (1, 1)


def test_the_snapshot_holds_when_the_unit_moves_or_the_roster_changes() -> None:
    here, there = factories.township("武康街道"), factories.township("雷甸镇")
    unit = factories.unit(township=here)
    came(finished(), unit=unit)
    with database.transaction() as session:
        session.get_one(type(unit), unit.id).township_id = there.id
    found = whole()
    assert found.parts(BY_ID["person_times"], Dimension.TOWNSHIP).keys() == {here.id}


def test_narrowing_by_family_kind_level_and_campaign() -> None:
    games = keep(Campaign(name="运动会", kind="skills_games", year=2026, level="county", state="open", created_at=NOW))
    came(finished(organiser_level="county", campaign_id=games.id))
    came(finished(organiser_level="grassroots", family="labour", kind="labour_competition"))
    assert counted(family="labour").sessions == 1
    assert counted(kind="skill_contest").person_times == 1
    assert counted(levels=("township", "county")).sessions == 1
    assert counted(campaign_id=games.id).sessions == 1
    assert counted(family="sport").sessions == 0


def test_registers_hold_what_is_valid_on_the_last_day() -> None:
    town = factories.township()
    union = factories.union(kind="joint", township_id=town.id)
    factories.union(valid_to=dt.date(2026, 8, 31))
    factories.unit(union_id=union.id, township=town)
    factories.unit()
    keep(Organisation(code="RC1", name="示例中心", kind="regional_service_centre", parent_id=town.id))
    values = {key: whole().count(BY_ID[key]).amount for key in ("union_orgs", "union_orgs_joint", "units_covered")}
    assert values == {"union_orgs": 1, "union_orgs_joint": 1, "units_covered": 1}
    assert whole().count(BY_ID["regional_centres"]).amount == 1
    assert whole(towns={town.id}).count(BY_ID["regional_centres"]).amount == 1
    assert whole(towns={town.id + 1}).count(BY_ID["union_orgs"]).amount == 0


def test_the_host_s_union_runs_a_contest() -> None:
    union = factories.union()
    host = factories.unit(union_id=union.id)
    came(finished(host_unit_id=host.id, organiser_level="grassroots"))
    assert whole().count(BY_ID["contest_unions"]).amount == 1
    assert whole().count(BY_ID["grassroots_contest_person_times"]).amount == 1
    assert whole().count(BY_ID["skill_contest_by_level"]).amount == 0
