"""Closing the marks: hand-ins, a sample against paper, signatures in order, the lock, two who unblind, the result."""

import re
from typing import Any

from tests.journeys.contest_cast import EXPECTED, JUDGES, Cast
from tests.pages import contest

SAMPLE_SIZE = 3
SIGNERS = (("leader", "签认裁判组长"), ("chief", "签认裁判长"), ("supervisor", "签认监督"))


def one_is_disqualified(cast: Cast) -> None:
    """Take somebody out of the ranking, as the panel decided."""
    desk = cast.at("dai", "/entrants")
    desk.page.get_by_label("选中 WD017").check()
    desk.page.get_by_role("radio", name="取消资格").check(force=True)
    desk.button("改状态").click()
    desk.says("取消资格")


def judges_hand_in(cast: Cast) -> None:
    """Let every judge look through the own marks on the phone, and sign them."""
    for judge in JUDGES:
        page = cast.phones[judge]
        base = page.url.split("/judge/")
        page.goto(f"{base[0]}/judge/{base[1].split('/')[0]}/sign")
        page.locator("[name=sure]").check()
        page.get_by_role("button", name="交上并签认").click()
        page.get_by_text("已锁").first.wait_for()
    cast.take("交上并签认", JUDGES[0])


def a_sample_is_checked(cast: Cast) -> None:
    """Draw three sheets and compare them with the paper, by somebody who typed none of it."""
    desk = cast.at("dai", "/control/plan")
    desk.page.locator("[name=group_leader]").check()
    desk.button("保存").click()
    desk.says("已保存")
    desk = cast.at("leader", "/control/sample")
    desk.button("抽取 3 份").click()
    desk.says("抽查名单已抽好")
    assert compared(cast) == SAMPLE_SIZE
    cast.take("抽查核对", "leader")


def compared(cast: Cast) -> int:
    """Compare what of the sample is not compared yet, or has changed since; return how many sheets that were."""
    desk, done = cast.at("leader", "/control/sample"), 0
    while desk.page.get_by_role("link", name=re.compile("^去核对")).count():
        desk.link(re.compile("^去核对")).click()
        with desk.page.expect_navigation():
            desk.button("每一项都一致").click()
        cast.at("leader", "/control/sample")
        done += 1
    return done


def signed_and_locked(cast: Cast) -> str:
    """Sign in order and lock; returns what the page says of the locked marks."""
    for who, word in SIGNERS:
        desk = cast.at(who, "/sign")
        with desk.page.expect_navigation():
            desk.button(word).click()
        desk.says("已签认。")
    desk = cast.at("chief", "/control/lock")
    desk.button("锁定全部成绩").click()
    desk.says("成绩已锁定，分数不能再改")
    cast.take("锁定", "chief")
    return desk.page.get_by_text(re.compile("成绩摘要")).first.inner_text()


def unblinded_by_two(cast: Cast) -> None:
    """Unblind by the chief judge and the supervisor; before the second one nobody sees a name."""
    names = list(cast.number_of)
    for who, seen in (("chief", False), ("supervisor", True)):
        desk = cast.at(who, "/control/unblind")
        assert not any(name in desk.page.content() for name in names)
        desk.button("确认解密").click()
        desk.says("解密")
        assert ("已解密" in desk.page.get_by_role("main").inner_text()) is seen
    cast.take("解密", "supervisor")


def ranked(cast: Cast) -> list[dict[str, Any]]:
    """Return the desk's ranking: rank, number, total and award of everybody with a place."""
    desk = cast.at("dai", "/results")
    rows = desk.rows("名次")
    return [
        {"rank": int(row[0]), "entry_no": row[1], "total": row[8], "award": row[11]} for row in rows if row[0].isdigit()
    ]


def expected(**moved: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the ranking the workbook leads to; ``moved`` replaces rows by number while a mark is wrong."""
    words = {"first_prize": "一等奖", "second_prize": "二等奖", "third_prize": "三等奖", None: "—"}
    rows = [
        {
            "rank": row["rank"],
            "entry_no": row["entry_no"],
            "total": row["total"],
            "award": words[row["award"]],
            **moved.get(row["entry_no"], {}),
        }
        for row in EXPECTED["results"]
    ]
    return sorted(rows, key=lambda row: (row["rank"], row["entry_no"]))


def published(cast: Cast, stage: str, word: str, reason: str = "") -> None:
    """Publish the ranking at the desk."""
    desk = cast.desk("dai")
    contest.publish(desk, cast.event.id, stage, reason)
    desk.says(f"成绩已公布：{word}")
