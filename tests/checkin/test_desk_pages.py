"""The desk's check-in pages: links, lists, counts, attendance, files, sheet, entries by hand, and who may see them."""

import datetime as dt
import io
import re
from collections.abc import Callable
from urllib.parse import unquote

import pytest
import sqlalchemy as sa
from flask import Flask
from python_calamine import CalamineWorkbook

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.checkin import gate_tokens, queries
from deqing_events.checkin.models import CheckinList, GateLink, Scan
from deqing_events.domain.roles import Grant, Role
from tests import factories
from tests import factories_checkin as made
from tests.conftest import NOW
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

LINK = {"gate": "2 号门", "role": "gate", "valid_from": "2026-11-23T08:00", "valid_until": "2026-11-23T20:00"}


def desk(event_id: int, tail: str = "") -> str:
    return f"/desk/events/{event_id}/checkin{tail}"


def links() -> list[GateLink]:
    return list(database.session().scalars(sa.select(GateLink)))


@both_engines
def test_the_first_link_makes_the_default_list_and_opens_the_gate(app: Flask, client: StrictClient) -> None:
    event = made.today()
    factories.dai(client)
    words = text_of(client.get(desk(event.id)).get_data(as_text=True))
    assert "还没有岗位链接" in words
    assert database.session().query(CheckinList).count() == 0, "looking makes nothing"
    answer = client.submit(desk(event.id, "/links"), {**LINK, "list_id": "0"}, page=desk(event.id))
    assert answer.status_code == 303
    (link,) = links()
    assert (link.list.name, link.valid_from) == ("签到", dt.datetime(2026, 11, 23, 0, 0, tzinfo=dt.UTC))
    shown = client.get(answer.location).get_data(as_text=True)
    address = re.search(r'value="http://localhost(/gate/[A-Z2-7]{26}/)"', shown)
    assert address is not None
    token = gate_tokens.link_token(link.id, link.serial, app.config["SETTINGS"].keys)
    assert address[1] == f"/gate/{token}/"
    assert token not in str(link.token_hash)
    assert "先写上你的姓名" in app.test_client().get(address[1]).get_data(as_text=True)
    image = client.get(desk(event.id, f"/links/{link.id}/qr.png"))
    assert image.get_data().startswith(b"\x89PNG")
    assert "打印" in text_of(client.get(desk(event.id, f"/links/{link.id}/card")).get_data(as_text=True))
    assert "gate_link.make" in set(database.session().scalars(sa.select(AuditEntry.action)))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"gate": ""}, "请填写岗位"),
        ({"role": "king"}, "有 1 处要改"),
        ({"valid_from": "soon"}, "请填写开始时间"),
        ({"valid_until": "2026-11-23T07:00"}, "截止时间要晚于开始时间"),
        ({"list_id": "777"}, "有 1 处要改"),
    ],
)
def test_a_link_that_cannot_be_made_keeps_what_was_typed(
    app: Flask, client: StrictClient, change: dict[str, str], sentence: str
) -> None:
    del app
    event = made.today()
    factories.dai(client)
    typed = {**LINK, "list_id": "0", "gate": "东侧小门", **change}
    answer = client.submit(desk(event.id, "/links"), typed, page=desk(event.id))
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "gate" in change or "东侧小门" in text
    assert links() == []
    assert sentence in text_of(text)


def test_a_link_is_taken_back_after_a_question(app: Flask, client: StrictClient) -> None:
    event, _, phone = made.gate_of(app)
    factories.dai(client)
    (link,) = links()
    address = desk(event.id, f"/links/{link.id}/revoke")
    assert "收回 2 号门 的链接吗" in text_of(client.get(address).get_data(as_text=True))
    for _ in range(2):
        assert client.submit(address, page=address).location == desk(event.id)
    database.session().rollback()
    assert links()[0].revoked_at == NOW
    assert app.test_client().get(f"/gate/{phone.link_token}/").status_code == 410
    assert "已收回" in text_of(client.get(desk(event.id)).get_data(as_text=True))


@both_engines
def test_lists_are_made_and_changed(app: Flask, client: StrictClient) -> None:
    del app
    event = made.today()
    factories.dai(client)
    form = {
        "name": "检录",
        "purpose": "call_room",
        "group_by": "",
        "mode": "reentry",
        "opens_at": "2026-11-23T08:00",
        "closes_at": "",
        "gates": "1 号门\n\n2 号门 \n1 号门",
    }
    new = desk(event.id, "/lists/new")
    assert client.submit(new, form).location == desk(event.id)
    (row,) = queries.lists(event.id)
    assert (row.mode, row.gates, row.closes_at) == ("reentry", ["1 号门", "2 号门"], None)
    again = client.submit(new, form)
    assert (again.status_code, "换个名称" in again.get_data(as_text=True)) == (422, True)
    crossed = client.submit(new, {**form, "name": "午餐", "closes_at": "2026-11-23T07:00"})
    assert (crossed.status_code, "截止时间要晚于开始时间" in crossed.get_data(as_text=True)) == (422, True)
    assert "午餐" in crossed.get_data(as_text=True)
    one = desk(event.id, f"/lists/{row.id}")
    assert "1 号门\n2 号门" in client.get(one).get_data(as_text=True).replace("\r", "")
    assert client.submit(one, {**form, "gates": "", "mode": "once"}).status_code == 303
    database.session().rollback()
    (row,) = queries.lists(event.id)
    assert (row.mode, row.gates) == ("once", None)
    assert client.submit(one, {**form, "name": ""}).status_code == 422


@both_engines
def test_counts_and_attendance_follow_the_scans(app: Flask, client: StrictClient) -> None:
    event, _, phone = made.gate_of(app)
    factories.dai(client)
    here, gone, _ = (made.guest(event, name) for name in ("沈示例", "陈样本", "徐示例"))
    made.guest(event, "周模拟", state="cancelled")
    waiting = made.guest(event, "姚示例", state="waiting")
    for person in (here, gone):
        made.scan(phone.post, person, nonce=f"nonce-{person.id:06}")
    made.scan(phone.post, waiting)
    assert "应到 3 人" in text_of(client.get(desk(event.id)).get_data(as_text=True))
    rows = queries.attendance(event.id)
    assert {row.name: row.at for row in rows} == {"沈示例": NOW, "陈样本": NOW, "徐示例": None}
    undo = desk(event.id, f"/attendance/{gone.id}/undo")
    assert client.submit(undo, {"reason": ""}).status_code == 422
    assert client.submit(undo, {"reason": "扫错了人"}).status_code == 303
    assert client.get(undo).status_code == 404
    database.session().rollback()
    assert {row.name: row.at for row in queries.attendance(event.id)}["陈样本"] is None
    for show, names in (
        ("here", {"沈示例"}),
        ("absent", {"陈样本", "徐示例"}),
        ("nonsense", {"沈示例", "陈样本", "徐示例"}),
    ):
        text = text_of(client.get(desk(event.id, f"/attendance?show={show}")).get_data(as_text=True))
        assert {name for name in ("沈示例", "陈样本", "徐示例", "周模拟") if name in text} == names


def test_the_files_hold_one_table_with_masked_mobiles(app: Flask, client: StrictClient) -> None:
    event, _, phone = made.gate_of(app)
    factories.dai(client)
    person = made.guest(event, "=1+1")
    made.scan(phone.post, person)
    made.guest(event, "陈样本")
    book = client.get(desk(event.id, "/attendance/file.xlsx"))
    assert "签到情况.xlsx" in unquote(book.headers["Content-Disposition"])
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book.get_data())).get_sheet_by_name("签到情况").to_python()
    assert [row[2] for row in rows if "=1+1" in row] == ["=1+1"]
    assert any("应到 2 人，实到 1 人" in str(cell) for row in rows for cell in row)
    csv = client.get(desk(event.id, "/attendance/file.csv")).get_data()
    assert csv.startswith(b"\xef\xbb\xbf")
    assert "'=1+1" in csv.decode()
    assert f"199****{person.mobile_tail}" in csv.decode()
    assert "1990000" not in csv.decode()
    assert "1990000" not in str(rows)


def test_the_sheet_lists_people_and_leaves_five_lines(app: Flask, client: StrictClient) -> None:
    event, _, _ = made.gate_of(app)
    factories.dai(client)
    person = made.guest(event, "沈示例")
    made.guest(event, "周模拟", state="waiting")
    text = client.get(desk(event.id, "/paper/sheet")).get_data(as_text=True)
    assert text.count("paper__line--free") == 5
    assert ("沈示例" in text, person.mobile_tail in text, "周模拟" in text, "1990000" in text) == (
        True,
        True,
        False,
        False,
    )
    assert "<thead>" in text


@both_engines
def test_somebody_is_entered_by_hand_once_with_a_reason(app: Flask, client: StrictClient) -> None:
    del app
    event = made.today(starts_at=NOW - dt.timedelta(days=3), ends_at=NOW - dt.timedelta(days=2))
    factories.dai(client)
    person = made.guest(event, "沈示例")
    address = desk(event.id, f"/attendance/{person.id}/add")
    refused = client.submit(address, {"reason": " "})
    assert (refused.status_code, "请写明原因" in refused.get_data(as_text=True)) == (422, True)
    assert database.session().query(Scan).count() == 0
    for number in range(2):
        assert client.submit(address, {"reason": "纸质签到表第 3 页", "nonce": f"by-hand-{number}"}).status_code == 303
    database.session().rollback()
    (row,) = queries.attendance(event.id)
    assert (row.at, row.lane, row.volunteer, row.note) == (NOW, "paper", "戴示例", "纸质签到表第 3 页")
    assert database.session().query(Scan).count() == 1
    assert "纸质签到表第 3 页" in text_of(client.get(desk(event.id, "/attendance")).get_data(as_text=True))


def test_an_entry_by_hand_without_the_forms_mark_is_entered_all_the_same(app: Flask, client: StrictClient) -> None:
    del app
    event = made.today()
    person = made.guest(event)
    factories.dai(client)
    assert client.submit(desk(event.id, f"/attendance/{person.id}/add"), {"reason": "纸质签到表"}).status_code == 303
    assert [row.at for row in queries.attendance(event.id)] == [NOW]


@pytest.mark.parametrize(
    "tail",
    [
        "",
        "/counts",
        "/lists/new",
        "/links/cards",
        "/links/revoke",
        "/phones/1/revoke",
        "/numbers",
        "/presence",
        "/paper",
        "/files",
        "/links/1",
        "/links/1/qr.png",
        "/links/1/card",
        "/links/1/revoke",
        "/attendance",
        "/attendance/file.xlsx",
        "/attendance/file.csv",
        "/paper/sheet",
        "/attendance/1/add",
        "/attendance/1/undo",
    ],
)
def test_only_who_manages_this_event_sees_its_pages(
    app: Flask, new_client: Callable[[], StrictClient], tail: str
) -> None:
    event, _, phone = made.gate_of(app)
    made.scan(phone.post, made.guest(event))
    other = made.today("别的活动")
    address = desk(event.id, tail)
    bo = factories.sign_in(new_client(), factories.account(Grant(Role.ORGANISER, event.id)))
    chen = factories.sign_in(new_client(), factories.account(Grant(Role.ORGANISER, other.id)))
    clerk = factories.sign_in(new_client(), factories.account(Grant(Role.UNIT_CLERK, 1)))
    assert new_client().get(address).status_code == 302
    if tail != "/counts":  # a part of a page, not a page: the strict client cannot read it
        assert bo.get(address).status_code == 200
    assert chen.get(address).status_code == 404
    assert clerk.get(address).status_code == 403


def test_objects_of_another_event_are_not_there(app: Flask, client: StrictClient) -> None:
    event, at, phone = made.gate_of(app)
    person = made.guest(event)
    made.scan(phone.post, person)
    other = made.today("别的活动")
    factories.dai(client)
    (link,) = links()
    for tail in (
        f"/lists/{at.id}",
        f"/links/{link.id}",
        f"/links/{link.id}/qr.png",
        f"/links/{link.id}/card",
        f"/links/{link.id}/revoke",
        f"/attendance/{person.id}/add",
        f"/attendance/{person.id}/undo",
    ):
        assert client.get(desk(other.id, tail)).status_code == 404
