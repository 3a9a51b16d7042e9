"""``contests``: work out a contest workbook without touching the database."""

import json
import sys
from pathlib import Path
from typing import NoReturn

import click
from flask.cli import AppGroup

from deqing_events.contests.workbook.reading import read_book
from deqing_events.documents.reading import UnreadableWorkbook, read_sheets
from deqing_events.domain.contest_workbook_evaluation import ContestResult, evaluate_workbook
from deqing_events.domain.contest_workbook_result import as_json
from deqing_events.domain.rule_sheet import RuleSheetError

group = AppGroup("contests", help="Contests.")


@group.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_object", is_flag=True, help="Print the whole result as one JSON object.")
def evaluate(file: Path, as_object: bool) -> None:  # noqa: FBT001 - click passes a flag so
    """Rank, award and add up the delegations of a contest workbook (.xlsx); exit status 1 when it cannot be read."""
    result = as_json(_evaluated(file))
    if as_object:
        click.echo(json.dumps(result, ensure_ascii=False, indent=1))
        return
    for row in result["results"]:
        award = row["award"] or ""
        click.echo(f"{row['rank']:>4}  {row['entry_no']}  {row['total']:>7}  {row['delegation']}  {award}")
    click.echo(f"{result['counts']['ranked']} ranked, {len(result.get('incomplete', []))} incomplete")


def _evaluated(file: Path) -> ContestResult:
    try:
        book, findings = read_book(read_sheets(file.read_bytes()), file.name)
    except UnreadableWorkbook as refusal:
        _stop([str(refusal)])
    if findings:
        _stop([str(finding) for finding in findings])
    try:
        return evaluate_workbook(book)
    except RuleSheetError as error:
        _stop([problem.sentence for problem in error.problems])
    except (KeyError, ValueError, ArithmeticError) as error:
        _stop([f"“规则”：{error}"])


def _stop(lines: list[str]) -> NoReturn:
    for line in lines:
        click.echo(line, err=True)
    sys.exit(1)
