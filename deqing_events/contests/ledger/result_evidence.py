"""Evidence of 结果: the ranking, the team table, the publications and the notices."""

from typing import Any

from deqing_events.contests.certificates import queries as certificates
from deqing_events.contests.ledger import queries
from deqing_events.contests.ledger.case import Case
from deqing_events.contests.ledger.items import File, Item, Look, book, cells, moment, named
from deqing_events.contests.ledger.trace import trace_table
from deqing_events.contests.models import Publication
from deqing_events.contests.notices import queries as notices
from deqing_events.contests.notices import showing
from deqing_events.contests.notices.models import Notice
from deqing_events.contests.results import queries as results
from deqing_events.contests.results.content import STAGE_WORDS, Content
from deqing_events.contests.results.tables import ranking_table, team_table
from deqing_events.domain.rule_text import lines
from deqing_events.domain.tables import Column, Kind, Table, Value

FOLDER = "结果"


def items(case: Case) -> list[Item]:
    """Return this evidence; none without a contest."""
    return [_ranking(case), _publications(case), _notices(case)] if case.is_contest else []


def named_content(publication: Publication, case: Case, look: Look) -> Content:
    """Return a frozen ranking with the names of the list of entrants as the look shows them."""
    names = {row.number: look.entrant(row) for row in case.entrants}
    content = publication.content

    def renamed(row: dict[str, Any]) -> dict[str, Any]:
        return {**row, "name": names.get(row["number"]) or look.holder(row["name"], content["entrant_kind"])}

    return {
        **content,
        "rows": [renamed(row) for row in content["rows"]],
        "unranked": [renamed(row) for row in content["unranked"]],
    }


def ranking_tables(case: Case, look: Look) -> list[Table]:
    """Return 成绩汇总表 and, where the rules give one, 团体积分表 of the publication that holds."""
    held, standings = case.publication, case.standings
    if held is None:
        return []
    content = named_content(held, case, look)
    told = lines(standings.rules) if standings else ()
    rules = "".join(line for line in told if line.startswith(("总成绩 =", "总成绩相同")))
    return [ranking_table(content, rules_line=rules), *([team_table(content)] if content["teams"] else [])]


def _ranking(case: Case) -> Item:
    held = case.publication
    ranked = len(held.content["rows"]) + len(held.content["unranked"]) if held else 0
    return Item(
        "ranking",
        FOLDER,
        "成绩汇总表",
        queries.Tally(ranked, held.at, held.by) if held else queries.Tally(),
        "比赛要有公布过的成绩。",
        needed=not case.cancelled,
        source=f"第 {held.version} 次公布（{STAGE_WORDS[held.stage]}），规则第 {held.rule_version} 版" if held else "",
        unit="个",
        href=f"{case.desk}/results",
        link="去公布成绩",
        files=lambda look: _ranking_files(case, look),
    )


def _ranking_files(case: Case, look: Look) -> list[File]:
    tables = [*ranking_tables(case, look), award_table(case, look), trace_table(case)]
    return [book(table.sheet_name, [table], look) for table in tables if table is not None]


def award_table(case: Case, look: Look) -> Table | None:
    """Return 获奖名单 of the publication that holds, with numbers of certificates; None where nobody gets a prize."""
    held = case.publication
    rows = [row for row in named_content(held, case, look)["rows"] if row["award"]] if held else []
    if not rows:
        return None
    numbers = {row.subject: row.number for row in certificates.valid(case.event.id)}
    columns = (
        Column("no", "序号", Kind.INTEGER, 7),
        *cells(("award", "奖项", 14), ("name", "姓名或名称", 16), ("unit", "单位", 30), ("delegation", "代表队", 16)),
        Column("rank", "名次", Kind.INTEGER, 8),
        *cells(("total", "总成绩", 12), ("certificate", "证书编号", 24)),
    )
    made: list[tuple[Value, ...]] = [
        (
            number,
            row["award"],
            row["name"],
            row["unit"],
            row["delegation"],
            row["rank"],
            row["total"],
            numbers.get(f"entrant:{row['number']}", ""),
        )
        for number, row in enumerate(rows, 1)
    ]
    return Table(f"{case.event.title}获奖名单", columns, made, "获奖名单", sheet_name="获奖名单")


def _publications(case: Case) -> Item:
    return Item(
        "publications",
        FOLDER,
        "公布记录",
        queries.publications(case.event.id),
        "每公布一次记一次，撤回和更正也在。",
        source="公布记录",
        unit="次",
        href=f"{case.desk}/results",
        link="看成绩",
        files=lambda look: [book("公布记录", [_publication_table(case)], look)],
    )


def _publication_table(case: Case) -> Table:
    columns = (
        Column("version", "第几次", Kind.INTEGER, 8),
        Column("stage", "公布成", width=12),
        Column("at", "什么时候", width=18),
        Column("by", "谁公布的", width=14),
        Column("rules", "规则版本", Kind.INTEGER, 10),
        Column("reason", "更正理由", width=40),
        Column("withdrawn", "撤回", width=18),
        Column("digest", "摘要（SHA-256）", width=66),
    )
    rows: list[tuple[Value, ...]] = [
        (
            row.version,
            STAGE_WORDS[row.stage],
            moment(row.at),
            named(row.by),
            row.rule_version,
            row.reason,
            moment(row.withdrawn_at),
            row.digest,
        )
        for row in reversed(results.history(case.event.id))
    ]
    return Table(f"{case.event.title}公布记录", columns, rows, "公布记录")


def _notices(case: Case) -> Item:
    return Item(
        "notices",
        FOLDER,
        "公示名单",
        queries.notices(case.event.id),
        "技能比武的获奖名单要公示满期。" if case.is_skills else "公示过才有。",
        needed=case.is_skills and not case.cancelled,
        source="公示",
        unit="次",
        href=f"{case.desk}/results",
        link="去公示",
        files=lambda look: [book("公示名单", notice_tables(case, look), look)],
    )


def notice_tables(case: Case, look: Look) -> list[Table]:
    """Return 公示名单 of each notice, names as the look shows them."""
    return [_notice_table(row, case, look) for row in reversed(notices.of_event(case.event.id))]


def _notice_table(notice: Notice, case: Case, look: Look) -> Table:
    table = showing.table_of(notice, look.host)
    listed = showing.listed(named_content(notice.publication, case, look))
    at = next(index for index, column in enumerate(table.columns) if column.key == "name")
    rows = [(*row[:at], one["name"], *row[at + 1 :]) for row, one in zip(table.rows, listed, strict=True)]
    told = (f"公示时间：{showing.said_period(notice)}。", *table.notes)
    name = f"公示名单（第 {notice.publication.version} 次公布）"
    return Table(table.title, table.columns, rows, "公示名单", sheet_name=name, notes=told)
