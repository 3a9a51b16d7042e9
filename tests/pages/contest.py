"""A contest at the desk: rules, entrants, marks, results."""

import re
from collections.abc import Mapping, Sequence

from playwright.sync_api import Locator, expect

from tests.pages.desk import Desk


def rules(desk: Desk, event_id: int, **values: str) -> None:
    """Write the rules with the form of a skills contest; what is not given stays as it is offered."""
    desk.go(f"/desk/events/{event_id}/rules")
    desk.page.get_by_role("link", name=re.compile("理论加实操")).click()
    desk.fill(**values)
    desk.button("先检查").click()
    desk.says("理论")
    desk.button("保存规则").click()
    desk.says("规则全文")


def enrol(desk: Desk, event_id: int, prefix: str) -> None:
    """Make the list of entrants from the confirmed registrations."""
    desk.go(f"/desk/events/{event_id}/entrants")
    desk.fill(prefix=prefix)
    desk.button("生成参赛名单").click()
    expect(desk.page.get_by_role("region", name="参赛名单")).to_be_visible()


def set_absent(desk: Desk, number: str) -> None:
    """Mark one entrant as absent."""
    desk.page.get_by_label(f"选中 {number}").check()
    desk.page.get_by_role("radio", name="缺考").check(force=True)
    desk.button("改状态").click()
    desk.says("缺考")


def sheet(desk: Desk, event_id: int, title: str) -> None:
    """Open one score sheet from the overview of the marking."""
    desk.go(f"/desk/events/{event_id}/scores")
    desk.page.get_by_role("region", name="评分进度").get_by_role("link", name=title, exact=True).click()
    expect(desk.page.get_by_role("heading", level=1)).to_have_text(title)


def cells(desk: Desk, number: str) -> Locator:
    """Return the boxes of one entrant on an open score sheet."""
    return desk.page.locator(f"input[aria-label^='{number} ']")


def type_marks(desk: Desk, marks: Mapping[str, Sequence[str]], reason: str = "") -> None:
    """Type rows of marks on the open score sheet and save."""
    for number, row in marks.items():
        for index, value in enumerate(row):
            cells(desk, number).nth(index).fill(value)
    if reason:
        desk.fill(reason=reason)
    desk.button("保存这一页").click()


def take_the_short_way(desk: Desk, event_id: int) -> None:
    """Choose that results go out without signatures and unblinding."""
    desk.go(f"/desk/events/{event_id}/control/plan")
    desk.page.get_by_label("打完分直接核对公布").check()
    desk.fill(reason="示例")
    desk.button("保存").click()
    desk.says("已保存")


def publish(desk: Desk, event_id: int, stage: str, reason: str = "") -> None:
    """Publish the ranking as ``provisional``, ``public_notice`` or ``final``."""
    desk.go(f"/desk/events/{event_id}/results/publish")
    desk.fill(stage=stage)
    if reason:
        desk.fill(reason=reason)
    desk.button(re.compile("公布成绩|公布更正")).click()
