"""The commands people run: ``flask --app app <noun> <verb>``; one module per noun."""

from flask import Flask
from flask.cli import with_appcontext

from deqing_events.cli import (
    audit,
    backup,
    contests,
    demo,
    importing,
    jobs,
    privacy,
    registrations,
    roster,
    schema,
    units,
)

SELF_SUFFICIENT = (schema.group, backup.group, contests.group)
"""Commands that look after the schema themselves or need none."""


def add_commands(app: Flask) -> None:
    """Add every command group to the app."""
    for group in (
        schema.group,
        audit.group,
        backup.group,
        contests.group,
        units.group,
        roster.group,
        importing.group,
        registrations.group,
        demo.group,
        jobs.group,
        privacy.group,
    ):
        if group not in SELF_SUFFICIENT:
            group.callback = with_appcontext(schema.require_schema)
        app.cli.add_command(group)
