"""Checking a copy of a ledger: what was changed is named, what is no ledger is refused with a sentence."""

import io
import zipfile
from typing import Any

import pytest

from deqing_events.contests.ledger import checking
from deqing_events.documents import zip_digests
from deqing_events.domain.ledger import SUMS_NAME, read_sums, sums_text
from deqing_events.events.models import Event
from tests.contests import stage
from tests.contests.test_ledger_closing import close, final_contest
from tests.reading import StrictClient, text_of

RANKING = "结果/成绩汇总表.xlsx"


def fetched(client: StrictClient, event: Event) -> bytes:
    return bytes(client.get(f"/desk/events/{event.id}/ledger/ledger.zip").data)


def check(client: StrictClient, event: Event, content: bytes, name: str = "台账.zip") -> tuple[int, str]:
    address = f"/desk/events/{event.id}/ledger/check"
    sent = {"file": (io.BytesIO(content), name)}
    answer: Any = client.submit(address, sent, content_type="multipart/form-data")
    return answer.status_code, text_of(answer.get_data(as_text=True))


def again(content: bytes, **changes: bytes | None) -> bytes:
    """Pack a zip file anew with members changed, added, or (None) left out."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in [*old.namelist(), *(name for name in changes if name not in old.namelist())]:
            data = changes[name] if name in changes else old.read(name)
            if data is not None:
                new.writestr(name, data)
    return made.getvalue()


def member(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as held:
        return held.read(name)


def test_a_true_copy_agrees(client: StrictClient) -> None:
    event = final_contest(client)
    copy = fetched(client, event)
    code, shown = check(client, event, copy)
    assert (code, "和现在的记录完全相同" in shown) == (200, True)
    close(client, event)
    for name in (None, "index.xlsx", SUMS_NAME):
        code, shown = check(client, event, member(copy, name) if name else copy, name or "台账.zip")
        assert (code, "和归档时记下的台账完全相同" in shown) == (200, True), name


def test_a_changed_file_is_named(client: StrictClient) -> None:
    event = final_contest(client)
    copy = fetched(client, event)
    changes: dict[str, bytes | None] = {RANKING: b"x", "名单/参赛名单.xlsx": None, "照片/多出来.jpg": b"y"}
    code, shown = check(client, event, again(copy, **changes))
    assert code == 200
    assert "被改过" in shown
    assert f"{RANKING}不一样不一样" in shown
    assert "名单/参赛名单.xlsx少了少了" in shown
    assert "照片/多出来.jpg多出来的多出来的" in shown


def test_a_forged_list_is_found_by_what_the_archive_kept(client: StrictClient) -> None:
    event = final_contest(client)
    copy = fetched(client, event)
    close(client, event)
    sums = read_sums(member(copy, SUMS_NAME).decode())
    forged = member(copy, "结果/团体积分表.xlsx")
    sums[RANKING] = sums["结果/团体积分表.xlsx"]
    code, shown = check(client, event, again(copy, **{RANKING: forged, SUMS_NAME: sums_text(sums).encode()}))
    assert (code, "和归档时记下的清单对不上" in shown) == (200, True)
    assert f"{RANKING}一样不一样" in shown


def test_an_older_copy_differs_from_the_records(client: StrictClient) -> None:
    event = final_contest(client)
    copy = fetched(client, event)
    stage.honoured(event, ["沈示例"])
    code, shown = check(client, event, copy)
    assert (code, "下载以后记录又变了" in shown) == (200, True)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "请选"),
        (b"hello", "看不懂"),
        (b"\x00\x01", "请选台账的 zip 文件"),
        (b"\n\n", "请选台账的 zip 文件"),
        (b"PK\x03\x04broken", "不是 zip 文件"),
        (b"PK\x05\x06" + b"\x00" * 18, "没有 SHA256SUMS.txt"),
    ],
)
def test_what_is_no_ledger_is_refused_in_words(client: StrictClient, content: bytes, sentence: str) -> None:
    event = stage.county(client)
    code, shown = check(client, event, content)
    assert code == 422
    assert sentence in shown


def test_bombs_cut_files_and_odd_members_are_refused(client: StrictClient, monkeypatch: pytest.MonkeyPatch) -> None:
    event = stage.county(client)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("结果/成绩.xlsx", b"\x00" * 3_000_000)
    whole = bomb.getvalue()
    assert check(client, event, whole[:-40])[0] == 422
    damaged = whole[:200] + b"\xff" * 40 + whole[240:]
    assert check(client, event, damaged)[0] == 422
    with pytest.raises(zip_digests.UnreadableZip, match="太大"):
        zip_digests.inside(io.BytesIO(whole), SUMS_NAME, most=1_000_000)
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as made:
        for number in range(40):
            made.writestr(f"{number}", b"")
    monkeypatch.setattr(zip_digests, "MAX_ENTRIES", 30)
    code, shown = check(client, event, many.getvalue())
    assert (code, "文件太多" in shown) == (422, True)


def test_two_members_of_one_name_agree_with_no_list() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as held:
        held.writestr("a", b"one")
        with pytest.warns(UserWarning, match="Duplicate"):
            held.writestr("a", b"one")
    single = io.BytesIO()
    with zipfile.ZipFile(single, "w") as held:
        held.writestr("a", b"one")
    assert zip_digests.inside(made, "").digests != zip_digests.inside(single, "").digests


def test_a_list_that_was_tampered_with_is_told(client: StrictClient) -> None:
    event = final_contest(client)
    code, shown = check(client, event, again(fetched(client, event), **{SUMS_NAME: b"\xff\xfe"}))
    assert (code, checking.BAD_LIST[:16] in shown) == (422, True)
