"""The list while marks come in: clinched, provisional, possible, out; by code alone while the codes are sealed."""

import pytest

from deqing_events import database
from deqing_events.contests.custody import queries as custody
from deqing_events.contests.models import Entrant
from deqing_events.contests.rounds import lines
from deqing_events.contests.rounds.lines import Line
from deqing_events.domain.prospects import Prospect
from deqing_events.events.models import Event
from tests.contests import rounds, stage
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

SAFE, NOW_IN, OPEN, OUT = Prospect.CLINCHED, Prospect.PROVISIONAL, Prospect.POSSIBLE, Prospect.OUT


def listed(event: Event, *, sealed: bool = False) -> list[Line]:
    database.session().expire_all()
    plan = lines.plan_for(event.id)
    assert plan is not None
    found = lines.live(event.id, plan, sealed=sealed)
    assert found is not None
    return list(found.lines)


def told(event: Event) -> dict[str, Prospect | None]:
    return {line.label: line.prospect for line in listed(event)}


@both_engines
def test_it_follows_the_marks(client: StrictClient) -> None:
    event, _, rows = rounds.two_rounds(client, marked=4)
    assert told(event) == {"A1": NOW_IN, "A2": NOW_IN, "A3": OUT, "A4": OUT, "A5": OPEN, "A6": OPEN}
    # A paper of 10: at most 73 in all, less than A2 has. Only A6 can still pass A1.
    stage.given(rows[4], "paper", "", "10")
    assert told(event) == {"A1": SAFE, "A2": NOW_IN, "A3": OUT, "A4": OUT, "A5": OUT, "A6": OPEN}
    for judge in stage.JUDGES:
        stage.given(rows[4], "c1", judge, "20")
    stage.given(rows[5], "paper", "", "0")
    for judge in stage.JUDGES:
        stage.given(rows[5], "c1", judge, "30")
    # A5 can reach 45, A6 can reach 49: nobody passes A2 any more, and A3 passes nobody.
    assert told(event) == {"A1": SAFE, "A2": SAFE, "A3": OUT, "A4": OUT, "A5": OUT, "A6": OUT}
    page = text_of(client.get(rounds.desk(event)).get_data(as_text=True))
    assert "已确定出线" in page
    assert "还有 2 人没打完" in page
    assert "17.00 – 45.00" in page


def test_when_everybody_is_finished_only_in_and_out_are_left(client: StrictClient) -> None:
    event, _, _ = rounds.two_rounds(client)
    assert told(event) == {"A1": SAFE, "A2": SAFE, "A3": OUT, "A4": OUT, "A5": OUT, "A6": OUT}


def test_a_guest_and_the_absent(client: StrictClient) -> None:
    event, _, rows = rounds.two_rounds(client)
    with database.transaction() as session:
        session.get_one(Entrant, rows[0].id).guest = True
        session.get_one(Entrant, rows[1].id).status = "absent"
    assert told(event) == {"A1": None, "A3": SAFE, "A4": SAFE, "A5": OUT, "A6": OUT}
    page = text_of(client.get(rounds.desk(event)).get_data(as_text=True))
    assert "同场参赛，不晋级" in page
    assert "不排名次的 1 人不在表里" in page


def test_sealed_codes_and_nothing_of_a_person(client: StrictClient, monkeypatch: pytest.MonkeyPatch) -> None:
    event, _, rows = rounds.two_rounds(client, marked=5)
    with database.transaction() as session:
        for number, row in enumerate(rows):
            session.get_one(Entrant, row.id).blind_code = f"K{90 - number}"
    monkeypatch.setattr(custody, "sealed", lambda _: True)
    page = client.get(rounds.desk(event)).get_data(as_text=True)
    assert "K90" in page
    assert "这里只写盲码" in page
    for row, name in zip(rows, rounds.NAMES, strict=True):
        assert name not in page
        assert f">{row.number}<" not in page
        assert f"/entrants/{row.id}" not in page
    assert "示例精工" not in page
