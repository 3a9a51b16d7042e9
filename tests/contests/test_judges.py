"""Judges at the desk: who sits where, recusals that follow, links that open and close."""

import datetime as dt

import pytest

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.custody import actions as custody
from deqing_events.contests.entrants import queries as entrants
from deqing_events.contests.judges import actions, queries
from deqing_events.contests.judges.models import JudgeLink, PanelJudge
from deqing_events.domain.roles import SYSTEM, Actor, Grant, Role
from deqing_events.events.models import Event
from tests import factories
from tests.conftest import NOW, Clock
from tests.contests import judging, stage
from tests.contests.filling import as_offered
from tests.engines import both_engines
from tests.reading import StrictClient, text_of


def at(event: Event, tail: str = "") -> str:
    return f"/desk/events/{event.id}/judges{tail}"


def recused(event: Event) -> dict[str, list[str]]:
    database.session().expire_all()
    return {row.number: list(row.recused) for row in entrants.for_event(event.id)}


@both_engines
def test_a_judge_does_not_get_the_people_of_the_own_workplace(client: StrictClient) -> None:
    event = stage.county(client)
    stage.rules(event)
    stage.entrant(event, "A1", "沈示例", unit_name="示例 精工")
    stage.entrant(event, "A2", "陈样本", unit_name="样板木业")
    stage.entrant(event, "A3", "吴练习", recused=["裁判1"])
    address = at(event, "/j1")
    typed = {"name": "郑裁判", "workplace": "示例精工", "relations": "A2 师徒"}
    assert client.submit(address, typed, page=address).status_code == 302
    assert recused(event) == {"A1": ["裁判1"], "A2": ["裁判1"], "A3": ["裁判1"]}
    page = text_of(client.get(at(event)).get_data(as_text=True))
    assert "同单位" in page
    assert "师徒" in page
    assert "手工标记" in page
    assert client.submit(address, {**typed, "workplace": "别处", "relations": ""}, page=address).status_code == 302
    assert recused(event) == {"A1": [], "A2": [], "A3": ["裁判1"]}, "what was ticked by hand stays"


def test_whoever_comes_later_is_compared_too(client: StrictClient) -> None:
    event = stage.county(client)
    stage.rules(event)
    judging.seated(event, "裁判2", workplace="示例精工")
    address = f"/desk/events/{event.id}/entrants/new"
    client.submit(
        address, {"number": "A1", "name": "沈示例", "unit_name": "示例精工", "status": "present"}, page=address
    )
    assert recused(event) == {"A1": ["裁判2"]}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "请填写裁判的姓名"),
        ({"name": "郑裁判", "relations": "A9 师徒"}, "名单里没有参赛号 A9"),
        ({"name": "郑裁判", "relations": "A1 朋友"}, "关系请从这几个里选"),
    ],
)
def test_what_cannot_be_read_is_said_and_kept(client: StrictClient, typed: dict[str, str], sentence: str) -> None:
    event = stage.county(client)
    stage.rules(event)
    stage.entrant(event, "A1")
    answer = client.submit(at(event, "/j1"), {"workplace": "示例精工", **typed}, page=at(event, "/j1"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in text_of(page)
    assert "示例精工" in page
    assert typed.get("relations", "") in page
    assert queries.panel(event.id) == []


@both_engines
def test_links_are_made_once_each_and_shown_as_codes(client: StrictClient) -> None:
    event = stage.county(client)
    stage.rules(event)
    judging.seated(event, "裁判1")
    judging.seated(event, "裁判2", name="冯裁判")
    for _ in range(2):
        offered = as_offered(client.get(at(event)).get_data(as_text=True))
        assert client.submit(at(event, "/links"), offered, page=at(event)).status_code == 302
    rows = database.session().query(JudgeLink).all()
    assert len(rows) == 2
    page = client.get(at(event, f"/links/{rows[0].id}")).get_data(as_text=True)
    keys = client.application.config["SETTINGS"].keys
    token = actions.link_token(rows[0].id, rows[0].serial, keys)
    assert f"/judge/{token}/" in page
    assert token not in str([vars(row) for row in rows]), "only the hash is stored"
    assert client.get(at(event, f"/links/{rows[0].id}/qr.png")).data.startswith(b"\x89PNG")
    cards = client.get(at(event, "/links/cards")).get_data(as_text=True)
    assert "郑裁判" in cards
    assert "冯裁判" in cards


def test_a_period_that_ends_before_it_starts_is_refused(client: StrictClient) -> None:
    event = stage.county(client)
    stage.rules(event)
    judging.seated(event, "裁判1")
    typed = {"valid_from": "2026-11-28T09:00", "valid_until": "2026-11-28T08:00"}
    answer = client.submit(at(event, "/links"), typed, page=at(event))
    assert answer.status_code == 422
    assert "截止时间要晚于开始时间" in text_of(answer.get_data(as_text=True))


@both_engines
def test_a_link_opens_in_its_time_only_and_not_after_it_was_taken_back(client: StrictClient, clock: Clock) -> None:
    event = stage.county(client)
    stage.rules(event)
    stage.entrant(event, "A1", blind_code="K07")
    token = judging.link(event)
    assert client.get(f"/judge/{token}/").status_code == 200
    assert database.session().query(JudgeLink.seen_at).scalar() == NOW
    clock.now = judging.PERIOD[0] - dt.timedelta(minutes=1)
    assert client.get(f"/judge/{token}/").status_code == 403
    clock.now = judging.PERIOD[1]
    assert client.get(f"/judge/{token}/K07").status_code == 410
    clock.now = NOW
    held = database.session().query(JudgeLink).one()
    revoke = at(event, f"/links/{held.id}/revoke")
    assert client.submit(revoke, {}, page=revoke).status_code == 303
    assert client.get(f"/judge/{token}/").status_code == 410
    assert client.get("/judge/AAAAAAAAAAAAAAAAAAAAAAAAAA/").status_code == 404
    assert not actions.revoke(event.id, held.id, now=NOW, by=SYSTEM), "once"
    acts = [row.action for row in database.session().query(AuditEntry) if row.action.startswith("judges.")]
    assert acts == ["judges.save", "judges.link", "judges.revoke"]


def test_an_expired_link_gives_way_to_a_new_one(client: StrictClient, clock: Clock) -> None:
    event = stage.county(client)
    stage.rules(event)
    old = judging.link(event)
    clock.now = judging.PERIOD[1] + dt.timedelta(hours=1)
    factories.sign_in(client, factories.account(Grant(Role.COUNTY_STAFF)), now=clock.now)
    offered = as_offered(client.get(at(event)).get_data(as_text=True))
    client.submit(at(event, "/links"), offered, page=at(event))
    assert database.session().query(JudgeLink).count() == 2
    assert client.get(f"/judge/{old}/").status_code == 410


def test_another_events_organiser_gets_nothing(client: StrictClient) -> None:
    event = stage.county(client)
    stage.rules(event)
    judging.link(event)
    held = database.session().query(JudgeLink).one()
    factories.sign_in(client, factories.account(Grant(Role.ORGANISER, factories.event("别的比赛").id)))
    for tail in ("", "/j1", f"/links/{held.id}", f"/links/{held.id}/qr.png", "/links/cards"):
        assert client.get(at(event, tail)).status_code == 404
    assert database.session().query(PanelJudge).count() == 1


def test_while_the_codes_are_sealed_nobody_is_listed_as_recused(client: StrictClient) -> None:
    """A row that says recused beside a code, and a name that says recused, would be a pairing."""
    event = stage.county(client)
    stage.rules(event)
    stage.entrant(event, "A1", "沈示例", unit_name="示例精工")
    judging.seated(event, "裁判1", workplace="示例精工")
    assert "沈示例" in client.get(at(event)).get_data(as_text=True)
    custody.issue(event.id, by=Actor("staff:901"), now=NOW)
    page = client.get(at(event)).get_data(as_text=True)
    assert "沈示例" not in page
    assert "盲码已经封存" in text_of(page)
