"""What the public sees: lists, filters, the page of one event, calendars. Drafts are nowhere."""

import datetime as dt

import icalendar
import pytest
from flask.testing import FlaskClient

from deqing_events import database
from deqing_events.accounts.models import StaffAccount
from deqing_events.events import hooks
from deqing_events.events.hooks import ContestFacts, MyPlace, NextCard, Places
from tests import factories
from tests.conftest import NOW, Clock
from tests.reading import text_of


@pytest.fixture(autouse=True)
def _set_up(app: object) -> None:
    del app
    factories.account()


def words(client: FlaskClient, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return text_of(response.get_data(as_text=True))


def test_home_lists_what_comes_and_offers_the_lookup(client: FlaskClient, offers: hooks.Offers) -> None:
    factories.event("叉车司机技能比武", days=3)
    factories.event("早就结束的比武", days=-30, registration_opens_at=None)
    page = words(client, "/")
    assert "叉车司机技能比武" in page
    assert "早就结束的比武" not in page
    assert "查报名" in page
    assert "早就结束的比武" in words(client, "/?when=past")
    assert offers.next_card() is None


def test_the_next_card_comes_from_the_hook(client: FlaskClient, offers: hooks.Offers) -> None:
    offers.next_card = lambda: NextCard("焊工比武", "后天 08:00", "/my/pass", state=("ok", "check", "已通过"))
    page = words(client, "/")
    assert "我的下一场" in page
    assert "焊工比武" in page


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("family=skills", {"电工比武"}),
        ("family=sport", {"篮球赛"}),
        ("family=nonsense", {"电工比武", "篮球赛"}),
        ("month=2026-11", {"电工比武"}),
        ("month=2026-12", {"篮球赛"}),
        ("month=2026-13", {"电工比武", "篮球赛"}),
        ("q=篮球", {"篮球赛"}),
        ("q=实训中心 电工", {"电工比武"}),
        ("q=100%25", set()),
        ("page=99999999999999999999", {"电工比武", "篮球赛"}),
        ("page=7", {"电工比武", "篮球赛"}),
        ("town=abc", {"电工比武", "篮球赛"}),
        ("q=%00%E2%80%8B", {"电工比武", "篮球赛"}),
    ],
)
def test_filters(client: FlaskClient, query: str, seen: set[str]) -> None:
    factories.event("电工比武", days=5)
    factories.event("篮球赛", days=20, family="sport", kind="sport_tournament")
    page = words(client, f"/?{query}")
    assert {title for title in ("电工比武", "篮球赛") if title in page} == seen
    assert ("清除筛选" in page) >= (not seen)


def test_a_township_filter_knows_host_township_and_venue(client: FlaskClient) -> None:
    here, there = factories.township("雷甸镇"), factories.township("新市镇")
    factories.event("镇里的比武", township_id=here.id)
    away = factories.event("县里的比武")
    with database.transaction() as session:
        session.merge(away).sessions[0].township_id = here.id
    factories.event("别处的比武", township_id=there.id)
    page = words(client, f"/?town={here.id}")
    assert "镇里的比武" in page
    assert "县里的比武" in page
    assert "别处的比武" not in page


def test_a_long_list_has_pages(client: FlaskClient) -> None:
    for number in range(23):
        factories.event(f"第{number:02}场", days=number + 1)
    first, second = words(client, "/"), words(client, "/?page=2")
    assert "第19场" in first
    assert "第20场" not in first
    assert "第22场" in second
    assert "下一页" in first
    assert "上一页" in second


def test_a_draft_is_nowhere(client: FlaskClient) -> None:
    draft = factories.event("还没发布的比武", state="draft", published_at=None)
    words(client, f"/events/{draft.slug}", 404)
    assert client.get(f"/events/{draft.slug}/event.ics").status_code == 404
    for address in ("/", "/?when=past", "/?q=发布", "/calendar"):
        assert "还没发布的比武" not in words(client, address)
    assert "还没发布的比武" not in client.get("/calendar.ics").get_data(as_text=True)


def test_a_test_event_is_in_no_list_but_opens(client: FlaskClient) -> None:
    event = factories.event("试一试的比武", is_test=True)
    assert "试一试的比武" not in words(client, "/")
    assert "测试活动" in words(client, f"/events/{event.slug}")


def test_an_open_event_leads_to_registration(client: FlaskClient, offers: hooks.Offers) -> None:
    event = factories.event(capacity=120, contact_phone="0572-0000000", who_may="在职职工\n持证")
    offers.places = lambda ids: {i: Places(86, 120) for i in ids}
    page = client.get(f"/events/{event.slug}").get_data(as_text=True)
    assert "我要报名" in text_of(page)
    assert f'href="/events/{event.slug}/register"' in page
    assert "余 34 名" in text_of(page)
    assert "还有 4 天" in text_of(page)
    assert 'href="tel:0572-0000000"' in page


def test_windows_of_the_page(client: FlaskClient, clock: Clock, offers: hooks.Offers) -> None:
    opens, closes = NOW + dt.timedelta(hours=1), NOW + dt.timedelta(hours=2)
    event = factories.event(registration_opens_at=opens, registration_closes_at=closes, capacity=1)
    address = f"/events/{event.slug}"
    assert "开始报名，到时再来" in words(client, address)
    clock.forward(hours=1)
    assert "我要报名" in words(client, address)
    offers.places = lambda ids: {i: Places(1, 1, 7) for i in ids}
    assert "候补报名" in words(client, address)
    assert "已满 · 候补 7 人" in words(client, "/")
    clock.forward(hours=1)
    page = words(client, address)
    assert "截止了" in page
    assert "候补报名" not in page
    clock.forward(days=10)
    assert "这一场已经结束" in words(client, address)


def test_a_full_event_without_waiting_list_offers_nothing(client: FlaskClient, offers: hooks.Offers) -> None:
    event = factories.event(capacity=2, waiting_list=False)
    offers.places = lambda ids: {i: Places(2, 2) for i in ids}
    page = words(client, f"/events/{event.slug}")
    assert "名额满了" in page
    assert "我要报名" not in page


def test_teams_have_a_button_of_their_own(client: FlaskClient) -> None:
    event = factories.event(entrant_kind="team")
    page = client.get(f"/events/{event.slug}").get_data(as_text=True)
    assert "组队报名" in page
    assert f'href="/events/{event.slug}/team"' in page
    assert "我要报名" not in page


def test_workplaces_are_entered_together(client: FlaskClient) -> None:
    event = factories.event(entrant_kind="unit")
    page = words(client, f"/events/{event.slug}")
    assert "由单位统一报名" in page
    assert "报名中" in page
    assert "我要报名" not in page


@pytest.mark.parametrize(
    ("state", "sentence"),
    [("cancelled", "这一场取消了"), ("postponed", "这一场延期了"), ("public_notice", "公示中"), ("final", "已结束")],
)
def test_states_of_the_page(client: FlaskClient, state: str, sentence: str) -> None:
    event = factories.event(state=state, state_reason="台风影响")
    page = client.get(f"/events/{event.slug}").get_data(as_text=True)
    assert sentence in text_of(page)
    assert "我要报名" not in text_of(page)
    assert "看成绩" not in page, "nothing is published yet"
    assert ("<s>" in page) == (state == "cancelled")
    assert "台风影响" in page


def test_who_registered_sees_the_pass_and_the_contest_speaks(client: FlaskClient, offers: hooks.Offers) -> None:
    event = factories.event(state="public_notice")
    offers.my_place = lambda _: MyPlace("/my/registrations/1")
    offers.contest = lambda _: ContestFacts(
        has_rules=True, rules=("理论 30%，实操 70%",), awards=("一等奖 1 名",), results_word="公示中"
    )
    page = client.get(f"/events/{event.slug}").get_data(as_text=True)
    assert "已报名，看通行码" in page
    assert "理论 30%，实操 70%" in page
    assert "一等奖 1 名" in page
    assert f'href="/results/{event.slug}/rules"' in page


def test_no_account_yet_leads_to_set_up(client: FlaskClient) -> None:
    with database.transaction() as session:
        for account in session.query(StaffAccount):
            session.delete(account)
    response = client.get("/")
    assert response.status_code == 302
    assert response.location == "/setup"


def test_the_calendar_goes_by_month(client: FlaskClient) -> None:
    factories.event("十一月的比武", days=2)
    factories.event("十二月的比武", days=20)
    november = words(client, "/calendar")
    assert "2026年11月的活动" in november
    assert "十一月的比武" in november
    assert "十二月的比武" not in november
    assert "十二月的比武" in words(client, "/calendar?month=2026-12")
    assert "这个月没有活动" in words(client, "/calendar?month=2027-01")
    assert "2026年11月的活动" in words(client, "/calendar?month=第一")


def test_an_event_for_the_phone_calendar(client: FlaskClient) -> None:
    event = factories.event("焊工比武", contact="陈样本", contact_phone="0572-0000000")
    response = client.get(f"/events/{event.slug}/event.ics")
    assert response.mimetype == "text/calendar"
    (entry,) = icalendar.Calendar.from_ical(response.data).events
    assert entry["SUMMARY"] == "焊工比武"
    assert entry.decoded("DTSTART") == event.starts_at
    assert entry["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert entry["UID"] == f"{event.code}-{event.sessions[0].id}@deqing-events"
    assert entry["STATUS"] == "CONFIRMED"


def test_the_feed_marks_cancelled_ones_and_answers_not_modified(client: FlaskClient) -> None:
    factories.event("办得成的")
    factories.event("取消了的", state="cancelled", updated_at=NOW + dt.timedelta(minutes=1))
    factories.event("去年的", days=-400, registration_opens_at=None)
    response = client.get("/calendar.ics")
    entries = {str(entry["SUMMARY"]): entry for entry in icalendar.Calendar.from_ical(response.data).walk("VEVENT")}
    assert set(entries) == {"办得成的", "【已取消】取消了的"}
    assert entries["【已取消】取消了的"]["STATUS"] == "CANCELLED"
    assert entries["【已取消】取消了的"]["SEQUENCE"] == 60
    again = client.get("/calendar.ics", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
    since = client.get("/calendar.ics", headers={"If-Modified-Since": response.headers["Last-Modified"]})
    assert since.status_code == 304
