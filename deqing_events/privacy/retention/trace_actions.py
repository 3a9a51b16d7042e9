"""Data classes that are due some time after their last use: consents, messages, codes, files, phones, sign-ins."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from deqing_events.accounts.models import RateCount
from deqing_events.domain.retention import span
from deqing_events.domain.roles import SYSTEM
from deqing_events.messages import actions as messages
from deqing_events.messages.templates import CODES, NOTICES
from deqing_events.organisations.importing import actions as importing
from deqing_events.privacy.retention import files, queries
from deqing_events.privacy.retention.chunk_actions import CHUNK, in_chunks
from deqing_events.privacy.retention.data_class import DataClass, Moment
from deqing_events.privacy.retention.queries import Rows
from deqing_events.registration.entries import actions as entries
from deqing_events.registration.entries import queries as entry_queries
from deqing_events.registration.questions import actions as answers


def _delete(key: str, moment: Moment, rows: Rows) -> int:
    def some(session: Session) -> int:
        found = list(session.scalars(rows.limit(CHUNK)))
        for row in found:
            session.delete(row)
        session.flush()
        return len(found)

    return in_chunks(key, moment, some)


def _due_codes(moment: Moment) -> int:
    texts = queries.messages(moment, CODES, moment.keeping.codes)
    return queries.count(texts) + queries.count(queries.codes(moment))


def _clear_codes(moment: Moment) -> int:
    before = moment.cutoff(moment.keeping.codes)
    texts = messages.clear_older_than(before, CODES, now=moment.now, by=SYSTEM)
    return texts + _delete("codes", moment, queries.codes(moment))


def _due_messages(moment: Moment) -> int:
    return queries.count(queries.messages(moment, NOTICES, moment.keeping.messages))


def _clear_messages(moment: Moment) -> int:
    before = moment.cutoff(moment.keeping.messages)
    return messages.clear_older_than(before, NOTICES, now=moment.now, by=SYSTEM)


def _due_files(moment: Moment) -> int:
    lists = len(entry_queries.older_than(moment.cutoff(moment.keeping.imports)))
    return lists + len(files.old(moment)) + len(files.abandoned(moment)) + queries.count(queries.staged(moment))


def _clear_files(moment: Moment) -> int:
    due, folder, days = _due_files(moment), moment.settings.uploads, moment.keeping.imports
    while importing.forget_old(folder, now=moment.now, by=SYSTEM, days=days):
        pass
    entries.forget_old(folder, now=moment.now, days=days)
    files.forget(files.old(moment))
    answers.forget_abandoned_files(folder, now=moment.now)
    _delete("imports", moment, queries.staged(moment))
    return due


def _clear_sessions(moment: Moment) -> int:
    def counters(session: Session) -> int:
        ids = queries.rate_counts()[:CHUNK]
        messages.changed(session, delete(RateCount).where(RateCount.id.in_(ids)))
        return len(ids)

    signed_in = _delete("sessions", moment, queries.sessions(moment))
    return signed_in + in_chunks("sessions", moment, counters)


CLASSES = (
    DataClass(
        "consents",
        "同意记录",
        lambda keeping: f"资料匿名后 {span(keeping.consents)}",
        lambda moment: queries.count(queries.consents(moment)),
        lambda moment: _delete("consents", moment, queries.consents(moment)),
    ),
    DataClass("messages", "消息", lambda keeping: f"发出后 {span(keeping.messages)}", _due_messages, _clear_messages),
    DataClass("codes", "验证码", lambda keeping: f"发出后 {span(keeping.codes)}", _due_codes, _clear_codes),
    DataClass(
        "imports",
        "上传的文件和名单、没确认的导入",
        lambda keeping: f"上传后 {span(keeping.imports)}",
        _due_files,
        _clear_files,
    ),
    DataClass(
        "devices",
        "认得的手机",
        lambda keeping: f"{span(keeping.devices)}没用过，或停用后 {span(keeping.sessions)}",
        lambda moment: queries.count(queries.phones(moment)),
        lambda moment: _delete("devices", moment, queries.phones(moment)),
    ),
    DataClass(
        "sendings",
        "裁判手机的发送记录",
        lambda keeping: f"比赛结束后 {span(keeping.sessions)}",
        lambda moment: queries.count(queries.sendings(moment)),
        lambda moment: _delete("sendings", moment, queries.sendings(moment)),
    ),
    DataClass(
        "sessions",
        "工作人员的登录、防猜的计数",
        lambda keeping: f"退出后 {span(keeping.sessions)}",
        lambda moment: queries.count(queries.sessions(moment)) + len(queries.rate_counts()),
        _clear_sessions,
    ),
    DataClass(
        "requests",
        "删除申请",
        lambda keeping: f"答复后 {span(keeping.requests)}",
        lambda moment: queries.count(queries.requests(moment)),
        lambda moment: _delete("requests", moment, queries.requests(moment)),
    ),
)
