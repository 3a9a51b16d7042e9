"""axe finds nothing serious on the pages of the door, in standard and in large text, and nothing scrolls sideways."""

import datetime as dt
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from deqing_events.checkin.door_questions import actions as door_questions
from deqing_events.domain.roles import SYSTEM
from deqing_events.registration.teams import queries as teams
from deqing_events.registration.teams import tokens
from tests import doors, factories, factories_teams
from tests import factories_checkin as made
from tests.conftest import Clock
from tests.doors import wedge
from tests.factories_registration import PHONE, keys, registration, token_of
from tests.pages.inspector import sideways, violations

pytestmark = pytest.mark.browser
TEXT_SIZES = ("标准字", "大字")


@pytest.fixture
def now(app: Flask, clock: Clock) -> dt.datetime:
    """This very moment, also for whatever the test stores."""
    del app
    clock.now = dt.datetime.now(dt.UTC)
    return clock.now


@pytest.fixture
def door(now: dt.datetime, installation: dict[str, str]) -> Iterator[doors.Door]:
    """A door without a film."""
    del now
    with doors.door(installation) as opened:
        yield opened


def enlarge(page: Page, url: str, size: str) -> None:
    """Turn large text on or off."""
    page.context.add_cookies([{"name": "dq_large", "value": "1" if size == "大字" else "", "url": url}])


def wrong_on(page: Page, name: str) -> list[str]:
    """Say what is wrong with the page as it stands."""
    return [f"{name}: {one}" for one in (*violations(page), *sideways(page))]


def test_pages_of_the_gate(door: doors.Door, now: dt.datetime) -> None:
    event = doors.event_of_this_hour(now)
    at = made.checkin_list(event, mode="reentry")
    chief = doors.gate(at, now, role="supervisor", gate="检录台")
    guest = made.guest(event, "沈示例")
    made.scan(chief.post, guest, now=now)
    factories.member("钱示例", "19900000901")
    pages = {
        "post": "",
        "scanner": "scan",
        "code": "code",
        "search": "find?q=沈示例",
        "nobody": "find?q=没有这人",
        "log": "log?show=all",
        "walk-in": "walk-in?q=钱示例",
        "walk-in new": "walk-in/new?name=孙样本",
        "confirm": f"confirm?code={guest.token}",
        "conflicts": "conflicts",
    }
    page, wrong = door.page(chief), list[str]()
    for size in TEXT_SIZES:
        enlarge(page, door.url, size)
        for name, path in pages.items():
            answer = page.goto(f"{door.url}/gate/{chief.link_token}/{path}")
            assert answer is not None
            assert answer.status == 200, name
            wrong += wrong_on(page, f"{name} {size}")
    assert wrong == []


def test_every_look_of_an_answer(door: doors.Door, now: dt.datetime) -> None:
    event = doors.event_of_this_hour(now)
    at, asking = made.checkin_list(event), made.checkin_list(event)
    chief, asker = doors.gate(at, now, role="supervisor"), doors.gate(asking, now)
    door_questions.add(asking.id, "健康声明签了吗", ("是", "否"), now=now, by=SYSTEM)
    fine, waiting = made.guest(event, "沈示例"), made.guest(event, "陈样本", state="waiting")
    elsewhere = made.guest(doors.event_of_this_hour(now, "维修电工技能比武"))
    old = made.guest(event)
    made.revoke_pass(old)
    shown = (
        (chief, fine.address),
        (chief, fine.address),
        (chief, elsewhere.address),
        (chief, waiting.address),
        (chief, old.address),
        (chief, "HTTPS://LOCALHOST/P/" + "A" * 26),
        (asker, fine.address),
    )
    wrong, words = list[str](), set[str]()
    for size in TEXT_SIZES:
        for gate, code in shown:
            page = door.page(gate, doors.PROFILES[1])
            enlarge(page, door.url, size)
            page.goto(f"{door.url}/gate/{gate.link_token}/scan")
            wedge(page, code)
            word = page.locator(".scan__word").inner_text()
            words.add(word)
            wrong += wrong_on(page, f"{word} {size}")
            said = page.locator("#say")
            expect(said).to_contain_text(word)
            assert said.get_attribute("aria-live") == "assertive"
            page.context.close()
    assert words == {"请进", "已进过场", "不是这一场", "还没确认", "旧码，已换新", "认不出来", "再核对一项"}
    assert wrong == []


def test_a_team_and_the_worker_s_own_pages(door: doors.Door, now: dt.datetime) -> None:
    event = factories_teams.event(starts_at=now - dt.timedelta(hours=1), ends_at=now + dt.timedelta(hours=8))
    team = factories_teams.entered(event, 4, "示例精工联队")
    gate = doors.gate(made.checkin_list(event), now)
    fresh = teams.by_number(team.number)
    held = tokens.current(fresh) if fresh else None
    assert held is not None
    own = registration(factories.event("维修电工技能比武", days=60), "沈示例")
    page, wrong = door.page(gate, doors.PROFILES[1]), list[str]()
    worker = door.context(doors.PROFILES[1])
    worker.add_cookies([{"name": "dq_phone", "value": PHONE, "url": door.url}])
    mine = worker.new_page()
    for size in TEXT_SIZES:
        enlarge(page, door.url, size)
        enlarge(mine, door.url, size)
        page.goto(f"{door.url}/gate/{gate.link_token}/scan")
        wedge(page, f"HTTPS://LOCALHOST/P/{tokens.pass_token(held, keys())}")
        expect(page.locator(".scan__word")).to_have_text("整队核对")
        wrong += wrong_on(page, f"team in the scanner {size}")
        page.goto(f"{door.url}/gate/{gate.link_token}/team/{team.id}")
        wrong += wrong_on(page, f"team page {size}")
        for path in (f"p/{token_of(own)}", f"my/registrations/{own.number}/new-pass"):
            answer = mine.goto(f"{door.url}/{path}")
            assert answer is not None
            assert answer.status == 200, path
            wrong += wrong_on(mine, f"{path} {size}")
    assert wrong == []
