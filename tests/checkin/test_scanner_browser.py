"""The scanner in a real browser with a fake camera: 请进, then 已进过场, photo, keyboard reader, undo, no line."""

import base64
import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect

from deqing_events import database
from deqing_events.checkin.models import Scan
from deqing_events.web import qr
from tests import browser as browsers
from tests import factories_checkin as made
from tests.camera import Scene, film
from tests.conftest import Clock
from tests.serving import serve

pytestmark = pytest.mark.browser
WAIT_MS = 20_000
AT_LEAST_EIGHT = re.compile(r"^([89]|\d\d)(\.\d)?$")
"""Frames per second."""


@dataclass(frozen=True)
class Venue:
    """A running server and browser, a gate phone, and somebody the camera sees."""

    url: str
    running: Browser
    gate: made.GatePhone
    held_up: made.Guest
    other: made.Guest

    def scanner(self) -> tuple[Page, list[str]]:
        """Open the scanner on the gate phone and return its page with what it complains about."""
        context = browsers.phone(self.running)
        context.add_cookies([{"name": "dq_gate", "value": self.gate.bearer, "url": self.url}])
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        heard = browsers.complaints(page)
        page.goto(f"{self.url}/gate/{self.gate.link_token}/scan")
        return page, heard


@pytest.fixture
def venue(app: Flask, installation: dict[str, str], clock: Clock, tmp_path: Path) -> Iterator[Venue]:
    """A venue of this very hour, because the server reads the real clock."""
    del app
    clock.now = dt.datetime.now(dt.UTC)
    event = made.today(starts_at=clock.now - dt.timedelta(hours=1), ends_at=clock.now + dt.timedelta(hours=8))
    day = dt.timedelta(days=1)
    gate = made.phone(made.checkin_list(event), valid_from=clock.now - day, valid_until=clock.now + day)
    held_up, other = made.guest(event, "沈示例"), made.guest(event, "陈样本")
    clip = film(tmp_path / "camera.y4m", [Scene(held_up.address, 3), Scene(None, 5)])
    with serve(installation) as server, browsers.browser(camera=clip) as running:
        yield Venue(server.url, running, gate, held_up, other)


def stored() -> list[Scan]:
    database.session().rollback()
    return list(database.session().scalars(sa.select(Scan).order_by(Scan.id)))


def test_the_camera_lets_somebody_in_and_knows_them_the_second_time(venue: Venue) -> None:
    page, heard = venue.scanner()
    page.get_by_role("button", name="开始扫码").click()
    word = page.locator(".scan__word")
    expect(word).to_have_text("请进", timeout=WAIT_MS)
    expect(page.locator("#say")).to_contain_text("请进。签到成功 · 第 1 位。沈*例")
    expect(page.locator(".sheet__name")).to_have_text("沈*例")
    expect(page.get_by_role("button", name="下一位")).to_be_focused()
    expect(page.locator("#answer")).to_be_hidden(timeout=WAIT_MS)
    expect(page.locator("#count")).to_have_text("1 / 2")
    expect(page.locator("#last-who")).to_contain_text("上一位 沈*例")
    expect(word).to_have_text("已进过场", timeout=WAIT_MS)
    expect(page.locator(".scan__why").first).to_contain_text("在 2 号门 签到")
    expect(page.locator("#scanner")).to_have_attribute("data-rate", AT_LEAST_EIGHT)
    assert page.locator("#scanner").get_attribute("data-reader") in {"native", "script"}
    assert [(row.recorded, row.lane) for row in stored()][:2] == [("success", "camera"), ("failure", "camera")]
    assert heard == []


def test_a_photo_a_reader_and_undo(venue: Venue, tmp_path: Path) -> None:
    page, heard = venue.scanner()
    picture = tmp_path / "photo.png"
    picture.write_bytes(qr.png(venue.other.address, pixels_per_module=12))
    page.set_input_files("#photo", picture)
    expect(page.locator(".scan__word")).to_have_text("请进")
    page.get_by_role("button", name="撤销").click()
    expect(page.locator("#tip")).to_contain_text("已撤销")
    expect(page.locator("#count")).to_have_text("0 / 2")
    page.locator("#say").focus()
    page.keyboard.type(venue.other.address, delay=2)
    page.keyboard.press("Enter")
    expect(page.locator(".scan__word")).to_have_text("请进")
    empty = tmp_path / "empty.png"
    empty.write_bytes(base64.b64decode(ONE_PIXEL))
    expect(page.locator("#answer")).to_be_hidden(timeout=WAIT_MS)
    page.set_input_files("#photo", empty)
    expect(page.locator("#tip")).to_contain_text("照片里没有找到码")
    page.set_input_files("#photo", {"name": "x.png", "mimeType": "image/png", "buffer": b"no picture"})
    expect(page.locator("#tip")).to_contain_text("这张照片打不开")
    assert [(row.lane, row.annulled_at is None) for row in stored()] == [("photo", False), ("typed", True)]
    assert heard == []


ONE_PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def test_without_a_line_nothing_is_claimed_of_a_code_that_is_not_on_the_list(venue: Venue) -> None:
    page, _ = venue.scanner()
    expect(page.locator("#scanner")).to_have_attribute("data-ready", "1", timeout=WAIT_MS)
    page.route("**/api/v1/**", lambda route: route.abort())
    page.keyboard.type(f"{venue.other.token[:-1]}{'A' if venue.other.token[-1] != 'A' else 'B'}", delay=2)
    page.keyboard.press("Enter")
    expect(page.locator(".scan__word")).to_have_text("联网再看", timeout=WAIT_MS)
    expect(page.locator("#gate-online")).to_have_text("没网")
    page.unroute("**/api/v1/**")
    page.get_by_role("button", name="再扫一次").click()
    expect(page.locator("#gate-online")).to_have_text("联网", timeout=WAIT_MS)
    page.keyboard.type(venue.other.address, delay=2)
    page.keyboard.press("Enter")
    expect(page.locator(".scan__word")).to_have_text("请进", timeout=WAIT_MS)
    assert [row.registration_id for row in stored()] == [venue.other.id]


def test_a_phone_that_stores_nothing_sends_the_same_scan_again(venue: Venue) -> None:
    page, _ = venue.scanner()
    sent: list[str] = []

    def cut(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(json.loads(route.request.post_data or "{}")["nonce"])
        route.abort()

    page.add_init_script("indexedDB.open = () => { throw new Error('private'); }")
    page.reload()
    page.route("**/api/v1/**", cut)
    page.keyboard.type(venue.other.address, delay=2)
    page.keyboard.press("Enter")
    expect(page.locator(".scan__word")).to_have_text("联网再看", timeout=WAIT_MS)
    assert len(sent) == 3
    assert len(set(sent)) == 1, "a retry keeps its nonce"
    assert stored() == []


def test_the_script_decoder_reads_what_a_phone_without_a_detector_sees(venue: Venue) -> None:
    page, heard = venue.scanner()
    page.add_init_script("delete window.BarcodeDetector")
    page.reload()
    page.get_by_role("button", name="开始扫码").click()
    expect(page.locator(".scan__word")).to_have_text("请进", timeout=WAIT_MS)
    assert page.locator("#scanner").get_attribute("data-reader") == "script"
    expect(page.locator("#scanner")).to_have_attribute("data-rate", AT_LEAST_EIGHT)
    assert heard == []


def test_a_phone_without_a_camera_is_told_the_other_ways(venue: Venue) -> None:
    page, _ = venue.scanner()
    page.add_init_script("navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('none'))")
    page.reload()
    page.get_by_role("button", name="开始扫码").click()
    expect(page.locator("#tip")).to_contain_text("相机打不开")
    for way in ("输编号", "按姓名"):
        expect(page.get_by_role("link", name=way)).to_be_visible()
