"""Rules on the desk: three short forms, the full sheet, versions, the lock, and answers to what does not fit."""

import io
import json
from typing import Any

import pytest

from deqing_events import database
from deqing_events.accounts.models import StaffAccount
from deqing_events.contests.models import Entrant, Mark, RuleSheet
from deqing_events.contests.rule_sheets import actions, queries
from deqing_events.contests.rule_sheets.building import answers_of, build
from deqing_events.domain.roles import SYSTEM, Grant, Role
from deqing_events.domain.rule_sheet import validate
from deqing_events.events.models import Event
from tests import factories
from tests.conftest import NOW
from tests.contests.filling import as_offered
from tests.reading import StrictClient, text_of

SKILLS = {
    "seen": "0",
    "title": "维修电工评分规则",
    "theory_weight": "30",
    "practical_weight": "70",
    "part_pass": "60",
    "places": "2",
    "criteria": "电路识图 20\n器件安装 30\n配线工艺：50分",
    "judge_count": "5",
    "judge_names": "",
    "min_judges": "1",
    "drop_each_side": "1",
    "tie1": "part:practical",
    "tie2": "elapsed",
    "tie3": "part:theory",
    "draw_within": "3",
    "tiers": "一等奖 10%\n二等奖 20%\n三等奖 30%",
    "award_base": "attended",
    "award_rounding": "half_up",
    "tie_policy": "cumulative_include",
    "award_line": "",
    "per_unit_max": "",
    "league_points": "10,9，8、7",
    "league_other": "1",
    "league_ties": "average",
    "countback": "y",
    "league_counts": "places",
    "league_best": "",
    "league_basis": "delegation",
    "league_prizes": "3",
    "league_organisers": "13",
    "league_weight": "1",
}


@pytest.fixture(name="contest")
def _contest(client: StrictClient) -> Event:
    factories.dai(client)
    return factories.event()


def at(event: Event, tail: str = "") -> str:
    return f"/desk/events/{event.id}/rules{tail}"


def edit(event: Event, template: str = "skills") -> str:
    return at(event, f"/edit?template={template}")


def marked(event: Event) -> None:
    with database.transaction() as session:
        entrant = Entrant(event_id=event.id, number="A1", name="沈示例")
        session.add(entrant)
        session.flush()
        session.add(Mark(entrant_id=entrant.id, criterion="paper", value="80", by="staff:1", at=NOW))


def test_without_rules_the_page_offers_the_templates(client: StrictClient, contest: Event) -> None:
    page = text_of(client.get(at(contest)).get_data(as_text=True))
    for words in ("技能比武", "文艺评分", "单位考核", "导入完整规则表"):
        assert words in page


def test_the_skills_form_makes_a_sheet_that_reads_in_plain_words(client: StrictClient, contest: Event) -> None:
    answer = client.submit(edit(contest), SKILLS)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    sheet = queries.current(contest.id)
    assert sheet is not None
    assert validate(sheet.body) == []
    assert [row["max"] for row in sheet.body["parts"][1]["sections"][0]["criteria"]] == ["20", "30", "50"]
    assert [tier["key"] for tier in sheet.body["awards"]["tiers"]] == ["first_prize", "second_prize", "third_prize"]
    assert sheet.league == {"points": [10, 9, 8, 7], "other": 1, "ties": "average", "countback": True}
    page = text_of(client.get(at(contest)).get_data(as_text=True))
    for words in (
        "理论成绩占总成绩的 30%",
        "去掉 1 个最高分和 1 个最低分",
        "一等奖 10%",
        "团体积分：第 1 名起依次积 10、9、8、7 分",
    ):
        assert words in page


@pytest.mark.parametrize("template", ["skills", "performance", "appraisal"])
def test_each_form_as_offered_is_a_good_sheet(client: StrictClient, contest: Event, template: str) -> None:
    offered = as_offered(client.get(edit(contest, template)).get_data(as_text=True))
    if template != "appraisal":
        offered["criteria"] = "声音 4\n和声 6" if template == "performance" else "操作 100"
    answer = client.submit(edit(contest, template), offered)
    assert answer.status_code == 302, text_of(answer.get_data(as_text=True))
    held = queries.current(contest.id)
    assert held is not None
    assert validate(held.body) == []
    again = answers_of(held.body)
    assert again is not None
    assert again[0] == template
    stored = as_offered(client.get(at(contest, "/edit")).get_data(as_text=True))
    del stored["csrf_token"], offered["csrf_token"]  # signed with the second it was made in
    assert stored == {**offered, "seen": "1", "reason": ""}


def test_editing_starts_from_what_holds_and_makes_the_next_version(client: StrictClient, contest: Event) -> None:
    client.submit(edit(contest), SKILLS)
    page = client.get(at(contest, "/edit")).get_data(as_text=True)
    assert "器件安装 30" in page
    assert 'value="10,9,8,7"' in page
    answer = client.submit(edit(contest), {**SKILLS, "seen": "1", "draw_within": "0"})
    assert answer.status_code == 302
    assert [sheet.version for sheet in queries.versions(contest.id)] == [2, 1]
    old = text_of(client.get(at(contest, "/v/1")).get_data(as_text=True))
    assert "旧版，现在是第 2 版" in old
    assert client.get(at(contest, "/v/9")).status_code == 404


def test_saving_the_same_again_makes_no_version(client: StrictClient, contest: Event) -> None:
    client.submit(edit(contest), SKILLS)
    client.submit(edit(contest), {**SKILLS, "seen": "1"})
    assert len(queries.versions(contest.id)) == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"theory_weight": "31"}, "各部分权重加起来要等于 1，现在是 1.01"),
        ({"theory_weight": "很多"}, "请填数字"),
        ({"criteria": "电路识图"}, "请写成：名称 空格 分值"),
        ({"criteria": ""}, "请写至少一项"),
        ({"criteria": "\n".join(f"项目{index} 1" for index in range(99))}, "最多 60 行"),
        ({"judge_count": "0"}, "请填 1 到 49"),
        ({"judge_names": "何裁样\n何裁样", "judge_count": "2"}, "有重名的裁判"),
        ({"judge_names": "何裁样"}, "写了 1 位，和裁判人数对不上"),
        ({"min_judges": "6"}, "最少裁判人数请填 1 到 5"),
        ({"tiers": "一等奖 很多"}, "一等奖 10% 或 一等奖 1个"),
        ({"tiers": "一等奖 60%\n二等奖 60%"}, "加起来是 120%"),
        ({"part_pass": "101"}, "“理论”最高 100 分"),
        ({"award_line": "101"}, "请把获奖合格线调低"),
        ({"per_unit_max": "0"}, "每单位最多 0 个奖"),
        ({"places": "7"}, "请填 0 到 6"),
        ({"league_points": "十,九"}, "积分请写成整数"),
        ({"league_best": "0"}, "请填 1 到 99 的整数；都计就留空"),
        ({"league_organisers": "100"}, "请填 0 到 99 的整数"),
        ({"league_weight": "200"}, "请填 0 到 100 的数"),
        ({"title": ""}, "请填写这一项"),
        ({"tie1": "part:luck"}, "总分相同先比"),
    ],
)
def test_what_does_not_fit_is_answered_and_kept(
    client: StrictClient, contest: Event, change: dict[str, str], words: str
) -> None:
    answer = client.submit(edit(contest), {**SKILLS, **change})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in text_of(page)
    assert "器件安装" in page or "criteria" in change
    assert queries.current(contest.id) is None


def test_checking_shows_the_rules_in_words_and_saves_nothing(client: StrictClient, contest: Event) -> None:
    answer = client.submit(edit(contest), {**SKILLS, "check": "1"})
    assert answer.status_code == 200
    assert "总成绩 = 理论×0.3 + 实操×0.7" in text_of(answer.get_data(as_text=True))
    answer = client.submit(edit(contest), {**SKILLS, "theory_weight": "20", "check": "1"})
    assert "现在是 0.9" in text_of(answer.get_data(as_text=True))
    assert queries.current(contest.id) is None


def test_two_people_editing_at_once_the_second_is_told(client: StrictClient, contest: Event) -> None:
    client.submit(edit(contest), SKILLS)
    answer = client.submit(edit(contest), {**SKILLS, "places": "3"})
    assert answer.status_code == 422
    assert "规则刚被别人改过" in text_of(answer.get_data(as_text=True))
    for seen in ("x", "９", "99999999999", ""):
        assert client.submit(edit(contest), {**SKILLS, "seen": seen}).status_code == 422


def test_after_the_first_mark_the_short_form_leads_to_the_look_before_saving(
    client: StrictClient, contest: Event
) -> None:
    client.submit(edit(contest), SKILLS)
    marked(contest)
    assert "规则已锁" in text_of(client.get(at(contest)).get_data(as_text=True))
    answer = client.submit(edit(contest), {**SKILLS, "seen": "1", "places": "3"})
    assert answer.location == at(contest, "/draft/review")
    assert len(queries.versions(contest.id)) == 1
    offered = as_offered(client.get(answer.location).get_data(as_text=True))
    refused = client.submit(answer.location, offered)
    assert refused.status_code == 422
    assert "请写明理由" in text_of(refused.get_data(as_text=True))
    assert client.submit(answer.location, {**offered, "reason": "裁判会议决定"}).status_code == 302
    page = text_of(client.get(at(contest)).get_data(as_text=True))
    for words in ("第 2 版", "理由：裁判会议决定", "显示小数位：2 → 3"):
        assert words in page
    assert database.session().query(Mark).count() == 1
    stale = client.submit(edit(contest), {**SKILLS, "seen": "1", "places": "4"})
    assert stale.status_code == 422
    assert "规则刚被别人改过" in text_of(stale.get_data(as_text=True))


def test_a_full_sheet_goes_out_and_comes_in_again(client: StrictClient, contest: Event) -> None:
    client.submit(edit(contest), SKILLS)
    answer = client.get(at(contest, "/export.json"))
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]
    document = json.loads(answer.data)
    other = factories.event()
    document["parts"][1]["sections"][0]["criteria"].append(
        {"key": "c4", "title": "违规操作", "kind": "deduction", "max": "5", "by": "agreed"}
    )
    pasted = {"seen": "0", "text": json.dumps(document, ensure_ascii=False)}
    assert client.submit(at(other, "/full"), pasted).status_code == 302
    held = queries.current(other.id)
    assert held is not None
    assert {**held.body, "league": held.league} == document
    assert client.get(at(other, "/edit")).location == at(other, "/full")
    file = {"seen": "1", "file": (io.BytesIO(json.dumps({**document, "places": 3}).encode()), "rules.json")}
    answer = client.submit(at(other, "/full"), file, content_type="multipart/form-data")
    assert answer.status_code == 302
    assert queries.versions(other.id)[0].body["places"] == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "请粘贴规则表"),
        ("{", "这不是完整的 JSON"),
        ("[]", "以 { 开头"),
        ("[" * 100_000, "这不是完整的 JSON"),
        ('{"title": "\\ud800"}', "这不是完整的 JSON"),
        ('{"title": "\\u0000"}', "看不见的字符"),
        ("{}", "请使用第 1 版评分规则表"),
        ('{"schema": 1, "places": NaN}', "places"),
        (" " + "x" * 500_000, "内容太长"),
    ],
)
def test_a_full_sheet_that_is_none_is_answered_and_kept(
    client: StrictClient, contest: Event, text: str, words: str
) -> None:
    answer = client.submit(at(contest, "/full"), {"seen": "0", "text": text})
    assert answer.status_code == 422
    assert words in text_of(answer.get_data(as_text=True))
    assert queries.current(contest.id) is None


@pytest.mark.parametrize(
    "league",
    [[1], {"points": [1]}, {"points": "10", "other": 1, "ties": "average", "countback": True},
     {"points": [True], "other": 1, "ties": "average", "countback": True},
     {"points": [1], "other": 1, "ties": "luck", "countback": True}],
)  # fmt: skip
def test_a_team_table_that_is_none_is_answered(client: StrictClient, contest: Event, league: Any) -> None:
    body = {**build("skills", {**SKILLS, "need_pass": False}), "league": league}
    answer = client.submit(at(contest, "/full"), {"seen": "0", "text": json.dumps(body)})
    assert answer.status_code == 422
    assert "league：请照导出的样子写" in text_of(answer.get_data(as_text=True))


def test_keys_too_long_for_the_mark_table_are_answered(client: StrictClient, contest: Event) -> None:
    body = build("skills", {**SKILLS, "need_pass": False})
    body["parts"][0]["sections"][0]["criteria"][0]["key"] = "k" * 41
    body["panel"]["judges"][0] = "裁" * 21
    answer = client.submit(at(contest, "/full"), {"seen": "0", "text": json.dumps(body)})
    assert "最多 40 个字符" in text_of(answer.get_data(as_text=True))
    assert "最多 20 个字" in text_of(answer.get_data(as_text=True))


def test_the_printed_rules_say_the_same(client: StrictClient, contest: Event) -> None:
    assert client.get(at(contest, "/print")).status_code == 404
    client.submit(edit(contest), SKILLS)
    page = text_of(client.get(at(contest, "/print")).get_data(as_text=True))
    for words in ("维修电工评分规则", "1. 理论成绩占总成绩的 30%", "器件安装", "（盖章处）"):
        assert words in page


def test_other_peoples_contests_are_not_there(client: StrictClient) -> None:
    mine, other = factories.event(), factories.event()
    bo: StaffAccount = factories.account(Grant(Role.ORGANISER, mine.id), name="薄示例")
    factories.sign_in(client, bo)
    assert client.get(at(mine)).status_code == 200
    for tail in ("", "/edit?template=skills", "/full", "/print", "/export.json", "/v/1"):
        assert client.get(at(other, tail)).status_code == 404


def test_judges_do_not_touch_rules(client: StrictClient) -> None:
    mine = factories.event()
    factories.sign_in(client, factories.account(Grant(Role.JUDGE, mine.id)))
    assert client.get(at(mine)).status_code == 403


def test_each_save_is_in_the_log(client: StrictClient, contest: Event) -> None:
    client.submit(edit(contest), SKILLS)
    kept = database.session().query(RuleSheet).one()
    with pytest.raises(actions.RulesRefusedError):
        actions.save(contest.id, actions.Draft(kept.body, {}, 7), by=SYSTEM, now=NOW)
