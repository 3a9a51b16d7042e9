"""Rules tried on sample marks, and the prizes of a contest under each policy: shown, and nothing stored."""

import pytest

from deqing_events import database
from deqing_events.contests.custody.models import CodeIssue, CodeOpening
from deqing_events.contests.models import Entrant, Mark, RuleSheet
from deqing_events.contests.rule_drafts.models import RuleDraft
from deqing_events.events.models import Event
from tests.conftest import NOW
from tests.contests import stage
from tests.contests.filling import as_offered
from tests.reading import StrictClient, text_of


@pytest.fixture(name="contest")
def _contest(client: StrictClient) -> Event:
    return stage.county(client)


def at(event: Event) -> str:
    return f"/desk/events/{event.id}/rules/try"


def test_a_sample_is_made_up_and_ranked_at_once(client: StrictClient, contest: Event) -> None:
    stage.rules(contest)
    page = client.get(at(contest)).get_data(as_text=True)
    words = text_of(page)
    for expected in ("用第 1 版试", "试算的名次", "现在的规则", "一等奖 1 个", "比用时"):
        assert expected in words
    sample = as_offered(page)["sample"]
    assert len(sample.splitlines()) == 13
    again = client.submit(at(contest), {**as_offered(page), "make": "1", "count": "5", "word": "别的"})
    assert len(as_offered(again.get_data(as_text=True))["sample"].splitlines()) == 6
    assert database.session().query(Entrant).count() == 0
    assert database.session().query(RuleSheet).count() == 1


def test_typed_marks_are_tried_and_kept(client: StrictClient, contest: Event) -> None:
    stage.rules(contest, draw_within=3)
    page = as_offered(client.get(at(contest)).get_data(as_text=True))
    head = page["sample"].splitlines()[0]
    rows = [head, "甲\t\t\t90" + "\t50" * 3 + "\t30" * 3, "乙\t\t\t90" + "\t50" * 3 + "\t30" * 3, "丙\t\t是\t100"]
    answer = client.submit(at(contest), {**page, "sample": "\n".join(rows)})
    words = text_of(answer.get_data(as_text=True))
    assert answer.status_code == 200
    assert "要当众抽签才能定奖：乙、甲" in words
    assert "丙：“布线”还没打" in words
    assert "丙\t\t是\t100" in answer.get_data(as_text=True)


def test_what_cannot_be_read_is_named_and_kept(client: StrictClient, contest: Event) -> None:
    stage.rules(contest)
    page = as_offered(client.get(at(contest)).get_data(as_text=True))
    head = page["sample"].splitlines()[0]
    answer = client.submit(at(contest), {**page, "sample": f"{head}\n甲\t\t\t很好\t99"})
    words = text_of(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert "第 2 行“理论”：请填 0 或更大的数。" in words
    assert "第 2 行“布线/裁判1”：最多 60 分" in words
    assert "很好" in words
    assert "试算的名次" not in words
    for change in ({"count": "0"}, {"count": "201"}, {"count": "x"}, {"word": "长" * 41}):
        assert client.submit(at(contest), {**page, **change, "make": "1"}).status_code == 422


def test_the_draft_is_tried_and_one_with_problems_is_not(client: StrictClient, contest: Event) -> None:
    assert "规则还没写完整" in text_of(client.get(at(contest)).get_data(as_text=True))
    stage.rules(contest)
    page = f"/desk/events/{contest.id}/rules/draft/awards"
    sent = as_offered(client.get(page).get_data(as_text=True))
    answer = client.submit(page, {**sent, "awards.tiers[0].title": "特等奖", "act": "try"})
    assert answer.location == at(contest)
    words = text_of(client.get(at(contest)).get_data(as_text=True))
    assert "用草稿试" in words
    assert "特等奖 1 个" in words
    assert database.session().get(RuleDraft, contest.id) is not None


def test_the_prizes_of_a_contest_under_each_policy(client: StrictClient, contest: Event) -> None:
    rows = stage.four(contest)
    page = f"/desk/events/{contest.id}/results/awards"
    words = text_of(client.get(page).get_data(as_text=True))
    for expected in ("一等奖 1 个：A2 陈样本", "二等奖 1 个：A1 沈示例", "现在的规则", "下一等奖名额不变"):
        assert expected in words
    with database.transaction() as session:
        session.delete(session.query(Mark).filter_by(entrant_id=rows["A1"].id, judge="裁判1").first())
    words = text_of(client.get(page).get_data(as_text=True))
    assert "还有 1 人的分数没打完，没有算在里面：A1" in words
    assert "二等奖 1 个：A3 吴练习、A4 周模拟" in words
    assert "二等奖 1 个：没有人 空缺 1 个" in words


def test_without_rules_prizes_or_places_the_page_says_what_to_do(client: StrictClient, contest: Event) -> None:
    page = f"/desk/events/{contest.id}/results/awards"
    assert client.get(page).status_code == 302
    held = stage.rules(contest)
    assert "还没有人有名次" in text_of(client.get(page).get_data(as_text=True))
    with database.transaction():
        held.body = {**held.body, "awards": {**held.body["awards"], "tiers": []}}
    assert "规则里没有奖项" in text_of(client.get(page).get_data(as_text=True))


def test_while_codes_are_sealed_nobody_is_called_by_name_or_number(client: StrictClient, contest: Event) -> None:
    rows = stage.four(contest)
    with database.transaction() as session:
        for number, row in rows.items():
            session.get_one(Entrant, row.id).blind_code = f"K7{number[1]}"
        session.add(CodeIssue(event_id=contest.id, count=4, by="staff:9", at=NOW))
        session.delete(session.query(Mark).filter_by(entrant_id=rows["A4"].id, judge="裁判1").first())
    marks = f"/desk/events/{contest.id}/rules/draft/marks"
    sent = as_offered(client.get(marks).get_data(as_text=True))
    client.submit(marks, {**sent, "parts[1].sections[0].criteria[0].max": "50", "act": "save"})
    words = text_of(client.get(f"{marks[:-5]}review").get_data(as_text=True))
    assert "2 位" in words, "people are counted"
    for number, row in rows.items():
        assert f"K7{number[1]}" not in words, "who is changed by name may not be told by what changes here"
        assert number not in words
        assert row.name not in words
    assert client.get(f"/desk/events/{contest.id}/results/awards").status_code == 302, (
        "no prizes before the seal is open"
    )
    with database.transaction() as session:
        session.add(CodeOpening(event_id=contest.id, by="staff:9", at=NOW))
    assert "A2 陈样本" in text_of(client.get(f"/desk/events/{contest.id}/results/awards").get_data(as_text=True))
