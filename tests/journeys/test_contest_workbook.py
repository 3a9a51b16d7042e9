"""The sample contest workbook at the desk: taken in, published, and given out again with the same result."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import browser as browsers
from tests.pages import contest, events
from tests.pages.album import Album
from tests.pages.desk import Desk
from tests.pages.events import Plan
from tests.serving import Server, serve

pytestmark = pytest.mark.browser

PICTURES = Path(__file__).parent / "pictures" / "workbook"
DATA = Path(__file__).resolve().parents[1] / "data"
SAMPLE = DATA / "skills-contest-example.xlsx"
EXPECTED = json.loads((DATA / "skills-contest-expected.json").read_text(encoding="utf-8"))


@pytest.fixture
def server(installation: dict[str, str]) -> Iterator[Server]:
    """An installation with nothing in it."""
    with serve(installation) as running:
        running.command("db", "upgrade")
        yield running


def evaluated(server: Server, workbook: Path) -> dict[str, object]:
    """Return what the command says about a workbook, without the name of the file."""
    found: dict[str, object] = json.loads(server.command("contests", "evaluate", str(workbook), "--json"))
    return {key: value for key, value in found.items() if key != "file"}


def test_the_sample_comes_in_is_published_and_goes_out_again(server: Server, tmp_path: Path) -> None:
    with browsers.browser() as running:
        album = Album(PICTURES)
        desk = Desk(album.open(browsers.desk(running)), server.url)
        code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", server.command("db", "setup-code"))
        desk.go("/setup")
        desk.set_up(code[0] if code else "")
        event = event_with_the_sample(desk, album)
        published(desk, event, album)
        desk.go(f"/desk/events/{event}/workbook")
        again = desk.download(desk.link("带全部分数"), tmp_path)
        assert again.name.endswith("-比赛工作簿.xlsx")
        wanted = {key: value for key, value in EXPECTED.items() if key != "file"}
        assert evaluated(server, SAMPLE) == wanted
        assert evaluated(server, again) == wanted
        assert album.complaints == []


def event_with_the_sample(desk: Desk, album: Album) -> int:
    """Make an event and take the sample in; return the event's id."""
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    hours = dt.timedelta(hours=8)
    plan = Plan("维修电工技能比武", soon, soon + hours, soon - dt.timedelta(days=3), soon - hours, capacity=60)
    event = events.make_event(desk, plan)
    events.publish(desk, event)
    desk.go(f"/desk/events/{event}/workbook")
    desk.page.locator("input[type=file]").set_input_files(SAMPLE)
    desk.button("上传并预览").click()
    tiles = desk.tiles()
    counts = EXPECTED["counts"]
    album.take(desk.page, "预览")
    assert (tiles["新参赛者"], tiles["改动的参赛者"], tiles["改动的分数"]) == (counts["entrants"], 0, 0)
    assert tiles["新分数"] == counts["attended"] * (1 + 5 * 6)
    desk.button("确认导入").click()
    desk.says(f"已导入：新增 {counts['entrants']} 人")
    album.take(desk.page, "成绩预览")
    return event


def published(desk: Desk, event: int, album: Album) -> None:
    """Publish and compare the first three with what is expected; names are masked, so places, totals and teams."""
    contest.take_the_short_way(desk, event)
    contest.publish(desk, event, "public_notice")
    desk.says("成绩已公布")
    desk.link("看公开页").click()
    rows = desk.page.locator(".rank > li")
    shown = [rows.nth(place).locator(".rank__total").evaluate("at => at.firstChild.textContent") for place in range(3)]
    teams = [rows.nth(place).locator(".rank__unit").inner_text() for place in range(3)]
    awards = [rows.nth(place).locator(".rank__name").inner_text() for place in range(3)]
    first = EXPECTED["results"][:3]
    assert shown == [row["total"] for row in first]
    assert all(row["delegation"] in team for row, team in zip(first, teams, strict=True))
    assert all("一等奖" in award for award in awards)
    assert all("*" in name for name in awards), "nobody agreed to the full name"
    album.take(desk.page, "排名")
