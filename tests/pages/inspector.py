"""Looking at a page as an inspector of accessibility would: axe-core's rules, and no sideways scroll."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = {"serious", "critical"}
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
NARROW = 320


@cache
def axe() -> str:
    """Return the source of axe-core."""
    return AXE.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """Return every serious or critical violation on the page, one line each."""
    page.evaluate(axe())
    found: dict[str, Any] = page.evaluate("rules => axe.run(document, rules)", RULES)
    return [
        f"{rule['id']}: {node['target']} {node['html'][:120]}"
        for rule in found["violations"]
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]


def sideways(page: Page) -> list[str]:
    """Return what sticks out at the right at 320 px, empty when nothing does; the size is put back."""
    held = page.viewport_size
    page.set_viewport_size({"width": NARROW, "height": 640})
    width: int = page.evaluate("document.documentElement.scrollWidth")
    out: list[str] = []
    if width > NARROW:
        out = page.evaluate(
            """limit => [...document.querySelectorAll("body *")]
              .filter((one) => one.getBoundingClientRect().right > limit + 1)
              .slice(0, 4).map((one) => one.outerHTML.slice(0, 120))""",
            NARROW,
        )
        out = [f"{width} px wide at {NARROW}: {out}"]
    if held:
        page.set_viewport_size(held)
    return out
