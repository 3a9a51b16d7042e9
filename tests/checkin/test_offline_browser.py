"""A gate without a line, in a real browser: it goes on, keeps what it let in, and brings everything back."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.checkin import conflict_queries, list_actions, queries
from deqing_events.checkin.models import CheckinList, GateDevice, Scan
from deqing_events.domain.roles import SYSTEM
from deqing_events.registration import passes
from deqing_events.registration.models import Registration
from tests import browser as browsers
from tests import factories_checkin as made
from tests.conftest import Clock
from tests.line import Line, line_to
from tests.pages.inspector import sideways, violations
from tests.serving import serve

pytestmark = pytest.mark.browser
WAIT_MS = 30_000
SCANNED, AT_BOTH = 30, 5
PATIENCE = 300
"""Tenths of a second for a batch to arrive."""


@dataclass
class Doors:
    """Two gates of one list with a phone each, the line of the first, and the people."""

    line: Line
    running: Browser
    event_id: int
    at: CheckinList
    gate: made.GatePhone
    side: made.GatePhone
    people: list[made.Guest]

    def scanner(self) -> Page:
        """Open the scanner at the first gate and wait until it could work without a line."""
        context = browsers.phone(self.running)
        context.add_cookies([{"name": "dq_gate", "value": self.gate.bearer, "url": self.line.url}])
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        page.goto(f"{self.line.url}/gate/{self.gate.link_token}/scan")
        ready(page)
        return page


def ready(page: Page) -> None:
    expect(page.locator("#scanner")).to_have_attribute("data-ready", "1", timeout=WAIT_MS)
    page.wait_for_function("navigator.serviceWorker.ready.then((w) => w.active.state === 'activated')")


@pytest.fixture
def doors(app: Flask, installation: dict[str, str], clock: Clock) -> Iterator[Doors]:
    del app
    clock.now = dt.datetime.now(dt.UTC)
    event = made.today(starts_at=clock.now - dt.timedelta(hours=1), ends_at=clock.now + dt.timedelta(hours=8))
    at = made.checkin_list(event)
    day = dt.timedelta(days=1)
    first, last = clock.now - day, clock.now + day
    gate = made.phone(at, valid_from=first, valid_until=last)
    side = made.phone(at, gate="3 号门", volunteer="周模拟", valid_from=first, valid_until=last)
    people = [made.guest(event) for _ in range(SCANNED + 3)]
    with serve(installation) as server, line_to(server.url) as line, browsers.browser() as running:
        yield Doors(line, running, event.id, at, gate, side, people)


def scan(page: Page, shown: str) -> None:
    """Hold a code before a keyboard reader."""
    page.evaluate(
        "(code) => { for (const key of [...code, 'Enter'])"
        " document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })); }",
        shown,
    )


def word(page: Page, person: made.Guest | str, expected: str) -> None:
    scan(page, person if isinstance(person, str) else person.address)
    expect(page.locator(".scan__word")).to_have_text(expected)
    page.locator("#answer .btn--dark").click()
    expect(page.locator("#answer")).to_be_hidden()


def stored() -> list[Scan]:
    database.session().rollback()
    return list(database.session().scalars(sa.select(Scan).order_by(Scan.id)))


def no_more_waiting(page: Page) -> None:
    expect(page.locator("#waiting")).to_be_hidden(timeout=WAIT_MS)


def test_thirty_people_without_a_line_are_all_there_when_it_is_back(doors: Doors) -> None:
    page = doors.scanner()
    doors.line.cut()
    for number, person in enumerate(doors.people[:SCANNED]):
        word(page, person, "先请进")
        if number == SCANNED // 2:
            page.reload()  # the page comes out of the phone
            expect(page.locator("#waiting")).to_contain_text(f"{number + 1} 条待上传")
    word(page, doors.people[0], "已进过场")
    word(page, "A" * 26, "联网再看")
    expect(page.locator("#waiting")).to_contain_text(f"{SCANNED + 1} 条待上传")
    page.goto(f"{doors.line.url}/gate/{doors.gate.link_token}/")
    expect(page.locator("#waiting")).to_contain_text(f"{SCANNED + 1} 条待上传")
    assert stored() == []
    now = dt.datetime.now(dt.UTC)
    for person in doors.people[:AT_BOTH]:
        made.scan(doors.side.post, person, now=now)
    doors.line.cut_answers_after(40)
    doors.line.open = True
    for _ in range(PATIENCE):
        if len(stored()) > AT_BOTH:
            break
        page.wait_for_timeout(100)
    assert len(stored()) > AT_BOTH, "no batch reached the server"
    expect(page.locator("#waiting")).to_contain_text(f"{SCANNED + 1} 条待上传")  # its answer did not reach the phone
    doors.line.mend()
    no_more_waiting(page)
    rows = stored()
    assert len(rows) == SCANNED + 1 + AT_BOTH
    assert len({row.nonce for row in rows}) == len(rows)
    counted = queries.counts(database.session().get_one(CheckinList, doors.at.id))
    assert (counted.admitted, dict(counted.gates)) == (SCANNED, {"2 号门": SCANNED})
    conflicts = conflict_queries.conflicts(doors.event_id)
    assert sorted(one.number for one in conflicts) == sorted(person.number for person in doors.people[:AT_BOTH])
    assert {(one.gate, one.first_gate) for one in conflicts} == {("3 号门", "2 号门")}
    assert all(row.offline and row.told for row in rows if row.gate == "2 号门")


def test_a_code_replaced_while_the_line_was_up_is_known_when_it_is_down(doors: Doors) -> None:
    page = doors.scanner()
    person, other = doors.people[0], doors.people[1]
    with database.transaction() as session:
        row = session.get_one(Registration, person.id)
        passes.revoke(row, "换码", now=dt.datetime.now(dt.UTC))
        fresh = passes.token_for(passes.issue(row, keys=made.keys(), now=dt.datetime.now(dt.UTC)), made.keys())
        database.session().get_one(Registration, other.id).blocked = True
        record("pass.reissue", "registration", person.id, by=SYSTEM, now=dt.datetime.now(dt.UTC))
    with page.expect_response("**/snapshot?since=*", timeout=60_000) as told:
        pass
    assert told.value.json()["full"] is False
    page.wait_for_function(HOLDS, arg=passes.hash_token(fresh))
    doors.line.cut()
    word(page, person, "旧码，已换新")
    word(page, fresh, "先请进")
    word(page, other, "还不能进")


HOLDS = """(hash) => new Promise((done) => {
  const mark = btoa(String.fromCharCode(...hash.slice(0, 24).match(/../g).map((two) => parseInt(two, 16))))
    .replace(/[+]/g, "-").replace(/[/]/g, "_");
  const open = indexedDB.open("deqing-gate");
  open.onsuccess = () => {
    open.result.transaction("parts").objectStore("parts").getAll().onsuccess = ({ target }) =>
      done(JSON.stringify(target.result).includes(mark));
  };
})"""
"""Whether the phone's database knows a pass."""


def test_a_scan_is_taken_back_before_it_was_sent(doors: Doors) -> None:
    page = doors.scanner()
    doors.line.cut()
    word(page, doors.people[0], "先请进")
    page.locator("#waiting").click()
    page.get_by_role("button", name="撤销").click()
    expect(page.locator("#waiting-list")).to_contain_text("要撤销")
    page.get_by_role("button", name="回到扫码").click()
    word(page, doors.people[0], "先请进")
    doors.line.mend()
    no_more_waiting(page)
    assert [(row.counts, row.annulled_at is None) for row in stored()] in (
        [(True, False), (True, True)],
        [(False, False), (True, True)],
    )
    assert queries.counts(database.session().get_one(CheckinList, doors.at.id)).admitted == 1


def test_what_is_shown_without_a_line_can_be_read_by_everybody(doors: Doors) -> None:
    page = doors.scanner()
    doors.line.cut()
    wrong = []
    for size, person in zip(("", "1"), doors.people, strict=False):
        page.context.add_cookies([{"name": "dq_large", "value": size, "url": doors.line.url}])
        page.evaluate("(on) => document.documentElement.classList.toggle('is-large', Boolean(on))", size)
        scan(page, person.address)
        expect(page.locator("#say")).to_contain_text("先请进。现在没网，已记在本机")
        wrong += [*violations(page), *sideways(page)]
        page.get_by_role("button", name="看待上传").click()
        expect(page.locator("#waiting-box")).to_be_visible()
        wrong += [*violations(page), *sideways(page)]
        page.get_by_role("button", name="回到扫码").click()
    assert wrong == []


def test_what_the_server_refuses_for_good_holds_nothing_up(doors: Doors) -> None:
    page = doors.scanner()
    doors.line.cut()
    word(page, doors.people[0], "先请进")
    page.evaluate(
        """() => new Promise((done) => {
          const open = indexedDB.open("deqing-gate");
          open.onsuccess = () => {
            const act = open.result.transaction("queue", "readwrite");
            const all = act.objectStore("queue");
            all.getAll().onsuccess = ({ target: { result: [one] } }) =>
              all.put({ ...one, body: { ...one.body, nonce: "bad nonce" } });
            act.oncomplete = done;
          };
        })"""
    )
    word(page, doors.people[1], "先请进")
    doors.line.mend()
    expect(page.locator("#waiting")).to_contain_text("1 条没收下", timeout=WAIT_MS)
    assert [row.registration_id for row in stored()] == [doors.people[1].id]
    page.locator("#waiting").click()
    expect(page.locator("#waiting-list")).to_contain_text("nonce 要 8 到 64 个字母")
    page.get_by_role("button", name="知道了").click()
    page.get_by_role("button", name="回到扫码").click()
    no_more_waiting(page)


def test_a_revoked_link_forgets_its_people_and_still_sends_what_it_let_in(doors: Doors) -> None:
    page = doors.scanner()
    doors.line.cut()
    word(page, doors.people[0], "先请进")
    later = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1)
    link = database.session().get_one(GateDevice, doors.gate.post.device_id).link_id
    list_actions.revoke_link(link, now=later, by=SYSTEM)
    page.wait_for_timeout(1200)
    doors.line.mend()
    expect(page.locator(".scan__word")).to_have_text("岗位已停用", timeout=60_000)
    no_more_waiting(page)
    assert [row.registration_id for row in stored()] == [doors.people[0].id]
    left = page.evaluate(LEFT)
    assert left == {"parts": 0, "devices": 0, "queue": 0}
    page.wait_for_function("navigator.serviceWorker.getRegistrations().then((all) => all.length === 0)")
    assert page.evaluate("caches.keys()") == []
    page.goto(f"{doors.line.url}/gate/{doors.gate.link_token}/scan")
    expect(page.locator("body")).to_contain_text("已经收回")


LEFT = """() => new Promise((done) => {
  const open = indexedDB.open("deqing-gate");
  open.onsuccess = async () => {
    const count = (name) => new Promise((said) => {
      open.result.transaction(name).objectStore(name).count().onsuccess = ({ target }) => said(target.result);
    });
    done({ parts: await count("parts"), devices: await count("devices"), queue: await count("queue") });
  };
})"""


def test_nothing_of_a_person_is_kept_in_the_cache(doors: Doors) -> None:
    page = doors.scanner()
    kept = page.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const request of await cache.keys()) {
              found.push([request.url, await (await cache.match(request)).text()]);
            }
          }
          return found;
        }"""
    )
    assert len(kept) > 20
    for address, text in kept:
        assert "/api/" not in address
        assert doors.gate.bearer not in text
        assert "吴演练" not in text
        assert not any(person.name in text for person in doors.people)
