"""Saying what the next round is: of the same host, never in a circle, with a reason once marks are given."""

from typing import Any

import pytest

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.rounds import queries
from deqing_events.contests.rounds.models import RoundLink
from deqing_events.domain.next_round import Round
from deqing_events.events.models import Event
from tests import factories
from tests.contests import rounds, stage
from tests.engines import both_engines
from tests.reading import StrictClient, text_of

FORM = {
    "condition": "ranking",
    "level": "6",
    "base": "present",
    "cap_percent": "100",
    "tie_at_level": "draw",
    "reserves": "2",
    "reply_hours": "24",
}


@pytest.fixture
def pair(client: StrictClient) -> tuple[Event, Event]:
    """Two events of one host, Dai signed in."""
    return stage.county(client, title="初赛示例"), factories.event("决赛示例")


def save(client: StrictClient, event: Event, onward: Event, **fields: str) -> Any:
    address = rounds.desk(event, "/setting")
    return client.submit(address, {**FORM, "next_event_id": str(onward.id), **fields})


def stored() -> list[RoundLink]:
    database.session().expire_all()
    return database.session().query(RoundLink).all()


class TestSaving:
    """The rule as it was typed, on both engines."""

    @both_engines
    def test_it_is_stored_and_told(self, client: StrictClient, pair: tuple[Event, Event]) -> None:
        event, onward = pair
        assert "去设下一轮" in client.get(rounds.desk(event)).get_data(as_text=True)
        answer = save(client, event, onward)
        assert answer.location == rounds.desk(event)
        (row,) = stored()
        assert (row.next_event_id, row.level, row.tie_at_level, row.guests_consume) == (onward.id, 6, "draw", False)
        page = text_of(client.get(rounds.desk(event)).get_data(as_text=True))
        assert "决赛示例" in page
        assert "前 6 名晋级；并列在晋级线上、名额不够的抽签决定；另取 2 名候补" in page
        assert queries.round_of_event(event.id) is Round.PRELIMINARY
        assert queries.round_of_event(onward.id) is Round.FINAL
        assert "前一轮是：初赛示例" in client.get(rounds.desk(onward)).get_data(as_text=True)
        entry = database.session().query(AuditEntry).filter_by(action="round.set").one()
        assert entry.detail["level"] == 6

    def test_three_rounds_make_a_chain(self, client: StrictClient, pair: tuple[Event, Event]) -> None:
        event, onward = pair
        last = factories.event("总决赛示例")
        save(client, event, onward)
        save(client, onward, last)
        assert queries.round_of_event(onward.id) is Round.SEMIFINAL
        assert [row.id for row in queries.chain(last.id)] == [event.id, onward.id, last.id]
        # No way back.
        assert save(client, last, event).status_code == 409
        assert len(stored()) == 2

    def test_the_public_page_says_how_many_go_on(self, client: StrictClient, pair: tuple[Event, Event]) -> None:
        event, onward = pair
        stage.rules(event)
        save(client, event, onward)
        assert "晋级“决赛示例”：前 6 名晋级" in client.get(f"/events/{event.slug}").get_data(as_text=True)


class TestRefusals:
    """What cannot be meant is said at its field; what was typed stays."""

    @pytest.mark.parametrize(
        ("field", "value", "sentence"),
        [
            ("level", "0", "请填 1 到 9999 的整数。"),
            ("level", "六", "请填 1 到 9999 的整数。"),
            ("cap_percent", "101", "请填 1 到 100 的整数。"),
            ("reserves", "-1", "请填 0 到 200 的整数。"),
        ],
    )
    def test_a_field(
        self, client: StrictClient, pair: tuple[Event, Event], field: str, value: str, sentence: str
    ) -> None:
        event, onward = pair
        answer = save(client, event, onward, **{field: value})
        assert answer.status_code == 422
        assert sentence in answer.get_data(as_text=True)
        assert stored() == []

    def test_a_percent_above_a_hundred(self, client: StrictClient, pair: tuple[Event, Event]) -> None:
        answer = save(client, *pair, condition="percent", level="120")
        assert answer.status_code == 422
        assert "按比例的，请填 1 到 100 的整数。" in answer.get_data(as_text=True)

    def test_another_host_or_kind_is_not_offered_and_not_taken(
        self, client: StrictClient, pair: tuple[Event, Event]
    ) -> None:
        event, _ = pair
        town = factories.township()
        for other in (factories.event("别家的", host_id=town.id), factories.event("团队的", entrant_kind="team")):
            assert other.title not in client.get(rounds.desk(event, "/setting")).get_data(as_text=True)
            assert save(client, event, other).status_code == 422
        assert stored() == []

    def test_nothing_to_choose_says_what_to_do(self, client: StrictClient) -> None:
        event = stage.county(client)
        assert "先给后一轮也建一场赛事" in client.get(rounds.desk(event, "/setting")).get_data(as_text=True)

    def test_once_marks_are_given_a_change_needs_a_reason(self, client: StrictClient) -> None:
        event, onward, _ = rounds.two_rounds(client)
        assert save(client, event, onward, level="3").status_code == 409
        assert stored()[0].level == 2
        assert save(client, event, onward, level="3", reason="赛前公告写的是 3 名").status_code == 303
        assert stored()[0].level == 3
        assert client.submit(rounds.desk(event, "/setting/remove"), {}).status_code == 422
        assert client.submit(rounds.desk(event, "/setting/remove"), {"reason": "不办决赛了"}).status_code == 303
        assert stored() == []
