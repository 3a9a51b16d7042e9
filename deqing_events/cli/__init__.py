"""The commands people run: ``flask --app app <noun> <verb>``; one module per noun."""

from flask import Flask

from deqing_events.cli import audit, schema


def add_commands(app: Flask) -> None:
    """Add every command group to the app."""
    for group in (schema.group, audit.group):
        app.cli.add_command(group)
