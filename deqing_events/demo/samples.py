"""The sample workbooks, and importing the two of the organisations as the desk does."""

import datetime as dt
from pathlib import Path

from deqing_events.demo.people import Place
from deqing_events.demo.timeline import Tell
from deqing_events.documents.reading import read_sheets
from deqing_events.domain.roles import SYSTEM
from deqing_events.domain.roster.reading import RosterReading
from deqing_events.domain.units_sheet.reading import read_units
from deqing_events.organisations.importing import actions, queries, work
from deqing_events.organisations.importing.job_actions import Job
from deqing_events.settings import Settings

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "data"
UNITS, ROSTER, CONTEST = "units.xlsx", "roster.xlsx", "skills-contest-example.xlsx"


def content(name: str) -> bytes:
    """Return a sample workbook."""
    return (FOLDER / name).read_bytes()


def missing() -> list[str]:
    """Return the names of sample workbooks that are not there."""
    return [name for name in (UNITS, ROSTER, CONTEST) if not (FOLDER / name).is_file()]


def store(kind: str, name: str, settings: Settings, *, now: dt.datetime) -> RosterReading | None:
    """Import one sample; what is stored already stays as it is. Returns what a member list said."""
    handed = actions.Upload(kind, name, content(name), now.date())
    held = actions.open_run(handed, stored_name="", account_id=None, now=now, by=SYSTEM)
    job = Job(
        held.run_id, held.worker, settings.uploads, settings.keys, settings.import_rows, clock=lambda: now, by=SYSTEM
    )
    run = queries.run_by_id(held.run_id)
    assert run is not None  # noqa: S101 - it was opened a line ago
    reading = work.preview(job, run, handed.content)
    work.store(job, run, handed.content)
    work.tidy(job, run)
    return reading


def store_all(settings: Settings, tell: Tell, *, now: dt.datetime) -> RosterReading:
    """Import workplaces and members, and return what the member list said."""
    tell("正在导入单位")
    store("units", UNITS, settings, now=now)
    tell("正在导入会员")
    reading = store("roster", ROSTER, settings, now=now)
    assert reading is not None  # noqa: S101 - a member list was read
    return reading


def places(on: dt.date) -> dict[str, Place]:
    """Return the sample's workplaces by code, with their ids as stored."""
    ids = queries.unit_ids()
    rows = read_units(read_sheets(content(UNITS)), queries.township_names(on)).units
    return {row.code: Place(ids[row.code], row.full_name, row.township or "") for row in rows if row.code in ids}
