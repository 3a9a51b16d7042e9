"""Importing at the desk: upload, preview, confirm, rejects."""

import io
import re
import time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from deqing_events import database
from deqing_events.documents.reading import read_sheets
from deqing_events.domain.roles import Grant, Role
from deqing_events.organisations.importing.actions import Held
from deqing_events.organisations.models import ImportRun, Member
from tests import factories
from tests.conftest import Clock
from tests.organisations.importing import DATA, last_run, load_units, people, upload, workbook
from tests.reading import text_of

BAD = ("9", "钱示例", "33059919900101", "", "", "")


def words(response: Any) -> str:
    return text_of(response.get_data(as_text=True))


def stored() -> int:
    database.session().rollback()
    return database.session().scalar(select(func.count()).select_from(Member)) or 0


def test_the_sample_roster_goes_through_the_desk(app: Flask, client: FlaskClient, at_once: list[Held]) -> None:
    load_units(app)
    factories.dai(client)
    answer = upload(client, (DATA / "roster.xlsx").read_bytes(), name="roster.xlsx")
    assert answer.status_code == 302
    address = answer.headers["Location"]
    page = words(client.get(address))
    assert "读到2,000" in page
    assert "确认导入：新增 1,921，更新 0" in page
    assert "未导入49" in page
    assert stored() == 0
    rejects = words(client.get(f"{address}?kind=reject&code=id_checksum"))
    assert "第 1 – 20 条，共 20 条" in rejects
    assert "校验码不符" in rejects
    done = client.submit(f"{address}/confirm", page=address, follow_redirects=True)  # type: ignore[attr-defined]
    assert "已导入：新增 1,921，更新 0" in words(done)
    assert stored() == 1921
    assert len(at_once) == 2
    again = upload(client, (DATA / "roster.xlsx").read_bytes(), name="roster.xlsx")
    assert "导入后不会有任何变动" in words(client.get(again.headers["Location"]))
    listed = words(client.get("/desk/imports"))
    assert "等你确认" in listed
    assert "已导入" in listed


def test_units_go_through_the_desk(app: Flask, client: FlaskClient, at_once: list[Held]) -> None:
    load_units(app)
    del at_once
    factories.dai(client)
    header = ("单位编码", "单位全称", "镇街")
    content = workbook(("N1", "德清示例新公司", "武康街道"), ("", "没有编码", ""), header=header)
    address = upload(client, content, kind="units", name="单位.xlsx").headers["Location"]
    page = words(client.get(address))
    assert "确认导入：新增 1，更新 0" in page
    assert "缺编码" in page
    client.submit(f"{address}/confirm", page=address)  # type: ignore[attr-defined]
    assert "德清示例新公司" in words(client.get("/desk/units?q=示例新公司"))
    rejects = read_sheets(client.get(f"{address}/rejects.xlsx").data)[0]
    assert [cell for cell in rejects.rows[3] if cell is not None] == ["花名册", 3, "填写编码后重新导入。", "没有编码"]


def test_rejects_download_with_their_cells_row_number_and_reason(
    app: Flask, client: FlaskClient, at_once: list[Held]
) -> None:
    del app, at_once
    factories.dai(client)
    address = upload(client, workbook(*people(1), BAD)).headers["Location"]
    answer = client.get(f"{address}/rejects.xlsx")
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]
    row = read_sheets(answer.data)[0].rows[3]
    assert row[1] == "钱示例"
    assert row[2] == "33059919900101"
    assert row[-2] == 3
    assert "身份证号" in str(row[-1])
    masked = words(client.get(f"{address}?kind=reject"))
    assert "钱*例" in masked
    assert "33059919900101" not in masked


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "请选择要导入的 .xlsx 文件。"),
        (b"a,b\n1,2\n", "这是文本文件"),
        (b"\x00\xff" * 5_000_000, "这不是 Excel 工作簿"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 900, "旧版 .xls"),
    ],
)
def test_what_is_no_workbook_is_refused_at_once(
    app: Flask, client: FlaskClient, at_once: list[Held], content: bytes, sentence: str
) -> None:
    del app
    factories.dai(client)
    name = "" if not content else "x.xlsx"
    answer = upload(client, content, kind="units", name=name)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert sentence in text_of(page)
    assert re.search(r'<input[^>]*checked[^>]*value="units"', page)
    assert at_once == []
    assert database.session().scalar(select(func.count()).select_from(ImportRun)) == 0


def test_a_kind_must_be_chosen(app: Flask, client: FlaskClient, at_once: list[Held]) -> None:
    del app
    factories.dai(client)
    answer = upload(client, workbook(*people(1)), kind="")
    assert answer.status_code == 422
    assert "请选择导入单位还是会员。" in words(answer)
    assert at_once == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (workbook(("1", "2"), header=("甲", "乙")), "找不到名单表头"),
        (b"PK\x03\x04" + b"\x07" * 4000, "文件内容不完整或已损坏"),
    ],
)
def test_a_workbook_without_the_table_is_refused_with_a_sentence(
    app: Flask, client: FlaskClient, at_once: list[Held], content: bytes, sentence: str
) -> None:
    del app, at_once
    factories.dai(client)
    page = words(client.get(upload(client, content).headers["Location"]))
    assert sentence in page
    assert "什么都没有导入" in page
    assert "改好后重新上传" in page
    assert stored() == 0


def test_a_dead_worker_shows_as_interrupted_with_a_retry(
    app: Flask, client: FlaskClient, clock: Clock, at_once: list[Held], monkeypatch: pytest.MonkeyPatch
) -> None:
    del app, at_once
    factories.dai(client)
    with monkeypatch.context() as silent:
        silent.setattr("deqing_events.organisations.importing.launching.start", lambda *_: None)
        address = upload(client, workbook(*people(2))).headers["Location"]
    waiting = client.get(address).get_data(as_text=True)
    assert "hx-get" in waiting
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in waiting
    refused = client.submit(f"{address}/retry", page=address)  # type: ignore[attr-defined]
    assert refused.status_code == 409
    clock.forward(minutes=2)
    page = client.get(address).get_data(as_text=True)
    assert "中途停了" in text_of(page)
    assert "hx-get" not in page
    client.submit(f"{address}/retry", page=address)  # type: ignore[attr-defined]
    assert "确认导入：新增 2" in words(client.get(address))


def test_an_import_can_be_dropped(app: Flask, client: FlaskClient, at_once: list[Held]) -> None:
    del app, at_once
    factories.dai(client)
    address = upload(client, workbook(*people(2))).headers["Location"]
    done = client.submit(f"{address}/drop", page=address, follow_redirects=True)  # type: ignore[attr-defined]
    assert "没有写入任何内容" in words(done)
    refused = client.submit(f"{address}/confirm", page="/desk/imports")  # type: ignore[attr-defined]
    assert refused.status_code == 409
    assert stored() == 0


def test_a_real_worker_process_reads_and_stores(app: Flask, client: FlaskClient, installation: dict[str, str]) -> None:
    del app, installation
    factories.dai(client)
    address = upload(client, workbook(*people(3))).headers["Location"]
    wait_for("previewed")
    client.submit(f"{address}/confirm", page=address)  # type: ignore[attr-defined]
    wait_for("done")
    assert stored() == 3


def wait_for(state: str) -> None:
    deadline = time.monotonic() + 60
    while last_run().state != state:
        assert time.monotonic() < deadline, last_run().state
        database.session().rollback()
        time.sleep(0.2)
    database.session().rollback()


def test_only_county_staff_import(app: Flask, client: FlaskClient) -> None:
    del app
    place = factories.township()
    factories.sign_in(client, factories.account(Grant(Role.TOWNSHIP_ADMIN, place.id)))
    assert client.get("/desk/imports").status_code == 403
    assert client.get("/desk/imports/1").status_code == 403
    assert client.get("/desk/people").status_code == 200
    factories.dai(client)
    assert client.get("/desk/imports/1").status_code == 404
    assert client.get("/desk/imports/1/rejects.xlsx").status_code == 404
    data = {"kind": "roster", "file": (io.BytesIO(b"x"), "x.xlsx")}
    assert client.post("/desk/imports", data=data).status_code == 400
