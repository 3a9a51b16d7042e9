"""A real door in a test: a running server, Chromium, a film before its lens if wanted, gate phones of two sizes."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from playwright.sync_api import Browser, BrowserContext, Page

from deqing_events import database
from deqing_events.checkin.models import CheckinList, Scan
from deqing_events.events.models import Event
from tests import browser as browsers
from tests import factories_checkin as made
from tests.camera import Scene, film
from tests.serving import serve

WAIT_MS = 90_000
PROFILES = ((390, 844), (320, 640))
"""The two phones: an ordinary one and a small old one."""

WECHAT = (
    "Mozilla/5.0 (Linux; Android 11; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/107.0.5304.141 "
    "Mobile Safari/537.36 XWEB/5023 MMWEBSDK/20221206 MicroMessenger/8.0.32.2300(0x28002037) WeChat/arm64"
)
NO_CAMERA = "delete window.BarcodeDetector; delete Navigator.prototype.mediaDevices;"
REFUSED = """navigator.mediaDevices.getUserMedia =
  () => Promise.reject(new DOMException("Permission denied", "NotAllowedError"));"""
LISTEN = """
window.buzzed = [];
navigator.vibrate = (pattern) => { window.buzzed.push(JSON.stringify(pattern)); return true; };
window.words = [];
new MutationObserver((changes) => {
  for (const change of changes) for (const added of change.addedNodes) {
    const word = added.querySelector?.(".scan__word");
    if (word) window.words.push(word.textContent);
  }
}).observe(document, { childList: true, subtree: true });
"""


@dataclass(frozen=True)
class Door:
    """Where it is and who stands at it."""

    url: str
    running: Browser

    def page(self, gate: made.GatePhone, size: tuple[int, int] = PROFILES[0], script: str = "", **fields: Any) -> Page:
        """Return a page on a gate phone of this size; ``script`` runs before every page's own."""
        context = self.context(size, **fields)
        context.add_cookies([{"name": "dq_gate", "value": gate.bearer, "url": self.url}])
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        page.add_init_script(LISTEN + script)
        return page

    def context(self, size: tuple[int, int], **fields: Any) -> BrowserContext:
        """Return a fresh phone of this size."""
        return self.running.new_context(
            viewport={"width": size[0], "height": size[1]},
            device_scale_factor=2,
            is_mobile=True,
            has_touch=True,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            permissions=["camera"],
            **fields,
        )

    def scanner(
        self, gate: made.GatePhone, size: tuple[int, int] = PROFILES[0], script: str = "", **fields: Any
    ) -> Page:
        """Return the scanner's page on a gate phone."""
        page = self.page(gate, size, script, **fields)
        page.goto(f"{self.url}/gate/{gate.link_token}/scan")
        return page


def event_of_this_hour(now: dt.datetime, title: str = "叉车司机技能比武", **fields: Any) -> Event:
    """Store an event that takes place right now, because the server reads the real clock."""
    hour = dt.timedelta(hours=1)
    return made.today(title, starts_at=now - hour, ends_at=now + 8 * hour, **fields)


def gate(at: CheckinList, now: dt.datetime, **fields: Any) -> made.GatePhone:
    """Store a gate phone whose link is open right now."""
    day = dt.timedelta(days=1)
    return made.phone(at, valid_from=now - day, valid_until=now + day, **fields)


@contextmanager
def door(installation: dict[str, str], scenes: Sequence[Scene] = (), folder: Path | None = None) -> Iterator[Door]:
    """Run server and browser; ``scenes`` play before the camera, from ``folder``."""
    clip = film(folder / "camera.y4m", scenes) if folder and scenes else None
    with serve(installation) as server, browsers.browser(camera=clip) as running:
        yield Door(server.url, running)


def wedge(page: Page, text: str) -> None:
    """Type as a USB reader does: at once, then Enter."""
    page.locator("#say").focus()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def stored() -> list[Scan]:
    """Return every scan, in order, as the server has it now."""
    database.session().rollback()
    return list(database.session().scalars(sa.select(Scan).order_by(Scan.id)))
