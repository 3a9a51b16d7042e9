"""A copy of what is kept, to take along: the same tables as a workbook and as JSON, so that they cannot disagree."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.marking.change_words import STATUSES
from deqing_events.domain import appeals, objections
from deqing_events.domain.certificates import CERTIFICATE_WORDS, CertificateState
from deqing_events.domain.honours import HONOUR_WORDS, HonourKind
from deqing_events.domain.kinds import LEVEL_WORDS, Level
from deqing_events.domain.promotion_rules import PROMOTION_WORDS, PromotionState, level_word
from deqing_events.domain.roles import Actor
from deqing_events.domain.tables import Column, Kind, Table, Value, shown
from deqing_events.messages import templates
from deqing_events.messages.wording import STATE_LOOKS
from deqing_events.privacy.own.queries import Kept
from deqing_events.privacy.requests.wording import STATE_LOOKS as REQUEST_LOOKS
from deqing_events.registration import summary
from deqing_events.registration.consents import sentence_of, title_of
from deqing_events.registration.hooks import offers
from deqing_events.registration.models import Registration
from deqing_events.registration.questions.showing import lines
from deqing_events.registration.wording import pill_of, where_and_when
from deqing_events.web.clock import SHANGHAI

TITLE = "我的资料"
Rows = Iterable[tuple[Value, ...]]


def log_copy(kind: str, rows: int, *, now: dt.datetime, by: Actor) -> None:
    """Write down that somebody took a copy of the own data along."""
    with database.transaction():
        record("privacy.export", "phone", kind, by=by, now=now, rows=rows)


def tables(kept: Kept, now: dt.datetime) -> list[Table]:
    """Return everything kept as tables: no pass code and no token is among it."""
    number = {held.id: held.number for held in kept.sign_ups}
    return [
        _table("报名", _sign_up_columns(), (_sign_up(held) for held in kept.sign_ups), now),
        _table("填写内容", _columns("报名编号", "问题", "回答", "说明"), _answers(kept, number), now),
        _table("通行码", _pass_columns(), _passes(kept), now),
        _table("同意记录", _consent_columns(), _consents(kept, number), now),
        _table("签到", (*_columns("报名编号", "名单", "方向"), _at("时间")), _check_ins(kept, number), now),
        _table("成绩", _columns("报名编号", "活动", "状态", "名次", "总成绩", "奖项"), _results(kept), now),
        _table("证书", (*_columns("证书编号", "项目", "奖项", "姓名", "状态"), _at("发出")), _certificates(kept), now),
        _table(
            "晋级", _columns("活动", "原等级", "拟晋升等级", "状态", "批准文号", "等级证书"), _promotions(kept), now
        ),
        _table("参赛", _columns("活动", "参赛号", "代表队", "单位", "状态"), _entries(kept), now),
        _table("荣誉", (*_columns("荣誉", "级别", "授予单位", "文号"), _on("授予日期")), _honours(kept), now),
        _table(
            "异议",
            (*_columns("活动", "姓名", "手机", "事实和理由", "状态", "答复"), _at("提出")),
            _objections(kept),
            now,
        ),
        _table("涉及的申诉", (*_columns("活动", "项目", "状态", "裁决理由", "文号"), _at("收到")), _appeals(kept), now),
        _table("删除申请", (_at("提出"), *_columns("状态", "答复"), _at("答复时间")), _requests(kept), now),
        _table("消息", (_at("时间"), *_columns("标题", "内容", "状态")), _messages(kept), now),
        _table("认得的手机", (_at("登录"), _at("最近一次"), Column("address", "网络", width=18)), _phones(kept), now),
        _table(
            "会员名册", _columns("姓名", "单位", "性别", "出生日期", "工种", "等级", "入会日期"), _members(kept), now
        ),
    ]


def as_json(parts: Sequence[Table], now: dt.datetime) -> bytes:
    """Return the tables as one JSON object: the title of each with a list of its rows."""
    found: dict[str, object] = {"生成时间": f"{now.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"}
    for part in parts:
        found[part.sheet_name] = [
            {column.title: shown(value, column) for value, column in zip(row, part.columns, strict=True)}
            for row in part.rows
        ]
    return json.dumps(found, ensure_ascii=False, indent=1).encode()


def _table(name: str, columns: Sequence[Column], rows: Rows, now: dt.datetime) -> Table:
    made = f"生成时间：{now.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return Table(f"{TITLE}：{name}", tuple(columns), list(rows), TITLE, subtitle=made, sheet_name=name)


def _columns(*titles: str) -> tuple[Column, ...]:
    return tuple(Column(title, title, width=max(12, 4 * len(title))) for title in titles)


def _at(title: str) -> Column:
    return Column(title, title, Kind.DATETIME, 18)


def _on(title: str) -> Column:
    return Column(title, title, Kind.DATE, 13)


def _here(at: dt.datetime | None) -> dt.datetime | None:
    return at.astimezone(SHANGHAI) if at else None


def _sign_up_columns() -> tuple[Column, ...]:
    words = _columns("报名编号", "活动", "时间地点", "姓名", "手机", "单位", "性别", "农民工", "工种", "状态", "队伍")
    return (*words, _at("报名时间"))


def _sign_up(held: Registration) -> tuple[Value, ...]:
    return (
        held.number,
        held.event.title,
        where_and_when(held),
        held.name,
        held.mobile,
        held.unit_text or (held.unit.name if held.unit else ""),
        summary.GENDER_WORDS.get(held.gender, ""),
        {"yes": "是", "no": "否"}.get(held.migrant, ""),
        held.trade,
        pill_of(held)[2],
        held.team.name if held.team else "",
        _here(held.created_at),
    )


def _answers(kept: Kept, number: Mapping[int, str]) -> Rows:
    for registration_id, answered in kept.answers.items():
        for line in lines(answered, full=True):
            yield number[registration_id], line.label, line.text, line.note


def _pass_columns() -> tuple[Column, ...]:
    return (*_columns("报名编号", "第几张"), _at("发出"), _at("作废"), Column("why", "原因", width=20))


def _passes(kept: Kept) -> Rows:
    for held in kept.sign_ups:
        for each in held.passes:
            yield held.number, str(each.serial), _here(each.issued_at), _here(each.revoked_at), each.revoke_reason


def _consent_columns() -> tuple[Column, ...]:
    return (*_columns("报名编号", "用途", "选择", "文本版本"), Column("text", "文本", width=40), _at("时间"))


def _consents(kept: Kept, number: Mapping[int, str]) -> Rows:
    for row in kept.consents:
        word, text = "同意" if row.given else "不同意", sentence_of(row.purpose, row.version)
        yield number[row.registration_id], title_of(row.purpose), word, row.version, text, _here(row.at)


def _check_ins(kept: Kept, number: Mapping[int, str]) -> Rows:
    for each in kept.check_ins:
        word = "进场" if each.direction == "entry" else "出场"
        yield number[each.registration_id], each.list_name, word, _here(each.scan.scanned_at)


def _results(kept: Kept) -> Rows:
    for held in kept.sign_ups:
        found = offers.own_result(held.id)
        if found is not None:
            place = f"第 {found.place} 名" if found.place else found.status
            yield held.number, held.event.title, found.stage, place, found.total, found.award


def _certificates(kept: Kept) -> Rows:
    for row in kept.certificates:
        state = CERTIFICATE_WORDS[CertificateState(row.state)]
        yield row.number, row.batch.item, row.award, row.name, state, _here(row.batch.at)


def _promotions(kept: Kept) -> Rows:
    for row in kept.promotions:
        levels = level_word(row.level_before), level_word(row.level_after)
        state = PROMOTION_WORDS[PromotionState(row.state)]
        yield row.event.title, *levels, state, row.document_number, row.certificate_number


def _entries(kept: Kept) -> Rows:
    for row in kept.entries:
        title = row.registration.event.title if row.registration else ""
        yield title, row.number, row.delegation, row.unit_name, STATUSES.get(row.status, row.status)


def _honours(kept: Kept) -> Rows:
    for row in kept.honours:
        what, level = HONOUR_WORDS[HonourKind(row.kind)], LEVEL_WORDS[Level(row.level)]
        yield what, level, row.awarded_by, row.document_number, row.awarded_on


def _objections(kept: Kept) -> Rows:
    for row in kept.objections:
        title, state = row.notice.publication.event.title, objections.STATE_WORDS[row.state]
        yield title, row.name, row.mobile, row.grounds, state, row.reply, _here(row.filed_at)


def _appeals(kept: Kept) -> Rows:
    for row in kept.appeals:
        state = appeals.STATE_WORDS[row.state]
        yield row.event.title, row.item, state, row.reason, row.document, _here(row.received_at)


def _requests(kept: Kept) -> Rows:
    for row in kept.requests:
        yield _here(row.asked_at), REQUEST_LOOKS[row.state][2], row.reason, _here(row.decided_at)


def _messages(kept: Kept) -> Rows:
    for message in kept.messages:
        title = templates.TITLES.get(message.template, "消息")
        yield _here(message.created_at), title, templates.body(message.text), STATE_LOOKS[message.state][2]


def _phones(kept: Kept) -> Rows:
    for phone in kept.phones:
        yield _here(phone.verified_at), _here(phone.seen_at), phone.address


def _members(kept: Kept) -> Rows:
    for member in kept.members:
        yield (
            member.name,
            member.unit.name if member.unit else member.unit_text,
            summary.GENDER_WORDS.get(member.gender, ""),
            member.birth_date.isoformat() if member.birth_date else "",
            member.job,
            member.skill_level,
            member.joined_on.isoformat() if member.joined_on else "",
        )
