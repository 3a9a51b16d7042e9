"""A phone in a test: the machine's own Chromium, driven by Playwright, at 390×844."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1366, "height": 768}
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
_drivers: list[Playwright] = []
_shared: dict[str, Browser] = {}
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_browser() -> str:
    """Return the path of an installed Chromium. Raises RuntimeError saying what to install."""
    for candidate in NAMES:
        found = shutil.which(candidate)
        if found:
            return found
    raise RuntimeError("no Chromium found: install the package chromium")


@contextmanager
def browser(*, camera: Path | None = None) -> Iterator[Browser]:
    """Lend Chromium, headless; ``camera`` is a Y4M or MJPEG file that plays as the phone's camera.

    All tests of a process share one that has no camera: what differs between phones is in their contexts, and those
    are closed at the end.
    """
    if camera is not None:
        running = _launch(camera)
        try:
            yield running
        finally:
            running.close()
        return
    if "plain" not in _shared or not _shared["plain"].is_connected():
        _shared["plain"] = _launch()
    try:
        yield _shared["plain"]
    finally:
        for context in _shared["plain"].contexts:
            context.close()


def _launch(camera: Path | None = None) -> Browser:
    if not _drivers:
        _drivers.append(sync_playwright().start())
    return _drivers[0].chromium.launch(executable_path=find_browser(), args=[*QUIET, *_lens(camera)])


def stop() -> None:
    """End what this process shared; called when its tests are over."""
    while _shared:
        _shared.popitem()[1].close()
    while _drivers:
        _drivers.pop().stop()


@contextmanager
def with_camera(beside: Browser, camera: Path) -> Iterator[Browser]:
    """Run a second Chromium beside one that runs already, with ``camera`` before its lens."""
    running = beside.browser_type.launch(executable_path=find_browser(), args=[*QUIET, *_lens(camera)])
    try:
        yield running
    finally:
        running.close()


def _lens(camera: Path | None) -> list[str]:
    if camera is None:
        return []
    return [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={camera}",
    ]


def phone(running: Browser, *, javascript: bool = True) -> BrowserContext:
    """Return a fresh phone: its own cookies, touch, Chinese."""
    return running.new_context(
        viewport={"width": PHONE["width"], "height": PHONE["height"]},
        device_scale_factor=2,
        is_mobile=True,
        has_touch=True,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        java_script_enabled=javascript,
        permissions=["camera"],
    )


def desk(running: Browser) -> BrowserContext:
    """Return a fresh desk computer."""
    return running.new_context(
        viewport={"width": DESK["width"], "height": DESK["height"]},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        accept_downloads=True,
    )


def complaints(page: Page) -> list[str]:
    """Collect script errors and refused resources (the content policy reports there) from now on."""
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    return heard
