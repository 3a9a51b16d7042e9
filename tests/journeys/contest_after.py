"""After the first publication: an appeal that moves a prize, the notice, certificates, files and the year's figures."""

import hashlib
import io
import re
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from deqing_events import database
from deqing_events.contests.certificates.models import Certificate
from tests import browser as browsers
from tests.journeys import contest_close
from tests.journeys.contest_cast import EXPECTED, Cast
from tests.pages import contest
from tests.pages.desk import Desk

PRIZES = 22
PACKING_MS = 120_000
LEAST_FILES = 12
RULING = "德工仲〔2026〕1号"
WRONG = {
    "WD013": {"rank": 23, "total": "73.78", "award": "—"},
    "WD031": {"rank": 22, "award": "三等奖"},
}
"""The ranking while half a point of WD013's paper is missing."""


def an_appeal_is_upheld(cast: Cast) -> None:
    """Let the team leader appeal about the paper of WD013; two of three arbiters find that half a point is missing."""
    captain = cast.desk("captain")
    captain.go(f"/unit/events/{cast.event.slug}/appeals")
    captain.fill(leader="熊领队", number="WD013", item="理论第 12 题")
    captain.fill(grounds="第 12 题按标准答案判对，应得 0.5 分，登分时漏了，卷面上是 71.5 分。")
    captain.button("提交申诉").click()
    captain.says("申诉已提交")
    cast.take("申诉", "captain")
    contest.publish(cast.desk("dai"), cast.event.id, "public_notice")
    cast.desk("dai").says("还有申诉没办完")
    desk = opened(cast, "arbiter1")
    desk.page.get_by_role("radio", name="受理", exact=True).check(force=True)
    desk.page.locator("form[action$='/decide'] [name=reason]").fill("调卷复核")
    desk.button("记下决定").click()
    desk.says("已受理")
    for who, vote in (("arbiter3", "申诉不成立"), ("arbiter2", "申诉成立"), ("arbiter1", "申诉成立")):
        desk = opened(cast, who)
        desk.page.get_by_role("radio", name=vote, exact=True).last.check(force=True)
        desk.fill(why="看过卷面和标准答案")
        desk.button("记下我的意见").click()
        desk.says("看过卷面和标准答案")
    desk = opened(cast, "arbiter1")
    ruling = desk.page.locator("form[action$='/decide']")
    ruling.locator("[name=act]").check(force=True)
    ruling.locator("[name=correction_due]").check(force=True)
    ruling.locator("[name=reason]").fill("第 12 题应得分，理论成绩改为 71.5 分。")
    ruling.locator("[name=document]").fill(RULING)
    cast.take("裁定", "arbiter1")
    desk.button("作出裁定").click()
    desk.says(RULING)
    captain.go(f"/unit/events/{cast.event.slug}/appeals")
    captain.says("理论成绩改为 71.5 分")


def opened(cast: Cast, who: str) -> Desk:
    """Open the appeal at an arbiter's desk."""
    desk = cast.desk(who)
    desk.go("/desk/arbitration")
    desk.link(re.compile("第 1 号")).click()
    return desk


def it_is_corrected(cast: Cast) -> str:
    """Unlock by the ruling, see what the correction changes, carry it out, and sign and lock again."""
    desk = cast.at("chief", "/control/reopen")
    desk.fill(ruling=RULING, reason="执行第 1 号申诉的裁定，更正理论成绩")
    desk.button("解锁成绩").click()
    desk.says("解锁")
    desk = cast.at("dai", "/corrections")
    desk.page.locator("[name=entrant_id]").select_option(label="WD013 熊禾演")
    desk.page.locator("[name=what]").select_option(label="理论")
    desk.fill(value="71.5")
    desk.button("加进这一批").click()
    changes = desk.rows("确认以后会变的")
    assert [[row[0], row[-3], row[-2], row[-1]] for row in changes] == [
        ["WD013", "73.78 → 73.93", "23 → 22", "— → 三等奖"],
        ["WD031", "73.86", "22 → 23", "三等奖 → —"],
    ]
    cast.take("更正前后", "dai")
    desk.fill(reason="执行第 1 号申诉的裁定")
    desk.button("确认全部 1 条").click()
    desk.says("1 条更正已生效")
    contest_close.compared(cast)  # the corrected sheet, when it is one of the sample
    seen = contest_close.signed_and_locked(cast)
    assert contest_close.ranked(cast) == contest_close.expected()
    return seen


def the_notice(cast: Cast) -> None:
    """Publish for the notice, look at it on a phone, let its days pass, and let the result stand."""
    contest_close.published(cast, "public_notice", "公示中", "执行第 1 号申诉的裁定")
    visitor = cast.album.open(browsers.phone(cast.running))
    cast.phones["visitor"] = visitor
    visitor.goto(f"{cast.server.url}/results/{cast.event.slug}")
    visitor.get_by_role("link", name="看公示").click()
    expect(visitor.get_by_role("main")).to_contain_text("获奖名单的公示")
    cast.take("公示", "visitor")
    contest.publish(cast.desk("dai"), cast.event.id, "final")
    cast.desk("dai").says("过了这一天才能公布成“已生效”")
    with closing(sqlite3.connect(Path(cast.server.environ["DEQING_INSTANCE"]) / "deqing.sqlite3")) as held, held:
        held.execute("UPDATE notice SET starts_on = date(starts_on, '-30 days'), ends_on = date(ends_on, '-30 days')")
    contest_close.published(cast, "final", "已生效")


def certificates(cast: Cast) -> None:
    """Issue 22 certificates, take them as one file, and check one on a stranger's phone."""
    desk = cast.at("dai", "/certificates")
    desk.button("预览，再发").click()
    cast.take("证书样子", "dai")
    desk.button("发 22 张").click()
    desk.link("下载这一批 PDF").wait_for()
    cast.take("证书", "dai")
    desk.page.set_default_timeout(PACKING_MS)
    file = desk.download(desk.link("下载这一批 PDF"), cast.folder)
    assert file.read_bytes().startswith(b"%PDF")
    database.session().rollback()
    held = {row.name: row for row in database.session().query(Certificate)}
    assert len({row.number for row in held.values()}) == len(held) == PRIZES
    assert "熊禾演" in held, "who got the prize by the appeal"
    assert "方山拟" not in held
    visitor = cast.phones["visitor"]
    visitor.goto(f"{cast.server.url}/verify/{held['熊禾演'].code}")
    main = visitor.get_by_role("main")
    expect(main).to_contain_text("有效")
    expect(main).to_contain_text("三等奖")
    cast.take("查验证书", "visitor")


def files_and_figures(cast: Cast) -> None:
    """Take the pack of files and the ledger, whose digests are true, archive, and find the contest in the figures."""
    desk = cast.at("dai", "/results")
    desk.link("含全名").click()
    desk.fill(reason="核对获奖证书上的姓名")
    book = CalamineWorkbook.from_path(desk.download(desk.button("下载"), cast.folder))
    first = next(row for row in book.get_sheet_by_index(0).to_python() if row[0] == 1)
    assert "董试" in first
    desk = cast.at("dai", "/ledger")
    missing = [row[1] for row in desk.rows("材料") if row[2] == "缺"]
    assert missing == []
    cast.take("台账", "dai")
    pack = desk.download(desk.page.get_by_role("link", name="成绩材料包.xlsx", exact=True), cast.folder)
    assert "溯源" in CalamineWorkbook.from_path(pack).sheet_names
    whole = desk.download(desk.page.get_by_role("link", name="活动台账.zip", exact=True), cast.folder)
    assert digests_agree(whole) > LEAST_FILES
    cast.at("dai", "/ledger/close")
    desk.button("归档").click()
    desk.says("已归档")
    cast.take("归档", "dai")
    desk.go("/desk/reports")
    figures = {row[0].removeprefix("其中"): row[1].split()[0] for row in desk.rows("指标")}
    assert (figures["技能比武场次"], figures["技能比武参赛人次"]) == ("1", str(EXPECTED["counts"]["attended"]))
    cast.take("统计", "dai")


def digests_agree(path: Path) -> int:
    """Compare every file of the ledger with the digest its index gives; return how many files it lists."""
    with zipfile.ZipFile(path) as held:
        table = CalamineWorkbook.from_filelike(io.BytesIO(held.read("index.xlsx"))).get_sheet_by_index(0).to_python()
        start = next(at for at, row in enumerate(table) if "SHA-256" in row)
        name, digest = table[start].index("文件"), table[start].index("SHA-256")
        listed = {str(row[name]): row[digest] for row in table[start + 1 :] if row[digest]}
        assert set(held.namelist()) - set(listed) == {"index.xlsx", "怎么核对.txt", "SHA256SUMS.txt"}
        for each, told in listed.items():
            assert hashlib.sha256(held.read(each)).hexdigest() == told, each
    return len(listed)
