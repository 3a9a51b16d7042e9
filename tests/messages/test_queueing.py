"""Queueing: inside the caller's transaction, once per occasion, with exactly the placeholders."""

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from deqing_events import database
from deqing_events.domain.roles import SYSTEM
from deqing_events.messages import actions, queries, templates
from deqing_events.messages.actions import Note
from deqing_events.messages.models import Message
from tests.conftest import NOW
from tests.engines import both_engines

pytestmark = pytest.mark.usefixtures("app")

MOBILE = "19900000017"
VALUES: dict[str, dict[str, Any]] = {
    key: {name: f"示例{name}" for name in template.placeholders} for key, template in templates.TEMPLATES.items()
}


def note(template: str = "results_out", once_key: str = "results:17", **changes: Any) -> Note:
    values = {"mobile": MOBILE, "values": VALUES[template], "about": ("registration", 17), **changes}
    return Note(template, once_key=once_key, **values)


def queue(given: Note, now: dt.datetime = NOW) -> int | None:
    with database.transaction():
        return actions.queue(given, now=now, by=SYSTEM)


def stored(message_id: int | None) -> Message:
    database.session().rollback()
    return database.session().get_one(Message, message_id, populate_existing=True)


@both_engines
@pytest.mark.usefixtures("leaving")
def test_an_occasion_is_told_once() -> None:
    first = queue(note())
    assert first is not None
    assert queue(note()) is None
    assert queue(note(once_key="results:18")) not in {None, first}
    assert database.session().scalar(select(func.count()).select_from(Message)) == 2


@both_engines
@pytest.mark.usefixtures("leaving")
def test_what_the_transaction_takes_back_was_never_queued() -> None:
    with pytest.raises(ZeroDivisionError), database.transaction():
        actions.queue(note(), now=NOW, by=SYSTEM)
        raise ZeroDivisionError
    assert queue(note()) is not None


def test_queueing_outside_a_transaction_is_refused() -> None:
    with pytest.raises(database.WriteOutsideTransactionError):
        actions.queue(note(), now=NOW, by=SYSTEM)


@pytest.mark.parametrize("key", templates.TEMPLATES)
def test_every_template_takes_exactly_its_placeholders(key: str) -> None:
    values = VALUES[key]
    _, text = templates.filled(key, values)
    assert text.startswith("【德清职工赛事】")
    assert all(f"示例{name}" in text for name in values)
    for wrong in ({**values, "unheard": "x"}, *({**values, name: " "} for name in values), {}):
        with pytest.raises(templates.PlaceholderError):
            queue(note(key, values=wrong))


def test_an_unknown_template_is_refused() -> None:
    with pytest.raises(templates.PlaceholderError, match="birthday"):
        templates.filled("birthday", {})


def test_no_value_looks_like_another_signature_or_breaks_the_line() -> None:
    message_id = queue(note("returned", values={"event": "电工\n比武", "reason": "【银行】（正面）缺\u202e证件照。 "}))
    assert stored(message_id).text == (
        "【德清职工赛事】电工 比武的报名还差一点：〔银行〕（正面）缺证件照。在“我的”里补好再提交，就能继续。"
    )


@pytest.mark.usefixtures("leaving")
def test_a_message_waits_for_its_time() -> None:
    tomorrow = NOW + dt.timedelta(days=1)
    message = stored(queue(note("reminder", not_before=tomorrow)))
    assert (message.state, message.next_try_at, message.queued_by) == ("queued", tomorrow, "system")
    assert queries.for_mobile(MOBILE, now=NOW) == []
    assert [told.title for told in queries.for_mobile(MOBILE, now=tomorrow)] == ["明天的活动"]


def test_where_nothing_leaves_a_due_message_is_kept_at_once(app: Flask) -> None:
    assert app.config["SETTINGS"].notifier == "outbox"
    assert stored(queue(note())).state == "kept"
    later = note("reminder", "reminder:17", not_before=NOW + dt.timedelta(days=1))
    assert stored(queue(later)).state == "queued"


@pytest.mark.parametrize("mobile", ["", "0572-8060000", "1990000", "19900000017000"])
def test_without_a_mobile_there_is_nothing_to_send(mobile: str) -> None:
    assert queue(note(mobile=mobile)) is None


def test_a_mobile_is_stored_in_one_form() -> None:
    assert stored(queue(note(mobile="＋86 199-0000-0017"))).mobile == MOBILE


def test_own_messages_show_newest_first_without_codes_and_signature() -> None:
    queue(note("sign_in_code", "code:1", about=None, expires_at=NOW + dt.timedelta(minutes=5)))
    queue(note("results_out", "results:17"))
    queue(note("approved", "approved:17"), NOW + dt.timedelta(hours=1))
    queue(note("results_out", "results:18", mobile="19900000018", about=("registration", 18)))
    later = NOW + dt.timedelta(hours=2)
    told = queries.for_mobile(MOBILE, now=later)
    assert [one.template for one in told] == ["approved", "results_out"]
    assert not told[0].text.startswith("【")
    assert [one.about_id for one in queries.for_about("registration", [18, 19], now=later)] == [18]
    assert queries.for_about("team", [17], now=later) == []
    assert len(queries.for_mobile(MOBILE, now=later, limit=1)) == 1
