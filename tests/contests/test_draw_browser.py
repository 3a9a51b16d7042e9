"""The public draw on a phone: the page recomputes it by itself, and says so when something does not fit."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect

from deqing_events.contests.start_draws import actions
from deqing_events.database import db
from deqing_events.domain.roles import SYSTEM
from tests import browser as browsers
from tests import factories
from tests.conftest import NOW
from tests.contests import stage
from tests.pages.inspector import sideways, violations
from tests.serving import serve

pytestmark = pytest.mark.browser

SUM = re.compile(r'(class="hash">)[0-9a-f](?=[0-9a-f]{63}</span></th>)')


@pytest.fixture
def draw(app: Flask, installation: dict[str, str]) -> Iterator[tuple[str, Browser]]:
    """The address of a public draw of twelve, and a browser."""
    event = factories.event(starts_at=NOW)
    for number in range(1, 13):
        stage.entrant(event, f"WD{number:03}")
    actions.fix_list(event.id, replaces=0, reason="", by=SYSTEM, now=NOW)
    actions.draw(event.id, 1, actions.Announced("三颗骰子:6,2,5", "骰子", "吴示例"), by=SYSTEM, now=NOW)
    address = f"/results/{event.slug}/draw"
    db.session.remove()
    del app
    with serve(installation) as server, browsers.browser() as running:
        yield f"{server.url}{address}", running


def recomputed(page: Page) -> None:
    page.get_by_role("button", name="在这台手机上重算").click()


def test_a_phone_recomputes_the_draw(draw: tuple[str, Browser]) -> None:
    address, running = draw
    page = browsers.phone(running).new_page()
    heard = browsers.complaints(page)
    page.goto(address)
    recomputed(page)
    expect(page.get_by_role("status").first).to_have_text("重算完毕：名单摘要、12 行和顺序都对得上。")
    assert violations(page) == []
    assert not sideways(page)
    assert heard == []


def test_a_page_that_was_tampered_with_does_not_pass(draw: tuple[str, Browser]) -> None:
    address, running = draw
    page = browsers.phone(running).new_page()

    def swapped(route: Route) -> None:
        """Hand out the first two rows the other way round."""
        answer = route.fetch()
        rows = re.findall(r"<tr data-number=.*?</tr>", answer.text(), re.DOTALL)
        body = answer.text().replace(rows[0], "<!-- -->").replace(rows[1], rows[0]).replace("<!-- -->", rows[1])
        route.fulfill(response=answer, body=body)

    def falsified(route: Route) -> None:
        """Change one digit of the first sum."""
        answer = route.fetch()
        route.fulfill(response=answer, body=SUM.sub(r"\g<1>g", answer.text(), count=1))

    for act, told in ((swapped, "的顺序对不上"), (falsified, "这一行对不上")):
        page.route(address, act)
        page.goto(address)
        recomputed(page)
        expect(page.get_by_role("status").first).to_contain_text(told)
        page.unroute(address)


def test_without_script_the_commands_are_there(draw: tuple[str, Browser]) -> None:
    address, running = draw
    page = browsers.phone(running, javascript=False).new_page()
    page.goto(address)
    expect(page.get_by_role("button", name="在这台手机上重算")).to_be_hidden()
    expect(page.get_by_label("算签号的命令")).to_contain_text("sha256sum")
