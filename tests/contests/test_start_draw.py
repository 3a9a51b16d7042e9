"""The draw of the starting order at the desk and in public: fixed first, seeded once, redone only with a reason."""

import re
import threading
from typing import Any

import pytest
from flask import Flask

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.entrants import actions as entrant_actions
from deqing_events.contests.history import Change
from deqing_events.contests.models import Entrant
from deqing_events.contests.start_draws import actions, queries
from deqing_events.contests.start_draws.models import StartDraw
from deqing_events.domain import draw as law
from deqing_events.domain.roles import SYSTEM, Grant, Role
from deqing_events.events.models import Event
from tests import factories
from tests.conftest import NOW
from tests.contests import stage
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

SAID = {"seed": "6,2,5", "again": "6,2,5", "source": "三颗骰子", "witnesses": "领队 吴示例"}
ANNOUNCED = actions.Announced("6,2,5", "三颗骰子", "领队 吴示例")
NUMBERS = ["WD001", "WD002", "WD003", "WD004"]


def at(event: Event, tail: str = "") -> str:
    return f"/desk/events/{event.id}/draw{tail}"


def public(event: Event, tail: str = "") -> str:
    return f"/results/{event.slug}/draw{tail}"


def contest(client: StrictClient, **fields: Any) -> tuple[Event, list[Entrant]]:
    event = stage.county(client, **fields)
    return event, [stage.entrant(event, number, f"沈示{number[-1]}") for number in NUMBERS]


def drawn(event: Event) -> StartDraw:
    actions.fix_list(event.id, replaces=0, reason="", by=SYSTEM, now=NOW)
    return actions.draw(event.id, 1, ANNOUNCED, by=SYSTEM, now=NOW)


def lots(event: Event) -> list[tuple[int, str, bool]]:
    database.session().expire_all()
    return [(row.lot, row.number, row.late) for row in queries.lots(queries.standing(event.id))]


@both_engines
def test_a_list_is_fixed_a_seed_said_and_the_order_follows(client: StrictClient) -> None:
    event, rows = contest(client)
    entrant_actions.set_status(event.id, [rows[3].id], "withdrawn", Change(SYSTEM, NOW))
    assert client.submit(at(event, "/list"), {"version": "0"}, page=at(event)).status_code == 302
    fixed = client.get(public(event)).get_data(as_text=True)
    assert law.list_digest(NUMBERS[:3]) in fixed
    assert "还没抽签" in text_of(fixed)
    answer = client.submit(at(event, "/seed"), {**SAID, "seed": " ６,2, 5 ", "version": "1"}, page=at(event))
    assert answer.status_code == 302
    order = law.drawn("6,2,5", NUMBERS[:3]).order
    assert lots(event) == [(lot, number, False) for lot, number in enumerate(order, 1)]
    page = text_of(client.get(at(event)).get_data(as_text=True))
    assert "领队 吴示例" in page
    actions_logged = [row.action for row in database.session().query(AuditEntry).order_by(AuditEntry.seq)]
    assert actions_logged[-2:] == ["start_draw.fix", "start_draw.draw"]


def test_the_public_page_holds_all_to_recompute_and_no_name(client: StrictClient, app: Flask) -> None:
    event, _ = contest(client)
    assert client.get(public(event)).status_code == 404
    drawn(event)
    stranger = StrictClient(app)
    page = stranger.get(public(event)).get_data(as_text=True)
    assert "沈示" not in page
    assert "吴示例" not in page
    seed = re.search(r'data-seed="([^"]+)"', page)
    assert seed is not None
    shown = re.findall(r'data-number="([^"]+)".*?class="hash">([0-9a-f]{64})', page)
    assert shown == [(line.entrant, line.sha256) for line in law.worked_lines(seed[1], NUMBERS)]
    listed = stranger.get(public(event, "/list.txt"))
    assert law.list_digest(listed.get_data(as_text=True).split("\n")) == law.list_digest(NUMBERS)
    assert law.list_digest(NUMBERS) in page
    assert "看抽签" in stranger.get(f"/events/{event.slug}").get_data(as_text=True)


def test_a_draft_shows_no_draw(client: StrictClient, app: Flask) -> None:
    event, _ = contest(client, state="draft")
    drawn(event)
    assert StrictClient(app).get(public(event)).status_code == 404


def test_a_draw_is_never_redone_silently(client: StrictClient) -> None:
    event, _ = contest(client)
    drawn(event)
    before = lots(event)
    again = client.submit(
        at(event, "/seed"), {**SAID, "seed": "1,1,1,1", "again": "1,1,1,1", "version": "1"}, page=at(event)
    )
    assert again.status_code == 422
    assert "已经抽过签" in text_of(again.get_data(as_text=True))
    bare = client.submit(at(event, "/list"), {"version": "1"}, page=at(event))
    assert bare.status_code == 422
    assert "要写明原因" in text_of(bare.get_data(as_text=True))
    assert lots(event) == before
    assert client.submit(at(event, "/list"), {"version": "1", "reason": "漏了一队"}, page=at(event)).status_code == 302
    assert lots(event) == []
    client.submit(at(event, "/seed"), {**SAID, "seed": "1,1,1,1", "again": "1,1,1,1", "version": "2"}, page=at(event))
    client.get("/desk/call-room")
    now = text_of(client.get(public(event)).get_data(as_text=True))
    assert "重新抽的签，原因：漏了一队" in now
    old = text_of(client.get(public(event, "/v1")).get_data(as_text=True))
    assert "已作废，原因：漏了一队" in old
    assert "6,2,5" in old


def test_who_comes_late_gets_the_last_lot_and_moves_nobody(client: StrictClient) -> None:
    event, _ = contest(client)
    drawn(event)
    before = lots(event)
    late = stage.entrant(event, "WD000", "周后来")
    bare = client.submit(at(event, "/late"), {"entrant": str(late.id)}, page=at(event))
    assert bare.status_code == 422
    answer = client.submit(at(event, "/late"), {"entrant": str(late.id), "why": "路上堵车"}, page=at(event))
    assert answer.status_code == 302
    assert lots(event) == [*before, (5, "WD000", True)]
    twice = client.submit(at(event, "/late"), {"entrant": str(late.id), "why": "路上堵车"}, page=at(event))
    assert twice.status_code == 422
    client.get("/desk/call-room")
    assert "路上堵车" in client.get(public(event)).get_data(as_text=True)


@pytest.mark.parametrize("seed", ["", "12", "a b'c$", "x" * 81, "6|2|5|1", "种子\n换行$"])
def test_odd_seeds_are_refused_and_kept(client: StrictClient, seed: str) -> None:
    event, _ = contest(client)
    actions.fix_list(event.id, replaces=0, reason="", by=SYSTEM, now=NOW)
    answer = client.submit(at(event, "/seed"), {**SAID, "seed": seed, "again": seed, "version": "1"}, page=at(event))
    assert answer.status_code == 422
    assert "三颗骰子" in answer.get_data(as_text=True)
    assert lots(event) == []


def test_a_seed_is_typed_twice_alike(client: StrictClient) -> None:
    event, _ = contest(client)
    actions.fix_list(event.id, replaces=0, reason="", by=SYSTEM, now=NOW)
    answer = client.submit(at(event, "/seed"), {**SAID, "again": "6,2,6", "version": "1"}, page=at(event))
    assert answer.status_code == 422
    assert "两遍不一样" in text_of(answer.get_data(as_text=True))
    assert lots(event) == []


def test_a_stale_page_changes_nothing(client: StrictClient) -> None:
    event, _ = contest(client)
    actions.fix_list(event.id, replaces=0, reason="", by=SYSTEM, now=NOW)
    for tail, data in (
        ("/list", {"version": "0"}),
        ("/seed", {**SAID, "version": "7"}),
        ("/seed", {**SAID, "version": "x"}),
    ):
        answer = client.submit(at(event, tail), data, page=at(event))
        assert answer.status_code == 422
        assert "刚被别人动过" in text_of(answer.get_data(as_text=True))


def test_fewer_than_two_cannot_be_drawn(client: StrictClient) -> None:
    event = stage.county(client)
    assert "还不能抽签" in text_of(client.get(at(event)).get_data(as_text=True))
    with pytest.raises(actions.DrawRefusedError, match="不到 2 名"):
        actions.fix_list(event.id, replaces=0, reason="", by=SYSTEM, now=NOW)


def test_who_is_drawn_keeps_the_number_and_stays(client: StrictClient) -> None:
    event, rows = contest(client)
    drawn(event)
    with pytest.raises(entrant_actions.EntrantRefusedError, match="不能删去"):
        entrant_actions.remove(event.id, rows[0].id, by=SYSTEM, now=NOW)
    changed = entrant_actions.Details("X9", rows[0].name)
    with pytest.raises(entrant_actions.EntrantRefusedError, match="参赛号不能再改"):
        entrant_actions.change(event.id, rows[0].id, changed, Change(SYSTEM, NOW))


def test_a_call_officer_draws_and_sees_nothing_else_of_the_contest(client: StrictClient) -> None:
    event, _ = contest(client)
    factories.sign_in(client, factories.account(Grant(Role.CALL_OFFICER, event.id), name="钱检录"))
    assert event.title in client.get("/desk/call-room").get_data(as_text=True)
    assert client.submit(at(event, "/list"), {"version": "0"}, page=at(event)).status_code == 302
    assert client.get(f"/desk/events/{event.id}/entrants").status_code == 403


def say_at_once(app: Flask, event_id: int) -> list[str]:
    """Six people type six seeds at one instant; what each was told."""
    together, told = threading.Barrier(6), list[str]()

    def say(seed: str) -> None:
        with app.app_context():
            together.wait()
            try:
                actions.draw(event_id, 1, actions.Announced(seed, "", ""), by=SYSTEM, now=NOW)
            except actions.DrawRefusedError as refusal:
                told.append(str(refusal))
            else:
                told.append("drawn")

    threads = [threading.Thread(target=say, args=(f"{number}{number}{number}{number}",)) for number in range(1, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.session().rollback()
    return told


@both_engines
def test_of_six_seeds_at_one_instant_one_counts(client: StrictClient, app: Flask) -> None:
    event, _ = contest(client)
    actions.fix_list(event.id, replaces=0, reason="", by=SYSTEM, now=NOW)
    event_id = event.id
    assert say_at_once(app, event_id).count("drawn") == 1
    held = queries.standing(event_id)
    assert held is not None
    numbers = dict(held.listed)
    assert [numbers[row] for row in held.drawn_order] == list(law.drawn(held.seed, NUMBERS).order)


@pytest.mark.postgres
@pytest.mark.parametrize("engine_name", ["postgres"])
def test_without_the_lock_several_would_count(
    client: StrictClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    event, _ = contest(client)
    actions.fix_list(event.id, replaces=0, reason="", by=SYSTEM, now=NOW)
    seen = threading.Barrier(6)

    def unlocked(event_id: int) -> StartDraw | None:
        found = queries.standing(event_id)
        seen.wait()
        return found

    monkeypatch.setattr(queries, "locked", unlocked)
    assert say_at_once(app, event.id).count("drawn") > 1
