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


@group.command()
def upgrade() -> None:
    """Bring the schema up to date, and store the county's townships where they are missing."""
    before = migrations.current(db.engine)
    migrations.upgrade(db.engine)
    after = migrations.current(db.engine)
    load_reference(now=dt.datetime.now(dt.UTC), by=SYSTEM)
    click.echo(f"Schema {after}" if before == after else f"Schema {before or 'empty'} -> {after}")


@group.command("setup-code")
def setup_code() -> None:
    """Print a one-time set-up code while there is no account."""
    code = actions.issue_setup_code(now=dt.datetime.now(dt.UTC))
    if code:
        click.echo(f"\n  设置码 Set-up code: {code}\n  打开网站首页，用它建第一个账号。\n")
