"""Evidence of 通知: what was announced, by which rules, and how the event's state went on."""

from collections.abc import Sequence

from deqing_events.contests.ledger import queries
from deqing_events.contests.ledger.case import Case
from deqing_events.contests.ledger.items import File, Item, Look, book, moment, named
from deqing_events.contests.ledger.queries import Tally
from deqing_events.contests.rule_sheets import queries as rules
from deqing_events.contests.rule_sheets.explaining import explained
from deqing_events.domain.kinds import EVENT_STATE_WORDS, KIND_WORDS, EventState
from deqing_events.domain.tables import Column, Kind, Table, Value
from deqing_events.events.models import EventSession
from deqing_events.web.formatting import local, period

FOLDER = "通知"
TWO = (Column("what", "项目", width=16), Column("text", "内容", width=90))


def items(case: Case) -> list[Item]:
    """Return the evidence of this folder."""
    return [_announced(case), *([_rules(case)] if case.is_contest else []), _steps(case)]


def _announced(case: Case) -> Item:
    event = case.event
    said = bool(event.notice or event.summary)
    return Item(
        "notice",
        FOLDER,
        "活动通知",
        Tally(int(said), event.published_at if said else None),
        "办活动要有通知：办什么、谁能参加、什么时候。",
        needed=not case.cancelled,
        source=f"活动 {event.code}",
        unit="份",
        href=f"{case.desk}/edit/basic",
        link="去写通知",
        files=lambda look: [book("活动通知", [_notice_table(case)], look)],
    )


def _notice_table(case: Case) -> Table:
    event = case.event
    rows = [
        ("活动名称", event.title),
        ("编号", event.code),
        ("类别", KIND_WORDS[event.kind]),
        ("时间", period(event.starts_at, event.ends_at)),
        *((f"场次 {number}", _session(held)) for number, held in enumerate(event.sessions, 1)),
        ("谁能参加", event.who_may),
        ("简介", event.summary),
        ("通知", event.notice),
        ("联系人", " ".join(part for part in (event.contact, event.contact_phone) if part)),
    ]
    return Table(f"{event.title}通知", TWO, [row for row in rows if row[1]], "活动通知", sheet_name="通知")


def _session(held: EventSession) -> str:
    start, end = local(held.starts_at), local(held.ends_at)
    when = f"{start:%Y-%m-%d %H:%M} 至 {end:%Y-%m-%d %H:%M}"
    return " ".join(part for part in (held.title, when, held.venue, held.address) if part)


def _rules(case: Case) -> Item:
    tally, held = queries.rules(case.event.id), case.rules
    return Item(
        "rules",
        FOLDER,
        "评分规则",
        tally,
        "名次和奖项按规则算，规则每一版都留着。",
        needed=not case.cancelled,
        source=f"评分规则第 {held.version} 版" if held else "",
        unit="版",
        href=f"{case.desk}/rules",
        link="去写规则",
        files=lambda look: [book("评分规则", _rule_tables(case), look)],
    )


def _rule_tables(case: Case) -> Sequence[Table]:
    held = case.rules
    if held is None:
        return []
    told = explained(held.body, held.league)
    said = [(heading, sentence) for heading, sentences in told.chapters for sentence in sentences]
    rows: list[tuple[Value, ...]] = [*said, *(("团体积分", line) for line in told.team)]
    criteria = [(row.part, row.section, row.title, row.kind, row.maximum, row.by) for row in told.criteria]
    heads = ("部分", "环节", "评分项", "怎么评", "满分", "谁评")
    versions: list[tuple[Value, ...]] = [
        (row.version, moment(row.created_at), named(row.created_by), row.reason)
        for row in sorted(rules.versions(case.event.id), key=lambda row: row.version)
    ]
    return [
        Table(f"{case.event.title}评分规则（第 {held.version} 版）", TWO, rows, "评分规则", sheet_name="规则"),
        Table("评分项", tuple(Column(head, head, width=18) for head in heads), criteria, "评分项", sheet_name="评分项"),
        Table("规则的各版", _version_columns(), versions, "规则版本", sheet_name="版本"),
    ]


def _version_columns() -> tuple[Column, ...]:
    return (
        Column("version", "版本", Kind.INTEGER, 8),
        Column("at", "什么时候", width=18),
        Column("by", "谁定的", width=14),
        Column("reason", "为什么改", width=50),
    )


def _steps(case: Case) -> Item:
    return Item(
        "steps",
        FOLDER,
        "状态记录",
        queries.steps(case.event.id),
        "谁在什么时候发布、公示、办结，自动记下。",
        source="状态变化",
        files=lambda look: [_step_book(case, look)],
    )


def _step_book(case: Case, look: Look) -> File:
    columns = (
        Column("at", "什么时候", width=18),
        Column("before", "原来", width=12),
        Column("after", "变成", width=12),
        Column("by", "谁", width=14),
        Column("reason", "为什么", width=50),
    )
    rows: list[tuple[Value, ...]] = [
        (moment(row.at), _word(row.before), _word(row.after), named(row.by), row.reason)
        for row in queries.step_rows(case.event.id)
    ]
    return book("状态记录", [Table(f"{case.event.title}状态记录", columns, rows, "状态记录")], look)


def _word(state: str) -> str:
    """Return a state in words; an event that is made had none before."""
    return EVENT_STATE_WORDS[EventState(state)] if state else ""
