"""Unblinding: two people, two accounts, within minutes; before it nobody reads whose code is whose or publishes."""

import datetime as dt
import threading
from functools import partial

import pytest
from flask import Flask

from deqing_events import database
from deqing_events.accounts.models import StaffAccount
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.custody import actions as custody
from deqing_events.contests.custody import queries as seals
from deqing_events.contests.finalising import actions as finalising
from deqing_events.contests.finalising.result_set import digest_now
from deqing_events.contests.history import Change
from deqing_events.contests.locks.queries import Plan
from deqing_events.contests.models import Entrant, Publication
from deqing_events.contests.results import actions as results
from deqing_events.contests.results.standings import worked_out
from deqing_events.contests.unblinding import actions, queries
from deqing_events.contests.unblinding.models import Unblinding
from deqing_events.database import db
from deqing_events.domain.roles import SYSTEM, Actor, Grant, Role
from deqing_events.domain.signing import SignerRole
from deqing_events.events.models import Event
from tests import factories
from tests.conftest import NOW, Clock
from tests.contests import stage
from tests.contests.crawling import stands
from tests.contests.filling import as_offered
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

CHIEF, SUPERVISOR = SignerRole.CHIEF_JUDGE, SignerRole.SUPERVISOR
CHANGE = Change(SYSTEM, NOW, "示例")


def by(number: int, minutes: int = 0) -> Change:
    return Change(Actor(f"staff:{number}"), NOW + dt.timedelta(minutes=minutes))


def sealed_contest() -> Event:
    """Store a finished contest whose codes an encryption officer gave out, taking no signatures."""
    event = factories.event()
    stage.rules(event, draw_within=0)
    people = [stage.entrant(event, f"A{n}", f"沈示{n}例", unit_name=f"示例{n}厂") for n in range(1, 5)]
    custody.issue(event.id, by=SYSTEM, now=NOW)
    for number, row in enumerate(people):
        stage.mark(row, str(80 + number), (str(40 + number), "30"))
    finalising.choose(event.id, Plan(long_way=False), CHANGE)
    return event


def lock(event: Event) -> None:
    standings = worked_out(event.id)
    assert standings is not None
    finalising.lock(event.id, digest_now(event.id, standings), CHANGE)


def people(event: Event) -> dict[str, StaffAccount]:
    roles = {"chief": (Role.CHIEF_JUDGE, "何裁样"), "supervisor": (Role.SUPERVISOR, "陆监例")}
    return {key: factories.account(Grant(role, event.id), name=name) for key, (role, name) in roles.items()}


def at(event: Event) -> str:
    return f"/desk/events/{event.id}/control/unblind"


@both_engines
def test_two_people_join_codes_and_names_and_then_results_may_go_out(client: StrictClient) -> None:
    event = sealed_contest()
    lock(event)
    held = people(event)
    for who, word in (("chief", "已确认"), ("supervisor", "已解密")):
        factories.sign_in(client, held[who])
        offered = as_offered(client.get(at(event)).get_data(as_text=True))
        answer = client.submit(at(event), offered)
        assert answer.status_code == 302
        assert word in text_of(client.get(answer.location).get_data(as_text=True))
    done = queries.done(event.id)
    assert done is not None
    assert (done.opened_role, done.confirmed_role) == ("chief_judge", "supervisor")
    assert done.opened_by != done.confirmed_by
    assert not seals.sealed(event.id)
    logged = [row.action for row in database.session().query(AuditEntry) if row.action.startswith("codes.unblind")]
    assert logged == ["codes.unblind_begin", "codes.unblind"]
    factories.dai(client)
    page = client.get(f"/desk/events/{event.id}/results").get_data(as_text=True)
    assert "沈示1例" in page
    assert stage.publish(client, event).status_code == 302


@both_engines
def test_one_person_or_one_role_is_not_enough(app: Flask) -> None:
    del app
    event = sealed_contest()
    lock(event)
    assert actions.unblind(event.id, CHIEF, by(1)) is False
    with pytest.raises(actions.UnblindingRefusedError, match="裁判长已经确认过了，等监督来确认"):
        actions.unblind(event.id, CHIEF, by(2))
    with pytest.raises(actions.UnblindingRefusedError, match="两个人，各用自己的账号"):
        actions.unblind(event.id, SUPERVISOR, by(1))
    assert queries.done(event.id) is None
    assert seals.sealed(event.id)
    assert actions.unblind(event.id, SUPERVISOR, by(2)) is True
    with pytest.raises(actions.UnblindingRefusedError, match="已经解密了"):
        actions.unblind(event.id, SUPERVISOR, by(3))


def test_the_second_person_is_in_time_or_begins_anew(app: Flask) -> None:
    del app
    event = sealed_contest()
    lock(event)
    assert actions.unblind(event.id, CHIEF, by(1)) is False
    assert actions.unblind(event.id, SUPERVISOR, by(2, minutes=10)) is False
    assert queries.done(event.id) is None
    assert actions.unblind(event.id, CHIEF, by(1, minutes=19)) is True
    assert database.session().query(Unblinding).count() == 2


def test_nothing_is_unblinded_before_the_lock(client: StrictClient, clock: Clock) -> None:
    event = sealed_contest()
    with pytest.raises(actions.UnblindingRefusedError, match="还没有锁定"):
        actions.unblind(event.id, CHIEF, by(1))
    factories.sign_in(client, people(event)["chief"])
    assert "还不能解密" in text_of(client.get(at(event)).get_data(as_text=True))
    lock(event)
    actions.unblind(event.id, SUPERVISOR, by(9))
    page = text_of(client.get(at(event)).get_data(as_text=True))
    assert "以裁判长身份解密" in page
    assert "已经确认" in page
    clock.forward(minutes=11)
    assert "您先确认" in text_of(client.get(at(event)).get_data(as_text=True))


@both_engines
def test_both_at_once_is_one_act(app: Flask) -> None:
    event = sealed_contest()
    lock(event)
    said: list[object] = []
    start = threading.Barrier(6)

    def run(role: SignerRole, number: int) -> None:
        with app.app_context():
            start.wait()
            try:
                said.append(actions.unblind(event.id, role, by(number)))
            except actions.UnblindingRefusedError as refusal:
                said.append(str(refusal))
            finally:
                db.session.remove()

    acts = [partial(run, role, number) for role, number in zip((CHIEF, SUPERVISOR) * 3, (1, 2) * 3, strict=True)]
    threads = [threading.Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.session().rollback()
    assert said.count(True) == 1
    assert said.count(False) == 1
    assert database.session().query(Unblinding).count() == 1


def test_results_stay_in_until_locked_and_unblinded(client: StrictClient) -> None:
    event = sealed_contest()
    factories.dai(client)
    publishing = results.Publishing("public_notice", stage.seen_digest(event))
    with pytest.raises(results.ResultsRefusedError, match="还没有锁定"):
        results.publish(event.id, publishing, CHANGE)
    assert "还没有锁定" in text_of(client.get(f"/desk/events/{event.id}/results").get_data(as_text=True))
    lock(event)
    with pytest.raises(results.ResultsRefusedError, match="还没有解密"):
        results.publish(event.id, publishing, CHANGE)
    assert client.get(f"/desk/events/{event.id}/results/publish").status_code == 422
    assert database.session().query(Publication).count() == 0


@pytest.mark.parametrize("locked", [False, True])
def test_no_page_of_the_marking_shows_whose_code_is_whose(client: StrictClient, *, locked: bool) -> None:
    event = sealed_contest()
    if locked:
        lock(event)
    factories.dai(client)
    rows = database.session().query(Entrant).all()
    pages = ("control", "results", "scores", "scores/j1", "scores/agreed", "scores/times", "entrants", "results/awards")
    for page in pages:
        text = client.get(f"/desk/events/{event.id}/{page}", follow_redirects=True).get_data(as_text=True)
        codes = any(row.blind_code and stands(row.blind_code, text) for row in rows)
        told = [row.name for row in rows if row.name in text or row.unit_name in text]
        assert not (codes and told), page
        if codes:
            assert not any(f">{row.number}<" in text for row in rows), page
            order = [text.index(row.blind_code) for row in sorted(rows, key=lambda row: row.blind_code)]
            assert order == sorted(order), page
    for name in ("ranking.xlsx", "ranking.csv", "teams.xlsx"):
        assert client.get(f"/desk/events/{event.id}/results/{name}").status_code == 422


def test_a_paper_of_the_number_shows_no_mark_beside_a_code(client: StrictClient) -> None:
    event = sealed_contest()
    factories.dai(client)
    for page in ("control", "scores"):
        text = client.get(f"/desk/events/{event.id}/{page}").get_data(as_text=True)
        assert ">81<" not in text, page
        assert ">71<" in text, "the judges' sums are there: the line above proves nothing else"


def test_a_correction_after_unblinding_needs_a_new_lock_and_no_new_unblinding(client: StrictClient) -> None:
    event = sealed_contest()
    lock(event)
    actions.unblind(event.id, CHIEF, by(1))
    actions.unblind(event.id, SUPERVISOR, by(2))
    factories.dai(client)
    finalising.reopen(event.id, "仲裁裁定 2026-03", CHANGE)
    assert queries.why_not_yet(event.id) == queries.NOT_LOCKED
    lock(event)
    assert queries.why_not_yet(event.id) == ""
