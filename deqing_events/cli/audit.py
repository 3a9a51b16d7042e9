"""``audit``: prove that nobody changed the log."""

import sys

import click
from flask.cli import AppGroup

from deqing_events.audit import queries

group = AppGroup("audit", help="The audit log.")


@group.command()
def verify() -> None:
    """Walk the chain; exit status 1 when an entry was edited, deleted or swapped."""
    count, findings = queries.verify()
    for finding in findings:
        click.echo(f"entry {finding.seq}: {finding.what}")
    click.echo(f"{count} entries, {len(findings)} findings")
    sys.exit(1 if findings else 0)
