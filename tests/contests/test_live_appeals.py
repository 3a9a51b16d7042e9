"""An open appeal on the live board: said at the row it holds, never at a blind code, never on a board that stands."""

import datetime as dt

import pytest

from deqing_events import database
from deqing_events.contests.appeals import actions as appeals
from deqing_events.contests.appeals.models import Appeal
from deqing_events.contests.history import Change
from deqing_events.contests.live import pages
from deqing_events.contests.models import Entrant
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event
from tests.conftest import NOW
from tests.contests import boards
from tests.contests.test_appeals import filed, over
from tests.contests.test_live_board import WHERE, told, words
from tests.reading import StrictClient

SAID = "申诉处理中"


@pytest.fixture(autouse=True)
def never_from_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask how the board stands for every page."""
    monkeypatch.setattr(pages, "REMEMBER_SECONDS", 0.0)


def refused(event: Event, appeal: Appeal) -> None:
    change = Change(SYSTEM, NOW + dt.timedelta(minutes=5), "不属于申诉范围")
    appeals.decide(event.id, appeal.id, appeals.Ruling("refused"), change)


def test_the_row_says_so_until_it_is_decided(client: StrictClient) -> None:
    event, _ = over(client)
    boards.opened(event)
    assert SAID not in words(client, event)
    appeal = filed(event, "A1")
    for where in WHERE:
        page = words(client, event, where)
        assert page.count(SAID) == 1
        assert page.rindex("沈*例") < page.index(SAID)
    refused(event, appeal)
    assert SAID not in words(client, event)


def test_an_appeal_about_the_whole_contest_is_at_every_row(client: StrictClient) -> None:
    event, _ = over(client)
    boards.opened(event, naming="number")
    filed(event, "")
    assert words(client, event).count(SAID) == 4


def test_no_blind_code_is_given_away(client: StrictClient) -> None:
    event, rows = over(client)
    with database.transaction() as session:
        for code, row in zip(("K07", "B15", "M21", "C33"), rows.values(), strict=True):
            session.get_one(Entrant, row.id).blind_code = code
    boards.opened(event, naming="blind")
    before = told(client, event)
    filed(event, "A1")
    assert "K07" in words(client, event)
    assert told(client, event) == before


def test_a_board_that_stands_does_not_move(client: StrictClient) -> None:
    event, _ = over(client)
    boards.opened(event)
    boards.frozen(event)
    before = told(client, event)
    filed(event, "A1")
    assert told(client, event) == before
    assert SAID not in words(client, event)
