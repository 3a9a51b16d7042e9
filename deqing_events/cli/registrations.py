"""``registrations``: prove that the counters of places say what the rows say."""

import datetime as dt
import sys

import click
from flask.cli import AppGroup

from deqing_events.domain.roles import SYSTEM
from deqing_events.registration.reconciling import reconcile as compare

group = AppGroup("registrations", help="Registrations and their places.")


@group.command()
@click.option("--repair", is_flag=True, help="Set each counter to the number of confirmed registrations.")
def reconcile(*, repair: bool) -> None:
    """Compare every quota with its registrations; exit status 1 when one differs (0 once repaired)."""
    findings = compare(repair=repair, now=dt.datetime.now(dt.UTC), by=SYSTEM)
    for found in findings:
        where = f"event {found.event_id} {found.bound}"
        click.echo(f"{where}: counter {found.counter}, registrations {found.registrations}")
    click.echo(f"{len(findings)} differences" + (" repaired" if repair and findings else ""))
    sys.exit(1 if findings and not repair else 0)
