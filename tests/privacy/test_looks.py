"""Every look at full data asks why, is written down, and stands in one list that can be narrowed and taken along."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from deqing_events import database
from deqing_events.audit import wording
from deqing_events.audit.models import AuditEntry
from deqing_events.documents.reading import read_sheets
from deqing_events.domain.roles import Grant, Role
from deqing_events.events.models import Event
from deqing_events.privacy.looks.asked import LOOKS
from deqing_events.privacy.retention import actions
from deqing_events.privacy.retention.classes import CLASSES
from deqing_events.privacy.retention.data_class import Moment
from deqing_events.registration.models import Registration
from tests import factories
from tests.conftest import NOW, Clock
from tests.contests import stage
from tests.factories_registration import registration
from tests.privacy.sowing import settings
from tests.reading import StrictClient, text_of

pytestmark = pytest.mark.usefixtures("app")
PAGE = "/desk/privacy/looks"
NAME, MOBILE = "覃魇罕", "19900009913"


@pytest.fixture
def event(client: StrictClient) -> Event:
    return stage.county(client)


@pytest.fixture
def held(event: Event) -> Registration:
    return registration(event, NAME, mobile=MOBILE)


def doors(event: Event, held: Registration) -> dict[str, str]:
    """The address of each full view or export, by the action it is written down as."""
    desk = f"/desk/events/{event.id}"
    return {
        "member.reveal": f"/desk/people/{factories.member(NAME, MOBILE).id}/reveal",
        "registration.reveal": f"{desk}/registrations/{held.id}/answers/full",
        "registrations.export_full": f"{desk}/registrations/full",
        "scan.export_full": f"{desk}/checkin/files/full",
        "results.full_file": f"{desk}/results/ranking.xlsx?full=1",
        "workbook.full_file": f"{desk}/workbook/export.xlsx?full=1",
    }


def written() -> list[AuditEntry]:
    database.session().rollback()
    return list(database.session().scalars(select(AuditEntry).where(AuditEntry.action.in_(LOOKS))))


def test_each_door_asks_why_and_writes_it_down(client: StrictClient, event: Event, held: Registration) -> None:
    stage.take_in(client, event, stage.SAMPLE.read_bytes())
    for action, address in doors(event, held).items():
        page = re.sub(r"/reveal$", "", address)
        assert client.submit(address, {"reason": ""}, page=page).status_code == 422, action
        assert action not in {entry.action for entry in written()}
        assert client.submit(address, {"reason": f"用途{action}"}, page=page).status_code == 200, action
        entry = next(entry for entry in written() if entry.action == action)
        assert entry.detail["reason"] == f"用途{action}"
    assert not any(word in str(vars(entry)) for entry in written() for word in (NAME, MOBILE))
    listed = text_of(client.get(PAGE).get_data(as_text=True))
    assert [action for action in doors(event, held) if f"用途{action}" not in listed] == []


def test_every_action_that_reveals_is_in_the_list() -> None:
    named = {action for action in wording.ACTION_WORDS if re.search(r"\.reveal$|full|privacy\.export", action)}
    assert named - {"live_board.reveal"} == set(LOOKS)


def test_the_list_is_narrowed_by_action_account_day_and_words(
    client: StrictClient, event: Event, held: Registration, clock: Clock
) -> None:
    address = f"/desk/events/{event.id}/registrations/full"
    client.submit(address, {"reason": "电话通知改期"})
    clock.forward(days=2)
    factories.sign_in(client, factories.account(Grant(Role.COUNTY_STAFF)), now=clock.now)
    client.submit(f"/desk/events/{event.id}/registrations/{held.id}/answers/full", {"reason": "核对号码"})
    first, second = "电话通知改期", "核对号码"
    for query, there in (
        ("", {first, second}),
        ("?action=registrations.export_full", {first}),
        ("?first=2026-11-25", {second}),
        ("?last=2026-11-24", {first}),
        ("?q=通知", {first}),
        ("?account=99999", set()),
        ("?action=nonsense&first=never&page=x", {first, second}),
    ):
        page = text_of(client.get(f"{PAGE}{query}").get_data(as_text=True))
        assert {word for word in (first, second) if word in page} == there, query


def test_the_workbook_holds_what_was_asked_for(client: StrictClient, event: Event, held: Registration) -> None:
    del held
    client.submit(f"/desk/events/{event.id}/registrations/full", {"reason": "=1+1"})
    answer = client.get(f"{PAGE}.xlsx?action=registrations.export_full")
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]
    rows = read_sheets(answer.data)[0].rows
    assert rows[1][:2] == ("日志序号", "时间")
    assert str(rows[2][2]).startswith("戴示例（账号")
    assert rows[2][4:8] == ("导出完整报名表", f"赛事 {event.id}", "=1+1", 1)


def test_the_auditor_reads_the_list_and_an_organiser_does_not(app: Flask, event: Event) -> None:
    auditor, organiser = StrictClient(app), StrictClient(app)
    factories.sign_in(auditor, factories.account(Grant(Role.AUDITOR)))
    factories.sign_in(organiser, factories.account(Grant(Role.ORGANISER, event.id)))
    assert "还没有人看过完整信息" in text_of(auditor.get(PAGE).get_data(as_text=True))
    assert auditor.get(f"{PAGE}.xlsx").status_code == 200
    assert [organiser.get(address).status_code for address in (PAGE, f"{PAGE}.xlsx", "/desk/privacy")] == [403] * 3


def test_the_page_of_periods_shows_each_class_and_the_runs(client: StrictClient, event: Event) -> None:
    del event
    address = "/desk/privacy/retention"
    page = text_of(client.get(address).get_data(as_text=True))
    assert [each.title for each in CLASSES if each.title not in page] == []
    assert "还没有运行过" in page
    database.session().rollback()
    actions.run(Moment(NOW, settings()))
    assert "没有到期的" in text_of(client.get(address).get_data(as_text=True))
