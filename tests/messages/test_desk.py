"""The desk's pages of messages: found by state and tail, masked, sent again, codes looked at with a reason."""

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.domain.roles import SYSTEM
from deqing_events.jobs import actions as jobs
from deqing_events.messages import sending
from deqing_events.messages.models import Message
from tests import factories
from tests.conftest import Clock
from tests.messages.test_queueing import MOBILE, note, queue, stored
from tests.messages.test_sending import Scripted, code
from tests.reading import StrictClient, text_of


@pytest.fixture
def desk(client: StrictClient) -> StrictClient:
    """Dai's browser."""
    factories.dai(client)
    return client


def read(client: StrictClient, address: str = "/desk/messages") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return text_of(answer.get_data(as_text=True))


def failed_message(clock: Clock) -> Message:
    message_id = queue(note("approved", "approved:17"))
    sending.deliver_due(Scripted("refused"), clock=clock)
    return stored(message_id)


def audited(action: str) -> list[AuditEntry]:
    database.session().rollback()
    return list(database.session().scalars(select(AuditEntry).where(AuditEntry.action == action)))


def test_the_empty_page_says_what_will_come(desk: StrictClient) -> None:
    page = read(desk)
    assert "还没有消息" in page
    assert "定时任务还没有运行过" in page
    assert "不发短信，消息留在本站" in page
    assert "没有发不出的消息" in read(desk, "/desk/messages?state=failed")
    assert "这里没有消息" in read(desk, "/desk/messages?state=sent")


def test_the_list_shows_masked_mobiles_and_counts(desk: StrictClient) -> None:
    queue(note())
    queue(note("reminder", "reminder:1", not_before=dt.datetime(2026, 12, 1, tzinfo=dt.UTC)))
    page = read(desk)
    assert "199****0017" in page
    assert MOBILE not in desk.get("/desk/messages").get_data(as_text=True)
    assert "全部 2没有发出 0等发送 1已发出 0留在本站 1过期未发 0" in page
    assert "第 1 – 1 条，共 1 条" in read(desk, "/desk/messages?state=kept")


def test_messages_are_found_by_tail_words_and_kind(desk: StrictClient) -> None:
    queue(note("returned", "a", values={"event": "钢琴比赛", "reason": "缺照片"}))
    queue(note("results_out", "b", values={"event": "电工比武"}, mobile="19900000023"))
    assert "第 1 – 1 条，共 1 条" in read(desk, "/desk/messages?q=0023")
    assert "缺照片" in read(desk, "/desk/messages?q=钢琴")
    assert "第 1 – 1 条，共 1 条" in read(desk, "/desk/messages?template=returned")
    assert "没有符合条件的消息" in read(desk, "/desk/messages?q=游泳&template=returned")
    assert "第 1 – 2 条，共 2 条" in read(desk, "/desk/messages?state=nonsense&template=nonsense&page=x")
    assert desk.get("/desk/messages?page=99").status_code == 200


@pytest.mark.usefixtures("leaving")
def test_a_failed_message_says_why_and_is_sent_again_once(desk: StrictClient, clock: Clock) -> None:
    message = failed_message(clock)
    assert "服务商没有接收。" in read(desk, "/desk/messages?state=failed")
    address = f"/desk/messages/{message.id}"
    page = desk.submit(f"{address}/again", page=address, follow_redirects=True).get_data(as_text=True)
    assert "已重新排队" in page
    assert "再发一次" in text_of(page)
    assert stored(message.id).state == "queued"
    second = desk.submit(f"{address}/again", page=address, follow_redirects=True)
    assert "不用再发" in second.get_data(as_text=True)
    assert len(audited("message.again")) == 1
    sending.deliver_due(Scripted("sent"), clock=clock)
    assert "已发出" in read(desk, address)


@pytest.mark.usefixtures("leaving")
def test_sending_again_asks_for_the_token(app: Flask, desk: StrictClient, clock: Clock) -> None:
    message = failed_message(clock)
    assert desk.post(f"/desk/messages/{message.id}/again").status_code == 400
    assert app.config["TESTING"]
    assert stored(message.id).state == "failed"


def test_a_code_is_shown_only_with_a_reason_and_leaves_an_entry(desk: StrictClient, clock: Clock) -> None:
    message_id = code(clock)
    address = f"/desk/messages/{message_id}"
    assert "402913" not in desk.get(address).get_data(as_text=True) + desk.get("/desk/messages").get_data(as_text=True)
    for tried in ("402913", "验证码 402"):
        assert "没有符合条件的消息" in read(desk, f"/desk/messages?q={tried}")
    refused = desk.submit(f"{address}/reveal", {"reason": ""}, page=address)
    assert refused.status_code == 422
    assert "请写明查看原因" in refused.get_data(as_text=True)
    assert audited("message.reveal") == []
    answer = desk.submit(f"{address}/reveal", {"reason": "本人手机收不到短信"}, page=address)
    assert "402913" in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"
    entries = audited("message.reveal")
    assert [entry.object_id for entry in entries] == [str(message_id)]
    assert "402913" not in str(entries[0].detail)
    assert "402913" not in read(desk, address)


def test_an_expired_code_is_hidden_at_once(desk: StrictClient, clock: Clock) -> None:
    message_id = code(clock)
    address = f"/desk/messages/{message_id}"
    clock.forward(minutes=4)
    assert "查看验证码" in read(desk, address)
    clock.forward(minutes=1)
    assert "验证码已失效" in read(desk, address)
    late = desk.submit(f"{address}/reveal", {"reason": "本人手机收不到短信"}, page="/desk/me")
    assert late.status_code == 409
    assert "402913" not in late.get_data(as_text=True)
    assert audited("message.reveal") == []


def test_a_message_that_is_not_there_is_not_found(desk: StrictClient) -> None:
    assert desk.get("/desk/messages/99").status_code == 404


def test_the_page_says_when_jobs_stopped(desk: StrictClient, clock: Clock) -> None:
    jobs.run("messages", lambda _: {"sent": 3}, clock=clock, by=SYSTEM)
    page = read(desk)
    assert "没有运行" not in page
    assert "发送消息" in page
    assert "发出 3" in page
    clock.forward(hours=2)
    factories.dai(desk)
    assert "定时任务 2 小时没有运行" in read(desk)


def test_the_navigation_leads_county_staff_there(desk: StrictClient) -> None:
    assert 'href="/desk/messages"' in desk.get("/desk/events").get_data(as_text=True)
