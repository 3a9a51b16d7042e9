"""A worker takes a copy of the own data and has it deleted: phone of 390×844, the county's desk, figures unchanged."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from deqing_events import database
from deqing_events.checkin.models import CheckinList
from deqing_events.domain.roles import Grant, Role
from deqing_events.events.models import Event
from deqing_events.registration.models import Registration
from tests import browser as browsers
from tests import factories
from tests.conftest import NOW, Clock
from tests.contests import stage
from tests.factories_registration import registration, token_of
from tests.factories_reports import keep, scan
from tests.factories_workers import Inbox
from tests.journeys.test_review import _signed_in
from tests.pages.album import Album
from tests.reading import StrictClient
from tests.serving import serve

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("app")]
PICTURES = Path(__file__).parent / "pictures" / "privacy"
NAME, MASKED, MOBILE = "覃魇罕", "覃*罕", "19900009913"


@dataclass
class Scene:
    """The served county: a contest that is over and one to come, the worker's phone, the county's desk."""

    url: str
    held: Event
    coming: Event
    token: str
    running: Browser
    album: Album
    worker: Page
    county: Page


def _over(client: StrictClient) -> Event:
    """A published contest with two people who came, one of them named in full; then let it be over."""
    event = stage.county(client)
    stage.rules(event, draw_within=0)
    keep(CheckinList(event_id=event.id, name="入场"))
    unit = factories.unit(township=factories.township())
    for number, name, mobile, paper in (("A1", NAME, MOBILE, "91"), ("A2", "陈样本", "19900009914", "80")):
        row = registration(event, name, mobile=mobile, publish_name=True, unit_id=unit.id)
        stage.mark(stage.entrant(event, number, name, registration_id=row.id), paper, ("50", "30"))
        scan(row)
    stage.publish(client, event)
    stage.publish(client, event, "final")
    with database.transaction() as session:
        past = session.get_one(Event, event.id)
        past.starts_at, past.ends_at = NOW - dt.timedelta(hours=9), NOW - dt.timedelta(hours=1)
    return event


@pytest.fixture
def scene(installation: dict[str, str], client: StrictClient, clock: Clock) -> Iterator[Scene]:
    """Two contests of the same person, one over, one to come."""
    del clock
    held = _over(client)
    now = dt.datetime.now(dt.UTC)
    coming = factories.event("焊工技能比武", starts_at=now + dt.timedelta(days=9), ends_at=now + dt.timedelta(days=10))
    token = token_of(registration(coming, NAME, mobile=MOBILE, publish_name=True))
    county = factories.account(Grant(Role.COUNTY_STAFF), name="戴示例")
    with serve(installation) as server, browsers.browser() as running:
        album = Album(PICTURES)
        yield Scene(
            server.url,
            held,
            coming,
            token,
            running,
            album,
            album.open(browsers.phone(running)),
            _signed_in(album, browsers.desk(running), server.url, county),
        )


def _sign_in(scene: Scene) -> None:
    page = scene.worker
    page.goto(f"{scene.url}/my/privacy")
    page.get_by_label("手机号").fill(MOBILE)
    page.get_by_role("button", name="验证码").first.click()
    page.get_by_label("验证码").fill(Inbox().last(MOBILE))
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("我的资料")


def _copy(scene: Scene, button: str) -> bytes:
    with scene.worker.expect_download() as download:
        scene.worker.get_by_role("button", name=button).click()
    assert download.value.suggested_filename.startswith("我的资料.")
    return Path(download.value.path()).read_bytes()


def _figures(scene: Scene) -> str:
    scene.county.goto(f"{scene.url}/desk/reports")
    return scene.county.locator("main table").first.inner_text()


def _take_back_and_give(worker: Page, ranking: str, own: str) -> None:
    """The full name is off the public ranking as soon as the consent is taken back."""
    worker.get_by_role("button", name=re.compile("^收回.*公示时显示全名")).click()
    expect(worker.get_by_role("status")).to_contain_text("已收回：公示时显示全名")
    worker.goto(ranking)
    expect(worker.get_by_text(MASKED).first).to_be_visible()
    expect(worker.get_by_text(NAME)).to_have_count(0)
    worker.goto(own)
    worker.get_by_role("button", name=re.compile("^同意.*公示时显示全名")).click()


def _ask(worker: Page, album: Album) -> None:
    """Ask for deletion, take it back, ask again."""
    worker.get_by_role("link", name="申请删除我的资料").click()
    album.take(worker, "delete")
    worker.get_by_role("button", name="提出申请").click()
    expect(worker.get_by_text("要勾选这一项才能提出申请")).to_be_visible()
    worker.get_by_label("我看过了，要求删除").check()
    worker.get_by_role("button", name="提出申请").click()
    expect(worker.get_by_text("删除申请等工作人员答复")).to_be_visible()
    worker.get_by_role("button", name="撤回申请").click()
    expect(worker.get_by_role("status")).to_contain_text("资料都还在")
    worker.get_by_role("link", name="申请删除我的资料").click()
    worker.get_by_label("我看过了，要求删除").check()
    worker.get_by_role("button", name="提出申请").click()
    album.take(worker, "asked")


def test_a_copy_a_request_an_answer_and_nothing_but_figures_left(scene: Scene) -> None:
    worker, county, album = scene.worker, scene.county, scene.album
    ranking, before = f"{scene.url}/results/{scene.held.slug}", _figures(scene)
    _sign_in(scene)
    album.take(worker, "own-data")

    copy = json.loads(_copy(scene, "下载 .json"))
    assert [row["姓名"] for row in copy["报名"]] == [NAME, NAME]
    assert copy["成绩"][0]["名次"] == "第 1 名"
    assert _copy(scene, "下载表格").startswith(b"PK")

    _take_back_and_give(worker, ranking, f"{scene.url}/my/privacy")
    _ask(worker, album)

    county.goto(f"{scene.url}/desk/privacy")
    album.take(county, "requests")
    county.get_by_role("link", name="199****9913").click()
    album.take(county, "request")
    expect(county.get_by_text(NAME)).to_have_count(0)
    county.get_by_role("button", name="同意，删除资料").click()
    expect(county.get_by_role("status")).to_contain_text("已删除，并通知本人")
    album.take(county, "done")

    response = worker.goto(f"{scene.url}/p/{scene.token}")
    assert response is not None
    assert response.status == 404
    worker.goto(f"{scene.url}/my/")
    expect(worker.get_by_text("这部手机还没登录")).to_be_visible()
    worker.goto(ranking)
    expect(worker.get_by_text("陈样本").first).to_be_visible()
    expect(worker.get_by_text(NAME)).to_have_count(0)
    expect(worker.get_by_text(MASKED)).to_have_count(0)
    album.take(worker, "ranking")
    assert _figures(scene) == before
    assert "2" in before
    database.session().rollback()
    names = {row.name for row in database.session().query(Registration).all()}
    assert names == {"*", "陈样本"}
    assert [line for line in album.complaints if "404" not in line] == []
