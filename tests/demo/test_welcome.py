"""The first steps at the desk, and loading the demonstration from there."""

import json
import stat
import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from deqing_events.demo import launching, progress
from deqing_events.demo.progress import Progress, Report
from deqing_events.domain.roles import Grant, Role
from deqing_events.settings import Settings
from tests import factories
from tests.reading import StrictClient

WELCOME, DEMO, PROGRESS = "/desk/welcome", "/desk/welcome/demo", "/desk/welcome/demo/progress"


@pytest.fixture
def path(app: Flask) -> Path:
    """Where the loading tells how far it is."""
    return progress.path_in(app.config["SETTINGS"].instance)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The loadings that would have been started."""
    begun: list[Path] = []

    def start(path: Path, _: Settings) -> None:
        begun.append(path)

    monkeypatch.setattr(launching, "start", start)
    return begun


def staff(client: StrictClient, role: Role, scope_id: int | None = None) -> int:
    """Sign in somebody with a role; returns the account's id."""
    who = factories.account(Grant(role, scope_id))
    factories.sign_in(client, who)
    return who.id


def finished(path: Path, account_id: int) -> None:
    """Leave what a finished loading leaves."""
    rows = [["县总业务员", "戴示例", "demo-county", "abcd-efgh-jkmn"]]
    places = [["公开首页", "/"], ["公布的成绩", "/results"]]
    progress.write(path, Progress(account_id, "done", places=places, counts=[["赛事", 21]], sign_ins=rows))


def test_county_staff_are_offered_all_three(client: StrictClient) -> None:
    staff(client, Role.COUNTY_STAFF)
    page = client.get(WELCOME).text
    for word, link in (
        ("导入单位和会员", "/desk/imports"),
        ("载入演示数据", DEMO),
        ("新建第一场赛事", "/desk/events/new"),
    ):
        assert word in page
        assert f'href="{link}"' in page


def test_an_auditor_is_told_who_does_it(client: StrictClient) -> None:
    staff(client, Role.AUDITOR)
    page = client.get(WELCOME).text
    assert f'href="{DEMO}"' not in page
    assert "由县总业务员来导入。" in page


@pytest.mark.parametrize("address", [DEMO, PROGRESS])
def test_who_may_not_load(client: StrictClient, address: str) -> None:
    assert client.get(address).status_code == 302
    staff(client, Role.TOWNSHIP_ADMIN, factories.township().id)
    assert client.get(address).status_code == 403


@pytest.mark.parametrize("role", [Role.COUNTY_STAFF, Role.SYSADMIN])
def test_it_asks_before_it_loads(client: StrictClient, started: list[Path], path: Path, role: Role) -> None:
    mine = staff(client, role)
    assert "载入演示数据？" in client.get(DEMO).text
    assert started == []
    answer = client.submit(DEMO, {}, page=DEMO)
    assert answer.status_code == 302
    assert answer.location == PROGRESS
    assert started == [path]
    held = progress.read(path)
    assert held is not None
    assert held.account_id == mine
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert client.get(PROGRESS).headers["Refresh"] == "2"


def test_two_taps_start_one_loading(client: StrictClient, started: list[Path]) -> None:
    staff(client, Role.COUNTY_STAFF)
    client.submit(DEMO, {}, page=DEMO)
    answer = client.submit(DEMO, {}, page=DEMO)
    assert answer.location == PROGRESS
    assert len(started) == 1
    assert "正在载入" in client.get(PROGRESS).text


def test_with_an_event_it_refuses(client: StrictClient, started: list[Path]) -> None:
    staff(client, Role.COUNTY_STAFF)
    ask = client.get(DEMO).text
    factories.event()
    assert "已经有赛事" in client.get(WELCOME).text
    assert "已经有赛事" in client.get(DEMO).text
    assert "载入演示数据？" in ask
    answer = client.submit(DEMO, {}, page="/desk/me")
    assert answer.status_code == 422
    assert "已经有赛事" in answer.text
    assert started == []


def test_the_sign_in_list_shows_once_and_only_to_who_started(client: StrictClient, new_client: Any, path: Path) -> None:
    mine = staff(client, Role.COUNTY_STAFF)
    finished(path, mine)
    other = new_client()
    staff(other, Role.COUNTY_STAFF)
    assert "abcd-efgh-jkmn" not in other.get(PROGRESS).text
    first = client.get(PROGRESS)
    assert "abcd-efgh-jkmn" in first.text
    assert 'href="/results"' in first.text
    assert first.headers["Cache-Control"] == "no-store"
    assert "Refresh" not in first.headers
    assert "abcd-efgh-jkmn" not in client.get(PROGRESS).text
    assert "abcd-efgh-jkmn" not in path.read_text("utf-8")


def test_a_dead_loading_is_said_and_may_be_started_again(client: StrictClient, started: list[Path], path: Path) -> None:
    mine = staff(client, Role.COUNTY_STAFF)
    progress.write(path, Progress(mine))
    stored = json.loads(path.read_text("utf-8")) | {"beat": time.time() - progress.SILENT_SECONDS - 1}
    path.write_text(json.dumps(stored), "utf-8")
    assert "载入停下来了" in client.get(PROGRESS).text
    client.submit(DEMO, {}, page=DEMO)
    assert len(started) == 1


def test_without_a_loading_there_is_no_progress(client: StrictClient) -> None:
    staff(client, Role.COUNTY_STAFF)
    assert client.get(PROGRESS).location == WELCOME


def test_a_report_tells_how_far_and_why_not(client: StrictClient, path: Path) -> None:
    mine = staff(client, Role.COUNTY_STAFF)
    assert progress.claim(path, mine)
    report = Report(path)
    report("正在演一年的赛事", 100, 400)
    assert "100 / 400" in client.get(PROGRESS).text
    report.fail("这里已经有赛事了。")
    assert "这里已经有赛事了。" in client.get(PROGRESS).text


def test_the_started_process_tells_why_it_refuses(app: Flask, path: Path) -> None:
    """The real process, at an installation that has an event already, so that it ends at once."""
    factories.event()
    assert progress.claim(path, 1)
    process = launching.start(path, app.config["SETTINGS"])
    assert process.wait(timeout=60) == 1
    held = progress.read(path)
    assert held is not None
    assert held.state == "failed"
    assert "已经有赛事" in held.message


def test_a_process_that_cannot_begin_is_said(app: Flask, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "short")
    assert progress.claim(path, 1)
    assert launching.start(path, app.config["SETTINGS"]).wait(timeout=60) != 0
    said = ""
    for _ in range(50):
        held = progress.read(path)
        said = held.message if held else ""
        if said:
            break
        time.sleep(0.1)
    assert said == launching.BROKEN
