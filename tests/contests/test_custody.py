"""Two custodians: the call officer knows names and entry numbers, the encryption officer entry numbers and codes."""

import re
import threading

import pytest
from flask import Flask

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.custody import actions, queries
from deqing_events.contests.custody.codes import CodesExhaustedError, fresh
from deqing_events.contests.entrants import actions as entrant_actions
from deqing_events.contests.history import Change
from deqing_events.contests.models import Entrant
from deqing_events.contests.start_draws import actions as draws
from deqing_events.domain.roles import SYSTEM, Actor, Grant, Role
from deqing_events.events.models import Event
from tests import factories
from tests.conftest import NOW
from tests.contests import stage
from tests.contests.crawling import stands
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

OFFICER = Actor("staff:901")
CALLER = Actor("staff:902")
CODE = re.compile(r"\b[A-Y][0-9]{2}\b")


def at(event: Event, tail: str = "") -> str:
    return f"/desk/events/{event.id}/codes{tail}"


def contest(client: StrictClient) -> Event:
    event = stage.county(client)
    for number in range(1, 5):
        stage.entrant(event, f"WD00{number}", f"沈示{number}", unit_name=f"示例精工{number}")
    return event


def officer(client: StrictClient, event: Event, *more: Grant) -> None:
    factories.sign_in(client, factories.account(Grant(Role.ENCRYPTION_OFFICER, event.id), *more, name="韩加密"))


def codes(event: Event) -> dict[str, str]:
    database.session().rollback()
    return {row.number: row.blind_code for row in queries.pairings(event.id)}


@both_engines
def test_the_officer_gives_random_codes_and_sees_no_name(client: StrictClient) -> None:
    event = contest(client)
    officer(client, event)
    assert event.title in client.get("/desk/codes").get_data(as_text=True)
    assert client.submit(at(event, "/issue"), page=at(event)).status_code == 302
    held = codes(event)
    assert len(set(held.values())) == 4
    assert all(CODE.fullmatch(code) for code in held.values())
    page = client.get(at(event)).get_data(as_text=True)
    assert "沈示" not in page
    assert "示例精工" not in page
    assert "武康" not in page
    assert all(code in page and number in page for number, code in held.items())
    entry = database.session().query(AuditEntry).order_by(AuditEntry.seq.desc()).first()
    assert entry is not None
    assert entry.action == "codes.issue"
    assert entry.detail == {"count": 4, "reason": ""}


def test_codes_organisers_gave_out_before_are_replaced(client: StrictClient) -> None:
    event = contest(client)
    entrant_actions.assign_blind_codes(event.id, by=SYSTEM, now=NOW)
    before = codes(event)
    actions.issue(event.id, by=OFFICER, now=NOW)
    assert set(before.values()) != set(codes(event).values())


def test_sealed_codes_are_on_no_page_of_those_who_know_names(client: StrictClient) -> None:
    event = contest(client)
    actions.issue(event.id, by=OFFICER, now=NOW)
    held = codes(event)
    row = database.session().query(Entrant).filter_by(number="WD001").one()
    edit = f"/desk/events/{event.id}/entrants/{row.id}"
    for address in (f"/desk/events/{event.id}/entrants", edit, f"/desk/events/{event.id}/draw"):
        page = client.get(address).get_data(as_text=True)
        assert [code for code in held.values() if stands(code, page)] == []
    assert client.get(f"/desk/events/{event.id}/workbook").status_code == 409
    assert client.get(f"/desk/events/{event.id}/workbook/export.xlsx").status_code == 409
    assert client.get(at(event)).status_code == 403


def test_a_change_of_an_entrant_keeps_a_sealed_code(client: StrictClient) -> None:
    event = contest(client)
    actions.issue(event.id, by=OFFICER, now=NOW)
    held = codes(event)
    row = database.session().query(Entrant).filter_by(number="WD001").one()
    typed = {"number": "WD001", "name": "沈改名", "status": "present", "blind_code": "Z99"}
    edit = f"/desk/events/{event.id}/entrants/{row.id}"
    assert client.submit(edit, typed).status_code == 302
    assert codes(event) == held
    added = entrant_actions.add(
        event.id, entrant_actions.Details("WD009", "周后来", blind_code="Z98"), by=SYSTEM, now=NOW
    )
    assert added.blind_code == ""
    with pytest.raises(entrant_actions.EntrantRefusedError, match="已封存"):
        entrant_actions.assign_blind_codes(event.id, by=SYSTEM, now=NOW)
    assert actions.issue(event.id, by=OFFICER, now=NOW) == 1
    assert {number: code for number, code in codes(event).items() if number != "WD009"} == held


@pytest.mark.parametrize("other", [Role.CALL_OFFICER, Role.JUDGE, Role.ORGANISER])
def test_no_account_does_both_by_its_roles(client: StrictClient, other: Role) -> None:
    event = contest(client)
    officer(client, event, Grant(other, event.id))
    answer = client.get(at(event))
    assert answer.status_code == 403
    assert "不能同时当加密裁判" in text_of(answer.get_data(as_text=True))


def test_no_account_does_both_by_what_it_did(client: StrictClient) -> None:
    event = contest(client)
    draws.fix_list(event.id, replaces=0, reason="", by=CALLER, now=NOW)
    with pytest.raises(actions.CodesRefusedError, match="检录抽签"):
        actions.issue(event.id, by=CALLER, now=NOW)
    actions.issue(event.id, by=OFFICER, now=NOW)
    with pytest.raises(draws.DrawRefusedError, match="编过这场的盲码"):
        draws.draw(event.id, 1, draws.Announced("6,2,5", "骰子", "吴示例"), by=OFFICER, now=NOW)


def test_all_codes_are_replaced_with_a_reason_and_only_before_marks(client: StrictClient) -> None:
    event = contest(client)
    stage.rules(event)
    actions.issue(event.id, by=OFFICER, now=NOW)
    before = codes(event)
    officer(client, event)
    assert "必填" in text_of(client.get(at(event, "/replace")).get_data(as_text=True))
    assert client.submit(at(event, "/replace"), {"reason": ""}).status_code == 422
    assert codes(event) == before
    assert client.submit(at(event, "/replace"), {"reason": "对照表被人看到"}).status_code == 302
    assert codes(event) != before
    stage.given(database.session().query(Entrant).filter_by(number="WD001").one(), "c1", "裁判1", "50")
    refused = client.submit(at(event, "/replace"), {"reason": "再换"}, page="/desk/codes")
    assert refused.status_code in {400, 422}
    with pytest.raises(actions.CodesRefusedError, match="打过分"):
        actions.replace_all(event.id, "再换", by=OFFICER, now=NOW)


def test_after_the_seal_is_opened_the_pairing_may_be_read_and_stays(client: StrictClient) -> None:
    event = contest(client)
    actions.issue(event.id, by=OFFICER, now=NOW)
    with database.transaction():
        actions.open_seal(event.id, by=SYSTEM, now=NOW)
        actions.open_seal(event.id, by=SYSTEM, now=NOW)
    page = client.get(f"/desk/events/{event.id}/entrants").get_data(as_text=True)
    assert all(code in page for code in codes(event).values())
    with pytest.raises(actions.CodesRefusedError, match="已经解密"):
        actions.issue(event.id, by=OFFICER, now=NOW)


def test_an_absent_entrant_gets_no_code(client: StrictClient) -> None:
    event = contest(client)
    row = database.session().query(Entrant).filter_by(number="WD002").one()
    entrant_actions.set_status(event.id, [row.id], "absent", Change(SYSTEM, NOW))
    assert actions.issue(event.id, by=OFFICER, now=NOW) == 3
    assert codes(event)["WD002"] == ""


def test_codes_run_out_with_a_sentence() -> None:
    assert len(set(fresh(2178, ()))) == 2178
    with pytest.raises(CodesExhaustedError, match="还能编 2177 个"):
        fresh(2178, {"A01"})


@both_engines
def test_two_officers_at_one_instant_give_each_one_code(client: StrictClient, app: Flask) -> None:
    event_id, together, told = contest(client).id, threading.Barrier(4), list[int]()

    def give(number: int) -> None:
        with app.app_context():
            together.wait()
            told.append(actions.issue(event_id, by=Actor(f"staff:{number}"), now=NOW))

    threads = [threading.Thread(target=give, args=(910 + number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [0, 0, 0, 4]
