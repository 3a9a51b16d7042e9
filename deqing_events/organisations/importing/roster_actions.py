"""A member list: read and prepared (nothing is stored of it), then all of it stored in one quick transaction.

Preparing does the slow work - reading, comparing, sealing, pinyin - and stages rows in short transactions. The confirm
only moves the staged rows, so that other writers wait for one INSERT … SELECT and one UPDATE.
"""

import datetime as dt
from collections import Counter
from typing import Any

from sqlalchemy import Select, and_, case, func, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.database import UtcDateTime
from deqing_events.documents.reading import read_sheets
from deqing_events.documents.workbook import workbook_bytes
from deqing_events.domain.roster.planning import Plan, plan_import
from deqing_events.domain.roster.reading import Progress, RosterReading, read_roster
from deqing_events.domain.roster.rejects import rejects_table
from deqing_events.domain.roster.units import UnitIndex
from deqing_events.organisations.identity_vault import blind_index
from deqing_events.organisations.importing import queries, roster_rows, uploads
from deqing_events.organisations.importing.job_actions import Job, StaleError, clear_prepared, rows_changed
from deqing_events.organisations.models import ImportLine, ImportRun, Member, StagedMember
from deqing_events.settings import Keys

CACHE_KIB = 192 * 1024
COPIED = (
    "name", "pinyin_key", "initials", "identity_cipher", "identity_index", "mobile", "gender", "birth_date",
    "unit_id", "unit_text", "joined_on", "job", "skill_level", "migrant", "remark",
)  # fmt: skip
FILLED = ("gender", "birth_date", "joined_on", "job", "skill_level", "migrant", "remark")


def read(content: bytes, as_of: dt.date, max_rows: int, on_progress: Progress | None = None) -> RosterReading:
    """Read a workbook against the stored units. Raises UnreadableWorkbook or NoRosterTable with a sentence."""
    sheets = read_sheets(content, max_rows=max_rows)
    return read_roster(sheets, UnitIndex(queries.unit_names()), as_of, on_progress)


def compare(reading: RosterReading, keys: Keys, on_progress: Progress | None = None) -> Plan:
    """Compare a reading (see ``roster_rows.fitted``) with the stored members."""
    return plan_import(reading, list(queries.stored_members()), lambda number: blind_index(number, keys), on_progress)


def preview(job: Job, content: bytes, as_of: dt.date) -> RosterReading:
    """Read a workbook, compare it with the stored members and stage what a confirm would store.

    Raises UnreadableWorkbook or NoRosterTable with a sentence for people; then nothing is staged.
    """
    clear_prepared(job.run_id, lines=True)
    mark = queries.mark("roster")
    job.begin("正在打开文件，核对每一行")
    original = read(content, as_of, job.max_rows, job.progress)
    reading = roster_rows.fitted(original)
    job.begin("正在与名册比对")
    plan = compare(reading, job.keys, job.progress)
    _stage(job, reading, plan)
    rejects = _rejects_file(job, reading, plan)
    try:
        job.change(state="previewed", report=totals(reading, plan), mark=mark, rejects_name=rejects, step="")
    except BaseException:
        uploads.forget(job.uploads, rejects)
        raise
    return original


def _stage(job: Job, reading: RosterReading, plan: Plan) -> None:
    ids, text_of = queries.unit_ids(), roster_rows.unit_texts(reading)
    records = roster_rows.changed_records(plan)
    job.begin("正在加密身份证号", len(records))
    staged = []
    for done, planned in enumerate(records, 1):
        place = roster_rows.Place(ids.get(planned.person.unit_code or ""), text_of(planned.row))
        staged.append(roster_rows.staged_row(job.run_id, planned, place, job.keys))
        job.progress(done, len(records))
    job.store_in_chunks(StagedMember, staged, "正在准备写入")
    job.store_in_chunks(ImportLine, roster_rows.lines(job.run_id, reading, plan), "正在整理提示")


def _rejects_file(job: Job, reading: RosterReading, plan: Plan) -> str:
    return uploads.keep(job.uploads, workbook_bytes([rejects_table(reading, plan)])) if plan.rejected else ""


def totals(reading: RosterReading, plan: Plan) -> dict[str, Any]:
    """Return the counts that the preview shows; no personal data."""
    conflicts = sum(len(merged.conflicts) for merged in reading.merged)
    return {
        "rows_read": reading.rows_read,
        "accepted": reading.rows_read - plan.merged - plan.rejected,
        "merged": plan.merged,
        "rejected": plan.rejected,
        "created": plan.created,
        "updated": plan.updated,
        "unchanged": plan.unchanged,
        "conflicts": conflicts + sum(len(planned.conflicts) for planned in plan.records),
        "warnings": len(reading.warnings) + sum(planned.warning is not None for planned in plan.records),
        "by_code": dict(Counter(str(warning.code) for warning in reading.warnings)),
        "sheet": reading.start.sheet.name,
        "header_row": reading.start.header_row,
        "ignored_columns": list(reading.start.ignored)[:50],
        "footer_rows": reading.skipped.footer_rows,
        "repeated_header_rows": reading.skipped.repeated_header_rows,
    }


def apply(job: Job) -> None:
    """Store everything that was staged, in one transaction. Raises StaleError when the preview no longer holds."""
    now = job.clock()
    with database.transaction() as session:
        _give_room(session)
        run = session.get_one(ImportRun, job.run_id, populate_existing=True)
        if queries.mark("roster") != run.mark:
            raise StaleError
        job.change_in(session, state="done", finished_at=now, step="")
        updated = _update(session, job.run_id, now)
        created = _create(session, job.run_id, now)
        counts = {"created": created, "updated": updated, "rejected": run.report["rejected"]}
        record("roster.import", "import_run", job.run_id, by=job.by, now=now, **counts)


def _give_room(session: Session) -> None:
    """Let SQLite keep the pages of one large insert in memory: with its usual 2 MB the insert takes twice as long."""
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql(f"PRAGMA cache_size=-{CACHE_KIB}")


def _create(session: Session, run_id: int, now: dt.datetime) -> int:
    return rows_changed(session, insert(Member).from_select([*COPIED, *_FIXED], _new_members(run_id, now)))


_FIXED = ("import_id", "created_at", "updated_at", "revision")


def _new_members(run_id: int, now: dt.datetime) -> Select[Any]:
    at = literal(now, UtcDateTime())
    columns = [getattr(StagedMember, name) for name in COPIED]
    return (
        select(*columns, literal(run_id), at, at, literal(1))
        .where(StagedMember.run_id == run_id, StagedMember.member_id.is_(None))
        .order_by(StagedMember.id)
    )


def _update(session: Session, run_id: int, now: dt.datetime) -> int:
    """Fill the stored members; what is there of an identity number or a unit text stays. Returns how many members.

    Columns with an index are written only where they change: rewriting every index entry takes three times as long.
    """
    same = (StagedMember.run_id == run_id, StagedMember.member_id == Member.id)
    plain: dict[str, Any] = {name: getattr(StagedMember, name) for name in FILLED}
    plain["unit_text"] = case((Member.unit_text != "", Member.unit_text), else_=StagedMember.unit_text)
    updated = rows_changed(
        session, update(Member).where(*same).values(**plain, updated_at=now, revision=Member.revision + 1)
    )
    indexed: dict[str, Any] = {name: getattr(StagedMember, name) for name in ("mobile", "unit_id")}
    for name in ("identity_cipher", "identity_index"):
        indexed[name] = func.coalesce(getattr(Member, name), getattr(StagedMember, name))
    arrives = or_(
        Member.mobile != StagedMember.mobile,
        Member.unit_id.is_distinct_from(StagedMember.unit_id),
        and_(Member.identity_index.is_(None), StagedMember.identity_index.is_not(None)),
    )
    rows_changed(session, update(Member).where(*same, arrives).values(**indexed))
    return updated
