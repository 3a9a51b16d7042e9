"""Evidence of what followed from results: certificates, promotions, honours."""

from deqing_events.contests.certificates import queries as certificates
from deqing_events.contests.certificates.tables import register_table
from deqing_events.contests.ledger import queries
from deqing_events.contests.ledger.case import Case
from deqing_events.contests.ledger.items import Item, Look, book, cells
from deqing_events.contests.promotions import queries as promotions
from deqing_events.contests.promotions.tables import declaration
from deqing_events.domain.honours import HONOUR_WORDS, HonourKind
from deqing_events.domain.kinds import LEVEL_WORDS, Level
from deqing_events.domain.promotion_rules import PROMOTION_WORDS, PromotionState
from deqing_events.domain.tables import Column, Table, Value

FOLDER = "结果"


def items(case: Case) -> list[Item]:
    """Return this evidence; none without a contest."""
    return [_certificates(case), _promotions(case), _honours(case)] if case.is_contest else []


def _certificates(case: Case) -> Item:
    def table(look: Look) -> Table:
        made = register_table(case.event.title, certificates.of_event(case.event.id), "", full=look.full)
        kept = [index for index, column in enumerate(made.columns) if column.key != "sign"]
        rows = [tuple(row[index] for index in kept) for row in made.rows]
        columns = tuple(made.columns[index] for index in kept)
        return Table(made.title, columns, rows, made.file_name, sheet_name=made.sheet_name, notes=made.notes)

    return Item(
        "certificates",
        FOLDER,
        "证书发放登记表",
        queries.certificates(case.event.id),
        "用系统发证书才有；线下发的奖状可以另附登记。",
        source="证书登记",
        unit="张",
        href=f"{case.desk}/certificates",
        link="去发证书",
        files=lambda look: [book("证书发放登记表", [table(look)], look)],
    )


def promotion_table(case: Case, look: Look) -> Table:
    """Return 晋级申报表 with how each promotion stands; identity numbers are left out."""
    held = promotions.of_event(case.event.id)
    made = declaration(case.event.title, held, {}, "", full=look.full)
    kept = [index for index, column in enumerate(made.columns) if column.key != "identity"]
    words = [PROMOTION_WORDS[PromotionState(row.state)] for row in held]
    rows: list[tuple[Value, ...]] = [
        (*(row[index] for index in kept), word) for row, word in zip(made.rows, words, strict=True)
    ]
    columns = (*(made.columns[index] for index in kept), Column("state", "状态", width=10))
    return Table(made.title, columns, rows, made.file_name, sheet_name=made.sheet_name, signatures=made.signatures)


def _promotions(case: Case) -> Item:
    waiting = [row for row in promotions.of_event(case.event.id) if row.state in promotions.OPEN_STATES]
    return Item(
        "promotions",
        FOLDER,
        "晋级申报表",
        queries.promotions(case.event.id),
        "提名过技能晋级才有；批下来或没批，办完再归档。",
        waits=f"还有 {len(waiting)} 人没批下来" if waiting else "",
        source="晋级记录",
        unit="人",
        href=f"{case.desk}/promotions",
        link="看晋级",
        files=lambda look: [book("晋级申报表", [promotion_table(case, look)], look)],
    )


def _honours(case: Case) -> Item:
    def table(look: Look) -> Table:
        columns = cells(
            ("kind", "荣誉", 20),
            ("level", "级别", 10),
            ("name", "授予", 16),
            ("unit", "单位", 30),
            ("by", "谁授予", 20),
            ("day", "哪天", 14),
            ("document", "文号", 24),
        )
        rows: list[tuple[Value, ...]] = [
            (
                HONOUR_WORDS[HonourKind(row.kind)],
                LEVEL_WORDS[Level(row.level)],
                look.holder(row.name, row.holder_kind),
                row.unit_name,
                row.awarded_by,
                row.awarded_on.isoformat(),
                row.document_number,
            )
            for row in queries.honour_rows(case.event.id)
        ]
        return Table(f"{case.event.title}荣誉登记", columns, rows, "荣誉登记")

    return Item(
        "honours",
        FOLDER,
        "荣誉登记",
        queries.honours(case.event.id),
        "这场比赛带来荣誉的，登记了才有。",
        source="荣誉登记",
        unit="项",
        files=lambda look: [book("荣誉登记", [table(look)], look)],
    )
