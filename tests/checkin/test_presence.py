"""The attendance matrix: sessions of several days, its rule, filters and workbook."""

import datetime as dt
import io
from urllib.parse import unquote

import pytest
import sqlalchemy as sa
from flask import Flask
from python_calamine import CalamineWorkbook

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.checkin import scan_actions
from deqing_events.checkin.models import Scan
from deqing_events.checkin.presence import queries
from deqing_events.domain.attendance import Verdict
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event, EventSession
from tests import factories
from tests import factories_checkin as made
from tests.conftest import NOW
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)


def page(event_id: int, tail: str = "") -> str:
    return f"/desk/events/{event_id}/checkin/presence{tail}"


def three_days() -> Event:
    """An event with a session today and on the two days before, each 10:00 to 12:00 in Deqing."""
    event = made.today("技能培训班", starts_at=NOW - 2 * DAY, ends_at=NOW + 2 * HOUR)
    with database.transaction() as session:
        row = session.get_one(Event, event.id)
        row.sessions = [
            EventSession(
                title=f"第{n}天",
                venue="培训室",
                starts_at=NOW - (3 - int(n)) * DAY,
                ends_at=NOW - (3 - int(n)) * DAY + 2 * HOUR,
            )
            for n in "123"
        ]
    return database.session().get_one(Event, event.id)


def fresh(event: Event) -> dict[str, queries.Row]:
    database.session().rollback()
    return {row.name: row for row in queries.rows(database.session().get_one(Event, event.id))}


@both_engines
def test_every_session_counts_once_and_the_rule_decides(app: Flask, client: StrictClient) -> None:
    del app
    event = three_days()
    ids = [row.id for row in event.sessions]
    at = made.checkin_list(event, name="到场", mode="once_per_session", opens_at=NOW - 3 * DAY)
    meal = made.checkin_list(event, name="午餐", purpose="meal", mode="many", opens_at=NOW - 3 * DAY)
    post, table = made.phone(at).post, made.phone(meal).post
    whole, some, one, nobody = (made.guest(event, name) for name in ("沈示例", "陈样本", "吴演练", "徐示例"))
    last_day = made.guest(event, "周模拟", session_id=ids[2])
    made.guest(event, "姚示例", state="cancelled")
    for days, people in ((2, (whole, some, one)), (1, (whole, some)), (0, (whole, last_day))):
        for person in people:
            made.scan(post, person, now=NOW - days * DAY + dt.timedelta(minutes=5))
    made.scan(table, nobody)
    rows = fresh(event)
    assert {name: row.verdict for name, row in rows.items()} == {
        "沈示例": Verdict.COMPLETE,
        "陈样本": Verdict.PARTIAL,
        "吴演练": Verdict.PARTIAL,
        "徐示例": Verdict.ABSENT,
        "周模拟": Verdict.COMPLETE,
    }
    assert [sorted(row.there) for row in rows.values() if row.name in {"沈示例", "陈样本"}] in (
        [ids, ids[:2]],
        [ids[:2], ids],
    )
    factories.dai(client)
    assert client.submit(page(event.id), {"rule": "least", "least": "2"}).status_code == 303
    assert fresh(event)["陈样本"].verdict is Verdict.COMPLETE
    assert fresh(event)["吴演练"].verdict is Verdict.PARTIAL
    words = text_of(client.get(page(event.id)).get_data(as_text=True))
    assert ("到够 2 场就算完整" in words, "完整 3" in words, "部分 1" in words, "未到 1" in words) == (True,) * 4
    partial = text_of(client.get(page(event.id, "?show=partial")).get_data(as_text=True))
    assert {name for name in rows if name in partial} == {"吴演练"}
    assert client.submit(page(event.id), {"rule": "all", "least": ""}).status_code == 303
    assert fresh(event)["陈样本"].verdict is Verdict.PARTIAL
    assert "event.attendance_rule" in set(database.session().scalars(sa.select(AuditEntry.action)))


@both_engines
def test_undone_entries_do_not_count_and_walk_ins_appear(app: Flask) -> None:
    del app
    event = three_days()
    phone = made.phone(made.checkin_list(event, mode="many", opens_at=NOW - 3 * DAY), role="supervisor")
    undone, let_in = made.guest(event, "沈示例"), made.guest(event, "陈样本", state="waiting")
    made.scan(phone.post, undone, nonce="undone-one")
    made.scan(phone.post, let_in, force=True)
    scan_actions.annul("undone-one", phone.post, now=NOW, by=SYSTEM)
    assert {name: len(row.there) for name, row in fresh(event).items()} == {"沈示例": 0, "陈样本": 1}


def test_somebody_a_little_late_is_in_the_session_that_runs(app: Flask) -> None:
    del app
    event = made.today(starts_at=NOW, ends_at=NOW + 4 * HOUR)
    with database.transaction() as session:
        row = session.get_one(Event, event.id)
        row.sessions = [
            EventSession(title=name, venue="馆", starts_at=NOW + start * HOUR, ends_at=NOW + (start + 2) * HOUR)
            for name, start in (("上午", 0), ("中午", 2))
        ]
    first, second = (each.id for each in event.sessions)
    post = made.phone(made.checkin_list(event, mode="once_per_session")).post
    person = made.guest(event)
    times = (dt.timedelta(minutes=5), dt.timedelta(minutes=115))
    answers = [made.scan(post, person, now=NOW + late) for late in times]
    assert [answer.decision.reason for answer in answers] == [None, None]
    assert list(database.session().scalars(sa.select(Scan.session_id).order_by(Scan.id))) == [first, second]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"rule": "least", "least": ""}, "请填几场"),
        ({"rule": "least", "least": "0"}, "请填 1 到 99 的整数"),
        ({"rule": "king", "least": "2"}, "处要改"),
        ({"rule": "least", "least": "two"}, "处要改"),
    ],
)
def test_a_rule_that_says_nothing_is_kept_on_the_page(
    app: Flask, client: StrictClient, sent: dict[str, str], sentence: str
) -> None:
    del app
    event = three_days()
    factories.dai(client)
    answer = client.submit(page(event.id), sent)
    assert (answer.status_code, sentence in answer.get_data(as_text=True)) == (422, True)
    assert queries.rule(event.id) is None


def test_a_delegation_a_page_and_the_workbook(app: Flask, client: StrictClient) -> None:
    del app
    event, town, other = three_days(), factories.township("武康街道"), factories.township("新市镇")
    post = made.phone(made.checkin_list(event, mode="once_per_session", opens_at=NOW - 3 * DAY)).post
    here = made.guest(event, "=1+1", township_id=town.id)
    made.scan(post, here, now=NOW + dt.timedelta(minutes=1))
    for _ in range(101):
        made.guest(event, township_id=other.id)
    factories.dai(client)
    first, last = (client.get(page(event.id, tail)).get_data(as_text=True) for tail in ("", "?page=2"))
    assert ("第 1 – 100 条，共 102 条" in first, "第 101 – 102 条" in last) == (True, True)
    for odd in ("?page=0", "?page=99", "?page=x&show=x&township=x"):
        assert client.get(page(event.id, odd)).status_code == 200
    one = text_of(client.get(page(event.id, f"?township={town.id}")).get_data(as_text=True))
    assert ("=1+1" in one, "全部 1" in one) == (True, True)
    answer = client.get(page(event.id, f"/file.xlsx?township={town.id}"))
    assert "出勤表.xlsx" in unquote(answer.headers["Content-Disposition"])
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.get_data())).get_sheet_by_name("出勤表").to_python()
    (line,) = [row for row in rows if "=1+1" in row]
    assert line[2:] == [
        "=1+1",
        "示例精工",
        "武康街道",
        f"199****{here.mobile_tail}",
        "",
        "",
        "11-23 10:01",
        1,
        3,
        "部分",
    ]
    assert "1990000" not in str(rows)
