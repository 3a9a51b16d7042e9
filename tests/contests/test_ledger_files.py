"""Photos and papers in the ledger: sent, kept without their place, shown by who may, taken off with a reason."""

import datetime as dt
import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from flask import current_app
from PIL import Image

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.appeals.models import Appeal
from deqing_events.contests.history import Change
from deqing_events.contests.ledger import attachment_actions, attachment_queries
from deqing_events.contests.ledger.models import EvidenceFile
from deqing_events.documents.reading import read_sheets
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event
from deqing_events.privacy.retention.classes import CLASSES
from deqing_events.privacy.retention.data_class import Moment
from deqing_events.registration.questions import stored_files
from tests.conftest import NOW
from tests.contests import stage
from tests.contests.test_ledger_closing import close, final_contest
from tests.reading import StrictClient, text_of

PDF = b"%PDF-1.4 \xe7\xa4\xba\xe4\xbe\x8b"


def photo(colour: str = "red") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(made, "PNG")
    return made.getvalue()


def send(client: StrictClient, event: Event, content: bytes, **fields: str) -> tuple[int, str]:
    address = f"/desk/events/{event.id}/ledger/files/new"
    sent = {"folder": "照片", "title": "开幕合影", **fields, "file": (io.BytesIO(content), "照片.png")}
    answer: Any = client.submit(address, sent, content_type="multipart/form-data")
    code = answer.status_code
    return code, "" if code == 302 else text_of(answer.get_data(as_text=True))


def names(client: StrictClient, event: Event) -> list[str]:
    content = client.get(f"/desk/events/{event.id}/ledger/ledger.zip").data
    with zipfile.ZipFile(io.BytesIO(content)) as held:
        return [name for name in held.namelist() if "附件" in name or "照片" in name]


def on_disk() -> list[str]:
    folder: Path = current_app.config["SETTINGS"].uploads / "ledger"
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_what_shows_nobody_is_in_every_ledger(client: StrictClient) -> None:
    event = stage.county(client)
    assert names(client, event) == []
    assert send(client, event, photo(), nameless="y")[0] == 302
    assert send(client, event, PDF, folder="签到", title="第 1 场 / 签到表")[0] == 302
    assert names(client, event) == ["签到/附件目录.xlsx", "照片/照片目录.xlsx", "照片/附件01-开幕合影.jpg"]
    address = f"/desk/events/{event.id}/ledger/ledger.zip?full=1"
    with zipfile.ZipFile(io.BytesIO(client.submit(address, {"reason": "存档"}).data)) as held:
        assert held.read("签到/附件01-第 1 场 _ 签到表.pdf") == PDF
    page = text_of(client.get(f"/desk/events/{event.id}/ledger").get_data(as_text=True))
    assert "签到：第 1 场 / 签到表 含个人信息" in page
    row = attachment_queries.attached(event.id)[0]
    opened = client.get(f"/desk/events/{event.id}/ledger/files/{row.id}")
    assert opened.mimetype == "image/jpeg"
    assert opened.data.startswith(b"\xff\xd8")


@pytest.mark.parametrize(
    ("content", "fields", "sentence"),
    [
        (b"<svg/>", {}, "看不懂这个文件"),
        (b"", {}, "请选一个文件"),
        (b"hello", {"title": ""}, "请写明这是什么"),
        (PDF, {"folder": "别处"}, ""),
    ],
)
def test_what_cannot_be_taken_is_said(
    client: StrictClient, content: bytes, fields: dict[str, str], sentence: str
) -> None:
    event = stage.county(client)
    code, shown = send(client, event, content, **fields)
    assert code == 422
    assert sentence in shown or "这个文件是空的" in shown
    assert attachment_queries.attached(event.id) == []
    assert on_disk() == []


def test_the_same_file_is_taken_once(client: StrictClient) -> None:
    event = stage.county(client)
    send(client, event, photo())
    code, shown = send(client, event, photo(), title="又一张")
    assert (code, "已经在台账里了" in shown) == (422, True)
    assert len(on_disk()) == 1


def test_taking_off_asks_why_and_deletes_the_file(client: StrictClient) -> None:
    event = stage.county(client)
    send(client, event, photo())
    row = attachment_queries.attached(event.id)[0]
    page = f"/desk/events/{event.id}/ledger/files/{row.id}/remove"
    assert client.submit(page, {"reason": ""}).status_code == 422
    assert client.submit(page, {"reason": "传错了"}).status_code == 302
    assert (attachment_queries.attached(event.id), on_disk()) == ([], [])
    assert database.session().query(EvidenceFile).one().remove_reason == "传错了"
    assert client.get(page).status_code == 404
    done = [entry.action for entry in database.session().query(AuditEntry).filter(AuditEntry.action.like("ledger.%"))]
    assert done == ["ledger.attach", "ledger.take_off"]
    assert send(client, event, photo())[0] == 302


def test_an_archived_event_takes_nothing(client: StrictClient) -> None:
    event = final_contest(client)
    send(client, event, photo(), nameless="y")
    row = attachment_queries.attached(event.id)[0]
    close(client, event)
    with pytest.raises(attachment_actions.AttachmentRefusedError, match="已经归档"):
        attachment_actions.take_off(event.id, row.id, Change(SYSTEM, NOW, "试试"))
    assert client.get(f"/desk/events/{event.id}/ledger/files/{row.id}").status_code == 200
    assert "照片/附件01-开幕合影.jpg" in names(client, event)


def test_what_is_due_goes_with_its_file(client: StrictClient) -> None:
    event = stage.county(client)
    send(client, event, photo())
    held = next(each for each in CLASSES if each.key == "evidence")
    settings = current_app.config["SETTINGS"]
    assert held.due(Moment(NOW, settings)) == 0
    later = Moment(NOW + dt.timedelta(days=6 * 366), settings)
    assert held.due(later) == 1
    assert held.clear(later) == 1
    assert (held.due(later), on_disk()) == (0, [])
    assert names(client, event) == ["照片/照片目录.xlsx"]


def test_photographed_papers_are_listed_and_go_with_full_names_only(client: StrictClient) -> None:
    event = final_contest(client)
    folder: Path = current_app.config["SETTINGS"].uploads / "contests"
    held = stored_files.take(folder, PDF)
    ruled = Appeal(
        event_id=event.id, number=1, delegation="武康街道", leader="何示例", grounds="漏评。", state="rejected"
    )
    ruled.received_at = ruled.filed_at = ruled.changed_at = NOW
    ruled.filed_by, ruled.reason, ruled.file_name = "staff:1", "核对无误", held.name
    with database.transaction() as session:
        session.add(ruled)
    address = f"/desk/events/{event.id}/ledger/ledger.zip"
    with zipfile.ZipFile(io.BytesIO(client.get(address).data)) as masked:
        assert [name for name in masked.namelist() if "裁定书" in name] == ["结果/裁定书目录.xlsx"]
        assert hashlib.sha256(PDF).hexdigest() in str(read_sheets(masked.read("结果/裁定书目录.xlsx"))[0].rows)
    with zipfile.ZipFile(io.BytesIO(client.submit(f"{address}?full=1", {"reason": "存档"}).data)) as full:
        assert full.read("结果/裁定书01-第 1 号申诉.pdf") == PDF
