"""The desk: listing, one registration, acts with reasons, files, unit clerks, and who may not."""

import csv
import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from werkzeug.test import TestResponse

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.domain.roles import SYSTEM, Grant, Role
from deqing_events.events.models import Event
from deqing_events.registration import actions, passes, queries, quota_actions, quota_queries
from deqing_events.registration.models import Registration
from tests import factories
from tests.conftest import NOW
from tests.factories_registration import registration, token_of
from tests.reading import text_of

PERSONAL = "19900000017"


@pytest.fixture
def desk(client: FlaskClient) -> FlaskClient:
    """Dai's browser."""
    return factories.dai(client)


def _words(response: TestResponse) -> str:
    return text_of(response.get_data(as_text=True))


def _list(event: Event) -> str:
    return f"/desk/events/{event.id}/registrations"


def _post(client: Any, address: str, data: dict[str, str] | None = None, page: str = "") -> TestResponse:
    response: TestResponse = client.submit(address, data or {}, page=page or address)
    return response


def _held(row: Registration) -> Registration:
    database.session().rollback()
    return database.session().get_one(Registration, row.id)


def _entries(action: str) -> list[AuditEntry]:
    return list(database.session().scalars(select(AuditEntry).where(AuditEntry.action == action)))


def test_the_list_shows_states_counts_and_masked_mobiles(desk: FlaskClient) -> None:
    event = factories.event(capacity=1)
    registration(event, "沈示例", mobile=PERSONAL)
    registration(event, "陈样本")
    words = _words(desk.get(_list(event)))
    for part in ("沈示例", "199****0017", "全部 2", "已报名 1", "候补中 1", "1 / 1 名"):
        assert part in words
    assert PERSONAL not in words
    waiting = _words(desk.get(_list(event) + "?state=waiting"))
    assert "陈样本" in waiting
    assert "沈示例" not in waiting


def test_filters_narrow_and_nonsense_is_ignored(desk: FlaskClient) -> None:
    place = factories.township()
    work = factories.unit("德清示例精工有限公司", township=place)
    event = factories.event()
    registration(event, "沈示例", unit_id=work.id, unit_text=work.name)
    registration(event, "陈样本", unit_text="别的单位")
    for query in (f"?town={place.id}", "?q=沈示", "?q=ssl"):
        words = _words(desk.get(_list(event) + query))
        assert "沈示例" in words
        assert "陈样本" not in words
    for query in ("?town=x&state=x&page=0", "?page=99999999999", "?page=-1"):
        assert desk.get(_list(event) + query).status_code == 200
    assert "清除筛选" in _words(desk.get(_list(event) + "?q=没有这个人"))


def test_long_lists_come_in_pages(desk: FlaskClient) -> None:
    event = factories.event()
    made = [registration(event) for _ in range(51)]
    first, second = _words(desk.get(_list(event))), _words(desk.get(_list(event) + "?page=2"))
    assert "共 51 条" in first
    assert (made[0].name in first, made[50].name in first) == (True, False)
    assert made[50].name in second


def test_staff_cancel_with_a_reason_the_worker_reads(desk: FlaskClient) -> None:
    event = factories.event(capacity=1)
    first, second = registration(event), registration(event)
    address = f"{_list(event)}/{first.id}/cancel"
    refused = _post(desk, address, {"reason": ""})
    assert refused.status_code == 422
    assert "请写明原因" in _words(refused)
    assert _held(first).state == "confirmed"
    done = _post(desk, address, {"reason": "不符合参赛条件"})
    assert done.status_code == 303
    assert "1 位候补转入" in _words(desk.get(done.location))
    assert (_held(first).state, _held(first).cancel_reason) == ("cancelled", "不符合参赛条件")
    assert _held(second).state == "confirmed"
    again = _post(desk, address, {"reason": "再来一次"})
    assert "已经取消过了" in _words(desk.get(again.location))
    assert "不符合参赛条件" not in str([entry.detail for entry in _entries("registration.cancel")])


def test_staff_reissue_a_pass(desk: FlaskClient) -> None:
    held = registration(event := factories.event())
    old = token_of(held)
    assert _post(desk, f"{_list(event)}/{held.id}/reissue", {"reason": "手机丢了"}).status_code == 303
    found = queries.pass_by_token(old)
    assert found is not None
    assert found.revoked_at == NOW
    assert token_of(_held(held)) != old
    assert "手机丢了" in _words(desk.get(f"{_list(event)}/{held.id}"))


def test_staff_block_and_let_in_again(desk: FlaskClient) -> None:
    held = registration(event := factories.event())
    page = f"{_list(event)}/{held.id}"
    _post(desk, f"{page}/block", {"reason": "核对身份"})
    assert _held(held).blocked
    assert "服务台核对" in _words(desk.get(page))
    _post(desk, f"{page}/unblock", page=page)
    assert not _held(held).blocked


def test_one_registration_shows_passes_and_consents_but_no_number_in_full(desk: FlaskClient) -> None:
    held = registration(event := factories.event(), "沈示例", mobile=PERSONAL, publish_name=True)
    page = desk.get(f"{_list(event)}/{held.id}").get_data(as_text=True)
    assert PERSONAL not in page
    assert token_of(held) not in page
    assert passes.spoken(passes.current(held).short_code) in page
    assert "公示时显示全名" in page


def test_the_workbook_is_masked_ordered_and_formula_safe(desk: FlaskClient) -> None:
    far = factories.unit("乙单位", township=factories.township("乙镇", sort=2))
    near = factories.unit("甲单位", township=factories.township("甲镇", sort=1))
    event = factories.event("电工比武", capacity=2)
    registration(event, "沈示例", mobile=PERSONAL, unit_id=far.id, unit_text=far.name)
    registration(event, "陈样本", unit_id=near.id, unit_text=near.name)
    registration(event, "=沈示例", unit_text="=1+1")
    response = desk.get(f"{_list(event)}.xlsx")
    assert "filename*=UTF-8''" in response.headers["Content-Disposition"]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(response.data)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "电工比武报名汇总表"
    head = rows[2]
    assert head[:4] == ["序号", "代表队", "单位", "姓名"]
    body = [dict(zip(head, row, strict=True)) for row in rows[3:6]]
    assert [row["代表队"] for row in body] == ["甲镇", "乙镇", ""]
    assert body[1]["手机"] == "199****0017"
    assert body[2]["单位"] == "=1+1"
    assert [row["状态"] for row in body] == ["已报名", "已报名", "候补"]
    assert rows[6][:3] == ["合计", "3 人", "其中有名额 2 人"]
    assert PERSONAL.encode() not in response.data
    text = desk.get(f"{_list(event)}.csv").data.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    assert lines[3][2] == "'=1+1"
    assert PERSONAL not in text


def test_the_full_file_needs_a_reason_and_leaves_a_trace(desk: FlaskClient) -> None:
    event = factories.event()
    registration(event, "沈示例", mobile=PERSONAL)
    address = f"{_list(event)}/full"
    refused = _post(desk, address, {"reason": " "})
    assert refused.status_code == 422
    assert _entries("registrations.export_full") == []
    response = _post(desk, address, {"reason": "电话通知改期"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(response.data)).get_sheet_by_index(0).to_python()
    everything = [str(cell) for row in rows for cell in row]
    assert PERSONAL in everything
    assert any("戴示例" in cell and "2026-11-23 10:00" in cell and "电话通知改期" in cell for cell in everything)
    entry = _entries("registrations.export_full")[0]
    assert (entry.object_id, entry.detail["rows"]) == (str(event.id), 1)


ADDRESSES = ("", ".xlsx", ".csv", "/full", "/{id}", "/{id}/cancel", "/{id}/reissue", "/{id}/block")


@pytest.mark.parametrize("tail", ADDRESSES)
def test_strangers_sign_in_and_others_find_nothing(client: FlaskClient, new_client: Any, tail: str) -> None:
    mine, other = factories.event(), factories.event()
    held = registration(other)
    address = _list(other) + tail.format(id=held.id)
    assert client.get(address).location.startswith("/login")
    organiser = factories.sign_in(new_client(), factories.account(Grant(Role.ORGANISER, mine.id)))
    assert organiser.get(address).status_code in {403, 404}
    clerk = factories.sign_in(new_client(), factories.account(Grant(Role.UNIT_CLERK, 1)))
    assert clerk.get(address).status_code == 403
    borrowed = _list(mine) + tail.format(id=held.id)
    if "{id}" in tail:
        assert organiser.get(borrowed).status_code == 404


def test_an_organiser_has_the_masked_file_but_not_the_full_one(client: FlaskClient) -> None:
    event = factories.event()
    registration(event, mobile=PERSONAL)
    organiser = factories.sign_in(client, factories.account(Grant(Role.ORGANISER, event.id)))
    assert organiser.get(f"{_list(event)}.xlsx").status_code == 200
    assert "完整导出" not in _words(organiser.get(_list(event)))
    assert organiser.get(f"{_list(event)}/full").status_code == 403


def test_acts_need_the_token(desk: FlaskClient) -> None:
    held = registration(event := factories.event())
    for act in ("cancel", "reissue", "block", "unblock"):
        answer = desk.post(f"{_list(event)}/{held.id}/{act}", data={"reason": "没有令牌"})
        assert answer.status_code in {400, 422}
    assert (_held(held).state, _held(held).blocked, len(_held(held).passes)) == ("confirmed", False, 1)


def test_a_unit_clerk_sees_the_own_workplace_only(client: FlaskClient) -> None:
    own, other = factories.unit("甲单位"), factories.unit("乙单位")
    event = factories.event()
    registration(event, "沈示例", mobile=PERSONAL, unit_id=own.id, unit_text=own.name)
    registration(event, "陈样本", unit_id=other.id, unit_text=other.name)
    clerk = factories.sign_in(client, factories.account(Grant(Role.UNIT_CLERK, own.id)))
    words = _words(clerk.get("/unit/registrations"))
    assert "沈示例" in words
    assert "199****0017" in words
    assert "陈样本" not in words
    assert "陈样本" not in _words(clerk.get("/unit/registrations?q=陈"))


def test_reconcile_finds_and_repairs_a_drifted_counter(app: Any) -> None:
    event = factories.event(capacity=5)
    registration(event)
    runner = app.test_cli_runner()
    assert runner.invoke(args=["registrations", "reconcile"]).exit_code == 0
    with database.transaction() as session:
        quota_actions.give_back(session, {quota_queries.quota_rows([event.id])[0].id: 1})
    found = runner.invoke(args=["registrations", "reconcile"])
    assert (found.exit_code, f"event {event.id} limit:event:: counter 0, registrations 1" in found.output) == (1, True)
    assert runner.invoke(args=["registrations", "reconcile", "--repair"]).exit_code == 0
    assert runner.invoke(args=["registrations", "reconcile"]).exit_code == 0
    assert len(_entries("quota.repair")) == 1
    actions.cancel(queries.search(event.id, "示例")[0].id, reason="", by=SYSTEM, now=NOW)
    assert runner.invoke(args=["registrations", "reconcile"]).exit_code == 0
