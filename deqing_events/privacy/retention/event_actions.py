"""Data classes that are due some time after an event: answers, sign-ups, scores, the names of volunteers."""

from functools import partial

from sqlalchemy.orm import Session

from deqing_events.domain.questions.definition import Retention
from deqing_events.domain.retention import NOBODY, Keeping, span
from deqing_events.privacy.erasing import actions as erasing
from deqing_events.privacy.retention import queries
from deqing_events.privacy.retention.chunk_actions import CHUNK, in_chunks
from deqing_events.privacy.retention.data_class import DataClass, Moment
from deqing_events.registration.questions import actions as answer_actions
from deqing_events.registration.questions import stored_files


def _after(days: int) -> str:
    return f"活动结束后 {span(days)}"


def _due_answers(retention: Retention, moment: Moment) -> int:
    return queries.count(queries.answers(moment, retention))


def _clear_answers(key: str, retention: Retention, moment: Moment) -> int:
    files: list[str] = []

    def some(session: Session) -> int:
        rows = list(session.scalars(queries.answers(moment, retention).limit(CHUNK)))
        files.extend(answer_actions.clear(session, rows, now=moment.now))
        return len(rows)

    cleared = in_chunks(key, moment, some)
    stored_files.forget(moment.settings.uploads, files)
    return cleared


def _answers(key: str, title: str, retention: Retention) -> DataClass:
    def rule(keeping: Keeping) -> str:
        after = _after(keeping.of_answers(retention))
        return f"{after}；涉及晋级的，办结后 {keeping.promotion} 天" if retention is Retention.IDENTITY else after

    return DataClass(key, title, rule, partial(_due_answers, retention), partial(_clear_answers, key, retention))


def _clear_records(moment: Moment) -> int:
    files: list[str] = []

    def some(session: Session) -> int:
        rows = list(session.scalars(queries.records(moment).limit(CHUNK)))
        files.extend(erasing.anonymise(session, rows, now=moment.now))
        return len(rows)

    cleared = in_chunks("records", moment, some)
    stored_files.forget(moment.settings.uploads, files)
    return cleared


def _clear_scores(moment: Moment) -> int:
    """Clear contest by contest: what was published is written anew for all of one at once."""
    files: list[str] = []

    def some(session: Session) -> int:
        first = session.scalars(queries.entrants(moment).limit(1)).one_or_none()
        return erasing.forget_entrants(session, [first.event_id]) if first is not None else 0

    def judges(session: Session) -> int:
        rows = list(session.scalars(queries.panel_judges(moment).limit(CHUNK)))
        for row in rows:
            row.name, row.workplace, row.unit_id, row.relations = NOBODY, "", None, {}
        return len(rows)

    def photos(session: Session) -> int:
        rows = list(session.scalars(queries.sheet_photos(moment).limit(CHUNK)))
        files.extend(row.file_name for row in rows)
        for row in rows:
            row.file_name = ""
        return len(rows)

    total = in_chunks("scores", moment, judges) + in_chunks("scores", moment, photos)
    stored_files.forget(moment.settings.uploads / "contests", files)
    while cleared := in_chunks("scores", moment, some):
        total += cleared
    return total


def _due_scores(moment: Moment) -> int:
    held = (queries.entrants, queries.panel_judges, queries.sheet_photos)
    return sum(queries.count(each(moment)) for each in held)


def _clear_certificates(moment: Moment) -> int:
    def some(session: Session) -> int:
        return erasing.mask_certificates(session.scalars(queries.certificates(moment).limit(CHUNK)), now=moment.now)

    return in_chunks("certificates", moment, some)


def _due_volunteers(moment: Moment) -> int:
    held = (queries.scans_by_name, queries.gate_phones, queries.paper_batches, queries.draw_witnesses)
    return sum(queries.count(each(moment)) for each in held)


def _clear_volunteers(moment: Moment) -> int:
    def scans(session: Session) -> int:
        rows = list(session.scalars(queries.scans_by_name(moment).limit(CHUNK)))
        for row in rows:
            row.volunteer = row.note = ""
            row.answers = None
        return len(rows)

    def phones(session: Session) -> int:
        rows = list(session.scalars(queries.gate_phones(moment).limit(CHUNK)))
        for row in rows:
            row.volunteer = ""
        return len(rows)

    def batches(session: Session) -> int:
        rows = list(session.scalars(queries.paper_batches(moment).limit(CHUNK)))
        for row in rows:
            row.operator = row.reason = ""
        return len(rows)

    return sum(in_chunks("volunteers", moment, some) for some in (scans, phones, batches, partial(_draws, moment)))


def _draws(moment: Moment, session: Session) -> int:
    rows = list(session.scalars(queries.draw_witnesses(moment).limit(CHUNK)))
    for row in rows:
        row.witnesses = ""
    return len(rows)


CLASSES = (
    _answers("identity", "身份证号", Retention.IDENTITY),
    _answers("answers", "报名时填的内容、照片", Retention.EVENT),
    _answers("kept_answers", "要留作记录的内容", Retention.RECORD),
    DataClass(
        "scores",
        "成绩里的姓名、评分表的照片",
        lambda keeping: f"{_after(keeping.records)}，名次和分数留作统计",
        _due_scores,
        _clear_scores,
    ),
    DataClass(
        "certificates",
        "证书上的姓名",
        lambda keeping: f"{_after(keeping.records)}，只留隐去中间字的姓名供查验",
        lambda moment: queries.count(queries.certificates(moment)),
        _clear_certificates,
    ),
    DataClass(
        "records",
        "报名人的姓名、手机、通行码",
        lambda keeping: f"{_after(keeping.records)}，只留统计",
        lambda moment: queries.count(queries.records(moment)),
        _clear_records,
    ),
    DataClass(
        "volunteers",
        "志愿者、补签人、抽签见证人的姓名，签到备注",
        lambda keeping: _after(keeping.records),
        _due_volunteers,
        _clear_volunteers,
    ),
)
