"""``units``: the county's list of workplaces, unions and regional service centres."""

import json
import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from deqing_events.cli.importing import Workbook, fail, store
from deqing_events.organisations.importing import units_actions
from deqing_events.organisations.importing.work import UNUSABLE
from deqing_events.web import clock
from deqing_events.web.installation import settings

group = AppGroup("units", help="Workplaces (单位), unions and regional service centres.")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change and store nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts and problems as one JSON object.")
def import_units(file: Path, *, dry_run: bool, as_json: bool) -> None:
    """Store the organisations workbook FILE; running it again changes nothing.

    Exit status: 0 done (rows that cannot be used are listed), 1 the file cannot be used and nothing was stored.
    """
    workbook = Workbook("units", file.name, file.read_bytes(), clock.today())
    try:
        found = units_actions.compare(workbook.content, workbook.as_of, settings().import_rows)
    except UNUSABLE as unusable:
        fail(str(unusable))
    report = units_actions.totals(found.reading, found.plan)
    if not dry_run:
        store(workbook)
    problems = [{"sheet": one.sheet, "row": one.row, "code": str(one.code)} for one in found.reading.problems]
    if as_json:
        click.echo(json.dumps({"file": file.name, **report, "problems": problems}, ensure_ascii=False, indent=1))
        sys.exit(0)
    for problem in found.reading.problems:
        click.echo(f"{problem.sheet} 第 {problem.row} 行：{problem.code.sentence}")
    done = "试读" if dry_run else "已导入"
    click.echo(
        f"{done}：新增 {report['created']}，更新 {report['updated']}，不变 {report['unchanged']}，"
        f"未导入 {report['rejected']}，提示 {report['warnings']}。"
    )
