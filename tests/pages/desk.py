"""The desk as staff see it: the first account, imports, tables and files."""

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

PASSWORD = "示例密码-请勿使用-9527"
IMPORT_MS = 120_000


@dataclass
class Desk:
    """A member of staff at the desk; ``url`` is where the product is served."""

    page: Page
    url: str

    def go(self, address: str) -> None:
        """Open an address of the product."""
        self.page.goto(self.url + address)

    def button(self, name: str | re.Pattern[str]) -> Locator:
        """Return the button of the page's content with this name."""
        return self.page.get_by_role("main").get_by_role("button", name=name)

    def link(self, name: str | re.Pattern[str]) -> Locator:
        """Return the first link of the page's content with this name."""
        return self.page.get_by_role("main").get_by_role("link", name=name).first

    def fill(self, **values: str) -> None:
        """Fill fields by their names, as they stand in the form."""
        for name, value in values.items():
            field = self.page.locator(f"[name={name}]:not([type=hidden])").first
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def says(self, words: str) -> None:
        """Expect words in the page's content."""
        expect(self.page.get_by_role("main")).to_contain_text(words)

    def set_up(self, code: str) -> None:
        """Make the first account with the code from the terminal."""
        self.fill(code=code, name="戴示例", username="dai", password=PASSWORD)
        self.button("建账号并开始").click()

    def upload(self, kind: str, workbook: Path) -> None:
        """Upload a workbook and wait until the preview of what it would change is there."""
        self.go("/desk/imports")
        self.page.get_by_role("radio", name={"units": "单位", "roster": "会员"}[kind]).check(force=True)
        self.page.locator("input[type=file]").set_input_files(workbook)
        self.button("上传并核对").click()
        expect(self.button(re.compile("确认导入"))).to_be_visible(timeout=IMPORT_MS)

    def confirm_import(self) -> None:
        """Confirm a preview and wait until it is done."""
        self.button(re.compile("确认导入")).click()
        expect(self.page.get_by_role("main")).to_contain_text("已导入", timeout=IMPORT_MS)

    def tiles(self) -> dict[str, int]:
        """Return the page's figures: label to number."""
        found = {}
        for tile in self.page.locator(".tile").all():
            label = tile.locator(".indicator__label").inner_text().strip()
            found[label] = int(tile.locator(".indicator__value").inner_text().replace(",", ""))
        return found

    def rows(self, caption: str) -> list[list[str]]:
        """Return the cells of a table, row by row."""
        return [
            [cell.strip() for cell in row.locator("th, td").all_inner_texts()]
            for row in self.page.get_by_role("region", name=caption, exact=True).locator("tbody tr").all()
        ]

    def download(self, control: Locator, folder: Path) -> Path:
        """Click a control that sends a file; return it under the name it was sent with."""
        with self.page.expect_download() as waiting:
            control.click()
        path = folder / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path
