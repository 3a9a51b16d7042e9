"""A volunteer's phone at the gate."""

from dataclasses import dataclass

from playwright.sync_api import Page, expect

SCAN_MS = 30_000


@dataclass
class Gate:
    """A phone that holds a gate link's address."""

    page: Page
    link: str

    def open_post(self, volunteer: str) -> None:
        """Open the link and give the volunteer's name."""
        self.page.goto(self.link)
        self.page.get_by_label("你的姓名").fill(volunteer)
        self.page.get_by_role("button", name="进入岗位").click()
        expect(self.page.get_by_role("main")).to_contain_text("已进场 / 应到")

    def start_camera(self) -> None:
        """Go to the scanner and open the camera."""
        self.page.get_by_role("link", name="开始扫码").click()
        self.page.get_by_role("button", name="开始扫码").click()

    def answers(self, word: str, name: str = "") -> None:
        """Expect the big word of an answer, and whose pass it was."""
        expect(self.page.locator(".scan__word")).to_have_text(word, timeout=SCAN_MS)
        if name:
            expect(self.page.locator(".sheet__name")).to_have_text(name)

    def type_code(self, code: str) -> None:
        """Type a code on its page."""
        self.page.goto(f"{self.link}code")
        self.page.get_by_label("编号或短码").fill(code)
        self.page.get_by_role("button", name="核对").click()

    def find(self, text: str) -> None:
        """Search somebody by name."""
        self.page.goto(f"{self.link}find")
        self.page.locator("#q").fill(text)
        self.page.get_by_role("button", name="查", exact=True).click()
