"""``db``: bring the schema up to date, and say what a fresh installation should do next."""

import datetime as dt

import click
from flask.cli import AppGroup

from deqing_events import migrations
from deqing_events.accounts import actions
from deqing_events.database import db
from deqing_events.domain.roles import SYSTEM
from deqing_events.organisations.actions import load_reference

group = AppGroup("db", help="The database schema.")


def bring_up() -> tuple[str | None, str | None]:
    """Migrate and store the county's townships where they are missing; return the schema before and after."""
    before = migrations.current(db.engine)
    migrations.upgrade(db.engine)
    load_reference(now=dt.datetime.now(dt.UTC), by=SYSTEM)
    return before, migrations.current(db.engine)


def require_schema() -> None:
    """Let a command work: an empty database is brought up, an older one is left for a deliberate upgrade."""
    held = migrations.current(db.engine)
    if held is None:
        bring_up()
    elif held != migrations.head():
        raise click.ClickException("数据库版本较旧，请先备份，再运行 flask --app app db upgrade。")


@group.command()
@click.option("--setup-code", "with_code", is_flag=True, help="Print a set-up code too while there is no account.")
def upgrade(with_code: bool) -> None:  # noqa: FBT001 - click passes a flag so
    """Bring the schema up to date, and store the county's townships where they are missing."""
    before, after = bring_up()
    click.echo(f"Schema {after}" if before == after else f"Schema {before or 'empty'} -> {after}")
    if with_code:
        print_setup_code()


@group.command("setup-code")
def setup_code() -> None:
    """Print a one-time set-up code while there is no account."""
    print_setup_code()


def print_setup_code() -> None:
    """Issue and print a set-up code; nothing once there is an account."""
    code = actions.issue_setup_code(now=dt.datetime.now(dt.UTC))
    if code:
        click.echo(f"\n  设置码 Set-up code: {code}\n  打开网站首页，用它建第一个账号。\n")
