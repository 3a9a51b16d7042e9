"""A public notice as its page, its print version and its workbook show it: one Table, names of today."""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from deqing_events.contests.notices import queries
from deqing_events.contests.notices.models import Notice
from deqing_events.contests.results.content import Content
from deqing_events.contests.results.showing import COUNTED, of_today
from deqing_events.domain.kinds import EntrantKind
from deqing_events.domain.tables import Column, Kind, Table, Value
from deqing_events.events.trades import TRADES

WAY = "实名，写明事实和联系方式"
Row = tuple[Value, ...]


@dataclass(frozen=True)
class Standing:
    """Where a notice stands today: pill kind, icon and word, and the working days left in words."""

    kind: str
    icon: str
    word: str
    left: str


def standing(notice: Notice, newest_version: int, today: dt.date) -> Standing:
    """Return where a notice stands: replaced by a later one, ended, or running."""
    if newest_version > notice.publication.version and today <= notice.ends_on:
        return Standing("plain", "edit", "已换新", "后来更正过，看新的公示")
    if today > notice.ends_on:
        return Standing("plain", "check", "公示已结束", "")
    days = queries.left(notice, today)
    return Standing("warn", "clock", "公示中", f"还剩 {days} 个工作日" if days else "公示到今天为止")


def title_of(notice: Notice) -> str:
    """Return 关于……获奖名单的公示; where the rules give no awards it is the ranking that is on notice."""
    content = notice.publication.content
    what = "获奖名单" if content["tiers"] else "比赛成绩"
    return f"关于{content['title']}{what}的公示"


def table_of(notice: Notice, host: str) -> Table:
    """Return 公示名单 (domain.md §5): no identity number and no phone; names masked unless people agreed."""
    content = of_today(notice.publication)
    trade = notice.publication.event.trade
    item = TRADES.get(trade, trade) or content["title"]
    columns = (
        Column("no", "序号", Kind.INTEGER, 7),
        Column("award", "奖项" if content["tiers"] else "名次", width=12),
        Column("name", "姓名" if content["entrant_kind"] == EntrantKind.PERSON else "名称", width=14),
        Column("unit", "单位", width=34),
        Column("item", "项目", width=20),
        Column("total", "总成绩", width=11)
        if content.get("timed")
        else Column("total", "总成绩", Kind.DECIMAL, 10, content["places"]),
    )
    title = title_of(notice)
    return Table(
        title=title,
        columns=columns,
        rows=[_row(number, row, item) for number, row in enumerate(listed(content), 1)],
        file_name=title,
        subtitle=f"{host}    公示时间：{said_period(notice)}",
        sheet_name="公示名单",
        notes=tuple(filter(None, (f"提出异议：{WAY}。", f"联系：{asked(notice)}。" if asked(notice) else ""))),
    )


def listed(content: Content) -> list[Content]:
    """Return the rows a notice lists: who gets a prize, everybody where the rules give none."""
    rows: list[Content] = content["rows"]
    return [row for row in rows if row["award"]] if content["tiers"] else rows


def _row(number: int, row: Content, item: str) -> Row:
    award = row["award"] or f"第 {row['rank']} 名"
    total = row["total"] if "attempts" in row else Fraction(row["total_exact"])
    return (number, award, row["name"], row["unit"] or row["delegation"], item, total)


def asked(notice: Notice) -> str:
    """Return whom to ask, empty when nobody was named."""
    return " ".join(part for part in (notice.contact, notice.phone) if part)


def said_period(notice: Notice) -> str:
    """Return 2026年11月19日至11月25日（5个工作日）; the year again where it changes."""
    first, last = notice.starts_on, notice.ends_on
    year = f"{last.year}年" if last.year != first.year else ""
    return f"{first.year}年{first.month}月{first.day}日至{year}{last.month}月{last.day}日（{notice.days}个工作日）"


def introduction(notice: Notice) -> str:
    """Return the first paragraph of the printed notice."""
    content, event = notice.publication.content, notice.publication.event
    day = queries.day_of(event.ends_at) if event.ends_at else None
    held = f"已于{day.month}月{day.day}日举行" if day else "已经举行"
    done = f"{len(content['rows'])}{COUNTED[content['entrant_kind']]}完成全部项目"
    what = "拟获奖名单" if content["tiers"] else "比赛成绩"
    return f"根据竞赛规程，{content['title']}{held}，{done}。现将{what}公示如下："
