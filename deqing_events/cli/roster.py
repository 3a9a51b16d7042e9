"""``roster``: the members of the county's unions."""

import datetime as dt
import json
from pathlib import Path

import click
from flask.cli import AppGroup

from deqing_events.cli.importing import Stored, Workbook, fail, store
from deqing_events.domain.roster.report import roster_report
from deqing_events.organisations.importing import queries, roster_actions, roster_rows
from deqing_events.organisations.importing.work import UNUSABLE
from deqing_events.web import clock
from deqing_events.web.installation import keys, settings

group = AppGroup("roster", help="Members (会员).")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Reference date of birth dates; today by default.")
@click.option("--dry-run", is_flag=True, help="Say what would change and store nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole outcome of the file as one JSON object.")
def import_roster(file: Path, as_of: dt.datetime | None, *, dry_run: bool, as_json: bool) -> None:
    """Store the member list FILE against the units that are stored already; running it again changes nothing.

    With --json the object describes the file against the known units alone, whatever is stored; the counts of what was
    stored go to standard error. Exit status: 0 done (rows that cannot be used are listed), 1 the file cannot be used
    and nothing was stored.
    """
    day = as_of.date() if as_of else clock.today()
    workbook = Workbook("roster", file.name, file.read_bytes(), day)
    found = _dry_run(workbook) if dry_run else store(workbook)
    reading, counts = found.reading, found.counts
    assert reading is not None  # noqa: S101 - a member list was read
    if as_json:
        report = roster_report(reading, file=file.name, units_file=queries.last_units_file())
        click.echo(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        for reject in reading.rejects:
            click.echo(f"第 {reject.row} 行未导入：{reject.reason.sentence}")
    done = "试读" if dry_run else "已导入"
    click.echo(
        f"{done}：新增 {counts['created']}，更新 {counts['updated']}，不变 {counts['unchanged']}，"
        f"合并 {counts['merged']}，未导入 {counts['rejected']}，提示 {counts['warnings']}。",
        err=as_json,
    )


def _dry_run(workbook: Workbook) -> Stored:
    try:
        reading = roster_actions.read(workbook.content, workbook.as_of, settings().import_rows)
    except UNUSABLE as unusable:
        fail(str(unusable))
    fitted = roster_rows.fitted(reading)
    return Stored(roster_actions.totals(fitted, roster_actions.compare(fitted, keys())), reading)
