"""A worker with a phone: finding an event, registering, the pass, cancelling, looking up."""

import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect


@dataclass(frozen=True)
class Person:
    """What somebody types about themselves: ``unit`` is typed, ``pick`` chosen from what is offered."""

    name: str
    mobile: str
    unit: str
    pick: str = ""


@dataclass
class Phone:
    """One worker's phone; ``scripted`` says whether it runs JavaScript."""

    page: Page
    url: str
    scripted: bool = True

    def go(self, address: str) -> None:
        """Open an address of the product."""
        self.page.goto(self.url + address)

    def says(self, words: str | re.Pattern[str]) -> None:
        """Expect words in the page's content."""
        expect(self.page.get_by_role("main")).to_contain_text(words)

    def press(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name).click()

    def find_event(self, title: str) -> None:
        """Go from the home page to an event's page by its card."""
        self.go("/")
        self.page.get_by_role("link", name=title).first.click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)

    def fill_in(self, person: Person, *, publish: bool = True) -> None:
        """Fill in the form; with a script the workplace is chosen from the list under the box."""
        self.page.get_by_label("姓名", exact=True).fill(person.name)
        self.page.get_by_label("手机号").fill(person.mobile)
        box = self.page.locator("#unit_text")
        if self.scripted and person.pick:
            box.press_sequentially(person.unit, delay=30)
            self.page.get_by_role("option", name=person.pick).click()
            expect(box).to_have_value(person.pick)
        else:
            box.fill(person.unit)
        self.page.locator("[name=agree]").check()
        if publish:
            self.page.locator("[name=publish]").check()

    def to_check(self, person: Person) -> None:
        """Go on to the page for checking; without a script, choose the workplace from what the server offers."""
        self.press("下一步：核对")
        if not self.scripted and person.pick:
            self.says("名称和登记的不完全一样，请选一个。")
            self.page.get_by_role("radio", name=person.pick).check(force=True)
            self.press("下一步：核对")
        elif not person.pick and self.page.get_by_text("都不是，按我写的登记").count():
            self.page.get_by_role("radio", name="都不是，按我写的登记").check(force=True)
            self.press("下一步：核对")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("核对报名")

    def register(self, slug: str, person: Person, *, publish: bool = True) -> str:
        """Register for an event, from its form to the answer; return the registration number."""
        self.go(f"/events/{slug}/register")
        self.fill_in(person, publish=publish)
        self.to_check(person)
        self.submit()
        return self.number()

    def submit(self) -> None:
        """Press the button of the page for checking; on a full event it says that one waits."""
        self.page.get_by_role("button", name=re.compile("^提交(报名|候补)$")).click()

    def number(self) -> str:
        """Return the registration number of the page that shows one registration."""
        self.page.wait_for_url("**/my/registrations/*")
        return self.page.url.rpartition("/")[2]

    def heading(self, words: str) -> None:
        """Expect the page's heading."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(words)

    def open_pass(self) -> str:
        """Open the pass from the page of a registration; return what its code says."""
        self.page.get_by_role("link", name="看通行码").click()
        expect(self.page.get_by_role("img", name="通行码")).to_be_visible()
        token = self.page.url.rpartition("/")[2]
        return f"{self.url.upper()}/P/{token.upper()}"

    def short_code(self) -> str:
        """Return the code under the picture of an open pass."""
        return self.page.locator(".pass__no").inner_text().strip()

    def cancel(self, number: str) -> None:
        """Cancel a registration of this phone."""
        self.go(f"/my/registrations/{number}")
        self.page.get_by_role("link", name="取消报名").click()
        self.press("取消报名")
        self.heading("报名已取消")

    def look_up(self, number: str, tail: str) -> None:
        """Look a registration up by its number and the tail of the mobile."""
        self.go("/lookup")
        self.page.get_by_label("报名编号").fill(number)
        self.page.get_by_label("手机尾号").fill(tail)
        self.press("查报名")
