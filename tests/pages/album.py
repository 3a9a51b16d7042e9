"""Pictures of a journey, numbered in the order they were taken, and what the pages complained about on the way."""

from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Response

WAIT_MS = 15_000
REFUSED = "status of 422"


class Album:
    """A folder of pictures. ``complaints`` is what every page of the journey said on its console."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.png"):
            old.unlink()
        self.folder = folder
        self.complaints: list[str] = []
        self._taken = 0

    def open(self, context: BrowserContext) -> Page:
        """Open a page whose complaints are kept; a form that is refused on purpose (422) is not a complaint."""
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda said: self._hear(page, said.type, said.text))
        page.on("response", self._look)
        return page

    def _hear(self, page: Page, kind: str, text: str) -> None:
        if kind == "error" and REFUSED not in text:
            self.complaints.append(f"{page.url}: {text}")

    def _look(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.url}: {response.status}")

    def take(self, page: Page, name: str) -> Path:
        """Take a picture of the whole page."""
        self._taken += 1
        path = self.folder / f"{self._taken:02}-{name}.png"
        page.screenshot(path=path, full_page=True, scale="css", animations="disabled")
        return path
