"""Evidence of what somebody disputed: appeals with their rulings, objections with their answers, corrections."""

from deqing_events.contests.appeals import queries as appeals
from deqing_events.contests.corrections import queries as corrections
from deqing_events.contests.corrections.changes import read, said
from deqing_events.contests.finalising.result_set import code_of
from deqing_events.contests.ledger import queries
from deqing_events.contests.ledger.case import Case
from deqing_events.contests.ledger.items import Item, Look, book, cells, moment, named
from deqing_events.contests.objections import queries as objections
from deqing_events.domain.appeals import STATE_WORDS as APPEAL_WORDS
from deqing_events.domain.appeals import VOTE_WORDS, Vote
from deqing_events.domain.masking import mask_mobile
from deqing_events.domain.objections import STATE_WORDS as OBJECTION_WORDS
from deqing_events.domain.tables import Table, Value

FOLDER = "结果"


def items(case: Case) -> list[Item]:
    """Return this evidence; none without a contest."""
    return [_appeals(case), _objections(case), _corrections(case)] if case.is_contest else []


def _appeals(case: Case) -> Item:
    waiting = appeals.open_appeals(case.event.id)
    return Item(
        "appeals",
        FOLDER,
        "申诉和裁决",
        queries.appeals(case.event.id),
        "有人申诉才有；没有就是没有人申诉。",
        waits=f"还有 {len(waiting)} 件没办完" if waiting else "",
        source="申诉记录",
        unit="件",
        href=f"{case.desk}/appeals",
        link="看申诉",
        files=lambda look: [book("申诉和裁决", [_appeal_table(case, look), _vote_table(case)], look)],
    )


def _appeal_table(case: Case, look: Look) -> Table:
    columns = cells(
        ("number", "编号", 8),
        ("about", "针对", 14),
        ("delegation", "代表队", 16),
        ("leader", "领队", 12),
        ("grounds", "理由", 60),
        ("at", "什么时候提出", 18),
        ("state", "结果", 14),
        ("reason", "裁决理由", 60),
        ("document", "裁决文号", 20),
        ("by", "谁办的", 14),
        ("changed", "什么时候办的", 18),
    )
    rows: list[tuple[Value, ...]] = [
        (
            str(row.number),
            code_of(row.entrant) if row.entrant else "整场比赛",
            row.delegation,
            look.person(row.leader),
            row.grounds,
            moment(row.received_at),
            APPEAL_WORDS[row.state],
            row.reason,
            row.document,
            named(row.decided_by),
            moment(row.changed_at),
        )
        for row in reversed(appeals.of_event(case.event.id))
    ]
    return Table(f"{case.event.title}申诉和裁决", columns, rows, "申诉和裁决")


def _vote_table(case: Case) -> Table:
    columns = cells(
        ("number", "申诉编号", 10),
        ("by", "仲裁员", 14),
        ("vote", "表态", 14),
        ("reason", "理由", 60),
        ("at", "什么时候", 18),
    )
    rows: list[tuple[Value, ...]] = [
        (str(number), named(f"staff:{vote.account_id}"), VOTE_WORDS[Vote(vote.vote)], vote.reason, moment(vote.at))
        for vote, number in queries.votes(case.event.id)
    ]
    return Table(f"{case.event.title}仲裁表态", columns, rows, "仲裁表态", sheet_name="仲裁表态")


def _objections(case: Case) -> Item:
    waiting = objections.open_objections(case.event.id)
    return Item(
        "objections",
        FOLDER,
        "异议和答复",
        queries.objections(case.event.id),
        "公示期里有人提出才有。",
        waits=f"还有 {len(waiting)} 件没答复" if waiting else "",
        source="异议记录",
        unit="件",
        href=f"{case.desk}/objections",
        link="看异议",
        files=lambda look: [book("异议和答复", [_objection_table(case, look)], look)],
    )


def _objection_table(case: Case, look: Look) -> Table:
    columns = cells(
        ("receipt", "受理号", 14),
        ("name", "谁提的", 12),
        ("mobile", "手机", 14),
        ("grounds", "内容", 60),
        ("at", "什么时候", 18),
        ("state", "结果", 12),
        ("reply", "答复", 60),
        ("reason", "内部理由", 40),
        ("by", "谁办的", 14),
        ("changed", "什么时候办的", 18),
    )
    rows: list[tuple[Value, ...]] = [
        (
            row.receipt,
            look.person(row.name),
            mask_mobile(row.mobile),
            row.grounds,
            moment(row.filed_at),
            OBJECTION_WORDS[row.state],
            row.reply,
            row.reason,
            named(row.decided_by),
            moment(row.changed_at),
        )
        for row in reversed(objections.of_event(case.event.id))
    ]
    return Table(f"{case.event.title}异议和答复", columns, rows, "异议和答复")


def _corrections(case: Case) -> Item:
    return Item(
        "corrections",
        FOLDER,
        "更正记录",
        queries.corrections(case.event.id),
        "更正过成绩才有。",
        waits="有一批更正还没生效，请先办完或放弃" if corrections.draft(case.event.id) else "",
        source="更正记录",
        unit="批",
        href=f"{case.desk}/corrections",
        link="看更正",
        files=lambda look: [book("更正记录", [_correction_table(case)], look)],
    )


def _correction_table(case: Case) -> Table:
    columns = cells(
        ("at", "什么时候", 18),
        ("by", "谁", 14),
        ("ruling", "凭什么", 24),
        ("reason", "为什么", 40),
        ("what", "改了什么", 60),
        ("effect", "名次和奖项怎么变", 60),
    )
    rows: list[tuple[Value, ...]] = []
    for batch in reversed(corrections.applied(case.event.id)):
        changes = "\n".join(said(read(one), case.sheets, {}) for one in batch.changes)
        effects = "\n".join(f"{one['number']} {one['said']}" for one in batch.effects)
        made = (moment(batch.applied_at), named(batch.applied_by), batch.ruling, batch.reason)
        rows.append((*made, changes, effects))
    return Table(f"{case.event.title}更正记录", columns, rows, "更正记录")
