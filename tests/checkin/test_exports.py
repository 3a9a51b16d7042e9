"""Files of check-in: every attempt, page by page, masked unless asked for with a reason; conflicts; their names."""

import csv
import datetime as dt
import io
from collections.abc import Callable
from urllib.parse import unquote

import pytest
import sqlalchemy as sa
from flask import Flask
from python_calamine import CalamineWorkbook
from werkzeug.test import TestResponse

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.checkin import scan_actions
from deqing_events.checkin.exports import queries, tables
from deqing_events.checkin.models import CheckinList, Scan
from deqing_events.domain.admission_facts import Reason
from deqing_events.domain.roles import SYSTEM, Grant, Role
from tests import factories, factories_reports
from tests import factories_checkin as made
from tests.conftest import NOW
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

TITLES = [column.title for column in tables.COLUMNS]


def files(event_id: int, tail: str = "") -> str:
    return f"/desk/events/{event_id}/checkin/files{tail}"


def from_csv(answer: TestResponse) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


def from_xlsx(answer: TestResponse, sheet: str, first: str) -> list[dict[str, object]]:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.get_data())).get_sheet_by_name(sheet).to_python()
    head = next(number for number, row in enumerate(rows) if row[0] == first)
    return [dict(zip(map(str, rows[head]), row, strict=True)) for row in rows[head + 1 :] if isinstance(row[0], float)]


def a_day(app: Flask) -> tuple[int, made.Guest, made.Guest]:
    """One of everything: in, again, unknown, forced, undone, of another event, late from a gate without a line."""
    event, at, phone = made.gate_of(app)
    boss = made.phone(at, gate="主入口", volunteer="徐演练", role="supervisor")
    here, waiting = made.guest(event, "沈示例"), made.guest(event, "陈样本", state="waiting")
    stranger = made.guest(made.today("别的活动"), "周别场")
    made.scan(phone.post, here, nonce="first-in")
    made.scan(phone.post, here, nonce="again-in")
    made.scan(phone.post, "A" * 26, nonce="unknown-code")
    made.scan(boss.post, waiting, nonce="forced-in", force=True, lane="search")
    made.scan(phone.post, stranger, nonce="stranger-1")
    scan_actions.annul("forced-in", boss.post, now=NOW, by=SYSTEM)
    early = NOW - dt.timedelta(seconds=90)
    row = {"list_id": at.id, "registration_id": here.id, "code_hash": "c" * 64, "nonce": "told-in", "slot": "x"}
    told = {"recorded": "failure", "reason": "already_in", "counts": False, "offline": True, "told": "ok"}
    factories_reports.keep(Scan(**row, **told, scanned_at=early, received_at=NOW, gate="2 号门", volunteer="吴演练"))
    return event.id, here, waiting


@both_engines
def test_every_attempt_is_a_row_with_all_its_facts(app: Flask, client: StrictClient) -> None:
    event_id, here, _ = a_day(app)
    factories.dai(client)
    rows = {row["扫码编号"]: row for row in from_csv(client.get(files(event_id, "/scans.csv")))}
    assert list(rows) == ["first-in", "again-in", "unknown-code", "forced-in", "stranger-1", "told-in"]
    assert len(TITLES) >= 18
    first = rows["first-in"]
    assert (first["姓名"], first["手机"], first["结果"], first["算数"], first["方式"]) == (
        "沈示例",
        f"199****{here.mobile_tail}",
        "放行",
        "是",
        "扫码",
    )
    assert (first["扫码时间"], first["收到时间"], first["晚到秒数"]) == (
        "2026-11-23 10:00:00",
        "2026-11-23 10:00:00",
        "0",
    )
    assert (rows["again-in"]["结果"], rows["again-in"]["原因"], rows["again-in"]["算数"]) == ("没放行", "已进过场", "")
    assert (rows["unknown-code"]["姓名"], rows["unknown-code"]["原因"]) == ("", "认不出来")
    assert len(rows["unknown-code"]["码的摘要"]) == 12
    forced = rows["forced-in"]
    assert (forced["结果"], forced["要求放行"], forced["算数"], forced["撤销时间"]) == (
        "主管放行",
        "是",
        "",
        "2026-11-23 10:00:00",
    )
    assert rows["stranger-1"]["姓名"] == "别的活动的人"
    assert "周别场" not in str(rows)
    told = rows["told-in"]
    assert (told["断网时扫的"], told["手机当时说"], told["晚到秒数"]) == ("是", "请进", "90")
    assert "1990000" not in str(rows)


def test_the_workbook_holds_the_same_rows_under_a_chinese_name(app: Flask, client: StrictClient) -> None:
    event_id, _, _ = a_day(app)
    factories.dai(client)
    answer = client.get(files(event_id, "/scans.xlsx"))
    assert "叉车司机技能比武扫码记录.xlsx" in unquote(answer.headers["Content-Disposition"])
    book = from_xlsx(answer, "扫码记录", "记录号")
    plain = from_csv(client.get(files(event_id, "/scans.csv")))
    assert [row["扫码编号"] for row in book] == [row["扫码编号"] for row in plain]
    assert [row["原因"] for row in book] == [row["原因"] for row in plain]
    assert list(book[0]) == list(plain[0]) == TITLES


@both_engines
def test_pages_of_any_size_are_the_whole_log_in_order(app: Flask) -> None:
    event_id, _, _ = a_day(app)
    database.session().rollback()
    for size in (1, 2, 5, 6, 7, 100):
        pages = list(queries.attempt_pages(event_id, size=size))
        assert [row.nonce for page in pages for row in page][0::5] == ["first-in", "told-in"]
        assert sum(len(page) for page in pages) == queries.attempts(event_id) == 6
        assert max(len(page) for page in pages) <= size


def test_what_comes_in_while_somebody_downloads_does_not_shift_a_row(app: Flask) -> None:
    event, _, phone = made.gate_of(app)
    for number in range(5):
        made.scan(phone.post, made.guest(event), nonce=f"nonce-{number}xx")
    seen: list[str] = []
    for page in queries.attempt_pages(event.id, size=2):
        seen.extend(row.nonce for row in page)
        if len(seen) == 2:
            made.scan(phone.post, made.guest(event), nonce="meanwhile")
    assert seen == [f"nonce-{number}xx" for number in range(5)]
    assert queries.attempts(event.id) == 6


def test_full_numbers_need_the_right_a_reason_and_leave_a_trace(
    app: Flask, client: StrictClient, new_client: Callable[[], StrictClient]
) -> None:
    event_id, here, _ = a_day(app)
    bo = factories.sign_in(new_client(), factories.account(Grant(Role.ORGANISER, event_id)))
    assert bo.get(files(event_id, "/full")).status_code == 403
    assert "写用途再下载" not in text_of(bo.get(files(event_id)).get_data(as_text=True))
    factories.dai(client)
    assert "写用途再下载" in text_of(client.get(files(event_id)).get_data(as_text=True))
    refused = client.submit(files(event_id, "/full"), {"reason": " ", "kind": "csv"})
    assert (refused.status_code, "请写明" in refused.get_data(as_text=True)) == (422, True)
    given = client.submit(files(event_id, "/full"), {"reason": "核对冒名进场", "kind": "csv"})
    assert "扫码记录（完整）.csv" in unquote(given.headers["Content-Disposition"])
    assert from_csv(given)[0]["手机"] == f"1990000{here.mobile_tail}"
    book = client.submit(files(event_id, "/full"), {"reason": "核对冒名进场", "kind": "xlsx"})
    cells = CalamineWorkbook.from_filelike(io.BytesIO(book.get_data())).get_sheet_by_name("扫码记录").to_python()
    assert any("核对冒名进场" in str(cell) for row in cells for cell in row)
    database.session().rollback()
    kept = list(database.session().scalars(sa.select(AuditEntry).where(AuditEntry.action == "scan.export_full")))
    assert [(entry.detail["reason"], entry.detail["rows"]) for entry in kept] == [("核对冒名进场", 6)] * 2


def test_conflicts_name_both_scans(app: Flask, client: StrictClient) -> None:
    event_id, _, _ = a_day(app)
    factories.dai(client)
    assert "共 1 条" in text_of(client.get(files(event_id)).get_data(as_text=True))
    answer = client.get(files(event_id, "/conflicts.xlsx"))
    assert "签到冲突.xlsx" in unquote(answer.headers["Content-Disposition"])
    (row,) = from_xlsx(answer, "签到冲突", "序号")
    assert (row["姓名"], row["本不该放行，因为"], row["扫码时间"]) == ("沈示例", "已进过场", "2026-11-23 09:58:30")


def test_an_event_nobody_scanned_at_has_empty_files(app: Flask, client: StrictClient) -> None:
    del app
    event = made.today()
    factories.dai(client)
    for tail in ("/scans.csv", "/scans.xlsx", "/conflicts.xlsx"):
        assert client.get(files(event.id, tail)).status_code == 200
    assert from_csv(client.get(files(event.id, "/scans.csv"))) == []


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_words(reason: Reason) -> None:
    assert tables.REASON_WORDS[reason]


def test_a_log_too_long_for_a_workbook_points_to_the_csv(
    app: Flask, client: StrictClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    event_id, _, _ = a_day(app)
    monkeypatch.setattr(tables, "MOST_IN_WORKBOOK", 5)
    factories.dai(client)
    page = client.get(files(event_id)).get_data(as_text=True)
    assert ("scans.csv" in page, "scans.xlsx" in page) == (True, False)
    answer = client.get(files(event_id, "/scans.xlsx"))
    assert (answer.status_code, answer.location) == (303, files(event_id))
    assert "请下载 .csv" in text_of(client.get(files(event_id)).get_data(as_text=True))
    refused = client.submit(files(event_id, "/full"), {"reason": "核对冒名进场", "kind": "xlsx"})
    assert (refused.status_code, "请下载 .csv" in refused.get_data(as_text=True)) == (422, True)
    assert "核对冒名进场" in refused.get_data(as_text=True)
    known = set(database.session().scalars(sa.select(AuditEntry.action)))
    assert "scan.export_full" not in known, "nothing was handed out"
    assert client.submit(files(event_id, "/full"), {"reason": "核对冒名进场", "kind": "csv"}).status_code == 200


def test_a_long_log_is_read_in_pages(app: Flask, client: StrictClient) -> None:
    del app
    event = made.today()
    at = made.checkin_list(event)
    rows = [
        {"list_id": at.id, "code_hash": "c" * 64, "nonce": f"long-{n:06}", "slot": "", "recorded": "failure"}
        | {"reason": "invalid", "counts": False, "scanned_at": NOW, "received_at": NOW, "annulled_by": ""}
        for n in range(5_001)
    ]
    with database.transaction() as session:
        session.execute(sa.insert(Scan.__table__), rows)  # type: ignore[arg-type]  # a mapped class has a table
    factories.dai(client)
    statements = []

    def heard(*args: object) -> None:
        statements.append(str(args[2]))

    engine = database.db.engine
    sa.event.listen(engine, "before_cursor_execute", heard)
    try:
        found = from_csv(client.get(files(event.id, "/scans.csv")))
    finally:
        sa.event.remove(engine, "before_cursor_execute", heard)
    assert [row["扫码编号"] for row in found] == [row["nonce"] for row in rows]
    assert sum("code_hash" in text for text in statements) == 3
    assert database.session().scalar(sa.select(sa.func.count(CheckinList.id))) == 1
