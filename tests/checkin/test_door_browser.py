"""What a volunteer does at the door, in a real browser with a film before the lens, on two sizes of phone."""

import datetime as dt
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect

from deqing_events.checkin.door_questions import actions as door_questions
from deqing_events.domain.roles import SYSTEM
from deqing_events.registration import passes
from deqing_events.registration.models import Registration
from deqing_events.registration.teams import queries as teams
from deqing_events.registration.teams import tokens
from deqing_events.web import qr
from tests import doors, factories_teams
from tests import factories_checkin as made
from tests.browser import complaints
from tests.camera import Scene
from tests.conftest import Clock
from tests.doors import WAIT_MS, stored, wedge
from tests.factories_registration import keys

pytestmark = pytest.mark.browser
by_size = pytest.mark.parametrize("size", doors.PROFILES, ids=lambda size: f"{size[0]}x{size[1]}")
Size = tuple[int, int]
Where = dict[str, str]


@pytest.fixture
def now(app: Flask, clock: Clock) -> dt.datetime:
    """This very moment, also for whatever the test stores."""
    del app
    clock.now = dt.datetime.now(dt.UTC)
    return clock.now


def shown(code: str) -> tuple[Scene, Scene]:
    """One person holds a code up and goes."""
    return Scene(code, 1.6), Scene(None, 0.6)


@by_size
def test_six_people_before_the_camera_get_six_answers(
    now: dt.datetime, installation: Where, tmp_path: Path, size: Size
) -> None:
    event = doors.event_of_this_hour(now)
    gate = doors.gate(made.checkin_list(event), now)
    fine, twice = made.guest(event, "沈示例"), made.guest(event, "陈样本")
    made.scan(gate.post, twice, now=now)
    stranger = made.guest(doors.event_of_this_hour(now, "维修电工技能比武"), "吴演练")
    old, unread = made.guest(event, "周拟示"), made.guest(event, "姚测试", state="pending", review="submitted")
    made.revoke_pass(old)
    codes = [each.address for each in (fine, twice, stranger, old, unread)]
    scenes = [scene for code in (*codes, "HTTPS://LOCALHOST/P/" + "A" * 26) for scene in shown(code)]
    words = {"请进", "已进过场", "不是这一场", "旧码，已换新", "还不能进", "认不出来"}
    with doors.door(installation, scenes, tmp_path) as door:
        page = door.scanner(gate, size)
        heard = complaints(page)
        page.get_by_role("button", name="开始扫码").click()
        page.wait_for_function("words => words.every((word) => window.words.includes(word))", arg=sorted(words))
        buzzed = set(page.evaluate("window.buzzed"))
        assert {"[60]", "[60,80,60]", "[200]", "[200,80,200]", "[120,60,120]"} <= buzzed
        assert page.evaluate("document.documentElement.scrollWidth") == size[0]
        assert heard == []
    first = {row.registration_id: (row.recorded, row.reason) for row in reversed(stored()) if row.lane == "camera"}
    assert first[fine.id] == ("success", None)
    assert first[twice.id][1] == "already_in" or first[twice.id] == ("success", None)
    assert first[old.id] == ("failure", "revoked")
    assert first[unread.id] == ("failure", "unapproved")
    assert {row.reason for row in stored() if row.registration_id in (None, stranger.id)} == {"invalid"}
    assert sum(row.counts for row in stored()) == 2, "nobody came in twice"


def test_twenty_passes_from_one_film_in_one_sitting(now: dt.datetime, installation: Where, tmp_path: Path) -> None:
    event = doors.event_of_this_hour(now)
    gate = doors.gate(made.checkin_list(event), now)
    guests = [made.guest(event) for _ in range(20)]
    scenes = [scene for guest in guests for scene in (Scene(guest.address, 1.2), Scene(None, 0.2))]
    with doors.door(installation, scenes, tmp_path) as door:
        page = door.scanner(gate)
        heard = complaints(page)
        page.evaluate("window.sitting = 1")
        page.get_by_role("button", name="开始扫码").click()
        expect(page.locator("#count")).to_have_text("20 / 20", timeout=2 * WAIT_MS)
        assert page.evaluate("window.sitting") == 1, "the page was never left"
        assert page.evaluate("window.words.filter((word) => word === '请进').length") == 20
        assert heard == []
    rows = [row for row in stored() if row.recorded == "success"]
    assert sorted(row.registration_id or 0 for row in rows) == sorted(guest.id for guest in guests)
    assert {row.reason for row in stored() if row.recorded == "failure"} <= {"already_in"}


@by_size
def test_camera_refused_then_photo_then_typed_code_then_search(
    now: dt.datetime, installation: Where, tmp_path: Path, size: Size
) -> None:
    event = doors.event_of_this_hour(now)
    gate = doors.gate(made.checkin_list(event), now)
    by_photo, by_code, by_name = (made.guest(event, name) for name in ("沈示例", "陈样本", "吴演练"))
    picture = tmp_path / "photo.png"
    picture.write_bytes(qr.png(by_photo.address, pixels_per_module=12))
    with doors.door(installation) as door:
        page = door.scanner(gate, size, doors.REFUSED)
        page.get_by_role("button", name="开始扫码").click()
        expect(page.locator("#tip")).to_contain_text("相机打不开")
        with page.expect_file_chooser() as choosing:
            page.get_by_role("button", name="拍照").click()
        choosing.value.set_files(picture)
        expect(page.locator(".scan__word")).to_have_text("请进")
        page.get_by_role("button", name="下一位").click()
        page.reload()
        expect(page.locator("#tip")).to_contain_text("上次用的是“拍照”")
        page.get_by_role("link", name="输编号").click()
        page.get_by_label("编号或短码").fill(by_code.short_code.lower())
        page.get_by_role("button", name="核对").click()
        expect(page.locator(".scan__word")).to_have_text("请进")
        page.get_by_role("link", name="下一位").click()
        expect(page.locator("#tip")).to_contain_text("上次用的是“输编号”")
        page.get_by_role("link", name="按姓名").click()
        page.locator("#q").fill("wyl 吴演")
        page.get_by_role("button", name="查", exact=True).click()
        page.get_by_role("button", name="核对进场").click()
        expect(page.locator(".scan__word")).to_have_text("请进")
    ways = [(row.registration_id, row.lane, row.recorded) for row in stored()]
    assert ways == [
        (by_photo.id, "photo", "success"),
        (by_code.id, "typed", "success"),
        (by_name.id, "search", "success"),
    ]


def test_in_wechat_without_a_camera_its_own_scanner_and_a_photo_work(
    now: dt.datetime, installation: Where, tmp_path: Path
) -> None:
    event = doors.event_of_this_hour(now)
    gate = doors.gate(made.checkin_list(event), now)
    scanned, pictured = made.guest(event, "沈示例"), made.guest(event, "陈样本")
    picture = tmp_path / "photo.png"
    picture.write_bytes(qr.png(pictured.address, pixels_per_module=12))
    with doors.door(installation) as door:
        page = door.scanner(gate, script=doors.NO_CAMERA, user_agent=doors.WECHAT)
        heard = complaints(page)
        page.get_by_role("button", name="开始扫码").click()
        expect(page.locator("#tip")).to_contain_text("微信扫一扫")
        page.set_input_files("#photo", picture)
        expect(page.locator(".scan__word")).to_have_text("请进")
        page.goto(f"{door.url}/P/{scanned.token}")
        expect(page.get_by_role("heading", name="要登记这张通行码吗")).to_be_visible()
        assert len(stored()) == 1, "opening a pass admits nobody"
        page.get_by_role("button", name="登记进场").click()
        expect(page.locator(".scan__word")).to_have_text("请进")
        assert heard == []
    assert [(row.registration_id, row.recorded) for row in stored()] == [
        (pictured.id, "success"),
        (scanned.id, "success"),
    ]


@by_size
def test_questions_wait_for_their_answers_while_the_camera_goes_on(
    now: dt.datetime, installation: Where, tmp_path: Path, size: Size
) -> None:
    event = doors.event_of_this_hour(now)
    at = made.checkin_list(event)
    gate = doors.gate(at, now)
    key = door_questions.add(at.id, "号码布", ("领了", "没领"), now=now, by=SYSTEM)
    first, second = made.guest(event, "沈示例"), made.guest(event, "陈样本")
    with doors.door(installation, [*shown(first.address), *shown(second.address)], tmp_path) as door:
        page = door.scanner(gate, size)
        page.get_by_role("button", name="开始扫码").click()
        expect(page.locator(".scan__word")).to_have_text("再核对一项", timeout=WAIT_MS)
        name = page.locator(".sheet__name").inner_text()
        page.get_by_role("button", name="记下进场").click()
        expect(page.get_by_label("领了")).to_be_focused()
        page.wait_for_function("() => document.querySelector('#camera').currentTime > 5")
        expect(page.locator(".sheet__name")).to_have_text(name)
        page.get_by_label("没领").check()
        page.get_by_role("button", name="记下进场").click()
        expect(page.locator(".scan__word")).to_have_text("请进")
    entered = [row for row in stored() if row.recorded == "success"]
    assert [row.answers for row in entered] == [{key: "没领"}]
    assert entered[0].registration_id == {"沈*例": first.id, "陈*本": second.id}[name]


@by_size
def test_a_team_by_one_scan_and_a_supervisor_who_lets_in(now: dt.datetime, installation: Where, size: Size) -> None:
    event = factories_teams.event(starts_at=now - dt.timedelta(hours=1), ends_at=now + dt.timedelta(hours=8))
    team = factories_teams.entered(event, 3, "示例精工联队")
    at = made.checkin_list(event, opens_at=now - dt.timedelta(hours=1), closes_at=now + dt.timedelta(hours=1))
    chief = doors.gate(at, now, role="supervisor", gate="检录台")
    blocked = teams.people(team.id)[2]
    made.change(Registration, blocked.id, blocked=True)
    fresh = teams.by_number(team.number)
    held = tokens.current(fresh) if fresh else None
    assert held is not None
    code = f"HTTPS://LOCALHOST/P/{tokens.pass_token(held, keys())}"
    with doors.door(installation) as door:
        page = door.scanner(chief, size)
        heard = complaints(page)
        wedge(page, code)
        expect(page.locator(".scan__word")).to_have_text("整队核对")
        boxes = page.get_by_role("checkbox")
        expect(boxes).to_have_count(3)
        expect(boxes.nth(2)).to_be_disabled()
        boxes.nth(1).uncheck()
        page.get_by_role("button", name="放行勾上的").click()
        expect(page.locator(".scan__why")).to_have_text("放行 1 人 · 还差 2 人")
        wedge(page, code)
        expect(page.locator(".scan__why")).to_have_text("还差 2 人")
        page.get_by_role("button", name="下一位").click()
        own = passes.token_for(passes.current(blocked), keys())
        wedge(page, f"HTTPS://LOCALHOST/P/{own}")
        expect(page.locator(".scan__word")).to_have_text("还不能进")
        page.get_by_role("button", name="主管放行").click()
        expect(page.locator(".scan__word")).to_have_text("放行这一位吗")
        assert [row.recorded for row in stored()] == ["success", "failure"], "asking lets nobody in"
        page.get_by_role("button", name="不放行").click()
        expect(page.locator("#answer")).to_be_hidden()
        wedge(page, f"HTTPS://LOCALHOST/P/{own}")
        page.get_by_role("button", name="主管放行").click()
        page.get_by_role("button", name="主管放行").click()
        expect(page.locator(".scan__forced")).to_have_text("主管放行")
        assert heard == []
    assert [(row.recorded, row.reason) for row in stored()] == [
        ("success", None),
        ("failure", "blocked"),
        ("failure", "blocked"),
        ("forced", None),
    ]


def test_a_usb_reader_goes_on_from_answer_to_answer(now: dt.datetime, installation: Where) -> None:
    event = doors.event_of_this_hour(now)
    gate = doors.gate(made.checkin_list(event), now)
    first, second = made.guest(event, "沈示例", state="waiting"), made.guest(event, "陈样本")
    with doors.door(installation) as door:
        page = door.page(gate)
        heard = complaints(page)
        page.goto(f"{door.url}/gate/{gate.link_token}/code")
        page.keyboard.type(first.address)
        page.keyboard.press("Enter")
        expect(page.locator(".scan__word")).to_have_text("还没确认")
        expect(page.locator("html[data-reader=ready]")).to_be_attached()
        page.keyboard.type(second.address)
        page.keyboard.press("Enter")
        expect(page.locator(".scan__word")).to_have_text("请进")
        assert heard == []
    assert [(row.registration_id, row.lane, row.recorded) for row in stored()] == [
        (first.id, "typed", "failure"),
        (second.id, "typed", "success"),
    ]
