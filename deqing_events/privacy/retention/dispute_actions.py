"""The data classes of appeals and objections with their papers, and of what was attached to ledgers."""

from sqlalchemy.orm import Session

from deqing_events.domain.retention import NOBODY, span
from deqing_events.privacy.retention import queries
from deqing_events.privacy.retention.chunk_actions import CHUNK, in_chunks
from deqing_events.privacy.retention.data_class import DataClass, Moment
from deqing_events.registration.questions import stored_files


def _due(moment: Moment) -> int:
    return queries.count(queries.appeals(moment)) + queries.count(queries.objections(moment))


def _clear(moment: Moment) -> int:
    files: list[str] = []

    def appeals(session: Session) -> int:
        rows = list(session.scalars(queries.appeals(moment).limit(CHUNK)))
        files.extend(row.file_name for row in rows if row.file_name)
        for row in rows:
            row.leader, row.grounds, row.file_name = NOBODY, "", ""
        return len(rows)

    def objections(session: Session) -> int:
        rows = list(session.scalars(queries.objections(moment).limit(CHUNK)))
        files.extend(row.file_name for row in rows if row.file_name)
        for row in rows:
            row.name, row.mobile, row.grounds, row.file_name = NOBODY, "", "", ""
            row.digest = f"{row.id}"
        return len(rows)

    cleared = sum(in_chunks("disputes", moment, some) for some in (appeals, objections))
    stored_files.forget(moment.settings.uploads / "contests", files)
    return cleared


def _clear_evidence(moment: Moment) -> int:
    files: list[str] = []

    def some(session: Session) -> int:
        rows = list(session.scalars(queries.evidence_files(moment).limit(CHUNK)))
        files.extend(row.file_name for row in rows)
        for row in rows:
            row.file_name, row.title, row.remove_reason = "", NOBODY, row.remove_reason and NOBODY
        return len(rows)

    cleared = in_chunks("evidence", moment, some)
    stored_files.forget(moment.settings.uploads / "ledger", files)
    return cleared


CLASSES = (
    DataClass(
        "evidence",
        "台账的附件",
        lambda keeping: f"活动结束后 {span(keeping.records)}",
        lambda moment: queries.count(queries.evidence_files(moment)),
        _clear_evidence,
    ),
    DataClass("disputes", "申诉和异议", lambda keeping: f"提出后 {span(keeping.disputes)}，裁定留存", _due, _clear),
)
