"""What the demonstration leaves behind is what its stories say, on both engines."""

import datetime as dt
from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import select

from deqing_events import database
from deqing_events.accounts.models import StaffAccount
from deqing_events.audit import queries as audit
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.appeals.models import Appeal
from deqing_events.contests.certificates import queries as certificates
from deqing_events.contests.custody.queries import sealed
from deqing_events.contests.finalising.blockers import blockers
from deqing_events.contests.finalising.result_set import digest_now
from deqing_events.contests.honours.models import Honour
from deqing_events.contests.locks import queries as locks
from deqing_events.contests.results.standings import worked_out
from deqing_events.contests.start_draws.models import StartDraw
from deqing_events.contests.unblinding.queries import done as unblinded
from deqing_events.demo import loading, queries
from deqing_events.demo.story import Ending, Story
from deqing_events.domain import draw as law
from deqing_events.domain.kinds import EntrantKind, Family, family_of
from deqing_events.domain.periods import Period
from deqing_events.domain.roles import SYSTEM, Role
from deqing_events.domain.tally import Figures, figures
from deqing_events.events.models import Event
from deqing_events.registration.models import Registration
from deqing_events.registration.reconciling import reconcile
from deqing_events.reports import queries as reports
from tests.conftest import NOW
from tests.demo.conftest import SMALL, Sample, load
from tests.reading import StrictClient

YEAR = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
DONE = (Ending.RESULTS, Ending.FINISHED)
COUNTED = [story for story in SMALL if story.ending in (*DONE, Ending.NOTICE)]


def tallied() -> Figures:
    """The year's figures as the reports work them out."""
    return figures(reports.facts(YEAR))


def expected() -> tuple[int, int, int, int]:
    """Events, registrations, walk-ins and person-times as the stories say."""
    crowds = [story.crowd for story in COUNTED]
    people = sum(crowd.come + crowd.walk_in for crowd in crowds)
    signed = sum(crowd.come + crowd.missing for crowd in crowds)
    return len(COUNTED), signed, sum(crowd.walk_in for crowd in crowds), people


def counted(found: Figures) -> tuple[int, int, int, int]:
    """The same four of some figures."""
    return found.sessions, found.registrations, found.walk_ins, found.person_times


@pytest.mark.usefixtures("demo_app")
def test_every_family_has_a_finished_event() -> None:
    rows = database.session().execute(select(Event.title, Event.family, Event.state)).all()
    done = Counter(family for _, family, state in rows if state == "final")
    assert done == Counter(family_of(story.kind) for story in SMALL if story.ending in DONE)
    assert set(done) == set(Family)
    assert len(rows) == len(SMALL)


@pytest.mark.usefixtures("demo_app")
def test_the_living_events_stand_where_their_stories_say() -> None:
    states = Counter(database.session().scalars(select(Event.state)))
    endings = Counter(story.ending for story in SMALL)
    assert states["draft"] == endings[Ending.DRAFT] == 1
    assert states["postponed"] == endings[Ending.POSTPONED] == 1
    assert states["cancelled"] == endings[Ending.CANCELLED] == 1
    assert states["public_notice"] == endings[Ending.NOTICE] == 1
    assert states["published"] == endings[Ending.PUBLISHED] + endings[Ending.TODAY] == 7


@pytest.mark.usefixtures("demo_app")
def test_the_waiting_list_has_moved_up_once() -> None:
    full = next(story for story in SMALL if story.crowd.wait)
    query = select(Registration).join(Event).where(Event.title == full.title)
    rows = list(database.session().scalars(query))
    assert Counter(row.state for row in rows) == {
        "confirmed": full.capacity,
        "waiting": full.crowd.wait - full.crowd.leave,
        "cancelled": full.crowd.leave,
    }
    assert sum(row.promoted_at is not None for row in rows) == full.crowd.leave


@pytest.mark.usefixtures("demo_app")
def test_the_tally_says_what_the_stories_say() -> None:
    found = tallied()
    assert counted(found) == expected()
    assert 0 < found.persons < found.person_times
    assert found.units > 20


@pytest.mark.usefixtures("demo_app")
def test_the_log_is_whole_and_told_in_the_order_of_time() -> None:
    count, findings = audit.verify()
    assert findings == []
    times = list(database.session().scalars(select(AuditEntry.at).order_by(AuditEntry.seq)))
    assert len(times) == count > 300
    after_set_up = times[1:]
    assert after_set_up == sorted(after_set_up)
    assert times[-1] <= NOW


@pytest.mark.usefixtures("demo_app")
def test_no_counter_of_places_drifts() -> None:
    assert reconcile(repair=False, now=NOW, by=SYSTEM) == []


@pytest.mark.usefixtures("demo_app")
def test_public_pages_answer(client: StrictClient) -> None:
    rows = database.session().execute(select(Event.slug, Event.title, Event.state)).all()
    by_title: dict[str, Story] = {story.title: story for story in SMALL}
    for slug, title, state in rows:
        assert client.get(f"/events/{slug}").status_code == (404 if state == "draft" else 200), title
        shown = by_title[title].ending in {Ending.RESULTS, Ending.NOTICE}
        assert client.get(f"/results/{slug}").status_code == (200 if shown else 404), title
    assert client.get("/results").status_code == 200


@pytest.mark.usefixtures("demo_app")
def test_the_places_to_look_at_open(client: StrictClient, sample: Sample) -> None:
    places = dict(sample.loaded.places)
    assert len(places) == 10
    for word, path in places.items():
        assert client.get(path).status_code == (302 if path.startswith("/desk") else 200), word


@pytest.mark.usefixtures("demo_app")
def test_everybody_listed_can_sign_in(client: StrictClient, sample: Sample) -> None:
    shown = sample.loaded.sign_ins
    assert {row.role for row in shown} == set(Role)
    county = next(row for row in shown if row.role is Role.COUNTY_STAFF)
    answer = client.submit("/login", {"username": county.username, "password": county.password})
    assert answer.status_code == 302
    for account in database.session().scalars(select(StaffAccount)):
        assert [grant.role for grant in account.grants] != [], account.username


def test_it_does_not_load_twice(demo_app: Flask) -> None:
    before = queries.counts()
    with pytest.raises(loading.DemoRefusedError, match="已经有赛事"):
        load(demo_app)
    answer = demo_app.test_cli_runner().invoke(args=["demo", "load"])
    assert answer.exit_code == 1
    assert "已经有赛事" in answer.stderr
    assert queries.counts() == before


def test_it_says_what_it_does(sample: Sample) -> None:
    assert sample.steps[:3] == ["正在导入单位", "正在导入会员", "正在建账号"]
    assert sample.steps[-1] == "已经载入"


def test_teams_and_workplaces_compete_without_registrations() -> None:
    kinds = {story.entrant_kind for story in COUNTED}
    assert kinds == set(EntrantKind)


@pytest.mark.postgres
@pytest.mark.parametrize("engine_name", ["postgres"])
def test_it_loads_on_postgresql(app: Flask) -> None:
    load(app)
    assert counted(tallied()) == expected()
    assert audit.verify()[1] == []
    assert reconcile(repair=False, now=NOW, by=SYSTEM) == []


@pytest.mark.usefixtures("demo_app")
def test_one_contest_went_the_long_way_to_certificates_and_an_honour(client: StrictClient) -> None:
    event = database.session().scalars(select(Event).where(Event.title == "钳工技能比武")).one()
    (draw,) = database.session().scalars(select(StartDraw).where(StartDraw.event_id == event.id))
    assert law.drawn(draw.seed, [number for _, number in draw.listed]).order == tuple(
        dict(draw.listed)[entrant_id] for entrant_id in draw.drawn_order
    )
    lock = locks.standing(event.id)
    standings = worked_out(event.id)
    assert lock is not None
    assert standings is not None
    assert lock.digest == digest_now(event.id, standings)
    assert unblinded(event.id) is not None
    (appeal,) = database.session().scalars(select(Appeal).where(Appeal.event_id == event.id))
    assert (appeal.state, appeal.bench, appeal.votes_against) == ("rejected", "冯示例", 1)
    valid = certificates.valid(event.id)
    assert valid != []
    assert client.get(f"/verify/{valid[0].code}").status_code == 200
    (honour,) = database.session().scalars(select(Honour).where(Honour.event_id == event.id))
    assert honour.name == valid[0].name


@pytest.mark.usefixtures("demo_app")
def test_todays_contest_is_in_the_middle_of_marking(client: StrictClient, sample: Sample) -> None:
    links = [path for word, path in sample.loaded.places if "评分链接" in word]
    assert len(links) == 2
    half, none = (client.get(path).get_data(as_text=True) for path in links)
    assert half != none
    event = database.session().scalars(select(Event).where(Event.title == "工程测量技能比武")).one()
    assert sealed(event.id)
    causes = " ".join(row.cause for row in blockers(event.id))
    assert "裁判2还有" in causes
    assert "裁判3还有" in causes
    assert "裁判1还有" not in causes
