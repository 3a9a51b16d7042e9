"""The next round on a phone: somebody says yes, somebody gives up and the reserve's page says so; the desk follows."""

import datetime as dt
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from deqing_events import database
from deqing_events.accounts import signing_in
from deqing_events.contests.history import Change
from deqing_events.contests.rounds import decision_actions
from deqing_events.contests.rounds.basis import basis
from deqing_events.database import db
from deqing_events.domain.roles import SYSTEM, Grant, Role
from deqing_events.events.models import Event
from deqing_events.registration.models import Registration
from tests import browser as browsers
from tests import factories, factories_registration
from tests.contests import rounds, stage
from tests.pages.inspector import sideways, violations
from tests.reading import StrictClient
from tests.serving import Server, serve

pytestmark = pytest.mark.browser
World = tuple[Server, Browser, str, list[str], str]


@pytest.fixture
def world(app: Flask, client: StrictClient, installation: dict[str, str]) -> Iterator[World]:
    """A decided list, served by the clock on the wall: the desk's address, three numbers, and a session of staff."""
    now = dt.datetime.now(dt.UTC)
    event, onward, rows = rounds.two_rounds(client)
    with database.transaction() as session:
        held = session.get_one(Event, onward.id)
        held.starts_at, held.ends_at = now + dt.timedelta(days=30), now + dt.timedelta(days=31)
    stage.publish(client, event)
    found = basis(event.id)
    assert found is not None
    ids = [found.entrants[number].id for number in found.proposal.going]
    choice = decision_actions.Choice(ids, found.digest)
    decision_actions.confirm(event.id, choice, factories_registration.keys(), Change(SYSTEM, now))
    numbers = [database.session().get_one(Registration, row.registration_id).number for row in rows[:3]]
    desk = app.test_client()
    factories.sign_in(desk, factories.account(Grant(Role.COUNTY_STAFF)), now=now)
    cookie = desk.get_cookie(signing_in.COOKIE)
    assert cookie is not None
    address = rounds.desk(event)
    db.session.remove()
    with serve(installation) as server, browsers.browser() as running:
        yield server, running, address, numbers, cookie.value


def with_cookie(context: BrowserContext, server: Server, name: str, value: str) -> Page:
    context.add_cookies([{"name": name, "value": value, "url": server.url}])
    return context.new_page()


def looked_at(page: Page) -> None:
    assert violations(page) == []
    assert not sideways(page)


def test_yes_no_and_the_reserve(world: World) -> None:
    server, running, desk, (first, second, reserve), token = world
    page = with_cookie(browsers.phone(running), server, "dq_phone", factories_registration.PHONE)
    heard = browsers.complaints(page)
    page.goto(f"{server.url}/my/registrations/{first}")
    page.get_by_role("link", name="去答复").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("祝贺，你晋级了")
    looked_at(page)
    page.get_by_role("button", name="确认参加").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("已确认参加")
    page.goto(f"{server.url}/my/rounds/{reserve}")
    expect(page.get_by_role("heading", level=1)).to_have_text("候补，排在")
    page.goto(f"{server.url}/my/rounds/{second}")
    page.get_by_role("link", name="来不了，放弃").click()
    looked_at(page)
    page.get_by_role("button", name="放弃", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("你放弃了晋级")
    page.goto(f"{server.url}/my/rounds/{reserve}")
    expect(page.get_by_role("heading", level=1)).to_have_text("轮到你递补，晋级了")
    looked_at(page)
    page.get_by_role("link", name="看晋级名单").click()
    expect(page.get_by_role("table", name="晋级名单")).to_contain_text("候补递补")
    looked_at(page)
    assert heard == []
    office = with_cookie(browsers.desk(running), server, signing_in.COOKIE, token)
    office.goto(f"{server.url}{desk}")
    expect(office.get_by_role("table", name="晋级名单")).to_contain_text("晋级，已确认参加")
    looked_at(office)
