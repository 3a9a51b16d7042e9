"""Guests of a contest: ranked, without a prize, not counted for percents; said so wherever the place is shown."""

import pytest

from deqing_events import database
from deqing_events.contests.models import Entrant
from deqing_events.contests.results.standings import worked_out
from deqing_events.events.models import Event
from tests.contests import stage
from tests.contests.filling import as_offered
from tests.reading import StrictClient, text_of


@pytest.fixture(name="contest")
def _contest(client: StrictClient) -> Event:
    return stage.county(client)


def invited(client: StrictClient, event: Event, row: Entrant) -> None:
    """Tick the box on the entrant's page."""
    address = f"/desk/events/{event.id}/entrants/{row.id}"
    page = as_offered(client.get(address).get_data(as_text=True))
    answer = client.submit(address, {**page, "guest": "y"})
    assert answer.status_code == 302, text_of(answer.get_data(as_text=True))
    database.session().expire_all()


def test_a_guest_keeps_the_place_and_leaves_the_prize(client: StrictClient, contest: Event) -> None:
    rows = stage.four(contest)
    invited(client, contest, rows["A2"])
    standings = worked_out(contest.id)
    assert standings is not None
    assert [place.id for place in standings.evaluation.places][:2] == ["A2", "A1"]
    assert standings.evaluation.awards == {"first_prize": ("A1",), "second_prize": ("A3", "A4")}
    assert standings.evaluation.base == 3
    listed = text_of(client.get(f"/desk/events/{contest.id}/entrants").get_data(as_text=True))
    assert listed.count("只排名") == 1
    log = text_of(client.get(f"/desk/events/{contest.id}/scores").get_data(as_text=True))
    assert "A2 只排名：否 → 是" in log


def test_the_public_reads_why_there_is_no_prize(client: StrictClient, contest: Event) -> None:
    rows = stage.four(contest)
    invited(client, contest, rows["A2"])
    stage.publish(client, contest, "provisional")
    page = text_of(client.get(f"/results/{contest.slug}").get_data(as_text=True))
    assert page.count("同场参赛，只排名，不占奖") == 1
    preview = text_of(client.get(f"/desk/events/{contest.id}/results/awards").get_data(as_text=True))
    assert "A2 陈样本 只排名，不占奖" in preview or "A2 陈样本只排名，不占奖" in preview


def test_a_guest_becomes_an_entrant_like_others_again(client: StrictClient, contest: Event) -> None:
    rows = stage.four(contest)
    invited(client, contest, rows["A2"])
    address = f"/desk/events/{contest.id}/entrants/{rows['A2'].id}"
    page = as_offered(client.get(address).get_data(as_text=True))
    assert page.pop("guest") == "y"
    assert client.submit(address, page).status_code == 302
    database.session().expire_all()
    standings = worked_out(contest.id)
    assert standings is not None
    assert standings.evaluation.awards is not None
    assert standings.evaluation.awards["first_prize"] == ("A2",)
