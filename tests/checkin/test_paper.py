"""The paper lane: sheets by session, entering many people with a look first, and taking a batch back."""

import datetime as dt
import threading

import pytest
import sqlalchemy as sa
from flask import Flask

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.checkin import queries, scan_actions
from deqing_events.checkin.models import CheckinList, Scan
from deqing_events.checkin.paper import actions
from deqing_events.checkin.paper import queries as paper
from deqing_events.checkin.paper.models import PaperBatch
from deqing_events.database import db
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event, EventSession
from tests import factories
from tests import factories_checkin as made
from tests.conftest import NOW
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

SIGNED = "2026-11-23T09:05"
AT = dt.datetime(2026, 11, 23, 1, 5, tzinfo=dt.UTC)
FORM = {"reason": "断网，纸质签到表第 1 页", "signed_at": SIGNED, "token": "form-of-this-page"}


def desk(event_id: int, tail: str = "") -> str:
    return f"/desk/events/{event_id}/checkin/paper{tail}"


def wanted(at: CheckinList, people: list[made.Guest], **fields: object) -> actions.Wanted:
    values = {"signed_at": AT, "reason": "断网", "operator": "戴示例", "token": "token-0001", **fields}
    return actions.Wanted(at.id, [person.id for person in people], **values)  # type: ignore[arg-type]  # plain values


def entries() -> list[Scan]:
    database.session().rollback()
    query = sa.select(Scan).where(Scan.counts, Scan.annulled_at.is_(None)).order_by(Scan.id)
    return list(database.session().scalars(query))


@both_engines
def test_many_are_ticked_looked_at_entered_and_taken_back(app: Flask, client: StrictClient) -> None:
    event, at, phone = made.gate_of(app)
    first, second, third = (made.guest(event, name) for name in ("沈示例", "陈样本", "吴演练"))
    made.scan(phone.post, third)
    factories.dai(client)
    page = client.get(desk(event.id)).get_data(as_text=True)
    assert page.count('name="ids"') == 2, "who has signed on a list for once is not offered"
    ids = [str(person.id) for person in (first, second, third)]
    check = client.submit(desk(event.id), {**FORM, "ids": ids})
    words = text_of(check.get_data(as_text=True))
    assert ("补签这 3 人吗" in words, "陈样本" in words, "2026-11-23 09:05" in words) == (True, True, True)
    assert len(entries()) == 1, "looking enters nobody"
    for _ in range(2):
        assert client.submit(desk(event.id, "/enter"), {**FORM, "ids": ids}, page=desk(event.id)).status_code == 303
    assert "已补签 2 人。1 人之前已经签到" in text_of(client.get(desk(event.id)).get_data(as_text=True))
    rows = {row.name: row for row in queries.attendance(event.id)}
    assert (rows["沈示例"].at, rows["沈示例"].lane, rows["沈示例"].volunteer) == (AT, "paper", "戴示例")
    assert (rows["沈示例"].note, rows["吴演练"].lane) == (FORM["reason"], "camera")
    assert [row.received_at for row in entries() if row.lane == "paper"] == [NOW, NOW]
    (batch,) = paper.batches(event.id)
    assert (batch.count, batch.list_id, batch.signed_at) == (2, at.id, AT)
    undo = desk(event.id, f"/batches/{batch.id}/undo")
    assert "撤销这一批 2 人的补签吗" in text_of(client.get(undo).get_data(as_text=True))
    assert client.submit(undo, {"reason": " "}).status_code == 422
    for _ in range(2):
        assert client.submit(undo, {"reason": "拿错了签到表"}).status_code == 303
    assert [row.lane for row in entries()] == ["camera"]
    assert "已撤销 2 人" in text_of(client.get(desk(event.id)).get_data(as_text=True))
    again = client.submit(desk(event.id, "/enter"), {**FORM, "ids": ids}, page=desk(event.id))
    assert (again.status_code, "这一批已经撤销" in again.get_data(as_text=True)) == (422, True)
    known = set(database.session().scalars(sa.select(AuditEntry.action)))
    assert {"paper_batch.enter", "paper_batch.undo", "scan.admit", "scan.annul"} <= known


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"reason": ""}, "请写明原因"),
        ({"signed_at": ""}, "请填写签到时间"),
        ({"signed_at": "noon"}, "请填写签到时间"),
        ({"signed_at": "2026-11-23T10:01"}, "签到时间不能晚于现在"),
        ({"ids": []}, "请先在名单里勾选"),
        ({"ids": ["999999", "x"]}, "请先在名单里勾选"),
    ],
)
@pytest.mark.parametrize("tail", ["", "/enter"])
def test_what_cannot_be_entered_keeps_the_ticks(
    app: Flask, client: StrictClient, tail: str, change: dict[str, object], sentence: str
) -> None:
    event, _, _ = made.gate_of(app)
    person = made.guest(event)
    factories.dai(client)
    sent = {**FORM, "ids": [str(person.id)], **change}
    answer = client.submit(desk(event.id, tail), sent, page=desk(event.id))
    text = answer.get_data(as_text=True)
    assert (answer.status_code, sentence in text) == (422, True)
    assert ("ids" in change) or f'value="{person.id}" aria-label="选中 {person.name}" checked' in text
    assert entries() == []


def test_people_of_another_event_or_list_are_left_out(app: Flask) -> None:
    del app
    event, town = made.today(), factories.township("武康街道")
    at = made.checkin_list(event, group_by="township", groups=[town.id])
    here, elsewhere = made.guest(event, township_id=town.id), made.guest(event)
    stranger, gone = made.guest(made.today("别的活动")), made.guest(event, township_id=town.id, state="cancelled")
    done = actions.enter(wanted(at, [here, elsewhere, stranger, gone]), now=NOW, by=SYSTEM)
    assert (done.entered, done.already, done.gone) == (1, 0, 3)
    assert [row.registration_id for row in entries()] == [here.id]


@both_engines
def test_a_cut_off_batch_goes_on_where_it_stopped(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    del app
    event = made.today()
    at, people = made.checkin_list(event), [made.guest(event) for _ in range(4)]
    real = scan_actions.scan
    monkeypatch.setattr(scan_actions, "scan", _breaking(real, after=2))
    with pytest.raises(ConnectionError):
        actions.enter(wanted(at, people), now=NOW, by=SYSTEM)
    assert len(entries()) == 2
    monkeypatch.setattr(scan_actions, "scan", real)
    done = actions.enter(wanted(at, people), now=NOW, by=SYSTEM)
    assert (done.entered, done.already) == (4, 0)
    assert len(entries()) == 4
    assert database.session().scalar(sa.select(sa.func.count(PaperBatch.id))) == 1


def _breaking(real: object, *, after: int) -> object:
    calls = iter(range(after))

    def scan(*args: object, **kwargs: object) -> object:
        if next(calls, None) is None:
            raise ConnectionError("the line is cut")
        return real(*args, **kwargs)  # type: ignore[operator]  # the real action

    return scan


@both_engines
def test_two_presses_at_once_enter_everybody_once(app: Flask) -> None:
    event = made.today()
    at, people = made.checkin_list(event), [made.guest(event) for _ in range(12)]
    batch, line = wanted(at, people), threading.Barrier(2)
    database.session().rollback()

    def press() -> None:
        with app.app_context():
            line.wait(30)
            actions.enter(batch, now=NOW, by=SYSTEM)
            db.session.remove()

    presses = [threading.Thread(target=press) for _ in range(2)]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join(60)
    assert len(entries()) == 12
    assert database.session().scalar(sa.select(sa.func.count(Scan.id))) == 12
    assert [row.count for row in paper.batches(event.id)] == [12]


def two_sessions() -> tuple[Event, list[int]]:
    event = made.today(starts_at=NOW - dt.timedelta(hours=4), ends_at=NOW + dt.timedelta(hours=8))
    with database.transaction() as session:
        session.get_one(Event, event.id).sessions = [
            EventSession(
                title=name,
                venue="县体育馆",
                starts_at=NOW + dt.timedelta(hours=start),
                ends_at=NOW + dt.timedelta(hours=start + 3),
            )
            for name, start in (("上午场", -4), ("下午场", 4))
        ]
    held = database.session().get_one(Event, event.id)
    return held, [row.id for row in held.sessions]


@both_engines
def test_a_sheet_of_a_session_enters_into_that_session(app: Flask, client: StrictClient) -> None:
    del app
    event, (morning, afternoon) = two_sessions()
    at = made.checkin_list(event, mode="once_per_session")
    both, late = made.guest(event, "沈示例"), made.guest(event, "陈样本", session_id=afternoon)
    factories.dai(client)
    page = text_of(client.get(desk(event.id, f"?session={morning}")).get_data(as_text=True))
    assert ("沈示例" in page, "陈样本" in page) == (True, False)
    for session, token in ((morning, "token-of-one"), (afternoon, "token-of-two")):
        sent = {**FORM, "token": token, "ids": [str(both.id), str(late.id)]}
        address = desk(event.id, f"/enter?list={at.id}&session={session}")
        assert client.submit(address, sent, page=desk(event.id)).status_code == 303
    assert {(row.registration_id, row.session_id) for row in entries()} == {
        (both.id, morning),
        (both.id, afternoon),
        (late.id, afternoon),
    }


def test_the_sheet_is_of_one_session_and_one_list(app: Flask, client: StrictClient) -> None:
    del app
    event, (morning, afternoon) = two_sessions()
    town = factories.township("武康街道")
    made.checkin_list(event, name="到场")
    narrow = made.checkin_list(event, name="领奖", purpose="prize", group_by="township", groups=[town.id])
    person = made.guest(event, "沈示例", session_id=morning)
    made.guest(event, "陈样本", session_id=afternoon, township_id=town.id)
    factories.dai(client)
    first = client.get(desk(event.id, f"/sheet?session={morning}")).get_data(as_text=True)
    words = text_of(first)
    assert all(word in words for word in ("序号", "姓名", "单位", "手机尾号", "签名", "时间", "上午场", "县体育馆"))
    assert ("沈示例" in words, "陈样本" in words, person.mobile_tail in words) == (True, False, True)
    assert first.count("paper__line--free") == 5
    assert "paper--list" in first, "the pages are numbered 第 x 页 / 共 y 页 by that class"
    prize = text_of(client.get(desk(event.id, f"/sheet?list={narrow.id}")).get_data(as_text=True))
    assert ("沈示例" in prize, "陈样本" in prize) == (False, True)


def test_a_batch_of_another_event_is_not_there(app: Flask, client: StrictClient) -> None:
    event, at, _ = made.gate_of(app)
    actions.enter(wanted(at, [made.guest(event)]), now=NOW, by=SYSTEM)
    (batch,) = paper.batches(event.id)
    factories.dai(client)
    assert client.get(desk(made.today("别的活动").id, f"/batches/{batch.id}/undo")).status_code == 404
