"""A clerk's list with two bad lines, mended and taken in, to the summary that prints: 1366 px and phone."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from deqing_events import database
from deqing_events.accounts import passwords, signing_in
from deqing_events.accounts.models import StaffAccount, StaffSession
from deqing_events.domain.questions.definition import Kind, Option, Question
from deqing_events.domain.roles import SYSTEM, Grant, Role
from deqing_events.events.models import Event
from deqing_events.messages.models import Message
from deqing_events.registration.desk_queries import Filters, for_event
from deqing_events.registration.questions import form_actions
from tests import browser as browsers
from tests import factories
from tests.conftest import NOW
from tests.factories_entries import table_of, workbook
from tests.pages.album import Album
from tests.serving import serve

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("app")]

PICTURES = Path(__file__).parent / "pictures"
UNIT = "德清示例精工有限公司"
PEOPLE = (("沈示例", "19900000017"), ("王测试", "1990000003"), ("", "19900000046"), ("陈样本", "19900000055"))


@dataclass
class Scene:
    """The served event, the browser and where files go."""

    url: str
    event: Event
    clerk: StaffAccount
    running: Browser
    folder: Path


@pytest.fixture
def scene(installation: dict[str, str], tmp_path: Path) -> Iterator[Scene]:
    """An event that asks for the size of shirts, with three places and a waiting list."""
    work = factories.unit(UNIT, township=factories.township("阜溪街道"))
    now = dt.datetime.now(dt.UTC)
    event = factories.event(
        capacity=3,
        waiting_list=True,
        registration_opens_at=min(now, NOW) - dt.timedelta(days=1),
        registration_closes_at=now + dt.timedelta(days=9),
        starts_at=now + dt.timedelta(days=10),
        ends_at=now + dt.timedelta(days=10, hours=8),
    )
    size = Question("", Kind.CHOICE, "衣服尺码", "用于做队服", options=(Option("M", "M"), Option("L", "L")))
    form_actions.add(event.id, size, now=NOW, by=SYSTEM)
    clerk = factories.account(Grant(Role.UNIT_CLERK, work.id), name="钱经办")
    with serve(installation) as server, browsers.browser() as running:
        yield Scene(server.url, event, clerk, running, tmp_path)


def _signed_in(scene: Scene, context: BrowserContext, album: Album) -> Page:
    token, now = passwords.new_token(), dt.datetime.now(dt.UTC)
    values = {"account_id": scene.clerk.id, "created_at": now, "seen_at": now, "address": "127.0.0.1"}
    with database.transaction() as session:
        session.add(StaffSession(token_hash=passwords.token_hash(token), **values))
    context.add_cookies([{"name": signing_in.COOKIE, "value": token, "url": scene.url}])
    return album.open(context)


def _downloaded(page: Page, link: str, target: Path) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=link).first.click()
    assert waiting.value.suggested_filename.endswith(".xlsx")
    shutil.copy(waiting.value.path(), target)
    return target.read_bytes()


def _upload(page: Page, file: Path) -> None:
    page.get_by_label("填好的名单").set_input_files(file)
    page.get_by_role("button", name="上传并核对").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("核对名单")


def _fill_in(page: Page, scene: Scene) -> Path:
    header, rows = table_of(_downloaded(page, "下载名单模板", scene.folder / "模板.xlsx"))
    assert (header[1:5], rows[0][3]) == (["姓名*", "手机*", "单位", "衣服尺码*"], UNIT)
    filled = [[*row[:1], name, mobile, row[3], "L"] for row, (name, mobile) in zip(rows, PEOPLE, strict=False)]
    file = scene.folder / "本单位名单.xlsx"
    file.write_bytes(workbook(filled, header))
    return file


def _mend(page: Page, scene: Scene) -> Path:
    header, rows = table_of(_downloaded(page, "下载要改的名单", scene.folder / "要改.xlsx"), 3)
    assert header[-2:] == ["行号", "原因"]
    assert [bool(row[-1]) for row in rows[:4]] == [False, True, True, False]
    rows[1][2], rows[2][1] = "19900000034", "周示例"
    file = scene.folder / "改好的名单.xlsx"
    file.write_bytes(workbook(rows[:4], header, above=2))
    return file


@pytest.mark.parametrize("make", [browsers.desk, browsers.phone], ids=["desk", "phone"])
def test_from_the_template_to_the_printed_summary(scene: Scene, make: Callable[[Browser], BrowserContext]) -> None:
    narrow = make is browsers.phone
    album = Album(PICTURES / ("bulk-phone" if narrow else "bulk"))
    page = _signed_in(scene, make(scene.running), album)
    page.goto(f"{scene.url}/unit/events")
    album.take(page, "events")
    page.get_by_role("link", name="去代报").click()
    album.take(page, "event")

    _upload(page, _fill_in(page, scene))
    album.take(page, "two-bad-lines")
    expect(page.get_by_role("heading", name="有 2 行要改")).to_be_visible()
    for sentence in ("手机：手机号要 11 位，以 1 开头，请再看一遍。", "姓名：请填写真实姓名。"):
        expect(page.get_by_text(sentence)).to_be_visible()
    assert page.get_by_role("button", name="确认报名").count() == 0
    mended = _mend(page, scene)
    page.get_by_role("link", name="改好了，去上传").click()
    expect(page.get_by_text("还没有报名的人")).to_be_visible()

    _upload(page, mended)
    album.take(page, "fine")
    page.get_by_role("button", name="确认报名 4 人").click()
    expect(page.get_by_text("要先征得名单上每个人的同意。")).to_be_visible()
    page.get_by_label("名单上的人都知道并同意").check()
    page.get_by_role("button", name="确认报名 4 人").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("已报名 4 人")
    album.take(page, "done")
    page.get_by_role("link", name="看已报的人").click()
    album.take(page, "people")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]
    page.get_by_role("link", name="打印汇总表").click()
    expect(page.get_by_role("cell", name="沈示例")).to_be_visible()
    expect(page.get_by_text("单位负责人（盖章）：____")).to_be_visible()
    album.take(page, "summary")
    if not narrow:
        printed = page.pdf(prefer_css_page_size=True)
        assert b"/MediaBox [0 0 841" in printed, "A4 across"
    database.session().rollback()
    states = {line.registration.name: line.registration.state for line in for_event(scene.event.id, Filters())}
    assert states == {"沈示例": "confirmed", "王测试": "confirmed", "周示例": "confirmed", "陈样本": "waiting"}
    assert database.session().query(Message).count() == len(PEOPLE)
    assert album.complaints == []
