"""What is due goes, from the rows, the files of the database and the uploads; what is not due stays; figures stand."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from deqing_events import database, engines
from deqing_events.accounts.models import RateCount
from deqing_events.checkin.models import CheckinList
from deqing_events.cli import jobs as job_commands
from deqing_events.contests.judge_pages.models import MarkSending
from deqing_events.contests.judges.models import PanelJudge
from deqing_events.domain.periods import Period
from deqing_events.domain.questions.definition import Retention
from deqing_events.domain.retention import NOBODY
from deqing_events.domain.tally import Figures, figures
from deqing_events.events.models import Event
from deqing_events.organisations.models import Member
from deqing_events.privacy.hooks import offers
from deqing_events.privacy.retention import actions, queries
from deqing_events.privacy.retention.actions import Report
from deqing_events.privacy.retention.data_class import Moment
from deqing_events.registration.models import Consent, Registration
from deqing_events.registration.questions.models import Answer
from deqing_events.reports import queries as reports
from tests import factories
from tests.conftest import NOW, Clock
from tests.engines import both_engines
from tests.factories_reports import keep, marked, scan, sign_up
from tests.privacy import sowing
from tests.privacy.sowing import found_in_files, found_in_tables, settings, sow

pytestmark = pytest.mark.usefixtures("app")

DAY = dt.timedelta(days=1)
YEARS = 5 * 365
LONG = Period(dt.date(2020, 1, 1), dt.date(2035, 12, 31))


def contest(**fields: Any) -> Event:
    """A contest that ends at NOW + 5 days + 8 hours and has a check-in list."""
    event = factories.event(**fields)
    keep(CheckinList(event_id=event.id, name="入场"))
    return event


def after(event: Event, **parts: float) -> Moment:
    assert event.ends_at is not None
    return Moment(event.ends_at + dt.timedelta(**parts), settings())


def run(moment: Moment) -> Report:
    database.session().rollback()
    return actions.run(moment)


def tally() -> Figures:
    database.session().rollback()
    return figures(reports.facts(LONG))


@both_engines
def test_nothing_due_is_left_in_the_tables() -> None:
    sown = sow(contest())
    before = found_in_tables(sown.everything)
    for table in (
        "registration.name",
        "registration.mobile",
        "registration_answer.value",
        "registration_answer.sealed",
        "message.text",
        "message.mobile",
        "phone_owner.mobile",
        "staged_member.name",
        "entrant.name",
        "publication.content",
        "scan.note",
        "scan.volunteer",
        "scan.answers",
        "paper_batch.operator",
        "gate_device.volunteer",
        "review_step.reason",
    ):
        assert table in before, f"the sentinel was never in {table}"
    report = run(after(sown.event, days=YEARS, seconds=1))
    assert report.left == 0
    assert [line.key for line in report.lines if line.cleared != line.due] == []
    assert found_in_tables(sown.everything) == {}


def test_nothing_due_is_left_in_the_files(app: Flask) -> None:
    folder = Path(app.config["SETTINGS"].instance)
    sown = sow(contest())
    before = found_in_files(folder, sown.everything)
    assert set().union(*before.values()) == sown.everything, "the search does not find what is there"
    assert any(name.endswith("-wal") for name in before), "the -wal was not looked at"
    assert any(name.startswith("uploads/answers/") for name in before)
    assert any(name.startswith("uploads/imports/") for name in before)
    report = run(after(sown.event, days=YEARS, seconds=1))
    assert (report.left, report.compacted) == (0, True)
    assert found_in_files(folder, sown.everything) == {}


def test_without_writing_the_database_anew_the_files_would_still_tell(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(app.config["SETTINGS"].instance)
    sown = sow(contest())
    monkeypatch.setattr(engines, "compact", lambda _engine: False)
    report = run(after(sown.event, days=YEARS, seconds=1))
    assert (report.left, found_in_tables({sowing.NAME})) == (0, {})
    assert found_in_files(folder, sown.everything) != {}


@pytest.mark.parametrize(
    ("days", "gone"),
    [(29, {"imports"}), (30, {"imports", "answers"}), (180, {"imports", "answers", "identity"})],
)
def test_each_class_goes_on_its_own_day(app: Flask, days: int, gone: set[str]) -> None:
    folder = Path(app.config["SETTINGS"].instance)
    sown = sow(contest())
    run(after(sown.event, days=days, seconds=1))
    for key, words in sown.words.items():
        left = set().union(*found_in_files(folder, words).values())
        assert left == (set() if key in gone else words), key


@both_engines
def test_the_last_day_still_counts_and_the_next_moment_does_not() -> None:
    sown = sow(contest())
    assert queries.count(queries.answers(after(sown.event, days=180), Retention.IDENTITY)) == 0
    assert queries.count(queries.answers(after(sown.event, days=180, seconds=1), Retention.IDENTITY)) == 1
    assert queries.count(queries.records(after(sown.event, days=YEARS))) == 0
    assert queries.count(queries.records(after(sown.event, days=YEARS, seconds=1))) == 1


def test_a_promotion_decides_when_a_number_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    sown = sow(contest())
    monkeypatch.setattr(offers, "promotions", lambda: {sown.event.id: None})
    much_later = after(sown.event, days=1000)
    assert queries.count(queries.answers(much_later, Retention.IDENTITY)) == 0
    monkeypatch.setattr(offers, "promotions", lambda: {sown.event.id: NOW + 60 * DAY})
    assert queries.count(queries.answers(Moment(NOW + 90 * DAY, settings()), Retention.IDENTITY)) == 0
    assert queries.count(queries.answers(Moment(NOW + 91 * DAY, settings()), Retention.IDENTITY)) == 1


@both_engines
def test_the_figures_stand_through_every_run() -> None:
    unit = factories.unit(township=factories.township())
    first, second = contest(title="先办的"), contest(title="后办的", days=400)
    with database.transaction() as session:
        for event in (first, second):
            session.get_one(Event, event.id).state = "final"
    for event in (first, second):
        for person in ("ai", "bo"):
            held = sign_up(event, person, unit=unit, gender="female", migrant="yes")
            scan(held)
            marked(event, held)
        scan(sign_up(event, f"only-{event.id}", unit=unit))
    before = tally()
    assert (before.persons, before.person_times) == (4, 6)
    run(after(first, days=YEARS, seconds=1))
    assert tally() == before
    keys = {row.person_key for row in database.session().scalars(select(Registration))}
    assert {"ai", "bo"} <= keys, "somebody whose other sign-up is still of use became somebody else"
    assert f"only-{first.id}" not in keys
    run(after(second, days=YEARS, seconds=1))
    assert tally() == before
    rows = list(database.session().scalars(select(Registration)))
    assert {row.name for row in rows} == {NOBODY}
    assert {row.person_key for row in rows} & {"ai", "bo"} == set()


@both_engines
def test_running_twice_changes_nothing_more() -> None:
    sown = sow(contest())
    moment = after(sown.event, days=YEARS, seconds=1)
    assert sum(line.cleared for line in run(moment).lines) > 0
    assert sum(line.cleared for line in run(moment).lines) == 0
    assert len(queries.runs()) == 2


def test_a_cleared_answer_keeps_its_row_and_consents_stay_three_years_more() -> None:
    sown = sow(contest())
    moment = after(sown.event, days=YEARS, seconds=1)
    run(moment)
    session = database.session()
    assert all(row.cleared_at == moment.now for row in session.scalars(select(Answer)))
    assert session.scalars(select(Consent)).all() != []
    run(Moment(moment.now + 3 * 365 * DAY, settings()))
    assert session.scalars(select(Consent)).all() != []
    run(Moment(moment.now + 3 * 365 * DAY + dt.timedelta(seconds=1), settings()))
    assert session.scalars(select(Consent)).all() == []


def test_looking_only_touches_nothing(app: Flask) -> None:
    sown = sow(contest())
    before = found_in_tables(sown.everything)
    clock_day = (sown.event.ends_at or NOW) + (YEARS + 2) * DAY
    answer = app.test_cli_runner().invoke(args=["privacy", "retention", "--dry-run", "--at", f"{clock_day:%Y-%m-%d}"])
    assert answer.exit_code == 1
    assert "报名人的姓名、手机、通行码（活动结束后 5 年，只留统计）：到期 1" in answer.output
    assert found_in_tables(sown.everything) == before
    today = app.test_cli_runner().invoke(args=["privacy", "retention", "--dry-run"])
    assert (today.exit_code, "到期未清 0 项" in today.output) == (0, True)


def test_the_command_clears_only_what_is_due_now(app: Flask, clock: Clock) -> None:
    sow(contest())
    refused = app.test_cli_runner().invoke(args=["privacy", "retention", "--at", "2040-01-01"])
    assert (refused.exit_code, found_in_tables({sowing.NAME}) != {}) == (2, True)
    clock.forward(days=YEARS + 10)
    done = app.test_cli_runner().invoke(args=["privacy", "retention"])
    assert done.exit_code == 0, done.output
    assert "到期未清 0 项" in done.output
    assert found_in_tables({sowing.NAME}) == {}


def test_the_job_works_once_a_day_in_the_quiet_hours(clock: Clock) -> None:
    sow(contest())
    clock.now = dt.datetime(2032, 3, 1, 18, 59, tzinfo=dt.UTC)  # 02:59 in Deqing
    assert job_commands.retention(clock.now) == {}
    clock.forward(minutes=1)
    counts = job_commands.retention(clock.now)
    assert (counts["cleared"] > 0, counts["overdue"]) == (True, 0)
    assert job_commands.retention(clock.now) == {}
    clock.forward(hours=24)
    assert job_commands.retention(clock.now) == {"cleared": 0, "overdue": 0}


def test_a_day_without_writing_anew_is_tried_again(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    clock.now = dt.datetime(2032, 3, 1, 19, 0, tzinfo=dt.UTC)
    monkeypatch.setattr(engines, "compact", lambda _engine: False)
    assert job_commands.retention(clock.now) != {}
    monkeypatch.undo()
    assert job_commands.retention(clock.now) != {}
    assert job_commands.retention(clock.now) == {}


def test_a_reader_keeps_the_database_from_being_written_anew(app: Flask) -> None:
    reader = database.db.engine.connect()
    reader.exec_driver_sql("SELECT count(*) FROM registration").scalar()
    database.session().rollback()
    with database.transaction() as session:
        session.add(Member(name="沈示例", mobile="", created_at=NOW, updated_at=NOW))
    assert engines.compact(database.db.engine) is False
    reader.close()
    assert engines.compact(database.db.engine) is True
    del app


def test_counters_of_tries_go_once_their_windows_are_long_over() -> None:
    with database.transaction() as session:
        for window in (1000, 1299, 1300, 1600):
            session.add(RateCount(key="lookup-address:10.99.88.77", window=window, count=1))
        session.add(RateCount(key="another:10.99.88.77", window=1000, count=1))
    run(Moment(NOW, settings()))
    rows = database.session().scalars(select(RateCount).order_by(RateCount.id))
    assert [(row.key.partition(":")[0], row.window) for row in rows] == [
        ("lookup-address", 1300),
        ("lookup-address", 1600),
        ("another", 1000),
    ]


def test_the_sown_person_is_whole() -> None:
    sown = sow(contest())
    assert sown.held.name == sowing.NAME
    assert len(found_in_tables(sown.words["records"])) > 8


def test_what_judges_phones_sent_goes_a_month_after_the_contest() -> None:
    event = contest()
    with database.transaction() as session:
        judge = PanelJudge(event_id=event.id, judge="裁判1", name="吴示例", workplace="示例精工")
        session.add(judge)
        session.flush()
        session.add(MarkSending(panel_judge_id=judge.id, nonce="n1", at=NOW))
    kept, gone = (run(after(event, days=days)) for days in (29, 31))
    assert [line.cleared for report in (kept, gone) for line in report.lines if line.key == "sendings"] == [0, 1]
    assert database.session().query(MarkSending).count() == 0
