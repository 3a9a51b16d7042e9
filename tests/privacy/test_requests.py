"""Requests for deletion at the desk: what goes, what stays, refusing, and two people answering at once."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.models import Entrant, Mark
from deqing_events.domain.periods import Period
from deqing_events.domain.retention import NOBODY
from deqing_events.domain.roles import SYSTEM, Grant, Role
from deqing_events.domain.tally import figures
from deqing_events.events.models import Event
from deqing_events.messages.models import Message
from deqing_events.privacy.models import DataRequest
from deqing_events.privacy.requests import actions
from deqing_events.registration.models import Registration
from deqing_events.reports import queries as reports
from tests import factories
from tests.conftest import NOW
from tests.engines import both_engines
from tests.factories_registration import keys, registration, token_of
from tests.factories_reports import keep, scan
from tests.factories_teams import draft, joins
from tests.factories_teams import event as team_event
from tests.privacy.sowing import found_in_files, found_in_tables, settings, sow
from tests.privacy.test_retention import LONG, contest
from tests.reading import StrictClient, text_of

pytestmark = pytest.mark.usefixtures("app")
NAME, MOBILE = "覃魇罕", "19900009913"


def ask(mobile: str = MOBILE) -> int:
    assert actions.ask(mobile, keys=keys(), now=NOW, by=SYSTEM)
    database.session().rollback()
    return database.session().scalars(select(DataRequest.id).order_by(DataRequest.id.desc())).first() or 0


def approve(request_id: int) -> list[int]:
    return actions.approve(request_id, settings=settings(), now=NOW, by=SYSTEM)


def finish(event: Event) -> None:
    """Let a contest be over and count."""
    with database.transaction() as session:
        row = session.get_one(Event, event.id)
        row.state, row.ends_at = "final", NOW


def rows() -> list[Registration]:
    database.session().rollback()
    return list(database.session().scalars(select(Registration).order_by(Registration.id)))


@both_engines
def test_carrying_it_out_leaves_no_word_and_changes_no_figure() -> None:
    sown = sow(contest())
    finish(sown.event)
    entrant = database.session().scalars(select(Entrant)).one()
    keep(Mark(entrant_id=entrant.id, criterion="c1", value="9", by="staff:1", at=NOW))
    other = registration(contest(), "陈样本")
    before = figures(reports.facts(LONG))
    assert found_in_tables(sown.everything) != {}
    request_id = ask()
    approve(request_id)
    left = found_in_tables(sown.everything)
    uploads = {"staged_member.name", "staged_member.mobile", "staged_member.unit_text", "import_run"}
    kept = {"message.mobile", "entry_upload.file_name"} | uploads  # uploads go by themselves within the week
    volunteers = {"gate_device.volunteer", "scan.volunteer", "paper_batch.operator", "paper_batch.reason"}
    assert set(left) <= kept | volunteers
    database.session().rollback()
    assert figures(reports.facts(LONG)) == before
    told = database.session().scalars(select(Message).where(Message.mobile == MOBILE)).all()
    assert [message.template for message in told] == ["data_request_done"], "only the answer itself is told"
    assert database.session().get_one(Registration, other.id).name == "陈样本"


def test_files_that_were_answers_are_gone(app: Flask) -> None:
    sown = sow(contest())
    finish(sown.event)
    folder = Path(app.config["SETTINGS"].uploads)
    assert found_in_files(folder / "answers", sown.words["answers"]) != {}
    approve(ask())
    assert found_in_files(folder / "answers", sown.words["answers"]) == {}


@both_engines
def test_a_sign_up_to_come_is_cancelled_and_its_place_goes_on() -> None:
    event = contest(capacity=1, waiting_list=True)
    first = registration(event, NAME, mobile=MOBILE)
    second = registration(event, "陈样本")
    assert (first.state, second.state) == ("confirmed", "waiting")
    token = token_of(first)
    approve(ask())
    gone, moved = rows()
    assert (gone.state, gone.name, gone.mobile, moved.state) == ("cancelled", NOBODY, "", "confirmed")
    assert token_of(gone) != token


def test_the_pass_is_unknown_afterwards(client: StrictClient) -> None:
    held = registration(contest(), NAME, mobile=MOBILE)
    token = token_of(held)
    assert client.get(f"/p/{token}").status_code == 200
    approve(ask())
    assert client.get(f"/p/{token}").status_code == 404


def test_somebody_who_came_in_stays_counted() -> None:
    event = contest()
    held = registration(event, NAME, mobile=MOBILE)
    scan(held)
    before = figures(reports.facts(Period(LONG.start, LONG.end)))
    approve(ask())
    assert (rows()[0].state, rows()[0].name) == ("confirmed", NOBODY)
    assert figures(reports.facts(LONG)) == before


def test_a_captain_hands_the_team_on() -> None:
    event = team_event()
    team = draft(event)
    mate = joins(team)
    captain = next(row for row in rows() if row.captain)
    approve(ask(captain.mobile))
    states = {row.id: (row.state, row.captain, row.name == NOBODY) for row in rows()}
    assert states[captain.id] == ("cancelled", False, True)
    assert states[mate.id] == ("joined", True, False)


@both_engines
def test_only_one_request_waits_at_a_time() -> None:
    assert ask() > 0
    assert actions.ask(MOBILE, keys=keys(), now=NOW, by=SYSTEM) is False
    assert actions.withdraw(MOBILE, keys=keys(), now=NOW, by=SYSTEM) is True
    assert actions.withdraw(MOBILE, keys=keys(), now=NOW, by=SYSTEM) is False
    assert ask() > 0


def test_what_was_answered_is_not_answered_again() -> None:
    registration(contest(), NAME, mobile=MOBILE)
    request_id = ask()
    actions.withdraw(MOBILE, keys=keys(), now=NOW, by=SYSTEM)
    with pytest.raises(actions.RequestRefusedError, match="已经答复过或撤回"):
        approve(request_id)
    with pytest.raises(actions.RequestRefusedError, match="已经答复过或撤回"):
        actions.refuse(request_id, "成绩还在公示", now=NOW, by=SYSTEM)
    assert rows()[0].name == NAME


def test_staff_see_what_goes_and_carry_it_out(client: StrictClient) -> None:
    sown = sow(contest())
    request_id = ask()
    factories.dai(client)
    listed = text_of(client.get("/desk/privacy").get_data(as_text=True))
    assert "199****9913" in listed
    address = f"/desk/privacy/requests/{request_id}"
    page = client.get(address).get_data(as_text=True)
    assert "覃*罕" in page
    assert [word for word in (NAME, MOBILE) if word in page] == []
    assert client.submit(f"{address}/approve", page=address).status_code == 303
    done = text_of(client.get(address).get_data(as_text=True))
    assert "报名去掉姓名 1" in done
    assert client.submit(f"{address}/approve", page="/desk/me").status_code == 409
    database.session().rollback()
    entries = database.session().scalars(select(AuditEntry)).all()
    assert "data_request.approve" in {entry.action for entry in entries}
    assert not any(word in str(entry.detail) for entry in entries for word in (NAME, MOBILE))
    del sown


def test_staff_refuse_with_a_reason_the_worker_reads(client: StrictClient, app: Flask) -> None:
    from tests.factories_workers import recognise

    registration(contest(), NAME, mobile=MOBILE)
    request_id = ask()
    factories.dai(client)
    address = f"/desk/privacy/requests/{request_id}"
    assert client.submit(f"{address}/refuse", {"reason": ""}, page=address).status_code == 422
    assert client.submit(f"{address}/refuse", {"reason": "成绩还在公示"}, page=address).status_code == 303
    worker = StrictClient(app)
    recognise(worker, MOBILE)
    assert "删除申请没有同意：成绩还在公示。" in text_of(worker.get("/my/privacy").get_data(as_text=True))
    database.session().rollback()
    assert (rows()[0].name, database.session().get_one(DataRequest, request_id).mobile) == (NAME, "")


def test_the_auditor_reads_and_answers_nothing(client: StrictClient) -> None:
    registration(contest(), NAME, mobile=MOBILE)
    request_id = ask()
    factories.sign_in(client, factories.account(Grant(Role.AUDITOR)))
    page = client.get(f"/desk/privacy/requests/{request_id}").get_data(as_text=True)
    assert "同意，删除资料" not in page
    assert client.submit(f"/desk/privacy/requests/{request_id}/approve", page="/desk/me").status_code == 403
