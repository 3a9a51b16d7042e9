"""Builds the app: ``flask --app app …`` and ``gunicorn app:app``."""

from deqing_events.factory import create_app

app = create_app()
