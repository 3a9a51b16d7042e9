"""Ready-made sheets: each is a good sheet that can be tried at once, and becomes the draft of a contest."""

import pytest

from deqing_events import database
from deqing_events.contests.rule_drafts.checking import checked
from deqing_events.contests.rule_drafts.models import RuleDraft
from deqing_events.contests.rule_library.shelf import shelf
from deqing_events.contests.rule_sheets import queries
from deqing_events.contests.rule_sheets.explaining import explained, too_wide
from deqing_events.domain.evaluation import evaluate
from deqing_events.domain.kinds import KIND_WORDS
from deqing_events.domain.rule_sheet import parse
from deqing_events.domain.sample_lines import read, written
from deqing_events.domain.sheet_samples import made_up
from deqing_events.domain.sheet_types import Combine, Kind
from deqing_events.events.models import Event
from tests.contests import stage
from tests.contests.filling import as_offered
from tests.reading import StrictClient, text_of


@pytest.fixture(name="contest")
def _contest(client: StrictClient) -> Event:
    return stage.county(client)


def at(event: Event, tail: str = "") -> str:
    return f"/desk/events/{event.id}/rules/library{tail}"


@pytest.mark.parametrize("key", shelf())
def test_each_is_good_without_advice_and_can_be_tried(key: str) -> None:
    ready = shelf()[key]
    document = ready.document("示例")
    found = checked(document)
    assert (list(found.problems), list(found.advice)) == ([], [])
    assert too_wide(ready.sheet) == []
    assert set(ready.kinds) <= set(KIND_WORDS)
    sheet = parse(ready.sheet)
    entrants = made_up(sheet, 12, key)
    assert evaluate(sheet, entrants).incomplete == {}
    assert read(sheet, written(sheet, entrants)) == (entrants, [])
    told = "".join(explained(ready.sheet, ready.league).sentences)
    assert all(part.title in told for part in sheet.parts)


def test_together_they_show_every_kind_and_attempts() -> None:
    sheets = [parse(ready.sheet) for ready in shelf().values()]
    assert {criterion.kind for sheet in sheets for criterion in sheet.criteria()} == set(Kind)
    assert any(section.combine is Combine.BEST for sheet in sheets for section in sheet.sections())
    titles = {ready.title for ready in shelf().values()}
    assert {"维修电工", "焊工", "叉车", "养老护理", "六比六赛", "八比八赛", "安康杯考核", "金点子评审"} <= titles


def test_one_is_chosen_seen_taken_over_and_changed(client: StrictClient, contest: Event) -> None:
    assert "从样表开始" in text_of(client.get(f"/desk/events/{contest.id}/rules").get_data(as_text=True))
    words = text_of(client.get(at(contest)).get_data(as_text=True))
    assert words.index("焊工") < words.index("安康杯考核")
    page = client.get(at(contest, "/forklift")).get_data(as_text=True)
    assert "“绕桩”有绕桩第一次、绕桩第二次，取最好的一次。" in text_of(page)
    answer = client.submit(at(contest, "/forklift"), as_offered(page))
    assert answer.location.endswith("/rules/draft")
    held = database.session().get(RuleDraft, contest.id)
    assert held is not None
    assert held.document == shelf()["forklift"].document(contest.title)
    review = f"/desk/events/{contest.id}/rules/draft/review"
    assert client.submit(review, as_offered(client.get(review).get_data(as_text=True))).status_code == 302
    current = queries.current(contest.id)
    assert current is not None
    assert current.body["title"] == f"{contest.title}评分规则"
    assert client.get(at(contest, "/nothing")).status_code == 404


def test_a_draft_that_is_replaced_can_be_had_back(client: StrictClient, contest: Event) -> None:
    for key in ("welder", "tea"):
        page = client.get(at(contest, f"/{key}")).get_data(as_text=True)
        client.submit(at(contest, f"/{key}"), as_offered(page))
    assert "用这一份会换掉它" in text_of(client.get(at(contest, "/welder")).get_data(as_text=True))
    marks = f"/desk/events/{contest.id}/rules/draft/marks"
    client.submit(marks, {**as_offered(client.get(marks).get_data(as_text=True)), "act": "undo"})
    database.session().expire_all()
    held = database.session().get(RuleDraft, contest.id)
    assert held is not None
    assert held.document["parts"][1]["sections"][1]["title"] == "焊缝外观"


def test_a_draft_written_meanwhile_is_not_replaced(client: StrictClient, contest: Event) -> None:
    offered = as_offered(client.get(at(contest, "/welder")).get_data(as_text=True))
    client.submit(at(contest, "/tea"), as_offered(client.get(at(contest, "/tea")).get_data(as_text=True)))
    answer = client.submit(at(contest, "/welder"), offered)
    assert answer.status_code == 422
    assert "草稿刚被别人改过" in text_of(answer.get_data(as_text=True))
