"""The rules editor: every field, shape by buttons, what is wrong beside its field, and the look before saving."""

import copy
from typing import Any

import pytest

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.contests.models import Mark
from deqing_events.contests.rule_drafts import actions
from deqing_events.contests.rule_drafts.models import RuleDraft
from deqing_events.contests.rule_drafts.queries import document_of, start_of
from deqing_events.contests.rule_sheets import queries
from deqing_events.contests.rule_sheets.actions import Draft, save
from deqing_events.domain.roles import SYSTEM
from deqing_events.domain.rule_sheet import validate
from deqing_events.events.models import Event
from tests.conftest import NOW
from tests.contests import stage
from tests.contests.filling import as_offered
from tests.reading import StrictClient, text_of

STEPS = ("marks", "panel", "losses", "places", "awards", "teams")


@pytest.fixture(name="contest")
def _contest(client: StrictClient) -> Event:
    return stage.county(client)


def at(event: Event, tail: str = "marks") -> str:
    return f"/desk/events/{event.id}/rules/draft/{tail}"


def offered(client: StrictClient, event: Event, step: str = "marks") -> dict[str, str]:
    return as_offered(client.get(at(event, step)).get_data(as_text=True))


def put(client: StrictClient, event: Event, step: str, fields: dict[str, str], act: str = "save") -> Any:
    """Send a page as it stands with some fields typed and a button pressed."""
    return client.submit(at(event, step), {**offered(client, event, step), **fields, "act": act})


def drafted(event: Event) -> dict[str, Any]:
    database.session().expire_all()
    held = database.session().get(RuleDraft, event.id)
    assert held is not None
    return held.document


def test_a_sheet_of_every_kind_is_written_from_nothing(client: StrictClient, contest: Event) -> None:
    start = "parts[0].sections[0].criteria"
    put(client, contest, "marks", {f"{start}[0].title": "布线", f"{start}[0].max": "60"}, f"add:{start}")
    kinds = ("judgement", "measurement", "deduction", "bonus")
    for index, kind in enumerate(kinds, 1):
        fields = {f"{start}[{index}].title": f"第{index}样", f"{start}[{index}].kind": kind}
        put(client, contest, "marks", fields)
        act = "save" if kind == "bonus" else f"add:{start}"
        put(client, contest, "marks", {f"{start}[{index}].max": "10"}, act)
    grades = {f"{start}[1].benchmarks[{grade}]": f"样子{grade}" for grade in range(4)}
    put(client, contest, "marks", {**grades, f"{start}[4].by": "agreed", "parts[0].weight": "100"})
    put(client, contest, "panel", {"panel.judges": "甲\n乙\n丙", "panel.tolerance": "12.5"})
    put(client, contest, "losses", {}, "add:penalties")
    put(client, contest, "losses", {"penalties[0].title": "超时", "penalties[0].points": "0.5"}, "add:vetoes")
    put(client, contest, "losses", {"vetoes[0].title": "作弊"})
    put(client, contest, "places", {"new_tie_key": "elapsed"}, "add:tie_keys")
    put(client, contest, "places", {"new_tie_key": "criterion:c1"}, "add:tie_keys")
    put(client, contest, "places", {}, "up:tie_keys[1]")
    put(client, contest, "awards", {}, "add:awards.tiers")
    tier = {"awards.tiers[0].title": "一等奖", "awards.tiers[0].amount": "10", "awards.tiers[0].unit": "percent"}
    put(client, contest, "awards", {**tier, "awards.per_unit_max": "2"})
    put(client, contest, "teams", {"league.points": "9、8，7", "league.other": "1"})
    review = client.get(at(contest, "review"))
    assert "还不能保存" not in text_of(review.get_data(as_text=True))
    assert client.submit(at(contest, "review"), as_offered(review.get_data(as_text=True))).status_code == 302
    held = queries.current(contest.id)
    assert held is not None
    assert validate(held.body) == []
    rows = held.body["parts"][0]["sections"][0]["criteria"]
    assert [row["kind"] for row in rows] == ["points", *kinds]
    assert rows[1]["benchmarks"] == ["样子0", "样子1", "样子2", "样子3"]
    assert held.body["panel"]["tolerance"] == "12.5"
    assert held.body["tie_keys"] == ["criterion:c1", "elapsed"]
    assert held.body["awards"]["tiers"][0] == {"key": "tier1", "title": "一等奖", "percent": "10"}
    assert held.league == {"points": [9, 8, 7], "other": 1, "ties": "average", "countback": True}
    assert database.session().get(RuleDraft, contest.id) is None
    whats = {row.action for row in database.session().query(AuditEntry)}
    assert {"rules.draft", "rules.save"} <= whats


def test_every_page_sent_as_it_stands_changes_nothing(client: StrictClient, contest: Event) -> None:
    held = stage.rules(contest)
    document = document_of(held)
    for step in STEPS:
        assert put(client, contest, step, {}).status_code == 302
        assert drafted(contest) == document
    assert "内容没有变" in text_of(client.get(at(contest, "review")).get_data(as_text=True))


@pytest.mark.parametrize(
    ("step", "name", "text", "words"),
    [
        ("marks", "parts[0].weight", "31", "现在是 1.01"),
        ("marks", "parts[0].weight", "很多", "请填百分数"),
        ("marks", "parts[1].sections[0].criteria[0].max", "-3", "请填写 0 或更大的数"),
        ("marks", "parts[1].sections[0].criteria[0].title", "", "请填写文字"),
        ("marks", "parts[1].sections[0].criteria[0].title", "长" * 41, "最多 40 个字"),
        ("marks", "parts[1].sections[0].max", "101", "只有 100"),
        ("marks", "parts[0].pass", "101", "请把合格线调低"),
        ("panel", "panel.min_judges", "9", "最少裁判人数请填 1 到 3"),
        ("panel", "panel.drop_from", "2", "去掉两端后要剩下分数"),
        ("panel", "panel.judges", "甲\n甲", "出现了不止一次"),
        ("panel", "panel.tolerance", "0", "请改大或留空"),
        ("losses", "penalties[0].points", "x", "请填写 0 或更大的数"),
        ("places", "draw_within", "三", "请填写 0 或更大的整数"),
        ("places", "places", "7", "请填 0 到 6"),
        ("awards", "awards.tiers[0].amount", "2.5", "请填写 0 或更大的整数"),
        ("awards", "awards.tiers[0].amount", "", "请填写名额"),
        ("awards", "awards.pass_line", "101", "获奖合格线调低"),
        ("awards", "awards.per_unit_max", "0", "请改大或留空"),
        ("teams", "league.points", "十,九", "积分请写成整数"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_stays_typed(  # noqa: PLR0917 - one case
    client: StrictClient, contest: Event, step: str, name: str, text: str, words: str
) -> None:
    stage.rules(contest)
    assert put(client, contest, step, {name: text}).status_code == 302
    page = client.get(at(contest, step)).get_data(as_text=True)
    assert words in text_of(page)
    assert offered(client, contest, step)[name].removeprefix("\n") == text
    assert "处要改" in text_of(page)
    review = client.get(at(contest, "review"))
    assert "还不能保存" in text_of(review.get_data(as_text=True))
    sent = {"revision": offered(client, contest)["revision"], "version": "1", "fingerprint": ""}
    assert client.submit(at(contest, "review"), sent).status_code == 422
    assert len(queries.versions(contest.id)) == 1


def test_a_check_looks_and_stores_nothing(client: StrictClient, contest: Event) -> None:
    stage.rules(contest)
    sent = {**offered(client, contest), "parts[0].weight": "31", "check": "1"}
    answer = client.submit(at(contest), sent)
    assert answer.status_code == 200
    assert "现在是 1.01" in text_of(answer.get_data(as_text=True))
    assert database.session().get(RuleDraft, contest.id) is None


def test_shape_changes_by_buttons_and_goes_back(client: StrictClient, contest: Event) -> None:
    held = stage.rules(contest)
    path = "parts[1].sections[0].criteria"
    answer = put(client, contest, "marks", {f"{path}[0].title": "接线"}, f"remove:{path}[1]")
    assert answer.location.endswith("#at-parts-1-sections-0-criteria")
    assert [row["title"] for row in drafted(contest)["parts"][1]["sections"][0]["criteria"]] == ["接线"]
    assert "撤销刚才的增删" in text_of(client.get(at(contest)).get_data(as_text=True))
    put(client, contest, "marks", {}, "undo")
    assert [row["title"] for row in drafted(contest)["parts"][1]["sections"][0]["criteria"]] == ["接线", "排故"]
    put(client, contest, "marks", {}, "down:parts[0]")
    assert [part["key"] for part in drafted(contest)["parts"]] == ["practical", "theory"]
    put(client, contest, "marks", {}, "remove:parts[1]")
    assert drafted(contest)["tie_keys"] == ["part:practical", "elapsed"]
    assert put(client, contest, "marks", {}, "remove:parts[7]").status_code == 409
    assert queries.current(contest.id) == held


def test_a_new_criterion_never_takes_a_key_of_an_earlier_version(client: StrictClient, contest: Event) -> None:
    stage.rules(contest)
    path = "parts[1].sections[0].criteria"
    put(client, contest, "marks", {f"{path}[0].max": "100"}, f"remove:{path}[1]")
    published(client, contest)
    put(client, contest, "marks", {}, f"add:{path}")
    assert [row["key"] for row in drafted(contest)["parts"][1]["sections"][0]["criteria"]] == ["c1", "c3"]


def published(client: StrictClient, event: Event, **fields: str) -> Any:
    page = client.get(at(event, "review")).get_data(as_text=True)
    return client.submit(at(event, "review"), {**as_offered(page), **fields})


def test_two_who_write_at_once_notice_and_nothing_typed_is_lost(client: StrictClient, contest: Event) -> None:
    stage.rules(contest)
    mine = offered(client, contest)
    put(client, contest, "marks", {"title": "别人的名字"})
    answer = client.submit(at(contest), {**mine, "title": "我的名字", "act": "save"})
    page = text_of(answer.get_data(as_text=True))
    assert answer.status_code == 409
    assert "草稿刚被别人改过" in page
    assert "规则名称：我的名字" in page
    assert drafted(contest)["title"] == "别人的名字"
    assert client.submit(at(contest), {**offered(client, contest), "act": "undo"}).status_code == 409


def test_a_draft_can_be_thrown_away(client: StrictClient, contest: Event) -> None:
    stage.rules(contest)
    put(client, contest, "marks", {"title": "新名字"})
    assert "丢弃规则草稿？" in text_of(client.get(at(contest, "discard")).get_data(as_text=True))
    assert client.submit(at(contest, "discard"), {}).status_code == 302
    assert database.session().get(RuleDraft, contest.id) is None
    assert client.submit(at(contest, "discard"), {}).status_code == 302


def test_while_a_draft_is_written_marks_lock_the_short_form(client: StrictClient, contest: Event) -> None:
    stage.four(contest)
    put(client, contest, "marks", {"title": "草稿"})
    form = as_offered(client.get(f"/desk/events/{contest.id}/rules/edit").get_data(as_text=True))
    answer = client.submit(f"/desk/events/{contest.id}/rules/edit", {**form, "places": "3"})
    assert answer.status_code == 422
    assert "有一份还没保存的规则草稿" in text_of(answer.get_data(as_text=True))
    assert drafted(contest)["title"] == "草稿"


def test_before_saving_the_marks_that_must_be_given_anew_are_listed(client: StrictClient, contest: Event) -> None:
    stage.four(contest)
    path = "parts[1].sections[0].criteria"
    put(client, contest, "marks", {f"{path}[0].max": "55", f"{path}[1].kind": "deduction"}, f"add:{path}")
    put(client, contest, "marks", {f"{path}[2].title": "通电", f"{path}[2].max": "5", f"{path}[2].by": "agreed"})
    put(client, contest, "panel", {"panel.judges": "裁判1\n裁判2\n裁判4"})
    page = text_of(client.get(at(contest, "review")).get_data(as_text=True))
    for words in (
        "评分项“布线”的分值：60 → 55",
        "新增评分项“通电”",
        "裁判：裁判1、裁判2、裁判3 → 裁判1、裁判2、裁判4",
        "布线超出新的分值，原来的分不算了2A2裁判1、裁判2",
        "布线裁判不在裁判组，不再计入4A1、A2、A3、A4裁判3",
        "排故不再计入（记录里还留着）12A1、A2、A3、A4裁判1、裁判2、裁判3",
        "通电要重新打4A1、A2、A3、A4商定",
        "排故要重新打12A1、A2、A3、A4裁判1、裁判2、裁判4",
    ):
        assert words in page, words
    assert published(client, contest).status_code == 422
    assert published(client, contest, reason="裁判会议决定").status_code == 302
    held = queries.current(contest.id)
    assert held is not None
    assert [row["key"] for row in held.body["parts"][1]["sections"][0]["criteria"]] == ["c1", "c4", "c3"]
    assert database.session().query(Mark).count() == 28


def test_a_mark_given_while_the_list_is_read_shows_a_new_list(client: StrictClient, contest: Event) -> None:
    rows = stage.four(contest)
    put(client, contest, "marks", {"parts[1].sections[0].criteria[0].max": "50"})
    page = as_offered(client.get(at(contest, "review")).get_data(as_text=True))
    with database.transaction() as session:
        mark = session.query(Mark).filter_by(entrant_id=rows["A3"].id, criterion="c1", judge="裁判1").one()
        mark.value = "58"
    answer = client.submit(at(contest, "review"), {**page, "reason": "改分值"})
    assert answer.status_code == 422
    assert "请看过新的清单再保存" in text_of(answer.get_data(as_text=True))
    assert len(queries.versions(contest.id)) == 1
    assert published(client, contest, reason="改分值").status_code == 302


def test_a_draft_of_an_older_version_is_compared_with_what_holds(client: StrictClient, contest: Event) -> None:
    held = stage.rules(contest)
    put(client, contest, "marks", {"title": "草稿的名字"})
    page = as_offered(client.get(at(contest, "review")).get_data(as_text=True))
    body = {**copy.deepcopy(held.body), "places": 3}
    save(contest.id, Draft(body, held.league, 1), by=SYSTEM, now=NOW)
    assert client.submit(at(contest, "review"), page).status_code == 422
    assert "显示小数位：3 → 2" in text_of(client.get(at(contest, "review")).get_data(as_text=True))
    assert published(client, contest).status_code == 302


def test_a_stranger_to_the_draft_cannot_keep_over_it(contest: Event) -> None:
    held = stage.rules(contest)
    keeping = actions.Keeping(document_of(held), start_of(held))
    actions.keep(contest.id, keeping, by=SYSTEM, now=NOW)
    with pytest.raises(actions.DraftChangedError):
        actions.keep(contest.id, keeping, by=SYSTEM, now=NOW)
    with pytest.raises(actions.DraftChangedError):
        actions.undo(contest.id, "v1", by=SYSTEM, now=NOW)
