"""Bad input at every step of the main job: a clear Chinese answer, what was typed stays, nothing changes."""

import io
import secrets
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from deqing_events import database
from deqing_events.checkin.models import Scan
from deqing_events.contests.models import Mark
from deqing_events.events.models import Event
from deqing_events.organisations.importing.actions import Held
from tests import factories, factories_checkin, factories_registration
from tests.conftest import Clock
from tests.contests import stage
from tests.contests.filling import as_offered
from tests.journeys.counting import row_counts
from tests.organisations.importing import at_once, last_run, upload, workbook
from tests.reading import StrictClient, csrf_token, text_of

__all__ = ["at_once"]

JUNK = secrets.token_bytes(10 * 1024 * 1024)
SOMEBODY = {
    "name": "沈示例",
    "mobile": "19900000017",
    "unit_text": "德清示例精工有限公司",
    "unit_choice": "own",
    "agree": "y",
}


def words(response: TestResponse) -> str:
    return text_of(response.get_data(as_text=True))


NO_WORKBOOKS = {
    "花名册.txt": "姓名,手机号\n沈示例,19900000017".encode(),
    "花名册.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000),
    "花名册.pdf": b"%PDF-1.7\n1 0 obj",
    "花名册.xlsx": b"PK\x03\x04 not a workbook at all",
    "junk.xlsx": JUNK,
}


@pytest.mark.parametrize("name", NO_WORKBOOKS)
@pytest.mark.parametrize("kind", ["roster", "units"])
@pytest.mark.usefixtures("app", "at_once")
def test_a_file_that_is_no_workbook_is_not_imported(client: StrictClient, name: str, kind: str) -> None:
    factories.dai(client)
    before = row_counts("import_run", "audit_entry")
    answer = upload(client, NO_WORKBOOKS[name], kind=kind, name=name)
    if answer.status_code == 302:
        answer = client.get(answer.location)
        assert last_run().state == "refused"
    assert ".xlsx" in words(answer)
    assert row_counts("import_run", "audit_entry") == before


def test_a_workbook_without_the_columns_is_not_imported(app: Flask, client: StrictClient, at_once: list[Held]) -> None:
    del app, at_once
    factories.dai(client)
    before = row_counts("import_run", "audit_entry")
    for kind, column in (("roster", "姓名"), ("units", "单位编码")):
        made = workbook(("红", "大"), header=("颜色", "尺码"))
        page = words(client.get(upload(client, made, kind=kind).location))
        assert column in page
        assert "什么都没有导入" in page
    assert row_counts("import_run", "audit_entry") == before


def send(client: StrictClient, address: str, fields: dict[str, Any]) -> TestResponse:
    """Submit a form with a large body; encoded here, because the test client would leave its temporary file open."""
    token = csrf_token(client.get(address).get_data(as_text=True))
    boundary, body = encode_multipart({"csrf_token": token, **fields})
    return client.post(address, data=body, content_type=f"multipart/form-data; boundary={boundary}")


@pytest.mark.parametrize("content", [JUNK, b"", b"PK\x03\x04", workbook(("红",), header=("颜色",))])
def test_a_contest_takes_in_no_other_file(app: Flask, client: StrictClient, content: bytes) -> None:
    del app
    event = stage.county(client)
    before = row_counts()
    answer = send(client, f"/desk/events/{event.id}/workbook", {"file": FileStorage(io.BytesIO(content), "成绩.xlsx")})
    if answer.status_code == 302:
        answer = client.get(answer.location)
        assert "改好再上传" in words(answer)
    else:
        assert answer.status_code == 422
        assert "xlsx" in words(answer)
    assert row_counts() == before


def test_ten_megabytes_of_words_are_refused_in_words(app: Flask, client: StrictClient) -> None:
    del app
    event = factories.event()
    before = row_counts()
    fields = {**SOMEBODY, "name": "沈" * (10 * 1024 * 1024 // 3)}
    answer = send(client, f"/events/{event.slug}/register", fields)
    assert answer.status_code == 413
    assert "太大" in words(answer)
    assert row_counts() == before


def test_a_full_event_takes_nobody(app: Flask, client: StrictClient) -> None:
    del app
    event = factories.event(capacity=1, waiting_list=False)
    page = client.get(f"/events/{event.slug}/register").get_data(as_text=True)
    factories_registration.registration(event)
    before = row_counts()
    answer = as_if_open(client, page, event)
    assert (answer.status_code, "满" in words(answer)) == (422, True)
    assert_kept(answer)
    assert row_counts() == before


def as_if_open(client: StrictClient, page: str, event: Event) -> TestResponse:
    """Submit a form that was opened while there was still a point in it."""
    fields = {**as_offered(page), **SOMEBODY}
    return client.post(f"/events/{event.slug}/register/submit", data=fields, headers={"Referer": "http://localhost/"})


def assert_kept(answer: TestResponse) -> None:
    page = answer.get_data(as_text=True)
    for typed in (SOMEBODY["name"], SOMEBODY["mobile"], SOMEBODY["unit_text"]):
        assert f'value="{typed}"' in page


def test_a_closed_window_takes_nobody(app: Flask, client: StrictClient, clock: Clock) -> None:
    del app
    event = factories.event()
    page = client.get(f"/events/{event.slug}/register").get_data(as_text=True)
    clock.forward(days=4, minutes=1)
    before = row_counts()
    answer = as_if_open(client, page, event)
    assert (answer.status_code, "截止" in words(answer)) == (422, True)
    assert_kept(answer)
    assert row_counts() == before


@pytest.mark.parametrize("mobile", ["1990000001", "29900000017", "电话", "199000000170", "1" * 4000])
def test_a_wrong_phone_is_asked_again(app: Flask, client: StrictClient, mobile: str) -> None:
    del app
    event = factories.event()
    before = row_counts()
    answer = client.submit(f"/events/{event.slug}/register", {**SOMEBODY, "mobile": mobile})
    assert (answer.status_code, "手机号要 11 位" in words(answer)) == (422, True)
    assert f'value="{mobile}"' in answer.get_data(as_text=True)
    assert row_counts() == before


def test_a_pass_lets_in_once_and_an_old_one_never(app: Flask, client: StrictClient) -> None:
    event, _, phone = factories_checkin.gate_of(app)
    phone.into(client)
    person = factories_checkin.guest(event, "沈示例")
    address = f"/gate/{phone.link_token}/code"
    assert "请进" in words(client.submit(address, {"code": person.address, "nonce": "nonce-number-1"}))
    admitted, before = successes(), row_counts("scan")
    assert "已进过场" in words(client.submit(address, {"code": person.address, "nonce": "nonce-number-2"}))
    factories_checkin.revoke_pass(person)
    assert "请进" not in words(client.submit(address, {"code": person.address, "nonce": "nonce-number-3"}))
    assert "认不出来" in words(client.submit(address, {"code": "ZZZZ 9999", "nonce": "nonce-number-4"}))
    assert (successes(), row_counts("scan")) == (admitted, before)


def successes() -> int:
    return database.session().query(Scan).filter_by(recorded="success").count()


def test_a_gate_link_of_yesterday_opens_nothing(app: Flask, client: StrictClient, clock: Clock) -> None:
    event, _, phone = factories_checkin.gate_of(app)
    phone.into(client)
    person = factories_checkin.guest(event)
    address = f"/gate/{phone.link_token}/code"
    page = client.get(address).get_data(as_text=True)
    clock.forward(days=1)
    before = row_counts()
    fields = {**as_offered(page), "code": person.address}
    answer = client.post(address, data=fields, headers={"Referer": "http://localhost/"})
    assert (answer.status_code, "过了使用时间" in words(answer)) == (410, True)
    api = client.post("/api/v1/scans", json={"code": person.address, "nonce": "nonce-1"}, headers=phone.headers)
    assert (api.status_code, "过了使用时间" in api.get_data(as_text=True)) == (401, True)
    assert row_counts() == before


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ("101", "满分 100"),
        ("-1", "请填"),
        ("九十", "请填"),
        ("9" * 40, "请填"),
        ("1e2", "请填"),
        ("89.12345", "4 位小数"),
    ],
)
def test_a_mark_out_of_range_is_not_taken(app: Flask, client: StrictClient, bad: str, sentence: str) -> None:
    del app
    event = stage.county(client)
    stage.rules(event)
    rows = [stage.entrant(event, "A1"), stage.entrant(event, "A2", "陈样本")]
    before = row_counts()
    fields = {f"c-{rows[0].id}-0": "88", f"c-{rows[1].id}-0": bad}
    answer = client.submit(f"/desk/events/{event.id}/scores/agreed", fields)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, sentence in words(answer)) == (422, True)
    assert 'value="88"' in page
    assert f'value="{bad}"' in page
    assert row_counts() == before


def test_somebody_absent_gets_no_marks(app: Flask, client: StrictClient) -> None:
    del app
    event = stage.county(client)
    stage.rules(event)
    gone, here = stage.entrant(event, "A1", status="absent"), stage.entrant(event, "A2", "陈样本")
    address = f"/desk/events/{event.id}/scores/agreed"
    assert "缺考" in words(client.get(address))
    before = row_counts()
    fields: dict[str, Any] = {f"c-{gone.id}-0": "88", f"c-{here.id}-0": "77"}
    answer = client.submit(address, fields)
    assert (answer.status_code, "缺考" in words(answer)) == (422, True)
    assert 'value="77"' in answer.get_data(as_text=True)
    assert row_counts() == before
    assert database.session().query(Mark).count() == 0


def test_an_import_without_a_file_asks_for_one(app: Flask, client: StrictClient) -> None:
    del app
    factories.dai(client)
    before = row_counts()
    answer = client.submit("/desk/imports", {"file": (io.BytesIO(b""), "")}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "请选择要导入的 .xlsx 文件" in words(answer)
    assert row_counts() == before


@pytest.mark.parametrize("choice", ["99999999999999999999", "²", "-1"])
def test_a_workplace_that_cannot_be_is_asked_again(app: Flask, client: StrictClient, choice: str) -> None:
    del app
    event = factories.event()
    factories.unit("德清示例精工有限公司", name_key="德清示例精工有限公司")
    before = row_counts()
    fields = {**SOMEBODY, "unit_text": "示例精工", "unit_choice": choice}
    answer = client.submit(f"/events/{event.slug}/register", fields)
    assert (answer.status_code, "请选一个" in words(answer)) == (422, True)
    assert row_counts() == before
