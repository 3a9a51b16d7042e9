"""Teams on phones: a captain gathers a team, members join from their own, strangers see nothing."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from deqing_events import database
from deqing_events.events.models import Event
from deqing_events.registration.teams import actions, queries
from deqing_events.registration.teams.models import Team
from tests import factories_teams
from tests.conftest import Clock
from tests.factories_registration import details
from tests.factories_teams import how
from tests.reading import StrictClient, text_of

CAPTAIN = {
    "team_name": "示例精工联队",
    "name": "沈示例",
    "mobile": "19900000021",
    "unit_text": "示例精工",
    "agree": "y",
}
MEMBER = {"name": "王测试", "mobile": "19900000034", "unit_text": "样板木业", "agree": "y"}
NewClient = Callable[[], StrictClient]


@pytest.fixture
def event(app: Flask) -> Event:  # noqa: ARG001 - rows need the app
    return factories_teams.event(team_min=3, team_max=4, capacity=4)


@pytest.fixture
def captain(client: StrictClient, event: Event) -> StrictClient:
    answer = client.submit(f"/events/{event.slug}/team", CAPTAIN)
    assert answer.status_code == 303, text_of(answer.get_data(as_text=True))
    return client


@pytest.fixture
def team(captain: StrictClient, event: Event) -> Team:  # noqa: ARG001 - the captain makes it
    return fresh(event)


def fresh(event: Event) -> Team:
    database.session().rollback()
    return queries.listing(event.id)[0].team


def words(client: StrictClient, address: str) -> str:
    return text_of(client.get(address).get_data(as_text=True))


def link(captain: StrictClient, team: Team) -> str:
    page = captain.get(f"/my/teams/{team.number}/invite").get_data(as_text=True)
    found = re.search(r'href="http://localhost(/team/[A-Z2-7]{26})"', page)
    assert found is not None
    return found[1]


def test_the_events_page_leads_to_a_draft_that_is_kept(captain: StrictClient, event: Event, team: Team) -> None:
    assert "组队报名" in words(captain, f"/events/{event.slug}")
    page = words(captain, f"/my/teams/{team.number}")
    for word in ("草稿已存", "代表 示例精工", "队员 1 / 3–4 人", "还差 2 人", "还有 1 处要处理"):
        assert word in page
    mine = words(captain, "/my/")
    assert "示例精工联队" in mine
    assert "继续填" in mine


def test_missing_things_are_said_and_what_was_typed_stays(client: StrictClient, event: Event) -> None:
    answer = client.submit(f"/events/{event.slug}/team", {"team_name": "示例队", "mobile": "1"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="示例队"' in page
    assert "手机号要 11 位" in page
    taken = client.submit(f"/events/{event.slug}/team", CAPTAIN)
    again = client.submit(f"/events/{event.slug}/team", {**CAPTAIN, "name": "别人", "mobile": "19900000099"})
    assert (taken.status_code, again.status_code) == (303, 422)
    assert "已经有同名的队" in again.get_data(as_text=True)


def test_a_named_member_accepts_on_the_own_phone_and_sees_masked_names(
    captain: StrictClient, team: Team, new_client: NewClient
) -> None:
    one = f"/my/teams/{team.number}"
    added = captain.submit(f"{one}/add", {"name": "王测试", "mobile": "199 0000 0034"}, follow_redirects=True)
    assert "等本人确认" in added.get_data(as_text=True)
    twice = captain.submit(f"{one}/add", {"name": "王测试", "mobile": "19900000034"})
    assert (twice.status_code, "已经在名单里" in twice.get_data(as_text=True)) == (422, True)
    member, address = new_client(), link(captain, team)
    invitation = words(member, address)
    assert "沈*例" in invitation
    for secret in ("沈示例", "0021", "王测试"):
        assert secret not in invitation
    joined = member.submit(address, MEMBER, follow_redirects=True)
    page = text_of(joined.get_data(as_text=True))
    assert "你已确认加入" in page
    assert "沈*例" in page
    assert "沈示例" not in page
    assert "19900000021" not in page
    again = member.submit(address, MEMBER)
    assert again.status_code == 303
    assert len(queries.people(team.id)) == 2
    assert "样板木业 · 199****0034" in words(captain, one)


def test_a_whole_team_is_read_back_submitted_and_shows_its_pass(
    captain: StrictClient, team: Team, new_client: NewClient
) -> None:
    one = f"/my/teams/{team.number}"
    assert captain.get(f"{one}/check").status_code == 303
    for _ in range(2):
        factories_teams.joins(team)
    assert "下一步：核对" in words(captain, one)
    assert "提交后全队一起占名额" in words(captain, f"{one}/check")
    for _ in range(2):
        submitted = captain.submit(f"{one}/check", page=one + "/invite")
        assert submitted.status_code == 303
    page = captain.get(one).get_data(as_text=True)
    assert "全队已报上名" in page
    found = re.search(r'href="(/p/[A-Z2-7]{26})"', page)
    assert found is not None
    card = words(captain, found[1])
    assert "队伍通行码" in card
    assert "示例精工联队" in card
    assert captain.get(f"{found[1]}/qr.png").mimetype == "image/png"
    stranger = words(new_client(), found[1])
    assert "请由工作人员扫码" in stranger
    assert "示例精工联队" not in stranger
    assert "通行码" in words(captain, "/my/")


def test_other_phones_get_nowhere(captain: StrictClient, team: Team, new_client: NewClient) -> None:
    stranger, member = new_client(), new_client()
    assert member.submit(link(captain, team), MEMBER).status_code == 303
    one = f"/my/teams/{team.number}"
    for path in ("", "/edit", "/add", "/invite", "/check", "/leave", "/withdraw"):
        assert stranger.get(one + path).status_code == 404
        assert member.get(one + path).status_code == (200 if path in ("", "/leave") else 404)
    assert stranger.get("/my/teams/NIX").status_code == 404


def test_links_that_are_of_no_use_say_why(captain: StrictClient, team: Team, new_client: NewClient) -> None:
    old, phone = link(captain, team), new_client()
    assert "新链接已生成" in captain.submit(
        f"/my/teams/{team.number}/invite", {}, follow_redirects=True
    ).get_data(as_text=True)  # fmt: skip
    assert phone.get(old).status_code == 404
    assert "邀请链接换过了" in words(phone, old)
    address = link(captain, team)
    assert phone.get(address.replace("/team/", "/TEAM/")).status_code == 200
    for _ in range(3):
        factories_teams.joins(team)
    full = phone.submit(address, MEMBER)
    assert (full.status_code, "人已经满了" in full.get_data(as_text=True)) == (422, True)
    actions.withdraw(team.id, how())
    assert "已经取消" in words(phone, address)


def test_declining_gives_the_same_answer_to_everybody(captain: StrictClient, team: Team, new_client: NewClient) -> None:
    captain.submit(f"/my/teams/{team.number}/add", {"name": "王测试", "mobile": "19900000034"})
    address, phone = link(captain, team) + "/decline", new_client()
    stranger = phone.submit(address, {"name": "别人", "mobile": "19900000035"}).get_data(as_text=True)
    named = phone.submit(address, {"name": "王测试", "mobile": "19900000034"}).get_data(as_text=True)
    assert stranger == named
    assert "王测试 没有接受邀请" in words(captain, f"/my/teams/{team.number}")


def test_a_conflict_is_shown_in_place_and_changed(captain: StrictClient, event: Event, team: Team) -> None:
    who, one = details("姚范例"), f"/my/teams/{team.number}"
    captain.submit(f"{one}/add", {"name": who.name, "mobile": who.mobile})
    other = factories_teams.draft(event, "阜溪二队")
    factories_teams.joins(other, who)
    page = captain.get(one).get_data(as_text=True)
    assert "已在“阜溪二队”名单中" in text_of(page)
    found = re.search(r'action="([^"]+/swap)"', page)
    assert found is not None
    swapped = captain.submit(found[1], {}, page=one, follow_redirects=True)
    assert "姚范例已移出名单，请加另一位" in swapped.get_data(as_text=True)


def test_the_captain_leaves_and_the_next_one_leads(captain: StrictClient, team: Team, new_client: NewClient) -> None:
    member, one = new_client(), f"/my/teams/{team.number}"
    member.submit(link(captain, team), MEMBER)
    assert "队长交给下一位入队的 王测试" in words(captain, f"{one}/leave")
    left = captain.submit(f"{one}/leave", {}, follow_redirects=True)
    assert "已退出示例精工联队" in left.get_data(as_text=True)
    assert captain.get(one).status_code == 404
    assert "加队员" in words(member, one)


def test_people_are_removed_and_after_the_lock_exchanged(captain: StrictClient, team: Team, clock: Clock) -> None:
    first, one = factories_teams.joins(team), f"/my/teams/{team.number}"
    factories_teams.joins(team)
    member = f"{one}/members/{first.number}"
    assert "移出名单" in words(captain, member)
    assert "已移出名单" in captain.submit(f"{member}/remove", {}, follow_redirects=True).get_data(as_text=True)
    last = factories_teams.joins(team)
    actions.submit(team.id, how())
    clock.forward(days=4, hours=12)
    member = f"{one}/members/{last.number}"
    assert "名单已锁定" in words(captain, member)
    refused = captain.submit(f"{member}/remove", {}, page=f"{one}/members/{last.number}/remove", follow_redirects=True)
    assert "名单已经锁定" in refused.get_data(as_text=True)
    other = captain.submit(f"{member}/substitute", MEMBER)
    assert (other.status_code, "同一个工会" in other.get_data(as_text=True)) == (422, True)


def test_a_person_of_a_team_leaves_by_the_own_registration_too(captain: StrictClient, team: Team) -> None:
    for _ in range(2):
        factories_teams.joins(team)
    actions.submit(team.id, how())
    number = queries.people(team.id)[0].number
    page = captain.get(f"/my/registrations/{number}").get_data(as_text=True)
    assert f"/my/teams/{team.number}" in page
    moved = captain.get(f"/my/registrations/{number}/cancel")
    assert moved.location == f"/my/teams/{team.number}/leave"


def test_single_people_are_shown_the_way_to_a_team(client: StrictClient, event: Event) -> None:
    assert "这一场要组队报名" in words(client, f"/events/{event.slug}/register")
