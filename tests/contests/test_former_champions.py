"""Former champions: who came first in what counts, as the gate of sign-ups asks."""

from typing import Any

import pytest

from deqing_events import database
from deqing_events.contests.results import queries
from deqing_events.domain.eligibility.rules import RuleKind
from deqing_events.events.models import Event
from tests import factories
from tests.contests import stage
from tests.engines import both_engines
from tests.factories_registration import details, registration, try_to_register
from tests.reading import StrictClient
from tests.registration.test_eligibility import rule

AI, AIS_MOBILE = "陈样本", "19900000017"


def change(event: Event, **fields: Any) -> None:
    with database.transaction() as session:
        for name, value in fields.items():
            setattr(session.get_one(Event, event.id), name, value)


def champion(client: StrictClient, stage_name: str = "public_notice", **fields: Any) -> tuple[Event, int, int]:
    """A contest of electricians that Ai won before somebody else: the event, Ai's and the other's registration."""
    event = stage.county(client)
    change(event, trade="electrician", **fields)
    first = registration(event, AI, mobile=AIS_MOBILE)
    second = registration(event, "沈示例", mobile="19900000018")
    rows = stage.four(event)
    with database.transaction() as session:
        session.merge(rows["A2"]).registration_id = first.id
        session.merge(rows["A1"]).registration_id = second.id
    if stage_name:
        stage.publish(client, event, stage_name)
    return event, first.id, second.id


def of_trade(trade: str = "electrician", **fields: Any) -> Event:
    return factories.event("下一届", days=20, trade=trade, **fields)


def test_only_the_first_of_the_same_trade_has_won(client: StrictClient) -> None:
    _, first, second = champion(client)
    assert queries.won([first, second], of_trade()) == {first}
    assert queries.won([second], of_trade()) == frozenset()
    assert queries.won([first], of_trade("welder")) == frozenset()
    assert queries.won([first], of_trade(kind="training")) == frozenset()


def test_the_own_contest_is_no_earlier_one(client: StrictClient) -> None:
    event, first, _ = champion(client)
    assert queries.won([first], event) == frozenset()


@pytest.mark.parametrize(
    ("stage_name", "fields"),
    [
        ("", {}),
        ("provisional", {}),
        ("public_notice", {"is_preliminary": True}),
        ("public_notice", {"is_test": True}),
        ("public_notice", {"organiser_level": "township"}),
    ],
)
def test_what_is_not_settled_or_of_less_weight_makes_no_champion(
    client: StrictClient, stage_name: str, fields: dict[str, Any]
) -> None:
    _, first, _ = champion(client, stage_name, **fields)
    assert queries.won([first], of_trade()) == frozenset()


def test_a_champion_of_a_higher_level_counts_below(client: StrictClient) -> None:
    _, first, _ = champion(client)
    assert queries.won([first], of_trade(organiser_level="township")) == {first}


@both_engines
def test_the_gate_keeps_a_former_champion_out(client: StrictClient) -> None:
    champion(client)
    event = rule(of_trade(), RuleKind.CHAMPION)
    ai = details(AI, mobile=AIS_MOBILE, proved_mobile=AIS_MOBILE)
    assert "不收往届冠军" in try_to_register(event, ai).sentence
    second = details("沈示例", mobile="19900000018", proved_mobile="19900000018")
    assert try_to_register(event, second).kind == "confirmed"
