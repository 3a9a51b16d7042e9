"""Evidence of 成绩: the draw, the heats, every mark and its changes, the sample, the signatures, the lock."""

from collections.abc import Sequence

from deqing_events.contests.finalising.result_set import code_of
from deqing_events.contests.heats import queries as heats
from deqing_events.contests.ledger import queries
from deqing_events.contests.ledger.case import Case
from deqing_events.contests.ledger.items import File, Item, Look, book, moment, named
from deqing_events.contests.ledger.mark_tables import change_table, mark_table, sheet_tables
from deqing_events.contests.locks import queries as locks
from deqing_events.contests.prints.sheets import station_table
from deqing_events.contests.signatures import queries as signatures
from deqing_events.contests.start_draws import queries as start_draws
from deqing_events.contests.unblinding import queries as unblinding
from deqing_events.domain.signing import SIGNER_WORDS, SignerRole
from deqing_events.domain.tables import Column, Kind, Table, Value

FOLDER = "成绩"


def items(case: Case) -> list[Item]:
    """Return the evidence of this folder; none without a contest."""
    if not case.is_contest:
        return []
    return [_draw(case), _heats(case), _marks(case), _changes(case), _sample(case), _signatures(case), _locks(case)]


def _draw(case: Case) -> Item:
    held = start_draws.standing(case.event.id)
    return Item(
        "draw",
        FOLDER,
        "抽签记录",
        queries.start_draws(case.event.id),
        "用系统抽签才有：名单摘要、种子和次序，谁都能重算。",
        source=f"第 {held.version} 次抽签" if held else "",
        unit="次",
        href=f"{case.desk}/draw",
        link="看抽签",
        files=lambda look: [book("抽签记录", _draw_tables(case, look), look)],
    )


def _draw_tables(case: Case, look: Look) -> Sequence[Table]:
    rows = {row.id: row for row in case.entrants}
    acts: list[tuple[Value, ...]] = []
    order: list[tuple[Value, ...]] = []
    for draw in reversed(start_draws.history(case.event.id)):
        acts.append(
            (
                draw.version,
                moment(draw.fixed_at),
                named(draw.fixed_by),
                draw.list_sha256,
                draw.seed,
                draw.seed_source,
                draw.witnesses,
                moment(draw.drawn_at),
                named(draw.drawn_by),
                draw.reason,
            )
        )
        for lot in start_draws.lots(draw):
            held = rows.get(lot.entrant_id)
            order.append(
                (draw.version, lot.lot, lot.number, look.entrant(held) if held else "", "补入" if lot.late else "")
            )
    return [
        Table(f"{case.event.title}抽签记录", _ACTS, acts, "抽签记录", sheet_name="抽签"),
        Table("出场次序", _ORDER, order, "出场次序", sheet_name="次序"),
    ]


_ACTS = (
    Column("version", "第几次", Kind.INTEGER, 8),
    Column("fixed_at", "固定名单", width=18),
    Column("fixed_by", "谁固定的", width=12),
    Column("digest", "名单摘要（SHA-256）", width=66),
    Column("seed", "种子", width=24),
    Column("source", "种子从哪来", width=20),
    Column("witnesses", "见证人", width=20),
    Column("drawn_at", "抽签时间", width=18),
    Column("drawn_by", "谁抽的", width=12),
    Column("reason", "为什么重抽", width=30),
)
_ORDER = (
    Column("version", "第几次", Kind.INTEGER, 8),
    Column("lot", "签号", Kind.INTEGER, 8),
    Column("number", "参赛号", width=12),
    Column("name", "姓名或名称", width=16),
    Column("late", "备注", width=10),
)


def _heats(case: Case) -> Item:
    def files(look: Look) -> Sequence[File]:
        return [book("赛位表", [station_table(case.event, heats.for_event(case.event.id))], look)]

    return Item(
        "heats",
        FOLDER,
        "赛位表",
        queries.heats(case.event.id),
        "排了批次才有。",
        source="批次",
        unit="批",
        href=f"{case.desk}/heats",
        link="看批次",
        files=files,
    )


def _marks(case: Case) -> Item:
    return Item(
        "marks",
        FOLDER,
        "评分表",
        queries.marks(case.event.id),
        "名次从每一个分数算出来，一个分数一行，写明谁录的。",
        needed=not case.cancelled,
        source="评分记录",
        unit="个",
        href=f"{case.desk}/scores",
        link="去打分",
        files=lambda look: [
            book("评分表", sheet_tables(case, look), look),
            book("评分记录", [mark_table(case, look)], look),
        ],
    )


def _changes(case: Case) -> Item:
    return Item(
        "changes",
        FOLDER,
        "改分记录",
        queries.mark_changes(case.event.id),
        "改过分才有：原来的值、改成什么、谁改的、为什么。",
        source="改分记录",
        href=f"{case.desk}/scores",
        link="看评分",
        files=lambda look: [book("改分记录", [change_table(case)], look)],
    )


def _sample(case: Case) -> Item:
    wanted = case.plan.long_way and bool(case.plan.sample_size)
    return Item(
        "sample",
        FOLDER,
        "抽查核对",
        queries.sample_checks(case.event.id),
        "锁定前要抽查几份和纸面核对。" if wanted else "这场没有要求抽查。",
        needed=wanted and not case.cancelled,
        source="抽查记录",
        unit="份",
        href=f"{case.desk}/control",
        link="看赛务",
        files=lambda look: [book("抽查核对", [_sample_table(case)], look)],
    )


def _sample_table(case: Case) -> Table:
    columns = (
        Column("code", "盲码或参赛号", width=14),
        Column("agrees", "结果", width=10),
        Column("found", "哪里不一样", width=40),
        Column("by", "谁核对的", width=14),
        Column("at", "什么时候", width=18),
        Column("digest", "核对时的分数摘要", width=66),
    )
    rows: list[tuple[Value, ...]] = [
        (code_of(one), "一致" if row.agrees else "不一致", row.found, named(row.by), moment(row.at), row.digest)
        for row, one in queries.sample_rows(case.event.id)
    ]
    return Table(f"{case.event.title}抽查核对", columns, rows, "抽查核对")


def _signatures(case: Case) -> Item:
    wanted = case.plan.long_way
    return Item(
        "signatures",
        FOLDER,
        "裁判签名",
        queries.signatures(case.event.id),
        "成绩要裁判、裁判长、监督先后签认。" if wanted else "这场打完分直接核对公布，不用签认。",
        needed=wanted and not case.cancelled,
        source="签认记录",
        unit="处",
        href=f"{case.desk}/sign",
        link="看签认",
        files=lambda look: [book("裁判签名", [_signature_table(case)], look)],
    )


def _signature_table(case: Case) -> Table:
    columns = (
        Column("role", "以什么身份", width=12),
        Column("judge", "哪位裁判的评分表", width=18),
        Column("by", "谁签的", width=14),
        Column("at", "什么时候", width=18),
        Column("digest", "签的是哪一份（摘要）", width=66),
        Column("stands", "现在", width=10),
    )
    standings = case.standings
    states = signatures.states(case.event.id, standings) if standings else ()
    standing = {(state.place.role, state.place.judge, state.place.digest) for state in states if state.by}
    rows: list[tuple[Value, ...]] = [
        (
            SIGNER_WORDS[SignerRole(row.role)],
            row.judge,
            named(row.by),
            moment(row.at),
            row.digest,
            "有效" if (row.role, row.judge, row.digest) in standing else "已失效",
        )
        for row in signatures.given(case.event.id)
    ]
    return Table(f"{case.event.title}裁判签名", columns, rows, "裁判签名")


def _locks(case: Case) -> Item:
    wanted = case.plan.long_way
    return Item(
        "locks",
        FOLDER,
        "锁定和解密",
        queries.locks(case.event.id),
        "成绩要先锁定，再由裁判长和监督两人解密。" if wanted else "这场没有要求锁定。",
        needed=wanted and not case.cancelled,
        source="锁定记录",
        unit="次",
        href=f"{case.desk}/control",
        link="看赛务",
        files=lambda look: [book("锁定和解密", [_lock_table(case)], look)],
    )


def _lock_table(case: Case) -> Table:
    columns = (
        Column("what", "做了什么", width=10),
        Column("at", "什么时候", width=18),
        Column("by", "谁", width=24),
        Column("digest", "成绩摘要", width=66),
        Column("why", "凭什么、为什么", width=50),
    )
    rows: list[tuple[Value, ...]] = []
    for row in reversed(locks.history(case.event.id)):
        rows.append(("锁定", moment(row.locked_at), named(row.locked_by), row.digest, ""))
        if row.reopened_at:
            why = f"{row.ruling}：{row.reopen_reason}"
            rows.append(("解锁", moment(row.reopened_at), named(row.reopened_by), row.digest, why))
    joined = unblinding.done(case.event.id)
    if joined is not None:
        both = f"{named(joined.opened_by)}、{named(joined.confirmed_by)}"
        rows.append(("解密", moment(joined.confirmed_at), both, "", "两个人先后确认"))
    return Table(f"{case.event.title}锁定和解密", columns, rows, "锁定和解密")
