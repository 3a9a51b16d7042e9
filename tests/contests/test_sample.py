"""A sample compared with the paper: by a recorded seed, by somebody else, differences have to be mended first."""

import pytest

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.finalising import actions as finalising
from deqing_events.contests.finalising.blockers import blockers
from deqing_events.contests.history import Change
from deqing_events.contests.locks.queries import Plan
from deqing_events.contests.marking import actions as marking
from deqing_events.contests.marking.score_sheets import score_sheets
from deqing_events.contests.models import Entrant, Mark
from deqing_events.contests.sampling import actions, queries
from deqing_events.contests.sampling.models import SampleCheck
from deqing_events.domain.result_checks import sample_of
from deqing_events.domain.roles import SYSTEM
from deqing_events.domain.rule_sheet import parse
from deqing_events.events.models import Event
from tests import factories
from tests.conftest import NOW
from tests.contests import stage
from tests.contests.filling import as_offered
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

CHANGE = Change(SYSTEM, NOW, "示例")
CODES = {"A1": "K07", "A2": "B15", "A3": "M21", "A4": "C33"}


def contest(client: StrictClient, size: int = 2) -> Event:
    event = stage.county(client)
    rows = stage.four(event)
    with database.transaction() as session:
        for number, row in rows.items():
            session.merge(row).blind_code = CODES[number]
    finalising.choose(event.id, Plan(long_way=True, sample_size=size), CHANGE)
    stage.let_one_person_type(event)
    with database.transaction() as session:
        session.query(Mark).update({Mark.by: "staff:999"})
    return event


def at(event: Event, tail: str = "") -> str:
    return f"/desk/events/{event.id}/control/sample{tail}"


def drawn(client: StrictClient, event: Event) -> list[int]:
    assert client.submit(at(event), {}).status_code == 302
    client.get(at(event))
    held = queries.sample(event.id)
    assert held is not None
    return list(held.picked)


def answer(client: StrictClient, event: Event, entrant_id: int, **typed: str) -> tuple[int, str]:
    code = database.session().get_one(Entrant, entrant_id).blind_code
    offered = as_offered(client.get(at(event, f"/{code}")).get_data(as_text=True))
    got = client.submit(at(event, f"/{code}"), {**offered, **typed})
    page = text_of(got.get_data(as_text=True))
    client.get(at(event))
    return got.status_code, page


def causes(event: Event) -> list[str]:
    database.session().rollback()
    return [row.cause for row in blockers(event.id) if "签认" not in row.cause]


@both_engines
def test_the_sample_follows_from_its_seed_and_every_one_is_ticked(client: StrictClient) -> None:
    event = contest(client)
    assert causes(event) == ["还没有抽查核对"]
    picked = drawn(client, event)
    held = queries.sample(event.id)
    assert held is not None
    codes = {row.id: row.blind_code for row in database.session().query(Entrant)}
    assert [codes[one] for one in picked] == list(sample_of(held.seed, list(codes.values()), 2))
    logged = database.session().query(AuditEntry).filter_by(action="sample.draw").one()
    assert logged.detail["seed"] == held.seed
    assert causes(event) == ["抽查还有 2 份没核对"]
    for one in picked:
        assert answer(client, event, one, agrees="1")[0] == 302
    assert causes(event) == []
    assert client.submit(at(event, f"/{codes[picked[0]]}"), {"agrees": "1", "seen": "x"}).status_code == 422


def test_a_difference_blocks_until_it_is_mended_and_looked_at_again(client: StrictClient) -> None:
    event = contest(client)
    one, other = drawn(client, event)
    answer(client, event, other, agrees="1")
    status, page = answer(client, event, one)
    assert status == 422
    assert "请写明哪一项和纸面不一样" in page
    assert answer(client, event, one, found="裁判1 布线纸面是 45")[0] == 302
    code = database.session().get_one(Entrant, one).blind_code
    assert causes(event) == [f"{code} 和纸面不一样"]
    sheet = score_sheets(parse(stage.worked_out_rules(event)))[1]
    stood = database.session().query(Mark).filter_by(entrant_id=one, criterion="c1", judge="裁判1").one().value
    marking.enter(event.id, sheet, [marking.Cell(one, "c1", "45", stood)], CHANGE)
    assert causes(event) == ["抽查还有 1 份没核对"]
    assert "改过分，要再核对" in text_of(client.get(at(event)).get_data(as_text=True))
    assert answer(client, event, one, agrees="1")[0] == 302
    assert causes(event) == []
    assert [row.agrees for row in database.session().query(SampleCheck).order_by(SampleCheck.id)] == [True, False, True]


def test_a_misread_paper_may_be_looked_at_again(client: StrictClient) -> None:
    event = contest(client)
    one, other = drawn(client, event)
    for entrant_id in (one, other):
        answer(client, event, entrant_id, found="看错了一行")
    for entrant_id in (one, other):
        assert answer(client, event, entrant_id, agrees="1")[0] == 302
    assert causes(event) == []


def test_nobody_compares_marks_of_their_own(client: StrictClient) -> None:
    event = contest(client)
    one = drawn(client, event)[0]
    me = f"staff:{factories.account().id - 1}"
    with database.transaction() as session:
        session.query(Mark).filter_by(entrant_id=one, criterion="c1", judge="裁判1").update({Mark.by: me})
    status, page = answer(client, event, one, agrees="1")
    assert status == 422
    assert "请换一个人来核对" in page


def test_no_name_and_no_number_stands_on_the_pages(client: StrictClient) -> None:
    event = contest(client)
    one = drawn(client, event)[0]
    for page in (client.get(at(event)), client.get(at(event, f"/{one}"))):
        text = page.get_data(as_text=True)
        for row in database.session().query(Entrant):
            assert row.name not in text
            assert f">{row.number}<" not in text
        assert "91.5" not in text


def test_it_is_drawn_once_and_only_when_all_marks_are_there(client: StrictClient) -> None:
    event = contest(client)
    with database.transaction() as session:
        kept = session.query(Mark).filter_by(criterion="c1", judge="裁判1").first()
        assert kept is not None
        session.delete(kept)
    got = client.submit(at(event), {})
    assert got.status_code == 422
    assert "打完再抽查" in text_of(got.get_data(as_text=True))
    stage.given(database.session().get_one(Entrant, kept.entrant_id), "c1", "裁判1", "40")
    drawn(client, event)
    with pytest.raises(actions.SampleRefusedError, match="抽查名单刚被别人抽好"):
        actions.draw(event.id, CHANGE)


def test_who_is_not_in_the_sample_has_no_page(client: StrictClient) -> None:
    event = contest(client, size=1)
    picked = drawn(client, event)
    others = [row.id for row in database.session().query(Entrant) if row.id not in picked]
    assert client.get(at(event, f"/{others[0]}")).status_code == 404
    assert client.get(at(event, "/999999")).status_code == 404
