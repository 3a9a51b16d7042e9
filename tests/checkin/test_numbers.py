"""The numbers of a list on the desk: exact, the same everywhere, narrowed to a day, and as a workbook."""

import datetime as dt
import io
import random
from urllib.parse import unquote

from flask import Flask
from python_calamine import CalamineWorkbook

from deqing_events.checkin import queries, scan_actions
from deqing_events.checkin.numbers.queries import numbers
from deqing_events.domain.roles import SYSTEM
from tests import factories
from tests import factories_checkin as made
from tests.conftest import NOW
from tests.engines import both_engines
from tests.reading import StrictClient, text_of


def page(event_id: int, tail: str = "") -> str:
    return f"/desk/events/{event_id}/checkin/numbers{tail}"


@both_engines
def test_they_agree_with_the_live_counts_after_any_story(app: Flask) -> None:
    del app
    town = factories.township("武康街道")
    event = made.today()
    at = made.checkin_list(event, mode="reentry")
    gates = [made.phone(at, gate=f"{n} 号门", role="supervisor").post for n in (1, 2)]
    people = [made.guest(event, township_id=town.id if n % 2 else None, unit_text=f"单位{n % 3}") for n in range(8)]
    waiting = made.guest(event, state="waiting")
    dice = random.Random(20261123)  # noqa: S311 - a story, not a secret
    for step in range(60):
        who, now = dice.choice([*people, waiting]), NOW + dt.timedelta(seconds=20 * step)
        nonce = f"story-{step:05}"
        force = dice.random() < 0.2
        made.scan(dice.choice(gates), who, now=now, nonce=nonce, direction=dice.choice(["entry", "exit"]), force=force)
        if dice.random() < 0.1:
            try:
                scan_actions.annul(nonce, gates[0], now=now, by=SYSTEM)
            except scan_actions.NothingToUndoError:
                continue
    live, found = queries.counts(at), numbers(at)
    assert (found.registered, found.admitted, found.inside) == (live.registered, live.admitted, live.inside)
    assert {line.name: line.admitted for line in found.gates if line.admitted} == dict(live.gates)
    assert {line.name: line.admitted for line in found.units if line.admitted} == dict(live.units)
    assert 0 < live.inside < live.admitted, "a story in which nobody left shows nothing"
    assert {line.name for line in found.delegations} == {"武康街道", "未填代表队"}


@both_engines
def test_the_page_counts_one_list_and_one_day(app: Flask, client: StrictClient) -> None:
    del app
    event = made.today(starts_at=NOW - dt.timedelta(days=1), ends_at=NOW + dt.timedelta(days=1))
    first, second = made.checkin_list(event, name="到场"), made.checkin_list(event, name="午餐", purpose="meal")
    post = made.phone(first).post
    early, late = made.guest(event), made.guest(event)
    made.scan(post, early, now=NOW - dt.timedelta(hours=20))
    made.scan(post, late, now=NOW + dt.timedelta(minutes=7))
    factories.dai(client)
    words = text_of(client.get(page(event.id)).get_data(as_text=True))
    assert ("每 1 分钟第一次进场" in words, "10:07" in words, "14:00" in words) == (True, True, False)
    yesterday = text_of(client.get(page(event.id, f"?list={first.id}&day=2026-11-22")).get_data(as_text=True))
    assert ("10:07" in yesterday, "14:00" in yesterday) == (False, True)
    nothing = text_of(client.get(page(event.id, f"?list={second.id}")).get_data(as_text=True))
    assert ("逐分钟" in nothing, "还没有人" in nothing) == (False, True)
    for odd in ("?list=x&day=y", "?list=999999&day=9999-99-99"):
        assert client.get(page(event.id, odd)).status_code == 200


def test_an_event_without_a_list_has_numbers_too(app: Flask, client: StrictClient) -> None:
    del app
    event = made.today()
    made.guest(event)
    factories.dai(client)
    assert "应到1人" in text_of(client.get(page(event.id)).get_data(as_text=True)).replace(" ", "")
    assert queries.lists(event.id) == []


def test_the_workbook_holds_the_same_numbers(app: Flask, client: StrictClient) -> None:
    event, _, phone = made.gate_of(app)
    made.scan(phone.post, made.guest(event, unit_text="=1+1"))
    made.guest(event)
    factories.dai(client)
    answer = client.get(page(event.id, "/file.xlsx"))
    assert "人数.xlsx" in unquote(answer.headers["Content-Disposition"])
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.get_data()))
    assert book.sheet_names == ["按入口", "按代表队", "按单位", "逐分钟"]
    units = book.get_sheet_by_name("按单位").to_python()
    assert ["=1+1", 1, 1, 1] in units
    assert ["合计", 2, 1, 1] in units
    assert [row[1:] for row in book.get_sheet_by_name("逐分钟").to_python()[-1:]] == [[1, 1, 0, 1]]
