"""The 报名汇总表 of a whole event on the desk: to print, for one delegation, and the identity number in its place."""

from typing import Any

import pytest

from deqing_events.domain.questions.catalogue import CATALOGUE, IDENTITY, FormFacts
from deqing_events.domain.roles import SYSTEM, Grant, Role
from deqing_events.events.models import Event
from deqing_events.registration import actions
from deqing_events.registration.questions import form_actions
from tests import factories
from tests.conftest import NOW
from tests.factories_entries import table_of
from tests.factories_registration import registration
from tests.reading import text_of

NUMBER = "330599199001010013"
HEADINGS = ["序号", "代表队", "单位", "姓名", "性别", "身份证号", "手机", "工种", "现有等级", "状态", "备注"]


@pytest.fixture
def event(client: Any) -> Event:
    """An event that asks the identity number, with people of two delegations and one who left."""
    factories.dai(client)
    made = factories.event()
    form_actions.state_facts(made.id, FormFacts(certificate_follows=True), now=NOW, by=SYSTEM)
    form_actions.add(made.id, CATALOGUE[IDENTITY].question, now=NOW, by=SYSTEM)
    ours, theirs = factories.township("阜溪街道", sort=1), factories.township("新市镇", code="330599888", sort=2)
    here, there = factories.unit("阜溪示例有限公司", township=ours), factories.unit("新市示例有限公司", township=theirs)
    registration(made, "沈示例", unit_id=here.id, unit_text=here.name, answers={IDENTITY: NUMBER}, mobile="19900000017")
    registration(made, "陈样本", unit_id=there.id, unit_text=there.name)
    gone = registration(made, "王测试", unit_id=here.id, unit_text=here.name)
    actions.cancel(gone.id, reason="出差", by=SYSTEM, now=NOW, staff=True)
    return made


def test_it_prints_who_is_in_with_the_number_masked_and_blanks_to_sign_on(client: Any, event: Event) -> None:
    page = client.get(f"/desk/events/{event.id}/registrations/print").get_data(as_text=True)
    words = text_of(page)
    for part in ("沈示例", "陈样本", "330599********0013", "199****0017", "单位负责人（盖章）：____"):
        assert part in words
    assert "王测试" not in words
    assert NUMBER not in page
    assert [heading for heading in HEADINGS if f'<th scope="col">{heading}</th>' not in page] == []


def test_one_delegation_s_names_that_delegation_alone(client: Any, event: Event) -> None:
    town = factories.township("无人镇")
    empty = text_of(client.get(f"/desk/events/{event.id}/registrations/print?town={town.id}").get_data(as_text=True))
    assert "填报单位：无人镇" in empty
    assert "沈示例" not in empty


def test_the_workbook_has_the_columns_in_the_order_of_the_form(client: Any, event: Event) -> None:
    header, rows = table_of(client.get(f"/desk/events/{event.id}/registrations.xlsx").data, 3)
    assert header[:11] == HEADINGS
    assert header[11:] == ["报名编号", "报名时间"]
    assert [row[5] for row in rows if row[3] == "沈示例"] == ["330599********0013"]


def test_somebody_else_s_event_is_not_printed(client: Any, event: Event) -> None:
    other = factories.event()
    factories.sign_in(client, factories.account(Grant(Role.ORGANISER, other.id)))
    assert client.get(f"/desk/events/{event.id}/registrations/print").status_code == 404
