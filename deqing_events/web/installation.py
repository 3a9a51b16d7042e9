"""The settings of the running installation, for views; actions get what they need as arguments."""

from typing import cast

from flask import current_app, request

from deqing_events.settings import Keys, Settings


def settings() -> Settings:
    """Return the settings the app was built with."""
    return cast("Settings", current_app.config["SETTINGS"])


def keys() -> Keys:
    """Return the installation's keys."""
    return settings().keys


def public_url() -> str:
    """Return scheme and host for addresses that leave the site (QR codes, calendars), without a trailing slash."""
    return settings().public_url or request.host_url.rstrip("/")
