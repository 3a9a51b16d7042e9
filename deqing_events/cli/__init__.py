"""The commands people run: ``flask --app app <noun> <verb>``; one module per noun."""

from flask import Flask

from deqing_events.cli import audit, contests, demo, importing, registrations, roster, schema, units


def add_commands(app: Flask) -> None:
    """Add every command group to the app."""
    for group in (
        schema.group,
        audit.group,
        contests.group,
        units.group,
        roster.group,
        importing.group,
        registrations.group,
        demo.group,
    ):
        app.cli.add_command(group)
