"""What the settings tell the outbox: whether messages leave at all, and by which gateway."""

from flask import Flask, current_app

from deqing_events.messages import hooks
from deqing_events.messages.gateways.choosing import chosen
from deqing_events.messages.outgoing import Gateway
from deqing_events.settings import Settings
from deqing_events.web.installation import settings

GATEWAY = "message_gateway"


def attach(app: Flask, loaded: Settings) -> None:
    """Fill the hooks and build the gateway. Raises SettingsError when the settings miss something it needs."""
    app.extensions[GATEWAY] = chosen(loaded)
    hooks.offers.kept_at_once = lambda: settings().notifier == "outbox"


def gateway() -> Gateway:
    """Return the gateway of the running installation."""
    made: Gateway = current_app.extensions[GATEWAY]
    return made
