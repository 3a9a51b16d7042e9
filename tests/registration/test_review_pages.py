"""The review on pages: the desk's list and acts, the clerk's word, the worker's path and completing."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from deqing_events.domain.reviewing import Act
from deqing_events.domain.roles import Grant, Role
from deqing_events.events.models import Event
from deqing_events.organisations.models import Unit
from deqing_events.registration.models import Registration
from deqing_events.registration.review.actions import Scope
from deqing_events.workers import phone
from tests import factories
from tests.factories_registration import PHONE, registration, token_of
from tests.factories_review import decide, reviewed_event, stands
from tests.reading import text_of


@pytest.fixture
def desk(client: FlaskClient) -> FlaskClient:
    """Dai's browser."""
    return factories.dai(client)


def _words(response: TestResponse) -> str:
    return text_of(response.get_data(as_text=True))


def _list(event: Event) -> str:
    return f"/desk/events/{event.id}/registrations"


def _decide(client: Any, event: Event, act: str, *rows: Registration, query: str = "", **more: str) -> TestResponse:
    data = {"act": act, "ids": [f"{row.id}:{row.review}" for row in rows], **more}
    answer: TestResponse = client.submit(
        f"/desk/events/{event.id}/review{query}", data, page=f"{_list(event)}?state=all"
    )
    return answer


def _followed(client: FlaskClient, answer: TestResponse) -> str:
    assert answer.status_code == 303
    return _words(client.get(answer.location))


def _clerk(client: FlaskClient, work: Unit) -> FlaskClient:
    return factories.sign_in(client, factories.account(Grant(Role.UNIT_CLERK, work.id), name="钱经办"))


def _phone(client: FlaskClient) -> FlaskClient:
    client.set_cookie(phone.COOKIE, PHONE)
    return client


def test_the_list_opens_where_there_is_work_and_says_how_much(desk: FlaskClient) -> None:
    work = factories.unit()
    event = reviewed_event("unit_host", "approve", capacity=2)
    rows = [registration(event, unit_id=work.id, unit_text=work.name) for _ in range(4)]
    decide(Act.UNIT_CONFIRM, *rows[:2], scope=Scope(units=[work.id]))
    decide(Act.APPROVE, rows[0])
    decide(Act.RETURN, rows[3])
    words = _words(desk.get(_list(event)))
    for part in ("等我审核 1", "单位未确认 1", "已退回 1", "已通过 1", "全部 4", "全场 1 / 2"):
        assert part in words
    assert rows[1].name in words
    assert rows[2].name not in words
    assert rows[2].name in _words(desk.get(_list(event) + "?state=unit"))
    for query in ("?state=all", "?state=todo&warn=1", "?state=in&page=9", "?state=nonsense"):
        assert desk.get(_list(event) + query).status_code == 200


def test_bulk_acts_say_what_happened_and_are_undone_by_one_button(desk: FlaskClient) -> None:
    event = reviewed_event(capacity=2)
    rows = [registration(event) for _ in range(3)]
    words = _followed(desk, _decide(desk, event, "approve", *rows))
    assert "通过 3 人，其中 1 人没有名额了，转入候补。" in words
    assert "15 分钟内可以撤销" in words
    assert "最近的操作" in _words(desk.get(f"/desk/events/{event.id}/review/batches"))
    undone = desk.submit(f"/desk/events/{event.id}/review/batches/1/undo", page=_list(event))  # type: ignore[attr-defined]
    assert "已撤销 3 人。" in _followed(desk, undone)
    again = desk.submit(f"/desk/events/{event.id}/review/batches/1/undo", page=f"{_list(event)}?state=all")  # type: ignore[attr-defined]
    assert "已经撤销过了" in _followed(desk, again)


def test_nothing_ticked_is_said_and_an_old_page_changes_nothing(desk: FlaskClient) -> None:
    event = reviewed_event()
    held = registration(event)
    assert "请先勾选" in _followed(desk, _decide(desk, event, "approve"))
    decide(Act.RETURN, held)
    old = _decide(desk, event, "reject", reason="试一试", ids=f"{held.id}:submitted")
    assert "没有处理任何人。没有动的：1 人别人刚处理过" in _followed(desk, old)
    assert stands(held) == ("pending", "returned")


def test_returning_asks_for_the_reason_and_keeps_the_choice(desk: FlaskClient) -> None:
    event = reviewed_event()
    rows = [registration(event), registration(event)]
    asked = _decide(desk, event, "return", *rows)
    assert asked.status_code == 200
    assert "退回2 人" in _words(asked)
    empty = _decide(desk, event, "return", *rows, reason=" ")
    assert empty.status_code == 422
    assert "请写明原因" in _words(empty)
    assert f'value="{rows[1].id}:submitted"' in empty.get_data(as_text=True)
    assert "退回补正 2 人" in _followed(desk, _decide(desk, event, "return", *rows, reason="缺电工证"))
    assert {stands(row) for row in rows} == {("pending", "returned")}


def test_all_of_a_filter_is_decided_at_once_over_all_pages(desk: FlaskClient) -> None:
    event = reviewed_event()
    rows = [registration(event) for _ in range(52)]
    other = registration(event, "别样本", unit_text="另一家单位")
    answer = _decide(desk, event, "approve", query="?state=todo&q=示例", all="1")
    assert "通过 52 人" in _followed(desk, answer)
    assert {stands(row) for row in rows} == {("confirmed", "approved")}
    assert stands(other) == ("pending", "submitted")


def test_the_system_points_out_twins_strangers_and_full_towns(desk: FlaskClient) -> None:
    event = reviewed_event(capacity=0)
    registration(event, "沈示例", unit_text="没有登记的单位")
    registration(event, "沈示例", unit_text="没有登记的单位")
    words = _words(desk.get(_list(event)))
    for part in ("疑似与 0002 同人", "疑似与 0001 同人", "单位没对上", "全场名额已满"):
        assert part in words
    work = factories.unit()
    factories.member("陈样本", "19900008888", unit_id=work.id)
    fine = reviewed_event()
    registration(fine, "陈样本", mobile="19900008888", unit_id=work.id, unit_text=work.name)
    assert "没有疑点" in _words(desk.get(_list(fine)))
    assert "没有符合条件的报名" in _words(desk.get(_list(fine) + "?state=todo&warn=1"))


def test_one_page_leads_from_one_to_the_next(desk: FlaskClient) -> None:
    event = reviewed_event(capacity=5)
    rows = [registration(event) for _ in range(2)]
    page = f"{_list(event)}/{rows[0].id}"
    words = _words(desk.get(page))
    assert "通过并看下一个" in words
    assert "通过后全场 1 / 5" in words
    here = {"from": str(rows[0].id), "go": "next"}
    first = _decide(desk, event, "approve", rows[0], **here)
    assert first.location == f"{_list(event)}/{rows[1].id}"
    last = _decide(desk, event, "approve", rows[1], **{"from": str(rows[1].id), "go": "next"})
    assert "都审核完了" in _followed(desk, last)
    assert "戴示例" in _words(desk.get(page))


def test_skipping_the_workplace_needs_a_reason_that_stays(desk: FlaskClient) -> None:
    event = reviewed_event("unit_host", "approve")
    held = registration(event)
    page = f"{_list(event)}/{held.id}"
    assert "不等单位确认，直接通过" in _words(desk.get(page))
    assert "单位还没确认" in _followed(desk, _decide(desk, event, "approve", held))
    assert "原因" in _words(_decide(desk, event, "override", held))
    done = _decide(desk, event, "override", held, reason="电话核实过", **{"from": str(held.id)})
    assert "电话核实过" in _followed(desk, done)
    assert stands(held) == ("confirmed", "approved")


def test_rows_of_another_event_are_out_of_reach(desk: FlaskClient) -> None:
    event, other = reviewed_event(), reviewed_event()
    registration(event)
    held = registration(other)
    assert "已经不在名单里" in _followed(desk, _decide(desk, event, "approve", held))
    assert stands(held) == ("pending", "submitted")


def test_a_clerk_confirms_returns_and_disowns_the_own_people_only(client: Any) -> None:
    work, other = factories.unit(), factories.unit()
    event = reviewed_event("unit_host", "approve")
    mine = [registration(event, unit_id=work.id, unit_text=work.name) for _ in range(3)]
    theirs = registration(event, unit_id=other.id, unit_text=other.name)
    clerk: Any = _clerk(client, work)
    assert "3 人" in _words(clerk.get("/unit/"))
    page = "/unit/registrations?state=unit"
    words = _words(clerk.get(page))
    assert mine[0].name in words
    assert theirs.name not in words

    def act(name: str, *rows: Registration, **more: str) -> TestResponse:
        data = {"act": name, "ids": [f"{row.id}:submitted" for row in rows], **more}
        answer: TestResponse = clerk.submit("/unit/registrations/decide?state=unit", data, page=page)
        return answer

    assert "单位确认 1 人" in _followed(clerk, act("confirm", mine[0], theirs))
    assert stands(theirs) == ("pending", "submitted")
    assert act("return", mine[1]).status_code == 200
    assert act("return", mine[1], reason="x").status_code == 422
    _followed(clerk, act("return", mine[1], reason="单位写错了"))
    _followed(clerk, act("not_ours", mine[2]))
    assert [stands(row)[1] for row in mine] == ["unit_confirmed", "returned", "returned"]
    assert "不是本单位的人" in _words(_phone(client).get(f"/my/registrations/{mine[2].number}"))
    undone = clerk.submit("/unit/batches/3/undo", page=page)
    assert "已撤销 1 人" in _followed(clerk, undone)
    assert stands(mine[2]) == ("pending", "submitted")
    stranger: Any = _clerk(client, other)
    assert stranger.submit("/unit/batches/1/undo", page=page).status_code == 404
    assert "别的" not in words


def test_the_worker_sees_the_path_and_no_pass_while_it_is_under_review(client: FlaskClient) -> None:
    event = reviewed_event("host", "submit")
    held = registration(event, "沈示例")
    mine = _phone(client)
    words = _words(mine.get(f"/my/registrations/{held.number}"))
    for part in ("报名审核中", "报名已收到", "工会审核", "领取通行码", "审核通过后才有效"):
        assert part in words
    shut = mine.get(f"/p/{token_of(held)}")
    assert "通行码还没生效" in _words(shut)
    assert "qr.png" not in shut.get_data(as_text=True)
    assert "审核中" in _words(mine.get("/my/"))
    decide(Act.REJECT, held, reason="从业不满 3 年")
    words = _words(mine.get(f"/my/registrations/{held.number}"))
    assert "这次没有报上" in words
    assert "从业不满 3 年" in words


def test_the_worker_completes_and_submits_again(client: Any) -> None:
    work = factories.unit("德清示例精工有限公司")
    event = reviewed_event()
    held = registration(event, "沈示例", mobile="19900000017", unit_text="写错的单位")
    mine = _phone(client)
    fix = f"/my/registrations/{held.number}/fix"
    assert mine.get(fix).status_code == 303, "nothing to complete yet"
    decide(Act.RETURN, held, reason="单位请写全称。")
    assert "去补充" in _words(mine.get(f"/my/registrations/{held.number}"))
    page = mine.get(fix).get_data(as_text=True)
    assert "单位请写全称。" in text_of(page)
    assert "19900000017" not in page
    wrong = client.submit(fix, {"unit_text": "", "mobile": "123"})
    assert wrong.status_code == 422
    checked = client.submit(fix, {"unit_text": work.name, "mobile": "１９９ ００００ ００２１"})
    assert "核对补充" in _words(checked)
    data = {"unit_text": work.name, "unit_id": str(work.id), "mobile": "19900000021"}
    done = client.submit(f"{fix}/submit", data, page=fix)
    assert "已经重新提交" in _followed(mine, done)
    assert stands(held) == ("pending", "submitted")
    assert client.post(f"{fix}/submit", data={**data, "csrf_token": "x"}).status_code in {303, 400}


def test_nobody_else_completes_it(client: Any) -> None:
    event = reviewed_event()
    held = registration(event)
    decide(Act.RETURN, held)
    for tail in ("", "/submit"):
        answer = client.post(f"/my/registrations/{held.number}/fix{tail}")
        assert answer.status_code in {400, 404}
    assert client.get(f"/my/registrations/{held.number}/fix").status_code == 404
