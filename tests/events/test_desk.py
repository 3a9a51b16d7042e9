"""The desk: who sees and changes which events, making and copying one, and campaigns."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from deqing_events import database
from deqing_events.audit.models import AuditEntry
from deqing_events.domain.roles import Role
from deqing_events.events import hooks
from deqing_events.events.hooks import Check, Places
from deqing_events.events.models import Campaign, Event
from tests import factories
from tests.events.people import dai, draft, signed, stored, words
from tests.reading import StrictClient, text_of

Clients = Callable[[], StrictClient]
BASIC = {
    "title": "焊工技能比武",
    "kind": "skill_contest",
    "organiser_level": "county",
    "host_id": "",
    "township_id": "",
    "campaign_id": "",
    "trade": "welder",
    "contest_class": "I",
    "entrant_kind": "person",
    "summary": "",
}


def events() -> list[Event]:
    return list(database.session().scalars(select(Event).order_by(Event.id)))


def test_strangers_and_other_roles_stay_out(client: StrictClient, new_client: Clients) -> None:
    event = factories.event()
    assert client.get("/desk/events").location.startswith("/login")
    assert client.get(f"/desk/events/{event.id}/edit/basic").location.startswith("/login")
    clerk = signed(new_client(), Role.UNIT_CLERK, factories.unit().id)
    assert clerk.get("/desk/events").status_code == 403
    auditor = signed(new_client(), Role.AUDITOR)
    assert auditor.get(f"/desk/events/{event.id}").status_code == 200
    assert auditor.get(f"/desk/events/{event.id}/edit/basic").status_code == 403
    assert "改变状态" not in words(auditor, f"/desk/events/{event.id}")


def test_bo_and_chen_see_their_own_event_only(client: StrictClient, new_client: Clients) -> None:
    mine, other = factories.event("波办的比武"), factories.event("陈办的比武")
    bo = signed(client, Role.ORGANISER, mine.id)
    page = words(bo, "/desk/events")
    assert "波办的比武" in page
    assert "陈办的比武" not in page
    assert "新建赛事" not in page
    tails = ("", "/edit/basic", "/edit/sessions", "/edit/registration", "/preview", "/cancel", "/postpone", "/withdraw")
    for tail in tails:
        assert bo.get(f"/desk/events/{mine.id}{tail}").status_code == 200, tail
        assert bo.get(f"/desk/events/{other.id}{tail}").status_code == 404, tail
    assert bo.get("/desk/events/new").status_code == 403
    assert bo.submit(f"/desk/events/{mine.id}/copy", page=f"/desk/events/{mine.id}").status_code == 403
    held = other.sessions[0].id
    assert bo.get(f"/desk/events/{mine.id}/edit/sessions/{held}").status_code == 404
    refused = bo.submit(
        f"/desk/events/{other.id}/cancel", {"reason": "不是我的"}, page=f"/desk/events/{mine.id}/cancel"
    )
    assert refused.status_code == 404
    assert stored(other.id).state == "published"
    chen = signed(new_client(), Role.ORGANISER, other.id)
    assert chen.get(f"/desk/events/{mine.id}").status_code == 404


def test_an_organiser_cannot_move_an_event_to_another_host(client: StrictClient) -> None:
    town = factories.township()
    event = factories.event(township_id=town.id, host_id=town.id, organiser_level="township")
    bo = signed(client, Role.ORGANISER, event.id)
    page = f"/desk/events/{event.id}/edit/basic"
    answer = bo.submit(page, {**BASIC, "organiser_level": "province", "host_id": "", "township_id": ""})
    assert answer.status_code == 302
    after = stored(event.id)
    assert (after.title, after.trade) == ("焊工技能比武", "welder")
    assert (after.organiser_level, after.host_id, after.township_id) == ("township", town.id, town.id)


def test_a_township_admin_creates_for_the_own_township_only(client: StrictClient) -> None:
    own, other = factories.township("雷甸镇"), factories.township("新市镇")
    admin = signed(client, Role.TOWNSHIP_ADMIN, own.id)
    answer = admin.submit("/desk/events/new", {**BASIC, "organiser_level": "township", "township_id": str(other.id)})
    assert answer.status_code == 422
    assert "请从列表里选一个" in answer.get_data(as_text=True)
    answer = admin.submit("/desk/events/new", {**BASIC, "organiser_level": "county", "township_id": str(own.id)})
    assert answer.status_code == 422
    assert events() == []
    answer = admin.submit(
        "/desk/events/new",
        {**BASIC, "organiser_level": "township", "township_id": str(own.id), "host_id": str(other.id)},
    )
    assert answer.status_code == 302
    (made,) = events()
    assert (made.host_id, made.township_id, made.state) == (own.id, own.id, "draft")
    assert made.code == "DQ26-0001"
    assert made.slug == "dq26-0001"
    assert "焊工技能比武" in words(admin, "/desk/events")
    county = factories.event("县里的比武")
    assert "县里的比武" not in words(admin, "/desk/events")
    assert admin.get(f"/desk/events/{county.id}").status_code == 404


def test_a_host_unit_is_found_or_refused(client: StrictClient) -> None:
    own, other = factories.township("雷甸镇"), factories.township("新市镇")
    factories.unit("德清示例甲精工有限公司", township=own)
    factories.unit("德清示例乙精工有限公司", township=other)
    admin = signed(client, Role.TOWNSHIP_ADMIN, own.id)
    filled = {**BASIC, "organiser_level": "grassroots", "township_id": str(own.id)}
    answer = admin.submit("/desk/events/new", {**filled, "host_unit": "没有的单位"})
    assert answer.status_code == 422
    assert "没有的单位" in answer.get_data(as_text=True)
    assert "县里没有这个单位" in answer.get_data(as_text=True)
    answer = admin.submit("/desk/events/new", {**filled, "host_unit": "德清示例乙精工有限公司"})
    assert answer.status_code == 422
    answer = admin.submit("/desk/events/new", {**filled, "host_unit": "德清示例甲精工有限公司"})
    assert answer.status_code == 302
    assert events()[0].host_unit is not None


def test_dai_creates_and_codes_count_on(client: StrictClient) -> None:
    host = factories.township("县总工会", kind="county_federation")
    staff = dai(client)
    for _ in range(2):
        assert staff.submit("/desk/events/new", {**BASIC, "host_id": str(host.id)}).status_code == 302
    assert [event.code for event in events()] == ["DQ26-0001", "DQ26-0002"]
    assert events()[0].host_id == host.id
    entry = database.session().scalars(select(AuditEntry).where(AuditEntry.action == "event.create")).first()
    assert entry is not None
    assert "焊工" not in str(entry.detail)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": ""}, "请填写名称"),
        ({"title": "长" * 81}, "最多 80 个字"),
        ({"kind": "party"}, "请从列表里选一个"),
        ({"trade": "astronaut"}, "请从列表里选一个"),
        ({"host_id": "99999"}, "请从列表里选一个"),
        ({"campaign_id": "abc'--"}, "请从列表里选一个"),
        ({"entrant_kind": "robot"}, "请从列表里选一个"),
    ],
)
def test_bad_basics_are_answered_and_kept(client: StrictClient, change: dict[str, str], sentence: str) -> None:
    staff = dai(client)
    answer = staff.submit("/desk/events/new", {**BASIC, "summary": "一句话还在", **change})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in page
    assert "一句话还在" in page
    assert events() == []


def test_copying_takes_the_description_without_dates(client: StrictClient) -> None:
    event = factories.event("维修电工比武", who_may="在职", capacity=12)
    staff = dai(client)
    answer = staff.submit(f"/desk/events/{event.id}/copy", page=f"/desk/events/{event.id}")
    assert answer.status_code == 302
    made = events()[-1]
    assert (made.title, made.who_may, made.capacity, made.state) == ("维修电工比武", "在职", 12, "draft")
    assert made.sessions == []
    assert made.registration_opens_at is None
    assert made.code != event.code


def test_the_list_filters_sorts_and_counts(client: StrictClient, offers: hooks.Offers) -> None:
    offers.places = lambda ids: {i: Places(77, 80, 5) for i in ids}
    factories.event("甲比武", days=3)
    factories.event("乙篮球赛", days=9, family="sport", kind="sport_tournament")
    draft(title="丙草稿", days=20)
    staff = dai(client)
    page = words(staff, "/desk/events")
    assert page.index("丙草稿") < page.index("乙篮球赛") < page.index("甲比武")
    assert "全部 3" in page
    assert "77" in page
    page = words(staff, "/desk/events?sort=start")
    assert page.index("甲比武") < page.index("丙草稿")
    page = words(staff, "/desk/events?state=draft")
    assert "丙草稿" in page
    assert "甲比武" not in page
    assert "已发布 2" in page
    assert "乙篮球赛" not in words(staff, "/desk/events?family=skills")
    assert "没有符合条件的赛事" in words(staff, "/desk/events?q=滑雪&month=2026-11&sort=evil&state=evil&page=-3")


def test_the_check_list_leads_to_the_parts(client: StrictClient, offers: hooks.Offers) -> None:
    offers.checks["contests"] = lambda _: (Check("bad", "还没有评分规则", "/desk/events/1/rules", "去定规则"),)
    event = draft(registration_opens_at=None)
    staff = dai(client)
    response = staff.get(f"/desk/events/{event.id}/edit/registration")
    page = response.get_data(as_text=True)
    assert f'href="/desk/events/{event.id}/edit/basic">去填主办方' in page
    assert f'href="/desk/events/{event.id}/edit/registration">去填时间' in page
    assert "去定规则" in page
    assert "3 项要改" in text_of(page)
    assert "disabled" in page
    preview = words(staff, f"/desk/events/{event.id}/preview")
    assert "草稿的预览" in preview
    assert "我要报名" not in preview


def test_campaigns_belong_to_the_county(client: StrictClient, new_client: Clients) -> None:
    staff = dai(client)
    filled = {"name": "第六届职工技能运动会", "kind": "skills_games", "edition": "6", "year": "2026", "level": "county"}
    filled |= {"starts_on": "2026-04-01", "ends_on": "2026-10-31"}
    assert staff.submit("/desk/campaigns/new", filled).status_code == 302
    again = staff.submit("/desk/campaigns/new", filled)
    assert again.status_code == 422
    assert "已经有同名的竞赛活动了" in again.get_data(as_text=True)
    for change in ({"year": "26"}, {"ends_on": "2026-03-01"}, {"starts_on": "四月"}, {"kind": "party"}, {"name": ""}):
        bad = staff.submit("/desk/campaigns/new", {**filled, "name": "另一个", **change})
        assert bad.status_code == 422, change
    (campaign,) = database.session().scalars(select(Campaign))
    event = factories.event(campaign_id=campaign.id)
    assert "第六届职工技能运动会" in words(staff, "/desk/campaigns")
    refused = staff.submit(f"/desk/campaigns/{campaign.id}/close")
    assert refused.status_code == 422
    assert "还有 1 场赛事没有办结" in refused.get_data(as_text=True)
    with database.transaction() as session:
        session.get_one(Event, event.id).state = "final"
    assert staff.submit(f"/desk/campaigns/{campaign.id}/close").status_code == 302
    assert staff.submit(f"/desk/campaigns/{campaign.id}/edit", filled).status_code == 422
    admin = signed(new_client(), Role.TOWNSHIP_ADMIN, factories.township().id)
    assert "新建竞赛活动" not in words(admin, "/desk/campaigns")
    assert admin.get("/desk/campaigns/new").status_code == 403
    assert admin.get(f"/desk/campaigns/{campaign.id}/edit").status_code == 403
