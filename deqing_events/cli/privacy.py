"""``privacy``: clear personal data that is due, or only say how much is."""

import datetime as dt
import sys

import click
from flask.cli import AppGroup

from deqing_events.privacy.retention import actions
from deqing_events.privacy.retention.data_class import Moment
from deqing_events.web import clock
from deqing_events.web.installation import settings

group = AppGroup("privacy", help="Personal data and how long it is kept (个人信息).")

COMPACTED = "数据库已压实，删掉的内容不在文件里了。"
BUSY = "数据库正忙，没有压实，请过一会儿再运行。"


@group.command()
@click.option("--dry-run", is_flag=True, help="Only count what is due.")
@click.option(
    "--at", type=click.DateTime(["%Y-%m-%d"]), help="Count what will be due on this day; with --dry-run only."
)
def retention(*, dry_run: bool, at: dt.datetime | None) -> None:
    """Clear what is due in every data class and prove it; exit status 1 when something due is left.

    With --dry-run nothing is touched, and the status is 1 when something is due.
    """
    if at is not None and not dry_run:
        raise click.UsageError("--at needs --dry-run: nothing is cleared before it is due.")
    moment = Moment(at.replace(tzinfo=clock.SHANGHAI) if at else clock.now(), settings())
    report = actions.look(moment) if dry_run else actions.run(moment)
    for line in report.lines:
        done = f"到期 {line.due}" if dry_run else f"到期 {line.due}，已清 {line.cleared}，还剩 {line.left}"
        click.echo(f"{line.title}（{line.rule}）：{done}")
    if not dry_run:
        click.echo(COMPACTED if report.compacted else BUSY)
    click.echo(f"到期未清 {report.left} 项")
    sys.exit(1 if report.left or not (dry_run or report.compacted) else 0)
