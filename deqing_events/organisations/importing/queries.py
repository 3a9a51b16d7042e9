"""Questions about import runs, and what an import must know of the stored units and members."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from deqing_events import database
from deqing_events.domain.identity import Gender
from deqing_events.domain.roster.people import Person
from deqing_events.domain.roster.planning import StoredMember
from deqing_events.domain.roster.units import UnitName
from deqing_events.domain.skill_levels import SkillLevel
from deqing_events.organisations.models import ImportLine, ImportRun, LabourUnion, Member, Organisation, Unit
from deqing_events.organisations.queries import townships

SILENT_SECONDS = 45
"""A run whose worker gave no sign of life for so long was interrupted."""

WORKING = ("reading", "confirming")
_YES_NO = {"yes": True, "no": False}


def run_by_id(run_id: int) -> ImportRun | None:
    """Return the run as it is stored now, or None."""
    return database.session().get(ImportRun, run_id, populate_existing=True)


def runs(*, page: int, size: int) -> tuple[list[ImportRun], int]:
    """Return one page of runs, newest first, and how many there are."""
    query = select(ImportRun).order_by(ImportRun.id.desc()).offset((page - 1) * size).limit(size)
    total = database.session().scalar(select(func.count()).select_from(ImportRun))
    return list(database.session().scalars(query)), int(total or 0)


def is_interrupted(run: ImportRun, now: dt.datetime) -> bool:
    """Tell whether the run's worker died: it should be working and is silent."""
    return run.state in WORKING and (now - run.beat_at).total_seconds() > SILENT_SECONDS


def last_units_file() -> str:
    """Return the name of the units workbook that was stored last; empty when there was none."""
    query = select(ImportRun.file_name).where(ImportRun.kind == "units", ImportRun.state == "done")
    return database.session().scalar(query.order_by(ImportRun.finished_at.desc(), ImportRun.id.desc()).limit(1)) or ""


def mark(kind: str) -> str:
    """Return a text that changes whenever what an import of ``kind`` is compared with changes."""
    session = database.session()
    last_units = select(func.max(ImportRun.id)).where(ImportRun.kind == "units", ImportRun.state == "done")
    parts: list[Any] = [session.scalar(last_units)]
    if kind == "roster":
        counts = select(func.count(), func.max(Member.id), func.sum(Member.revision)).select_from(Member)
        parts += session.execute(counts).one()
    for table in (Unit, LabourUnion, Organisation):
        parts += session.execute(select(func.count(), func.max(table.id)).select_from(table)).one()
    return ":".join(str(part or 0) for part in parts)


def township_names(on: dt.date) -> dict[str, str]:
    """Return the townships valid on a day: their names by code."""
    return {place.code: place.name for place in townships(on)}


def unit_names() -> list[UnitName]:
    """Return the known units in the form in which a roster looks them up."""
    query = select(Unit.code, Unit.name, Unit.short_name, func.coalesce(Organisation.name, Unit.township_text))
    query = query.outerjoin(Organisation, Organisation.id == Unit.township_id).order_by(Unit.id)
    return [UnitName(code, name, short, place) for code, name, short, place in database.session().execute(query)]


def unit_ids() -> dict[str, int]:
    """Return the ids of all units by code."""
    return {row.code: row.id for row in database.session().execute(select(Unit.code, Unit.id))}


def stored_members() -> Iterator[StoredMember]:
    """Yield every stored member as the roster law compares it; identity numbers stay sealed."""
    columns = (
        Member.id, Member.identity_index, Member.name, Member.mobile, Member.gender, Member.birth_date, Unit.code,
        Member.joined_on, Member.skill_level, Member.job, Member.migrant, Member.remark,
    )  # fmt: skip
    query = select(*columns).outerjoin(Unit, Unit.id == Member.unit_id).order_by(Member.id)
    for row in database.session().execute(query.execution_options(yield_per=5_000)):
        yield StoredMember(row[0], row[1], _person(row))


def _person(row: Any) -> Person:  # noqa: ANN401 - a row of mixed columns
    return Person(
        name=row.name,
        mobile=row.mobile or None,
        gender=Gender(row.gender) if row.gender else None,
        birth_date=row.birth_date,
        unit_code=row.code,
        joined_on=row.joined_on,
        skill_level=SkillLevel(row.skill_level) if row.skill_level else None,
        trade=row.job or None,
        migrant_worker=_YES_NO.get(row.migrant),
        note=row.remark or None,
    )


def stored_units() -> dict[str, dict[str, Any]]:
    """Return the units by code: their columns, with township, union and centre as codes."""
    township, centre = aliased(Organisation), aliased(Organisation)
    query = (
        select(
            Unit.id, Unit.code, Unit.name, Unit.short_name, Unit.uscc, Unit.township_text, Unit.industry,
            Unit.ownership, Unit.staff_count, Unit.above_scale, township.code.label("township_code"),
            LabourUnion.code.label("union_code"), centre.code.label("centre_code"),
        )
        .outerjoin(township, township.id == Unit.township_id)
        .outerjoin(centre, centre.id == Unit.centre_id)
        .outerjoin(LabourUnion, LabourUnion.id == Unit.union_id)
    )  # fmt: skip
    return {row.code: dict(row._mapping) for row in database.session().execute(query)}  # noqa: SLF001 - public name


def stored_unions() -> dict[str, dict[str, Any]]:
    """Return the unions by code: their columns, with the township as a code."""
    query = select(
        LabourUnion.id, LabourUnion.code, LabourUnion.name, LabourUnion.kind, LabourUnion.uscc,
        Organisation.code.label("township_code"),
    ).outerjoin(Organisation, Organisation.id == LabourUnion.township_id)  # fmt: skip
    return {row.code: dict(row._mapping) for row in database.session().execute(query)}  # noqa: SLF001 - public name


def stored_centres() -> dict[str, dict[str, Any]]:
    """Return the regional service centres by code: their columns, with the township as a code."""
    parent = aliased(Organisation)
    query = (
        select(
            Organisation.id, Organisation.code, Organisation.name, Organisation.enterprises, Organisation.workers,
            parent.code.label("township_code"),
        )
        .outerjoin(parent, parent.id == Organisation.parent_id)
        .where(Organisation.kind == "regional_service_centre")
    )  # fmt: skip
    return {row.code: dict(row._mapping) for row in database.session().execute(query)}  # noqa: SLF001 - public name


def organisation_ids() -> dict[str, int]:
    """Return the ids of all organisations by code."""
    return {row.code: row.id for row in database.session().execute(select(Organisation.code, Organisation.id))}


def union_ids() -> dict[str, int]:
    """Return the ids of all unions by code."""
    return {row.code: row.id for row in database.session().execute(select(LabourUnion.code, LabourUnion.id))}


def line_counts(run_id: int) -> list[tuple[str, str, int]]:
    """Return (kind, code, count) of a run's lines."""
    query = select(ImportLine.kind, ImportLine.code, func.count()).where(ImportLine.run_id == run_id)
    query = query.group_by(ImportLine.kind, ImportLine.code).order_by(ImportLine.kind, ImportLine.code)
    return [(kind, code, count) for kind, code, count in database.session().execute(query)]


def lines(run_id: int, *, kind: str, code: str, page: int, size: int) -> tuple[list[ImportLine], int]:
    """Return one page of a run's lines by row, filtered by kind and code where given, and how many there are."""
    wanted: list[ColumnElement[bool]] = [ImportLine.run_id == run_id]
    if kind:
        wanted.append(ImportLine.kind == kind)
    if code:
        wanted.append(ImportLine.code == code)
    total = database.session().scalar(select(func.count()).select_from(ImportLine).where(and_(*wanted)))
    query = select(ImportLine).where(and_(*wanted)).order_by(ImportLine.row, ImportLine.id)
    return list(database.session().scalars(query.offset((page - 1) * size).limit(size))), int(total or 0)


def expired_runs(before: dt.datetime) -> list[ImportRun]:
    """Return runs made before an instant that still hold a file or wait for a confirm."""
    held = or_(ImportRun.stored_name != "", ImportRun.rejects_name != "", ImportRun.state == "previewed")
    query = select(ImportRun).where(ImportRun.created_at < before, ImportRun.state.not_in(WORKING), held)
    return list(database.session().scalars(query.order_by(ImportRun.id).limit(50)))
