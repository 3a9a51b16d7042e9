"""Archiving an event with the digest of its ledger, keeping it closed, and opening it again by a ruling."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.history import Change
from deqing_events.contests.ledger import actions, closing_queries
from deqing_events.contests.ledger.closing_views import UNTOUCHED
from deqing_events.contests.ledger.evidence import index_of
from deqing_events.contests.ledger.packing import digest_now
from deqing_events.contests.locks.guard import MarksLockedError, require_unlocked
from deqing_events.contests.models import Entrant
from deqing_events.database import Base
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event
from tests import factories, factories_registration, factories_reports
from tests.conftest import NOW
from tests.contests import stage
from tests.engines import both_engines
from tests.house import access_world
from tests.reading import StrictClient, text_of

CHANGE = Change(SYSTEM, NOW, "示例")


def final_contest(client: StrictClient) -> Event:
    """A contest whose results took effect, with everything a ledger needs."""
    factories.dai(client)
    event = factories_reports.finished("维修电工技能比武", state="published", notice="欢迎参加。")
    factories_reports.came(event)
    stage.four(event)
    stage.publish(client, event)
    stage.publish(client, event, "final")
    assert fresh(event).state == "final"
    return event


def fresh(event: Event) -> Event:
    database.session().expire_all()
    return database.session().get_one(Event, event.id)


def seen(event: Event) -> actions.Closing:
    index = index_of(fresh(event))
    made = digest_now(index, index.look(factories_registration.keys()))
    return actions.Closing(index.digest, made.sums)


def close(client: StrictClient, event: Event) -> Any:
    address = f"/desk/events/{event.id}/ledger/close"
    offered = re.search(r'name="seen"[^>]*value="([0-9a-f]{64})"', client.get(address).get_data(as_text=True))
    assert offered
    return client.submit(address, {"seen": offered[1]})


@both_engines
def test_closing_keeps_the_digest_that_the_download_has(client: StrictClient) -> None:
    event = final_contest(client)
    before = client.get(f"/desk/events/{event.id}/ledger/ledger.zip").data
    assert close(client, event).status_code == 302
    assert fresh(event).state == "archived"
    held = closing_queries.standing(event.id)
    assert held is not None
    shown = text_of(client.get(f"/desk/events/{event.id}/ledger").get_data(as_text=True))
    assert held.digest in shown
    assert "已归档。台账的摘要已经记下" in shown
    assert client.get(f"/desk/events/{event.id}/ledger/ledger.zip").data == before
    assert seen(event).sums == held.sums
    entry = database.session().query(AuditEntry).filter_by(action="ledger.close").one()
    assert entry.detail["digest"] == held.digest


def test_an_incomplete_ledger_is_not_closed(client: StrictClient) -> None:
    factories.dai(client)
    event = factories_reports.finished(notice="欢迎参加。")
    factories_reports.sign_up(event)
    answer = close(client, event)
    assert answer.status_code == 422
    assert "还差 1 项" in text_of(answer.get_data(as_text=True))
    assert fresh(event).state == "final"
    page = f"/desk/events/{event.id}/ledger/explain/attendance"
    assert client.submit(page, {"reason": " "}).status_code == 422
    assert client.submit(page, {"reason": "当天停电，用纸签到。"}).status_code == 302
    shown = text_of(client.get(f"/desk/events/{event.id}/ledger").get_data(as_text=True))
    assert "缺，已说明" in shown
    assert "当天停电，用纸签到。" in shown
    assert close(client, event).status_code == 302
    assert fresh(event).state == "archived"
    assert client.get(f"/desk/events/{event.id}/ledger/explain/notice").status_code == 404


def test_open_work_cannot_be_explained_away(client: StrictClient) -> None:
    event = final_contest(client)
    stage.promoted(event, [factories_reports.sign_up(event)])
    with pytest.raises(actions.LedgerRefusedError, match="不缺"):
        actions.explain(event.id, "promotions", CHANGE)
    with pytest.raises(actions.LedgerRefusedError, match="晋级申报表"):
        actions.close(event.id, seen(event), CHANGE)


@pytest.mark.parametrize("state", ["published", "public_notice", "draft", "archived"])
def test_only_final_and_cancelled_events_are_closed(client: StrictClient, state: str) -> None:
    factories.dai(client)
    event = factories_reports.finished(state=state, notice="欢迎参加。")
    factories_reports.came(event)
    with pytest.raises(actions.LedgerRefusedError):
        actions.close(event.id, seen(event), CHANGE)
    assert closing_queries.standing(event.id) is None


def test_what_changed_since_it_was_looked_at_is_not_closed(client: StrictClient) -> None:
    event = final_contest(client)
    held = seen(event)
    factories_reports.came(event)
    with pytest.raises(actions.LedgerRefusedError, match="重新核对"):
        actions.close(event.id, held, CHANGE)


def test_a_cancelled_event_needs_nothing(client: StrictClient) -> None:
    event = stage.county(client)
    client.submit(f"/desk/events/{event.id}/cancel", {"reason": "台风"})
    assert close(client, event).status_code == 302
    assert fresh(event).state == "archived"


@both_engines
def test_a_ruling_opens_the_file_again(client: StrictClient) -> None:
    event = final_contest(client)
    close(client, event)
    page = f"/desk/events/{event.id}/ledger/reopen"
    assert client.submit(page, {"ruling": "", "reason": "更正"}).status_code == 422
    assert client.submit(page, {"ruling": "仲裁裁定 3 号", "reason": "姓名有误"}).status_code == 302
    assert fresh(event).state == "final"
    again = client.submit(page, {"ruling": "仲裁裁定 3 号", "reason": "姓名有误"})
    assert again.status_code == 422
    assert "没有归档" in text_of(again.get_data(as_text=True))
    shown = text_of(client.get(f"/desk/events/{event.id}/ledger").get_data(as_text=True))
    assert "凭“仲裁裁定 3 号”重新打开：姓名有误" in shown
    assert close(client, event).status_code == 302
    first, second = closing_queries.history(event.id)[::-1]
    assert (first.digest, first.reopened_at is None, second.reopened_at) == (second.digest, False, None)


def test_marks_of_an_archived_event_are_closed_at_the_root(client: StrictClient) -> None:
    event = final_contest(client)
    close(client, event)
    with pytest.raises(MarksLockedError, match="已经归档"), database.transaction():
        require_unlocked(event.id)


def rows_of_all_tables() -> dict[str, int]:
    database.session().rollback()
    tables = [table for table in Base.metadata.sorted_tables if table.name not in {"rate_count", "bench_row"}]
    return {table.name: database.session().scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_no_form_of_the_desk_changes_an_archived_event(app: Flask, client: StrictClient) -> None:
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    world = access_world.build()
    with database.transaction() as session:
        session.get_one(Event, world.values["event_id"]).state = "archived"
    factories.sign_in(client, world.accounts["dai"])
    before, taken = rows_of_all_tables(), {}
    for rule in app.url_map.iter_rules():
        own = rule.rule.startswith("/desk/events/<int:event_id>/") and rule.endpoint != "events_desk.copy"
        if own and "POST" in (rule.methods or ()):
            values = {name: _value(rule, name, world) for name in rule.arguments - set(rule.defaults or {})}
            with app.test_request_context():
                address = app.url_for(rule.endpoint, **values)
            taken[rule.endpoint] = client.post(address).status_code
    open_to_dai = {name: code for name, code in taken.items() if code != 403 and name not in UNTOUCHED}
    assert len(open_to_dai) > 60
    assert set(open_to_dai.values()) == {409}
    assert rows_of_all_tables() == before


def _value(rule: Any, name: str, world: access_world.World) -> Any:
    choices = getattr(rule._converters[name], "items", None)  # noqa: SLF001 - the choices of an any() converter
    return min(choices) if choices else world.values.get(name, {"step": "withdraw", "part": "basic"}.get(name))


def test_others_may_still_read(client: StrictClient) -> None:
    event = final_contest(client)
    close(client, event)
    for tail in ("", "/results", "/scores", "/entrants", "/checkin/attendance", "/control", "/ledger"):
        assert client.get(f"/desk/events/{event.id}{tail}").status_code == 200
    assert client.get(f"/results/{event.slug}").status_code == 200
    refused = client.submit(f"/desk/events/{event.id}/results/withdraw", {"reason": "试试"})
    assert refused.status_code == 409
    assert "已经归档" in text_of(refused.get_data(as_text=True))
    assert database.session().query(Entrant).filter_by(event_id=event.id).count() == 4
