"""The ledger of an event: the index of its evidence, and the zip file with everything in it."""

import hashlib
import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.custody import actions as custody
from deqing_events.contests.ledger.evidence import index_of
from deqing_events.contests.ledger.packing import digest_now
from deqing_events.contests.models import Entrant
from deqing_events.documents.reading import read_sheets
from deqing_events.domain.ledger import State, read_sums, sums_digest
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event, EventStep
from tests import factories, factories_registration, factories_reports
from tests.conftest import NOW, Clock
from tests.contests import stage
from tests.reading import StrictClient, text_of


def page(client: StrictClient, event: Event) -> str:
    return text_of(client.get(f"/desk/events/{event.id}/ledger").get_data(as_text=True))


def zipped(answer: Any) -> zipfile.ZipFile:
    assert answer.status_code == 200
    assert answer.mimetype == "application/zip"
    return zipfile.ZipFile(io.BytesIO(answer.data))


def ledger(client: StrictClient, event: Event) -> zipfile.ZipFile:
    return zipped(client.get(f"/desk/events/{event.id}/ledger/ledger.zip"))


def states(event: Event) -> dict[str, State]:
    return {item.key: item.state for item in index_of(event).items}


def contest(client: StrictClient) -> Event:
    """A contest with four entrants, one scan, and results in public notice."""
    factories.dai(client)
    event = factories_reports.finished("维修电工技能比武", state="published", notice="欢迎参加。")
    held = factories_reports.came(event, name="沈示例", mobile="19900000017")
    stage.four(event)
    with database.transaction() as session:
        session.query(Entrant).filter_by(number="A1").one().registration_id = held.id
    stage.publish(client, event)
    return event


def test_the_page_tells_what_is_there_and_what_is_missing(client: StrictClient) -> None:
    event = stage.county(client)
    stage.four(event)
    shown = page(client, event)
    assert "还差 4 项" in shown
    assert "缺签到情况" in shown
    assert "缺成绩汇总表" in shown
    assert states(event)["marks"] is State.HELD
    assert states(event)["appeals"] is State.NONE
    assert states(event)["signatures"] is State.NONE
    assert "评分规则第 1 版" in shown


def test_the_making_of_an_event_is_its_first_step(client: StrictClient) -> None:
    event = stage.county(client, notice="欢迎参加。")
    with database.transaction() as session:
        session.add(EventStep(event_id=event.id, before="", after="draft", by="staff:1", at=NOW))
    with ledger(client, event) as held:
        rows = read_sheets(held.read("通知/状态记录.xlsx"))[0].rows
    assert rows[3][1:3] == (None, "草稿")


def test_an_event_without_a_contest_has_a_ledger_as_well(client: StrictClient) -> None:
    event = stage.county(client, title="送文艺进基层", family="culture", kind="grassroots_show", notice="来看。")
    assert set(states(event)) == {"notice", "steps", "registrations", "attendance", "scans", "files-4"}
    assert states(event)["attendance"] is State.MISSING


def test_every_file_has_its_digest(client: StrictClient) -> None:
    event = contest(client)
    answer = client.get(f"/desk/events/{event.id}/ledger/ledger.zip")
    assert "%E6%B4%BB%E5%8A%A8%E5%8F%B0%E8%B4%A6.zip" in answer.headers["Content-Disposition"]
    with zipped(answer) as held:
        names = held.namelist()
        sums = read_sums(held.read("SHA256SUMS.txt").decode())
        assert sums == {name: hashlib.sha256(held.read(name)).hexdigest() for name in names if name in sums}
        assert set(names) - set(sums) == {"SHA256SUMS.txt"}
        for path in ("通知/活动通知.xlsx", "通知/评分规则.xlsx", "名单/参赛名单.xlsx", "签到/签到情况.xlsx",
                     "签到/扫码记录.xlsx", "成绩/评分表.xlsx", "成绩/评分记录.xlsx", "结果/成绩汇总表.xlsx",
                     "结果/团体积分表.xlsx", "结果/公示名单.xlsx"):  # fmt: skip
            assert path in names
        for info in held.infolist():
            assert info.flag_bits & 0x800 or info.filename.isascii(), "names other than ASCII are marked as UTF-8"
        files, evidence = read_sheets(held.read("index.xlsx"))
        listed = {row[1]: row[8] for row in files.rows[3:] if row[1]}
        own = {"index.xlsx", "怎么核对.txt"}
        assert listed == {path: sha for path, sha in sums.items() if path not in own}
        assert "不一定" in str(evidence.rows)
        assert "certutil -hashfile" in held.read("怎么核对.txt").decode("utf-8-sig")


def test_people_are_masked_in_every_file(client: StrictClient) -> None:
    event = contest(client)
    with ledger(client, event) as held:
        for name in held.namelist():
            if name.endswith(".xlsx"):
                said = str([sheet.rows for sheet in read_sheets(held.read(name))])
                for whole in ("沈示例", "陈样本", "吴练习", "周模拟", "19900000017"):
                    assert whole not in said, name
        assert "沈*例" in str(read_sheets(held.read("名单/参赛名单.xlsx"))[0].rows)
        assert "陈*本" in str(read_sheets(held.read("结果/成绩汇总表.xlsx"))[0].rows)


def test_full_names_ask_for_a_reason_and_are_written_down(client: StrictClient) -> None:
    event = contest(client)
    address = f"/desk/events/{event.id}/ledger/ledger.zip?full=1"
    assert client.get(address).mimetype == "text/html"
    assert client.submit(address, {"reason": ""}).status_code == 422
    with zipped(client.submit(address, {"reason": "存档"})) as held:
        for path in ("名单/参赛名单.xlsx", "结果/成绩汇总表.xlsx", "结果/公示名单.xlsx", "成绩/评分记录.xlsx"):
            said = str(read_sheets(held.read(path))[0].rows)
            assert "陈样本" in said, path
            assert "导出，用途：存档" in said
        assert "19900000017" not in str(read_sheets(held.read("签到/签到情况.xlsx"))[0].rows)
    entries = database.session().query(AuditEntry).filter_by(action="ledger.full_file").all()
    assert [(entry.object_id, entry.detail["reason"]) for entry in entries] == [(str(event.id), "存档")]


def test_the_same_records_give_the_same_bytes(client: StrictClient, clock: Clock) -> None:
    event = contest(client)
    one = client.get(f"/desk/events/{event.id}/ledger/ledger.zip").data
    clock.forward(minutes=7)
    other = client.get(f"/desk/events/{event.id}/ledger/ledger.zip").data
    assert one == other
    row = database.session().query(Entrant).filter_by(event_id=event.id, number="A4").one()
    stage.given(row, "c9", "裁判1", "1")
    assert client.get(f"/desk/events/{event.id}/ledger/ledger.zip").data != one


def test_the_file_is_made_after_the_request_let_its_session_go(client: StrictClient) -> None:
    event = contest(client)
    address = f"/desk/events/{event.id}/ledger/ledger.zip"
    with ThreadPoolExecutor(
        1
    ) as server:  # no context of the test's own there: it ends with the request, as on a server
        body = server.submit(lambda: client.get(address).data).result()
    assert zipfile.ZipFile(io.BytesIO(body)).testzip() is None


def test_the_digest_is_that_of_the_list_of_files(client: StrictClient) -> None:
    event = contest(client)
    index = index_of(event)
    made = digest_now(index, index.look(factories_registration.keys()))
    assert made.steady
    with ledger(client, event) as held:
        text = held.read("SHA256SUMS.txt")
        assert made.digest == hashlib.sha256(text).hexdigest() == sums_digest(read_sums(text.decode()))


def test_sealed_codes_keep_the_ledger_back(client: StrictClient) -> None:
    event = stage.county(client)
    stage.rules(event)
    stage.entrant(event, "A1", "沈示例")
    custody.issue(event.id, by=SYSTEM, now=NOW)
    answer = client.get(f"/desk/events/{event.id}/ledger/ledger.zip")
    assert answer.status_code == 422
    assert "还没有解密" in text_of(answer.get_data(as_text=True))
    assert "沈示例" not in page(client, event)
