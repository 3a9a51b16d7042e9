"""A judge's pages by link: own codes only, marks stored as typed, nothing that cannot be marked is marked."""

import json

import pytest

from deqing_events import database
from deqing_events.contests.models import Entrant, Mark
from tests.contests import judging, stage
from tests.contests.filling import as_offered
from tests.contests.test_marks import JUDGEMENT, MEASURED
from tests.engines import both_engines
from tests.reading import StrictClient, text_of


def stored() -> dict[tuple[int, str, str], str]:
    database.session().rollback()
    return {(mark.entrant_id, mark.criterion, mark.judge): mark.value for mark in database.session().query(Mark)}


def send(client: StrictClient, address: str, typed: dict[str, str]) -> tuple[int, str]:
    offered = as_offered(client.get(address).get_data(as_text=True))
    answer = client.submit(address, {**offered, **typed}, page=address)
    return answer.status_code, answer.location or answer.get_data(as_text=True)


@both_engines
def test_marks_by_a_link_are_the_judges_own(client: StrictClient) -> None:
    event = stage.county(client)
    stage.rules(event)
    one, two = stage.entrant(event, "A1", blind_code="K07"), stage.entrant(event, "A2", blind_code="B02")
    stage.given(one, "c1", "裁判2", "11.25")
    token = judging.link(event)
    page = client.get(f"/judge/{token}/").get_data(as_text=True)
    assert page.index("B02") < page.index("K07"), "in the order of the codes, not of the list"
    code, location = send(client, f"/judge/{token}/B02", {"m-0": "５４.５", "m-1": ""})
    assert (code, location) == (303, f"/judge/{token}/K07")
    assert stored()[two.id, "c1", "裁判1"] == "54.5"
    page = client.get(f"/judge/{token}/B02").get_data(as_text=True)
    assert "还差 1 项" in text_of(page)
    assert 'value="54.5"' in page
    page = client.get(f"/judge/{token}/K07").get_data(as_text=True)
    assert "11.25" not in page, "another judge's mark"
    assert [mark.by for mark in database.session().query(Mark).where(Mark.judge == "裁判1")] == ["judge:1"]


def test_a_code_the_judge_has_not_does_not_exist(client: StrictClient) -> None:
    event = stage.county(client)
    stage.rules(event)
    stage.entrant(event, "A1", unit_name="示例精工", blind_code="K07")
    stage.entrant(event, "A2", blind_code="B02")
    token = judging.link(event, workplace="示例精工")
    page = client.get(f"/judge/{token}/").get_data(as_text=True)
    assert "K07" not in page
    unknown = client.get(f"/judge/{token}/Z99")
    refused = client.get(f"/judge/{token}/K07")
    assert (unknown.status_code, refused.status_code) == (404, 404)
    assert len(unknown.data) == len(refused.data), "a recused judge is told the same as for no code at all"


@pytest.mark.parametrize(("typed", "words"), [({"m-0": "61"}, "满分 60"), ({"m-1": "-1"}, "0 到 40 的数字")])
def test_a_bad_mark_is_said_and_kept(client: StrictClient, typed: dict[str, str], words: str) -> None:
    event = stage.county(client)
    stage.rules(event)
    stage.entrant(event, "A1", blind_code="K07")
    status, page = send(client, f"/judge/{judging.link(event)}/K07", {"m-0": "50", **typed})
    assert status == 422
    assert words in text_of(page)
    assert f'value="{next(iter(typed.values()))}"' in page
    assert stored() == {}


def test_two_pages_of_one_link_do_not_overwrite_each_other(client: StrictClient) -> None:
    event = stage.county(client)
    stage.rules(event)
    row = stage.entrant(event, "A1", blind_code="K07")
    address = f"/judge/{judging.link(event)}/K07"
    offered = as_offered(client.get(address).get_data(as_text=True))
    assert send(client, address, {"m-0": "50"})[0] == 303
    answer = client.submit(address, {**offered, "m-0": "40"}, page=address)
    assert answer.status_code == 422
    assert "刚被别人改成 50" in text_of(answer.get_data(as_text=True))
    assert stored() == {(row.id, "c1", "裁判1"): "50"}


def test_who_does_not_compete_is_not_marked(client: StrictClient) -> None:
    event = stage.county(client)
    stage.rules(event)
    stage.entrant(event, "A1", blind_code="K07", status="absent")
    address = f"/judge/{judging.link(event)}/K07"
    page = client.get(address).get_data(as_text=True)
    assert "不用评" in text_of(page)
    assert "<form" not in page


def test_what_is_published_is_read_only(client: StrictClient) -> None:
    event = stage.county(client)
    for row in stage.four(event).values():
        with database.transaction() as session:
            session.get_one(Entrant, row.id).blind_code = f"K0{row.id}"
    token = judging.link(event)
    stage.publish(client, event, "provisional")
    page = client.get(f"/judge/{token}/K01").get_data(as_text=True)
    assert "成绩已经公布" in text_of(page)
    assert "<form" not in page


def test_levels_and_measures_are_chosen(client: StrictClient) -> None:
    event = stage.county(client)
    made = stage.rules(event)
    body = json.loads(json.dumps(made.body))
    body["parts"][1]["sections"][0]["criteria"] += [{**JUDGEMENT, "by": "panel"}, {**MEASURED, "by": "panel"}]
    with database.transaction() as session:
        session.merge(made).body = body
    row = stage.entrant(event, "A1", blind_code="K07")
    address = f"/judge/{judging.link(event)}/K07"
    page = client.get(address).get_data(as_text=True)
    assert "还差" in text_of(page)
    assert send(client, address, {"m-2": "0"})[0] == 303
    assert stored()[row.id, "look", "裁判1"] == "0", "0 is a mark, empty is none"
    assert send(client, address, {"m-2": ""})[0] == 303
    assert stored() == {}
