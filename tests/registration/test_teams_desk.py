"""The desk's teams: entering one for others, changing it with a reason, seeing what is wrong with each."""

import datetime as dt

import pytest
from sqlalchemy import select

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event
from deqing_events.registration.reconciling import reconcile
from deqing_events.registration.teams import queries
from tests import factories, factories_teams
from tests.conftest import NOW
from tests.reading import StrictClient, text_of

LIST = "沈示例 19900000021 示例精工\n王测试，19900000034，样板木业\n\n吴演练\t199 0000 0046"


@pytest.fixture
def desk(client: StrictClient) -> StrictClient:
    factories.dai(client)
    return client


@pytest.fixture
def event(app: object) -> Event:  # noqa: ARG001 - rows need the app
    return factories_teams.event(team_min=3, team_max=4, capacity=8, days=3)


def words(client: StrictClient, address: str) -> str:
    return text_of(client.get(address).get_data(as_text=True))


def exact() -> None:
    database.session().rollback()
    assert reconcile(repair=False, now=NOW, by=SYSTEM) == []


def test_a_team_is_entered_for_others_from_a_pasted_list(desk: StrictClient, event: Event) -> None:
    base = f"/desk/events/{event.id}/teams"
    assert "还没有队伍" in words(desk, base)
    form = {"team_name": "示例精工联队", "represents": "示例精工", "people": LIST}
    wrong = desk.submit(f"{base}/new", {**form, "people": "沈示例 1"})
    assert (wrong.status_code, "第 1 人 沈示例" in wrong.get_data(as_text=True)) == (422, True)
    lonely = desk.submit(f"{base}/new", {**form, "people": "沈示例 19900000021\n王测试"})
    assert "第 2 行少了手机号" in lonely.get_data(as_text=True)
    short = desk.submit(f"{base}/new", {**form, "people": "沈示例 19900000021"})
    assert "还差 2 人" in short.get_data(as_text=True)
    assert queries.listing(event.id) == []
    done = desk.submit(f"{base}/new", form, follow_redirects=True)
    page = text_of(done.get_data(as_text=True))
    for word in ("示例精工联队已登记", "吴演练", "199****0046", "第 1 张，短码"):
        assert word in page
    (row,) = queries.listing(event.id)
    assert [held.state for held in row.people] == ["confirmed"] * 3
    assert "示例精工联队" in words(desk, base)
    exact()


def test_a_reason_overrules_what_an_event_asks_of_a_team(desk: StrictClient, event: Event) -> None:
    base = f"/desk/events/{event.id}/teams"
    form = {"team_name": "小队", "people": "沈示例 19900000021", "reason": "只有一个人到场"}
    assert desk.submit(f"{base}/new", form).status_code == 303
    assert "人数不足" in words(desk, base)


def test_staff_change_a_fixed_roster_with_a_reason(desk: StrictClient, event: Event) -> None:
    team = factories_teams.entered(event, 3)
    with database.transaction() as session:
        session.get_one(Event, event.id).registration_closes_at = NOW - dt.timedelta(hours=1)
    one = f"/desk/events/{event.id}/teams/{team.id}"
    last = queries.people(team.id)[-1]
    assert desk.submit(f"{one}/add", {"name": "冯示意", "mobile": "19900000077"}).status_code == 422
    added = {"name": "冯示意", "mobile": "19900000077", "reason": "主办方同意补人"}
    assert "已加上 冯示意" in desk.submit(f"{one}/add", added, follow_redirects=True).get_data(as_text=True)
    person = f"{one}/members/{last.id}"
    newcomer = {"name": "郑假设", "mobile": "19900000078", "unit_text": "样板木业", "agree": "y"}
    assert desk.submit(f"{person}/substitute", newcomer).status_code == 422
    swapped = desk.submit(f"{person}/substitute", {**newcomer, "reason": "受伤换人"}, follow_redirects=True)
    assert "已换成 郑假设" in swapped.get_data(as_text=True)
    captain = queries.people(team.id)[0]
    removed = desk.submit(f"{one}/members/{captain.id}/remove", {"reason": "资格不符"}, follow_redirects=True)
    assert f"{captain.name}已移出" in removed.get_data(as_text=True)
    assert len(queries.people(team.id)) == 3
    exact()
    found = database.session().scalars(select(AuditEntry).where(AuditEntry.action == "team.leave")).one()
    assert found.detail["reason"] == "资格不符"


def test_a_team_pass_is_exchanged_and_a_team_cancelled(desk: StrictClient, event: Event) -> None:
    team = factories_teams.entered(event, 3)
    one = f"/desk/events/{event.id}/teams/{team.id}"
    assert "第 1 张" in words(desk, one)
    desk.submit(f"{one}/pass", {"reason": "截图外传"})
    assert "第 2 张" in words(desk, one)
    for _ in range(2):
        gone = desk.submit(f"{one}/cancel", {"reason": "资格不符"}, follow_redirects=True)
        assert "这支队已取消：资格不符" in text_of(gone.get_data(as_text=True))
    exact()


def test_another_events_team_is_not_found(desk: StrictClient, event: Event) -> None:
    team = factories_teams.entered(factories_teams.event(), 1)
    assert desk.get(f"/desk/events/{event.id}/teams/{team.id}").status_code == 404
    single = factories.event()
    assert "这一场不组队" in words(desk, f"/desk/events/{single.id}/teams")
