"""The main pages of each audience on the demonstration data: axe-core finds nothing grave, nothing scrolls sideways.

Each page is looked at in standard and in large text, phone pages at 390×844 and desk pages at 1366×768, and at 320.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import browser as browsers
from tests.pages.desk import Desk
from tests.pages.gate import Gate
from tests.pages.inspector import sideways, violations
from tests.pages.worker import Person, Phone
from tests.serving import Server, serve

pytestmark = pytest.mark.browser

GUEST = Person("郑示例", "19900009901", "示例的小店")


@dataclass
class Demo:
    """The demonstration, served: where things are and who may sign in, as the command printed it."""

    server: Server
    running: Browser
    told: str

    def address(self, word: str) -> str:
        """Return the address printed after a word, without scheme and host."""
        found = re.search(rf"{word}[^：\n]*：https?://[^/]+(/\S*)", self.told)
        assert found is not None, word
        return found[1]

    def password(self, username: str) -> str:
        """Return the password printed for an account."""
        found = re.search(rf"{username}\s+(\S+)", self.told)
        assert found is not None, username
        return found[1]

    def signed_in(self, username: str) -> Page:
        """Return a desk page signed in as an account of the demonstration."""
        page = browsers.desk(self.running).new_page()
        self.sign_in(page, username)
        return page

    def sign_in(self, page: Page, username: str) -> None:
        """Sign in on a page."""
        page.goto(f"{self.server.url}/login")
        page.get_by_label("用户名").fill(username)
        page.get_by_label("密码").fill(self.password(username))
        page.get_by_role("button", name="登录", exact=True).click()
        page.wait_for_url(re.compile("/(desk|unit)/"))

    def phone(self) -> Phone:
        """Return a new phone."""
        return Phone(browsers.phone(self.running).new_page(), self.server.url)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demonstration, loaded once."""
    instance = tmp_path_factory.mktemp("demo")
    with serve({"DEQING_INSTANCE": str(instance)}) as server, browsers.browser() as running:
        yield Demo(server, running, server.command("demo", "load"))


class Look:
    """Looks at pages and keeps what is wrong."""

    def __init__(self, page: Page) -> None:
        self.page, self.wrong, self.seen = page, list[str](), 0
        page.set_default_timeout(20_000)

    def here(self, name: str) -> None:
        """Look at the page as it stands, in the text size of the moment."""
        self.seen += 1
        self.wrong += [f"{name}: {one}" for one in (*violations(self.page), *sideways(self.page))]

    def at(self, url: str, *addresses: str) -> None:
        """Look at addresses, first in standard text, then in large text."""
        for size in ("标准字", "大字"):
            for address in addresses:
                answer = self.page.goto(url + address)
                assert answer is not None
                assert answer.status < 400, address
                self.here(f"{address} {size}")
            self.switch(url)

    def switch(self, url: str) -> None:
        """Switch between standard and large text."""
        self.page.goto(f"{url}/text-size?next=/help")

    def done(self, least: int) -> None:
        """Expect nothing wrong on at least so many pages."""
        assert not self.wrong, "\n".join(self.wrong)
        assert self.seen >= least


def test_public_pages(demo: Demo) -> None:
    look, url = Look(demo.phone().page), demo.server.url
    results = demo.address("维修电工技能比武的成绩")
    event = results.replace("/results/", "/events/")
    look.page.goto(url)
    slug = look.page.locator("a[href^='/events/']").first.get_attribute("href") or ""
    look.at(url, "/", slug, event, "/calendar", "/results", results, f"{results}/teams", f"{results}/rules")
    look.at(url, f"{results}/history", "/notices", "/notices/objections")
    look.at(url, "/help", "/privacy", "/lookup", "/login", "/my/", "/my/pass", demo.address("一张通行码"))
    look.done(30)


def open_event(phone: Phone) -> str:
    """Return the address of an event that has places left."""
    phone.go("/")
    hrefs = [link.get_attribute("href") or "" for link in phone.page.locator("a[href^='/events/']").all()]
    for href in dict.fromkeys(hrefs):
        phone.go(f"{href}/register")
        if phone.page.locator("#unit_text").count() and not phone.page.get_by_text("候补").count():
            return href
    raise AssertionError("no event of the demonstration takes registrations")


def test_a_worker_on_the_way_to_a_pass(demo: Demo) -> None:
    for large in (False, True):
        phone = demo.phone()
        look = Look(phone.page)
        if large:
            look.switch(phone.url)
        href = open_event(phone)
        look.here("register")
        phone.press("下一步：核对")
        look.here("register refused")
        phone.page.locator("#unit_text").press_sequentially("示例", delay=20)
        expect(phone.page.get_by_role("listbox")).to_be_visible()
        look.here("workplaces")
        person = Person(GUEST.name, f"1990000990{int(large)}", GUEST.unit)
        phone.fill_in(person, publish=phone.page.locator("[name=publish]").count() > 0)
        for group in phone.page.locator("fieldset:has([name=session_id])").all():
            group.get_by_role("radio").first.check(force=True)
        phone.to_check(person)
        look.here("check")
        phone.press("提交报名")
        number = phone.number()
        look.here("registered")
        phone.open_pass()
        look.here("pass")
        for address in (
            "/my/",
            "/my/pass",
            href,
            f"/my/registrations/{number}/cancel",
            f"/my/registrations/{number}/edit",
        ):
            phone.go(address)
            look.here(address)
        look.done(11)


COUNTY = (
    *("/desk/overview", "/desk/events", "/desk/events/new", "/desk/campaigns", "/desk/units", "/desk/people"),
    *("/desk/duplicates", "/desk/imports", "/desk/reports", "/desk/reports?compare=1", "/desk/reports/person_times"),
    *("/desk/search?q=示例", "/desk/me", "/desk/welcome", "/desk/messages", "/desk/messages?state=failed"),
    *("/desk/privacy", "/desk/privacy/looks", "/desk/privacy/retention"),
    *("/desk/workdays", "/desk/workdays/edit"),
)
OF_EVENT = (
    *("", "/edit/basic", "/edit/sessions", "/edit/registration", "/edit/eligibility", "/edit/notice"),
    *("/registrations", "/registrations/full", "/checkin", "/checkin/attendance", "/entrants", "/rules", "/rules/edit"),
    *("/results/history", "/appeals", "/appeals/new", "/objections", "/corrections"),
    *("/scores", "/scores/agreed", "/results", "/workbook", "/cancel"),
    *("/sign-up/plan", "/sign-up/places", "/sign-up/places/paste", "/sign-up/places/reserve/unit", "/waiting"),
)


def test_the_county_at_the_desk(demo: Demo) -> None:
    look = Look(demo.signed_in("demo-county"))
    look.at(demo.server.url, *COUNTY)
    look.done(38)


def test_one_event_at_the_desk(demo: Demo) -> None:
    page, url = demo.signed_in("demo-county"), demo.server.url
    page.goto(f"{url}/desk/search?q=维修电工")
    href = page.locator("main a[href^='/desk/events/']").first.get_attribute("href") or ""
    look = Look(page)
    look.at(url, *(f"{href}{tail}" for tail in OF_EVENT))
    page.goto(f"{url}{href}/registrations")
    if page.get_by_role("link", name="查看").count():
        look.at(url, page.get_by_role("link", name="查看").first.get_attribute("href") or "")
    look.done(46)


def test_desk_pages_on_a_phone(demo: Demo) -> None:
    page = browsers.phone(demo.running).new_page()
    demo.sign_in(page, "demo-county")
    look = Look(page)
    look.at(demo.server.url, "/desk/overview", "/desk/events", "/desk/reports", "/desk/imports")
    look.done(8)


LISTS = "/unit/events/dq26-0020"
"""A demonstration event whose sign-up is open, as a workplace's clerk enters people for it."""


@pytest.mark.parametrize(
    ("username", "addresses"),
    [
        ("demo-admin", ("/desk/users", "/desk/users/new", "/desk/users/1")),
        ("demo-auditor", ("/desk/log", "/desk/privacy/looks")),
        ("demo-judge", ("/desk/judging",)),
        ("demo-clerk", ("/unit/registrations", "/unit/", "/unit/events", LISTS, f"{LISTS}/add", f"{LISTS}/summary")),
    ],
)
def test_other_staff(demo: Demo, username: str, addresses: tuple[str, ...]) -> None:
    look = Look(demo.signed_in(username))
    look.at(demo.server.url, *addresses)
    look.done(2 * len(addresses))


def test_the_gate(demo: Demo) -> None:
    looks, old = set(), old_code(demo)
    for large in (False, True):
        gate = Gate(demo.phone().page, demo.server.url + demo.address("入场口链接"))
        look = Look(gate.page)
        if large:
            look.switch(demo.server.url)
        gate.page.goto(gate.link)
        look.here("post, first visit")
        gate.open_post("徐演练")
        look.here("post")
        for tail in ("scan", "code", "find?q=示例", "log"):
            gate.page.goto(gate.link + tail)
            if tail == "scan":
                expect(gate.page.locator("#scanner")).to_have_attribute("data-ready", "1", timeout=30_000)
            look.here(tail)
        code = demo.server.url + demo.address("一张通行码")
        for typed in (code, code, "ZZZZ 9999", other_pass(demo, f"981{int(large)}"), old):
            gate.type_code(typed)
            looks.add(looked(look))
        looks.add(without_a_line(gate, look, code))
        look.done(12)
    assert looks == {"in", "again", "ask", "other", "deny", "queue"}, "all six looks were on the screen"


def looked(look: Look) -> str:
    """Look at an answer of the gate; return its kind."""
    expect(look.page.locator(".scan__word")).to_be_visible(timeout=30_000)
    kind = re.search(r"scan--(\w+)", look.page.locator(".scan").first.get_attribute("class") or "")
    assert kind is not None
    look.here(f"answer {kind[1]}")
    return kind[1]


def without_a_line(gate: Gate, look: Look, code: str) -> str:
    """Scan with the line cut: the answer of the scanner's own script, by the snapshot taken before the scans.

    The first phone's snapshot does not know the person came in (queue), the second's does (again).
    """
    gate.page.route("**/api/v1/**", lambda route: route.abort())
    gate.page.goto(f"{gate.link}scan")
    gate.page.keyboard.type(code, delay=2)
    gate.page.keyboard.press("Enter")
    return looked(look)


def old_code(demo: Demo) -> str:
    """Give somebody of the gate's event a new pass at the desk; return the code of the old one."""
    page = demo.phone().page
    page.goto(demo.server.url + demo.address("入场口链接"))
    title = page.get_by_role("heading", level=1).inner_text().strip()
    desk = Desk(demo.signed_in("demo-county"), demo.server.url)
    desk.go(f"/desk/search?q={title}")
    desk.link(title).click()
    desk.go(desk.page.url.removeprefix(demo.server.url) + "/registrations?state=confirmed")
    desk.link(re.compile("^查看")).click()
    code = desk.rows("通行码")[0][1]
    desk.link("换发通行码").click()
    desk.fill(reason="手机坏了")
    desk.button("换发通行码").click()
    desk.says("—")
    return code


def other_pass(demo: Demo, tail: str) -> str:
    """Register for another event on a new phone; return what its pass says."""
    phone = demo.phone()
    slug = open_event(phone).rpartition("/")[2]
    phone.register(slug, Person("俞示例", f"1990000{tail}", GUEST.unit), publish=False)
    return phone.open_pass()


def test_setup(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> None:
    with serve({"DEQING_INSTANCE": str(tmp_path_factory.mktemp("empty"))}) as server:
        server.command("db", "upgrade")
        look = Look(demo.phone().page)
        look.at(server.url, "/setup")
        look.done(2)
